-- What a search found and how much was searched, side by side, by site, dimensions, protocol and period, with
-- what two observers found where they searched side by side. Of sampled views, what was found is the numerator
-- and the effort the denominator. Only what stands beside its effort can be compared; the goal chooses here.
-- A search is hedged where its count, effort or double observation is not a plain number: hedged in print, or
-- estimated or filled in. Where such a number has no single value, a bound stands in its place; no answer uses it.
WITH known AS (
    SELECT
        counted.*,
        indicators.measure_class,
        indicators.time_basis,
        indicators.add_periods,
        CASE
            WHEN counted.obs_status IN ('estimated', 'imputed', 'rounds_to_zero') THEN TRUE
            -- a share may be rounded: the views counted stand beside it
            WHEN indicators.measure_class = 'prevalence' THEN counted.qualifier NOT IN ('exact', 'rounded')
            WHEN counted.qualifier <> 'exact' THEN TRUE
            WHEN counted.value IS NULL THEN coalesce(counted.value_low, counted.value_high) IS NOT NULL
            ELSE NOT coalesce(counted.value_low = counted.value AND counted.value_high = counted.value, FALSE)
        END AS unsure,
        coalesce(counted.value, counted.value_low, counted.value_high) AS number
    FROM counted
    INNER JOIN indicators ON counted.indicator = indicators.code
    WHERE counted.counts AND indicators.measure_class IN ('availability', 'effort', 'prevalence')
),

searched AS (
    SELECT
        found.*,
        coalesce(found.number, 0)::DECIMAL(28, 6) AS found,
        effort.number AS effort,
        effort.indicator AS effort_indicator,
        effort.obs_status AS effort_status,
        found.unsure OR effort.unsure AS hedged
    FROM known AS found
    INNER JOIN known AS effort
        ON
            found.subject = effort.subject
            AND found.channel = effort.channel
            AND found.geography = effort.geography
            AND effort.taxon_group IN (found.taxon_group, 'all')
            AND effort.form IN (found.form, 'all')
            AND found.protocol = effort.protocol
            AND found.period_start = effort.period_start
            AND found.period_end = effort.period_end
    WHERE
        found.measure_class = 'availability'
        AND found.time_basis = 'flow'
        AND effort.measure_class = 'effort'
        AND effort.add_periods = 'yes'
        AND (found.value IS NOT NULL OR found.unsure)
        AND effort.number > 0
    WINDOW
        same_search AS (
            PARTITION BY
                found.subject, found.indicator, found.category, found.taxon_group, found.form, found.channel,
                found.geography, found.detection_source, found.decision_mode, found.definition_version,
                found.protocol, found.period_start, found.period_end, effort.indicator
            ORDER BY
                effort.taxon_group = found.taxon_group DESC,
                effort.form = found.form DESC,
                effort.definition_version = found.definition_version DESC,
                effort.submission ASC,
                effort.place ASC
        )
    QUALIFY row_number() OVER same_search = 1
),

sampled AS (
    SELECT
        known.*,
        known.numerator AS found,
        known.denominator AS effort,
        known.indicator AS effort_indicator,
        known.obs_status AS effort_status,
        known.unsure AS hedged
    FROM known
    WHERE known.measure_class = 'prevalence' AND known.numerator IS NOT NULL AND known.denominator > 0
),

measured AS (
    SELECT * FROM searched
    UNION ALL
    SELECT * FROM sampled
),

-- A break counts wherever it was marked: beside the count or its effort, and where either is missing.
marked AS (
    SELECT
        measured.subject,
        measured.indicator,
        measured.effort_indicator,
        measured.protocol,
        measured.period_start,
        count(DISTINCT counted.period_start) AS breaks
    FROM (SELECT DISTINCT subject, indicator, effort_indicator, protocol, period_start FROM measured) AS measured
    INNER JOIN counted
        ON
            measured.subject = counted.subject
            AND measured.protocol = counted.protocol
            AND measured.period_start >= counted.period_start
    WHERE
        counted.counts
        AND counted.obs_status = 'break'
        AND counted.indicator IN (measured.indicator, measured.effort_indicator)
    GROUP BY ALL
),

observers AS (
    SELECT
        subject,
        channel,
        geography,
        taxon_group,
        form,
        protocol,
        period_start,
        period_end,
        max(value) FILTER (WHERE indicator = 'double_first') AS first_found,
        max(value) FILTER (WHERE indicator = 'double_second') AS second_found,
        max(value) FILTER (WHERE indicator = 'double_both') AS both_found,
        bool_or(unsure) FILTER (WHERE indicator IN ('double_first', 'double_second', 'double_both')) AS hedged
    FROM known
    GROUP BY ALL
)

SELECT
    measured.subject AS site,
    relations."of" AS panel,
    measured.channel,
    measured.geography,
    measured.taxon_group,
    measured.form,
    measured.category,
    measured.detection_source,
    measured.definition_version,
    measured.protocol,
    measured.indicator,
    measured.effort_indicator,
    measured.period_start,
    measured.period_end,
    measured.found,
    measured.effort,
    observers.first_found,
    observers.second_found,
    observers.both_found,
    measured.obs_status,
    measured.effort_status,
    measured.hedged OR coalesce(observers.hedged, FALSE) AS hedged,
    coalesce(marked.breaks, 0)::INTEGER AS breaks
FROM measured
LEFT JOIN marked
    ON
        measured.subject = marked.subject
        AND measured.indicator = marked.indicator
        AND measured.effort_indicator = marked.effort_indicator
        AND measured.protocol = marked.protocol
        AND measured.period_start = marked.period_start
INNER JOIN relations
    ON
        measured.subject = relations.party
        AND relations.relation = 'part_of'
        AND coalesce(relations.start, measured.period_start) <= measured.period_start
        AND coalesce(relations."end", measured.period_end) >= measured.period_end
LEFT JOIN observers
    ON
        measured.subject = observers.subject
        AND measured.channel = observers.channel
        AND measured.geography = observers.geography
        AND measured.taxon_group = observers.taxon_group
        AND measured.form = observers.form
        AND measured.protocol = observers.protocol
        AND measured.period_start = observers.period_start
        AND measured.period_end = observers.period_end
WHERE measured.category = 'all' AND measured.decision_mode = 'all'
