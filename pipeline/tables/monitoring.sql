-- Counts of advertisements found and the search effort behind them, side by side, by site, channel, protocol
-- and period. Only what was counted with its effort can be compared; the goal chooses from these rows.
SELECT
    found.subject AS site,
    relations."of" AS panel,
    found.channel,
    found.geography,
    found.protocol,
    found.indicator,
    effort.indicator AS effort_indicator,
    found.period_start,
    found.period_end,
    found.value AS found,
    effort.value AS effort,
    found.obs_status,
    effort.obs_status AS effort_status
FROM counted AS found
INNER JOIN indicators AS found_indicator
    ON found.indicator = found_indicator.code AND found_indicator.measure_class = 'availability'
INNER JOIN counted AS effort
    ON
        found.subject = effort.subject
        AND found.channel = effort.channel
        AND found.geography = effort.geography
        AND found.protocol = effort.protocol
        AND found.period_start = effort.period_start
        AND found.period_end = effort.period_end
INNER JOIN indicators AS effort_indicator
    ON
        effort.indicator = effort_indicator.code
        AND effort_indicator.measure_class = 'effort'
        AND effort_indicator.add_periods = 'yes'
INNER JOIN relations
    ON
        found.subject = relations.party
        AND relations.relation = 'part_of'
        AND coalesce(relations.start, found.period_start) <= found.period_start
        AND coalesce(relations."end", found.period_end) >= found.period_end
WHERE
    found.counts
    AND effort.counts
    AND found_indicator.time_basis = 'flow'
    AND found.taxon_group = 'all'
    AND found.form = 'all'
    AND found.value IS NOT NULL
    AND effort.value > 0
