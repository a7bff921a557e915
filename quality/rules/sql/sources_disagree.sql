-- Another source about the same series and period, or a running total of it, that cannot be true as well.
-- Whoever may not speak for the subject is not told what others say of it.
SELECT DISTINCT
    o.row,
    o.indicator
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
INNER JOIN indicators AS i ON o.indicator = i.code
INNER JOIN accepted AS h
    ON
        o.series = h.series
        AND s.sequence > h.sequence
        AND (s.reporter <> h.reporter OR s.rank = 2)
LEFT JOIN strangers AS x
    ON o.submission = x.submission AND o.subject = x.subject AND o.period_end = x.period_end
WHERE
    x.subject IS NULL
    AND (
        (o.period = h.period AND (o.floor_value > h.ceiling_value OR o.ceiling_value < h.floor_value))
        OR (
            i.time_basis = 'flow' AND o.period_start = h.period_start
            AND (
                (o.period_end > h.period_end AND o.ceiling_value < h.floor_value)
                OR (o.period_end < h.period_end AND o.floor_value > h.ceiling_value)
            )
        )
    )
ORDER BY o.row
