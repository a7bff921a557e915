-- Keys of the replaced submission that the replacement no longer contains. Nothing is deleted by that, and nobody
-- replaces what another reporter sent.
SELECT
    s.submission,
    h.indicator,
    h.round,
    h.place AS _seen
FROM submissions AS s
INNER JOIN accepted AS h ON s.replaces = h.submission AND s.reporter = h.reporter
WHERE
    NOT EXISTS (
        SELECT 1
        FROM observations AS o
        WHERE o.submission = s.submission AND o.series = h.series AND o.period = h.period
    )
ORDER BY s.submission, h.indicator, h.place
