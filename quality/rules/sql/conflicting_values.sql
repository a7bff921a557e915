-- Two values under one key in one file, so far apart that both cannot be true.
WITH clash AS (
    SELECT
        submission,
        series,
        period,
        min(row) AS first_row
    FROM observations
    WHERE value IS NOT NULL OR bounded
    GROUP BY submission, series, period
    HAVING count(*) > 1 AND max(floor_value) > min(ceiling_value)
)

SELECT
    o.row,
    o.indicator,
    c.first_row AS _together
FROM observations AS o
INNER JOIN clash AS c ON o.submission = c.submission AND o.series = c.series AND o.period = c.period
WHERE o.value IS NOT NULL OR o.bounded
ORDER BY o.row
