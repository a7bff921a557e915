-- What each subject brings to each window: the parts that the cover chose, added up. Only members count, each
-- on the last day of the quarter in which a part ends; what an owner's figure contains is not added to it.
WITH parts AS (
    SELECT
        covers.kind,
        covers.name,
        covers.days_in_window,
        covers.days_covered,
        subject_totals.*,
        strftime(subject_totals.period_end, '%Y') || '-Q' || quarter(subject_totals.period_end) AS part_round
    FROM covers
    INNER JOIN subject_totals
        ON
            covers.subject = subject_totals.subject
            AND covers.indicator = subject_totals.indicator
            AND covers.period_start = subject_totals.period_start
            AND covers.period_end = subject_totals.period_end
),

weighed AS (
    SELECT
        parts.*,
        members.holding,
        CASE
            WHEN members.party IS NULL THEN 'not a member then'
            WHEN EXISTS (
                SELECT 1
                FROM ownership
                INNER JOIN parts AS outer_part
                    ON
                        ownership.owner = outer_part.subject
                        AND parts.kind = outer_part.kind
                        AND parts.name = outer_part.name
                        AND parts.indicator = outer_part.indicator
                WHERE ownership.round = parts.part_round AND ownership.party = parts.subject
            ) THEN 'inside the figure of its owner'
        END AS left_out
    FROM parts
    LEFT JOIN members ON parts.part_round = members.round AND parts.subject = members.party
)

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
FROM weighed
GROUP BY ALL
