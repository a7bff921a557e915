-- A file none of whose periods touches the round it was sent for.
SELECT
    s.submission,
    s.round
FROM submissions AS s
WHERE
    s.rank < 2
    AND EXISTS (SELECT 1 FROM observations AS o WHERE o.submission = s.submission)
    AND NOT EXISTS (
        SELECT 1
        FROM observations AS o
        WHERE
            o.submission = s.submission
            AND o.period_end >= s.first_day
            AND coalesce(o.period_start, o.period_end) <= s.last_day
    )
ORDER BY s.submission
