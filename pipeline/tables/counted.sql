-- Which value counts: for one series and period a company's own word before a convener's before a public
-- statement, then the one accepted last, then the narrowest bounds. The others stay as corroborating; one
-- whose bounds do not meet those of the counted value is marked `agrees = false`.
WITH ranked AS (
    SELECT
        observations.*,
        submissions.reporter,
        submissions.round,
        submissions.source_rank,
        row_number() OVER same_value AS standing
    FROM observations
    INNER JOIN submissions ON observations.submission = submissions.id
    WINDOW
        same_value AS (
            PARTITION BY
                subject, indicator, category, taxon_group, form, channel, geography, detection_source,
                decision_mode, definition_version, protocol, period_start, period_end, reference_period
            ORDER BY
                submissions.source_rank ASC,
                decided_at DESC,
                value_high - value_low ASC NULLS LAST,
                submission ASC,
                place ASC
        )
)

SELECT
    ranked.* EXCLUDE (standing),
    ranked.standing = 1 AS counts,
    coalesce(ranked.value_high, 1e20) >= coalesce(best.value_low, -1e20)
    AND coalesce(ranked.value_low, -1e20) <= coalesce(best.value_high, 1e20) AS agrees,
    ranked.source_rank = 2
    OR ranked.source_url IS NOT NULL
    OR EXISTS (
        SELECT 1
        FROM permissions
        WHERE
            permissions.party = ranked.subject
            AND permissions.indicator IN ('all', ranked.indicator)
            AND coalesce(permissions.start, DATE '0001-01-01') <= coalesce(ranked.period_start, ranked.period_end)
            AND (permissions."end" IS NULL OR permissions."end" >= ranked.period_end)
    ) AS is_public
FROM ranked
INNER JOIN ranked AS best
    ON
        best.standing = 1
        AND ranked.subject = best.subject
        AND ranked.indicator = best.indicator
        AND ranked.category = best.category
        AND ranked.taxon_group = best.taxon_group
        AND ranked.form = best.form
        AND ranked.channel = best.channel
        AND ranked.geography = best.geography
        AND ranked.detection_source = best.detection_source
        AND ranked.decision_mode = best.decision_mode
        AND ranked.definition_version = best.definition_version
        AND ranked.protocol = best.protocol
        AND ranked.period_start IS NOT DISTINCT FROM best.period_start
        AND ranked.period_end = best.period_end
        AND ranked.reference_period IS NOT DISTINCT FROM best.reference_period
