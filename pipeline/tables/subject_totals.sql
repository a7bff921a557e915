-- One subject's figure for one indicator and period: the reported whole, or, where only parts were reported,
-- the sum over one breakdown (the one with fewest dimensions). A part is never added to its whole.
-- A lower bound that is missing is zero, because these are counts; an upper bound that is missing stays so.
WITH flows AS (
    SELECT
        counted.*,
        list_filter(
            [
                CASE WHEN category <> 'all' THEN 'category' END,
                CASE WHEN taxon_group <> 'all' THEN 'taxon_group' END,
                CASE WHEN form <> 'all' THEN 'form' END,
                CASE WHEN channel <> 'all' THEN 'channel' END,
                CASE WHEN geography <> 'all' THEN 'geography' END,
                CASE WHEN detection_source <> 'all' THEN 'detection_source' END,
                CASE WHEN decision_mode <> 'all' THEN 'decision_mode' END
            ],
            lambda dimension: dimension IS NOT NULL
        ) AS broken_down_by
    FROM counted
    INNER JOIN indicators ON counted.indicator = indicators.code
    WHERE
        counted.counts
        AND counted.period_start IS NOT NULL
        AND indicators.time_basis = 'flow'
        AND indicators.add_subjects = 'yes'
        AND indicators.measure_class IN ('activity', 'context')
),

breakdowns AS (
    SELECT
        subject,
        indicator,
        definition_version,
        protocol,
        period_start,
        period_end,
        broken_down_by,
        sum(value) AS value,
        sum(coalesce(value_low, 0)) FILTER (WHERE value IS NOT NULL) AS value_low,
        CASE
            WHEN count(*) FILTER (WHERE value IS NOT NULL AND value_high IS NULL) = 0
                THEN sum(value_high) FILTER (WHERE value IS NOT NULL)
        END AS value_high,
        count(value) AS parts,
        count(*) - count(value) AS parts_without_value,
        list_sort(list_distinct(list(obs_status))) AS statuses,
        list_sort(list_distinct(list(qualifier) FILTER (WHERE value IS NOT NULL))) AS qualifiers,
        bool_and(is_public) AS is_public,
        max(decided_at) AS decided_at,
        list_sort(list(submission || ' ' || place)) AS origins
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
            definition_version DESC,
            len(broken_down_by) ASC,
            broken_down_by ASC,
            protocol ASC
    ) = 1
