-- Figures that a file asks for and has no row for. What its reporter gave for the same period in a file accepted
-- before is not asked for again.
SELECT
    a.submission,
    a.unit,
    a.place AS _place,
    a.printed_text AS _seen
FROM asked AS a
INNER JOIN submissions AS s ON a.submission = s.submission
WHERE
    NOT EXISTS (
        SELECT 1
        FROM accepted AS h
        WHERE s.reporter = h.reporter AND a.series = h.series AND a.period = h.period AND s.sequence > h.sequence
    )
ORDER BY a.number
