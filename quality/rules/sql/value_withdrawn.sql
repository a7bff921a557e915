-- A period of which a value was accepted before, and of which the file now says that there is none.
SELECT
    row,
    indicator,
    round,
    before || ' → ' || coalesce(nullif(printed_text, ''), obs_status) AS _seen
FROM told_before
WHERE had_value AND NOT has_value
ORDER BY row
