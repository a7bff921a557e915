-- Counted values that are new, changed, gone or counted under another definition since the last release that covered
-- a window (`release`: there may be several), for periods that release had covered. One whose bounds alone changed is
-- restated too. `goes_on`: the subject also told from the same start to a later day, so that what it did in between is
-- a difference of the two. Confidential: it names subjects; the public revisions are made from totals.
WITH seen AS (
    SELECT * FROM published_values WHERE counts
),

known_until AS (
    SELECT
        release,
        max(period_end) AS last_day
    FROM seen
    GROUP BY release
),

now AS (
    SELECT
        known_until.release,
        counted.*
    FROM counted
    CROSS JOIN known_until
    WHERE counted.counts
),

told AS (
    SELECT
        subject,
        indicator,
        period_start,
        period_end
    FROM seen
    UNION
    SELECT
        subject,
        indicator,
        period_start,
        period_end
    FROM now
),

told_until AS (
    SELECT
        subject,
        indicator,
        period_start,
        max(period_end) AS last_day
    FROM told
    GROUP BY ALL
)

SELECT
    coalesce(now.release, seen.release) AS release,
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
        WHEN now.subject IS NULL THEN 'vanished'
        WHEN seen.subject IS NOT NULL THEN 'restated'
        WHEN EXISTS (
            SELECT 1
            FROM seen AS other
            WHERE
                other.release = now.release
                AND other.subject = now.subject
                AND other.indicator = now.indicator
                AND other.definition_version <> now.definition_version
                AND other.period_start IS NOT DISTINCT FROM now.period_start
                AND other.period_end = now.period_end
        ) THEN 'redefined'
        ELSE 'late'
    END AS change,
    told_until.last_day > coalesce(now.period_end, seen.period_end) AS goes_on
FROM now
FULL OUTER JOIN seen
    ON
        now.release = seen.release
        AND now.subject = seen.subject
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
INNER JOIN known_until ON coalesce(now.release, seen.release) = known_until.release
INNER JOIN told_until
    ON
        coalesce(now.subject, seen.subject) = told_until.subject
        AND coalesce(now.indicator, seen.indicator) = told_until.indicator
        AND coalesce(now.period_start, seen.period_start) IS NOT DISTINCT FROM told_until.period_start
WHERE
    coalesce(now.period_end, seen.period_end) <= known_until.last_day
    AND (
        now.value IS DISTINCT FROM seen.value
        OR (
            now.value IS NOT NULL
            AND (
                now.value_low IS DISTINCT FROM seen.value_low OR now.value_high IS DISTINCT FROM seen.value_high
            )
        )
    )
