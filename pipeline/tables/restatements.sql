-- Counted values that are new, changed or gone since the last release, for periods that release had covered.
-- Confidential: it names subjects; the public revisions are made from totals.
WITH seen AS (
    SELECT * FROM published_values WHERE counts
),

known_until AS (
    SELECT max(period_end) AS last_day FROM seen
)

SELECT
    coalesce(now.subject, seen.subject) AS subject,
    coalesce(now.indicator, seen.indicator) AS indicator,
    coalesce(now.taxon_group, seen.taxon_group) AS taxon_group,
    coalesce(now.period_start, seen.period_start) AS period_start,
    coalesce(now.period_end, seen.period_end) AS period_end,
    seen.value AS old_value,
    now.value AS new_value,
    now.submission,
    now.place,
    CASE
        WHEN seen.subject IS NULL THEN 'late'
        WHEN now.subject IS NULL THEN 'vanished'
        ELSE 'restated'
    END AS change
FROM (SELECT * FROM counted WHERE counts) AS now
FULL OUTER JOIN seen
    ON
        now.subject = seen.subject
        AND now.indicator = seen.indicator
        AND now.category = seen.category
        AND now.taxon_group = seen.taxon_group
        AND now.form = seen.form
        AND now.channel = seen.channel
        AND now.geography = seen.geography
        AND now.detection_source = seen.detection_source
        AND now.decision_mode = seen.decision_mode
        AND now.definition_version = seen.definition_version
        AND now.protocol = seen.protocol
        AND now.period_start IS NOT DISTINCT FROM seen.period_start
        AND now.period_end = seen.period_end
        AND now.reference_period IS NOT DISTINCT FROM seen.reference_period
CROSS JOIN known_until
WHERE
    coalesce(now.period_end, seen.period_end) <= known_until.last_day
    AND now.value IS DISTINCT FROM seen.value
