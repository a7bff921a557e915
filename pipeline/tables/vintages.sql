-- Every total of a round or year as each release printed it, by the moment whose knowledge the release used: what
-- revision triangles are made from (Croushore and Stark, 2001). A total given by bounds has them, one that is hidden
-- says so. Of two releases as of one moment the later one stands.
WITH printed AS (
    SELECT
        disclosed.kind,
        disclosed.name,
        disclosed.indicator,
        disclosed.window_start,
        disclosed.window_end,
        scope.as_of,
        CASE WHEN disclosed.shown THEN 'value' WHEN disclosed.bound_low IS NOT NULL THEN 'bounds' ELSE 'not_shown' END
            AS state,
        disclosed.value,
        coalesce(disclosed.value_low, disclosed.bound_low) AS low,
        CASE WHEN disclosed.shown THEN disclosed.value_high ELSE disclosed.bound_high END AS high
    FROM disclosed
    CROSS JOIN scope
    WHERE disclosed.kind <> 'running' AND (disclosed.shown OR disclosed.confidential_holdings > 0)
)

SELECT
    before.kind,
    before.name,
    before.indicator,
    before.window_start,
    before.window_end,
    before.as_of,
    coalesce(before.state, 'value') AS state,
    before.value,
    before.low,
    before.high
FROM published_vintages AS before
LEFT JOIN printed
    ON
        before.kind = printed.kind
        AND before.name = printed.name
        AND before.indicator = printed.indicator
        AND before.as_of = printed.as_of
WHERE printed.kind IS NULL
UNION ALL BY NAME
SELECT * FROM printed
