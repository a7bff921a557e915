-- Published totals that changed since the release that readers have seen last.
SELECT
    disclosed.kind,
    disclosed.name,
    disclosed.indicator,
    published_totals.value AS old_value,
    disclosed.value AS new_value
FROM disclosed
INNER JOIN published_totals
    ON
        disclosed.kind = published_totals.kind
        AND disclosed.name = published_totals.name
        AND disclosed.indicator = published_totals.indicator
WHERE disclosed.shown AND published_totals.shown AND disclosed.value <> published_totals.value
