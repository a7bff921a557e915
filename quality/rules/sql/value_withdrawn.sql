-- A period of which a value was accepted before, and of which the file now says that there is none.
WITH last_word AS (
    SELECT
        o.row,
        o.indicator,
        o.printed_text,
        o.obs_status,
        h.round,
        coalesce(nullif(h.printed_text, ''), '0') AS before,
        (h.value IS NOT NULL OR h.bounded) AS had_value
    FROM observations AS o
    INNER JOIN submissions AS s ON o.submission = s.submission
    INNER JOIN accepted AS h
        ON
            s.reporter = h.reporter AND o.series = h.series AND o.period = h.period
            AND s.sequence > h.sequence
    WHERE h.rank < 2 AND h.round <= s.round AND NOT s.explained AND o.value IS NULL AND NOT o.bounded
    QUALIFY row_number() OVER (PARTITION BY o.row ORDER BY h.sequence DESC) = 1
)

SELECT
    row,
    indicator,
    round,
    before || ' → ' || coalesce(nullif(printed_text, ''), obs_status) AS _seen
FROM last_word
WHERE had_value
ORDER BY row
