-- One subject's figure for one indicator and period: the reported whole, or, where only parts were reported,
-- the sum over one breakdown (the one with fewest dimensions). A part is never added to its whole.
-- What was reported for just these days counts before a difference of running totals.
-- A lower bound that is missing is zero, because these are counts; an upper bound that is missing stays so.
WITH breakdowns AS (
    SELECT
        subject,
        indicator,
        definition_version,
        protocol,
        period_start,
        period_end,
        broken_down_by,
        is_difference,
        sum(value) AS value,
        sum(coalesce(value_low, 0)) FILTER (WHERE value IS NOT NULL) AS value_low,
        CASE
            WHEN count(*) FILTER (WHERE value IS NOT NULL AND value_high IS NULL) = 0
                THEN sum(value_high) FILTER (WHERE value IS NOT NULL)
        END AS value_high,
        count(value) AS parts,
        count(*) - count(value) AS parts_without_value,
        list_sort(list_distinct(flatten(list(statuses)))) AS statuses,
        list_sort(list_distinct(list(qualifier) FILTER (WHERE value IS NOT NULL))) AS qualifiers,
        bool_and(is_public) AS is_public,
        max(decided_at) AS decided_at,
        list_sort(list_distinct(flatten(list(origins)))) AS origins
    FROM flows
    GROUP BY ALL
    HAVING count(value) > 0
)

SELECT *
FROM breakdowns
QUALIFY
    row_number() OVER (
        PARTITION BY subject, indicator, period_start, period_end
        ORDER BY
            is_difference ASC,
            definition_version DESC,
            len(broken_down_by) ASC,
            broken_down_by ASC,
            protocol ASC
    ) = 1
