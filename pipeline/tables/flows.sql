-- Every flow that enters totals: as reported, or the difference of two running totals of one series, which begins on
-- the day after the first one's as-of date. Values are subtracted, bounds by interval arithmetic, never below zero.
-- Both totals are one source's, from one known start, under one definition, broken down into the same parts: where a
-- part is missing from one of the two, or falls, no part has a difference, and the days between stay a gap.
WITH reported AS (
    SELECT
        counted.* EXCLUDE (obs_status),
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
        ) AS broken_down_by,
        [obs_status] AS statuses,
        [submission || ' ' || place] AS origins,
        FALSE AS is_difference
    FROM counted
    INNER JOIN indicators ON counted.indicator = indicators.code
    WHERE
        counted.counts
        AND counted.period_start IS NOT NULL
        AND indicators.time_basis = 'flow'
        AND indicators.add_subjects = 'yes'
        AND indicators.measure_class IN ('activity', 'context')
),

since AS (
    SELECT
        reported.*,
        list([category, taxon_group, form, channel, geography, detection_source, decision_mode]) OVER (
            PARTITION BY
                subject, indicator, definition_version, protocol, reporter, source_publisher,
                broken_down_by, period_start, period_end
            ORDER BY category, taxon_group, form, channel, geography, detection_source, decision_mode
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS parts
    FROM reported
    INNER JOIN indicators ON reported.indicator = indicators.code AND indicators.add_periods = 'yes'
    WHERE reported.value IS NOT NULL
),

subtracted AS (
    SELECT
        since.* REPLACE (
            value - lag(value) OVER series AS value,
            greatest(coalesce(value_low, 0) - lag(value_high) OVER series, 0) AS value_low,
            value_high - coalesce(lag(value_low) OVER series, 0) AS value_high,
            lag(is_public) OVER series AND is_public AS is_public,
            greatest(lag(decided_at) OVER series, decided_at) AS decided_at,
            list_concat(lag(statuses) OVER series, statuses) AS statuses,
            list_concat(lag(origins) OVER series, origins) AS origins,
            TRUE AS is_difference
        ),
        lag(period_end) OVER series AS known_until,
        list_contains(statuses, 'break') AS is_break
    FROM since
    WINDOW
        series AS (
            PARTITION BY
                subject, indicator, definition_version, protocol, reporter, source_publisher,
                broken_down_by, parts, period_start,
                category, taxon_group, form, channel, geography, detection_source, decision_mode
            ORDER BY period_end
        )
    QUALIFY known_until IS NOT NULL
),

differences AS (
    SELECT
        subtracted.* EXCLUDE (subtracted.known_until, subtracted.is_break, subtracted.parts) REPLACE (
            subtracted.known_until + 1 AS period_start,
            CASE
                WHEN subtracted.value_high IS NULL THEN 'at_least'
                WHEN subtracted.value_low = subtracted.value_high THEN 'exact'
                ELSE 'approximately'
            END AS qualifier
        )
    FROM subtracted
    QUALIFY
        NOT bool_or(subtracted.value < 0 OR subtracted.is_break) OVER (
            PARTITION BY
                subtracted.subject,
                subtracted.indicator,
                subtracted.definition_version,
                subtracted.protocol,
                subtracted.reporter,
                subtracted.source_publisher,
                subtracted.broken_down_by, subtracted.parts, period_start, subtracted.period_end
        )
)

SELECT * FROM reported
UNION ALL BY NAME
SELECT * FROM differences
