-- A value that differs from the one accepted before, and the file does not say why.
SELECT
    row,
    indicator,
    round,
    before || ' → ' || coalesce(nullif(printed_text, ''), '0') AS _seen
FROM told_before
WHERE NOT explained AND changed
ORDER BY row
