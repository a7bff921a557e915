-- Single figures that may be named: public statements with their quotes, and members' figures for this round
-- that they permit to be published. A statement that only repeats a counted one is counted as corroboration.
SELECT
    counted.* EXCLUDE (reporter, round, source_rank, is_public),
    count(*) OVER (
        PARTITION BY
            subject, indicator, category, taxon_group, form, channel, geography, detection_source,
            decision_mode, definition_version, protocol, period_start, period_end, reference_period
    ) - 1 AS corroborations
FROM counted
CROSS JOIN scope
INNER JOIN indicators ON counted.indicator = indicators.code
WHERE
    counted.is_public
    AND counted.period_end <= scope.last_day
    AND (counted.source_rank = 2 OR counted.source_url IS NOT NULL OR counted.period_start >= scope.first_day)
QUALIFY counted.counts OR NOT counted.agrees
