-- What each subject brings to each window: the parts that the cover chose, added up. Only members count, each
-- on the last day of the quarter in which a part ends; what an owner's figure contains is not added to it.
SELECT
    kind,
    name,
    indicator,
    subject,
    holding,
    left_out,
    days_in_window,
    days_covered,
    sum(value) AS value,
    sum(value_low) AS value_low,
    CASE WHEN count(*) = count(value_high) THEN sum(value_high) END AS value_high,
    list_sort(list_distinct(flatten(list(statuses)))) AS statuses,
    list_sort(list_distinct(flatten(list(qualifiers)))) AS qualifiers,
    list_sort(list(DISTINCT definition_version)) AS definition_versions,
    count(DISTINCT definition_version) > 1 AS has_break,
    bool_and(is_public) AS is_public,
    list_sort(flatten(list(origins))) AS origins
FROM window_parts
GROUP BY ALL
