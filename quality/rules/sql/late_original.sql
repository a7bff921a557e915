-- A file of an older round that would overrule what a newer round has restated, or a value let in so late, by
-- an answer or a waiver, that it would overrule what was accepted since the file came.
SELECT
    o.row,
    o.indicator,
    max(h.round) AS round,
    bool_and(h.sequence > s.sequence) AS _overruled
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
INNER JOIN accepted AS h
    ON s.reporter = h.reporter AND o.series = h.series AND o.period = h.period AND s.heard > h.sequence
WHERE
    h.rank < 2
    AND (h.round > s.round OR h.sequence > s.sequence)
    AND (o.value IS NOT NULL OR o.bounded) AND (h.value IS NOT NULL OR h.bounded)
    AND o.said IS DISTINCT FROM h.said
GROUP BY o.row, o.indicator
ORDER BY o.row
