-- A value that differs from the one accepted before, in a file that says what it corrects.
WITH last_word AS (
    SELECT
        o.row,
        o.indicator,
        o.printed_text,
        o.floor_value,
        o.ceiling_value,
        h.round,
        coalesce(nullif(h.printed_text, ''), '0') AS before,
        h.floor_value AS before_floor,
        h.ceiling_value AS before_ceiling
    FROM observations AS o
    INNER JOIN submissions AS s ON o.submission = s.submission
    INNER JOIN accepted AS h
        ON
            s.reporter = h.reporter AND o.series = h.series AND o.period = h.period
            AND s.sequence > h.sequence
    WHERE h.rank < 2 AND h.round <= s.round AND s.explained
    QUALIFY row_number() OVER (PARTITION BY o.row ORDER BY h.sequence DESC) = 1
)

SELECT
    row,
    indicator,
    round,
    before || ' → ' || coalesce(nullif(printed_text, ''), '0') AS _seen
FROM last_word
WHERE floor_value > before_ceiling OR ceiling_value < before_floor
ORDER BY row
