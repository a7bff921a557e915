-- Published totals that changed since the last earlier release that showed them, whichever round that was of.
SELECT
    disclosed.kind,
    disclosed.name,
    disclosed.indicator,
    published_totals.value AS old_value,
    disclosed.value AS new_value,
    published_totals.since
FROM disclosed
INNER JOIN published_totals
    ON
        disclosed.kind = published_totals.kind
        AND disclosed.name = published_totals.name
        AND disclosed.indicator = published_totals.indicator
WHERE disclosed.shown AND disclosed.value <> published_totals.value
