-- Every total of a round or year as each release showed it, by the moment whose knowledge the release used: what
-- revision triangles are made from (Croushore and Stark, 2001). What a release did not show has no row of it.
SELECT DISTINCT
    published_vintages.kind,
    published_vintages.name,
    published_vintages.indicator,
    published_vintages.window_start,
    published_vintages.window_end,
    published_vintages.as_of,
    published_vintages.value
FROM published_vintages
UNION ALL
SELECT
    disclosed.kind,
    disclosed.name,
    disclosed.indicator,
    disclosed.window_start,
    disclosed.window_end,
    scope.as_of,
    disclosed.value
FROM disclosed
CROSS JOIN scope
WHERE disclosed.shown AND disclosed.kind <> 'running'
