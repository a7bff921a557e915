-- A value that differs from the one accepted before, in a file that says why.
SELECT
    row,
    indicator,
    round,
    before || ' → ' || coalesce(nullif(printed_text, ''), '0') AS _seen
FROM told_before
WHERE explained AND changed
ORDER BY row
