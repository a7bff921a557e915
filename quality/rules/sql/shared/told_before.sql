-- Each row beside what its reporter had accepted last for the same series and period, not later than its round.
-- A figure is `changed` where anything of it is said otherwise; one's own word is not a range to agree within.
-- The last figure counts, even where it was withdrawn since: what comes back otherwise than it was is changed.
-- Only words make it `explained`: naming the file that is replaced says which figures change, not why.
SELECT
    o.row,
    o.indicator,
    o.printed_text,
    o.obs_status,
    (o.value IS NOT NULL OR o.bounded) AS has_value,
    s.explained,
    h.round,
    (h.value IS NOT NULL OR h.bounded) AS had_value,
    arg_max(coalesce(nullif(h.printed_text, ''), '0'), h.sequence)
        FILTER (WHERE h.value IS NOT NULL OR h.bounded) OVER (PARTITION BY o.row) AS before,
    arg_max(h.said, h.sequence) FILTER (WHERE h.value IS NOT NULL OR h.bounded) OVER (PARTITION BY o.row) AS last_said,
    (has_value AND last_said IS NOT NULL AND o.said IS DISTINCT FROM last_said) AS changed
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
INNER JOIN accepted AS h
    ON s.reporter = h.reporter AND o.series = h.series AND o.period = h.period AND s.sequence > h.sequence
WHERE h.rank < 2 AND h.round <= s.round
QUALIFY row_number() OVER (PARTITION BY o.row ORDER BY h.sequence DESC) = 1
