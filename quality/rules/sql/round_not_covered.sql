-- Observations of a file none of whose periods touches the round it was sent for.
SELECT
    o.row,
    s.round
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
WHERE
    s.rank < 2
    AND NOT EXISTS (
        SELECT 1
        FROM observations AS touching
        WHERE
            touching.submission = s.submission
            AND touching.period_end >= s.first_day
            AND coalesce(touching.period_start, touching.period_end) <= s.last_day
    )
ORDER BY o.row
