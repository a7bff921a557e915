-- Every total of a round or year as each release printed it: what revision triangles are made from (Croushore and
-- Stark, 2001). A total given by bounds has them, one that is hidden says so. `release` is empty in what this release
-- prints, which has its version only once it is sealed; `edition` counts releases in the order of what they knew.
WITH printed_before AS (
    SELECT
        kind,
        name,
        indicator,
        window_start,
        window_end,
        release,
        edition,
        as_of,
        CASE WHEN shown THEN 'value' WHEN bound_low IS NOT NULL THEN 'bounds' ELSE 'not_shown' END AS state,
        CASE WHEN shown THEN value END AS value,
        CASE WHEN shown THEN value_low ELSE bound_low END AS low,
        CASE WHEN shown THEN value_high ELSE bound_high END AS high
    FROM earlier_totals
    WHERE kind <> 'running' AND (shown OR confidential_holdings > 0)
)

SELECT
    disclosed.kind,
    disclosed.name,
    disclosed.indicator,
    disclosed.window_start,
    disclosed.window_end,
    NULL::VARCHAR AS release,
    NULL::INTEGER AS edition,
    scope.as_of,
    CASE WHEN disclosed.shown THEN 'value' WHEN disclosed.bound_low IS NOT NULL THEN 'bounds' ELSE 'not_shown' END
        AS state,
    disclosed.value,
    coalesce(disclosed.value_low, disclosed.bound_low) AS low,
    CASE WHEN disclosed.shown THEN disclosed.value_high ELSE disclosed.bound_high END AS high
FROM disclosed
CROSS JOIN scope
WHERE disclosed.kind <> 'running' AND (disclosed.shown OR disclosed.confidential_holdings > 0)
UNION ALL BY NAME
SELECT * FROM printed_before
