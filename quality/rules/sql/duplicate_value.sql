-- One key twice in one file with values that agree: they corroborate each other and count once.
WITH twins AS (
    SELECT
        submission,
        series,
        period,
        min(row) AS first_row
    FROM observations
    WHERE value IS NOT NULL OR bounded
    GROUP BY submission, series, period
    HAVING count(*) > 1 AND max(floor_value) <= min(ceiling_value)
)

SELECT
    o.row,
    o.indicator,
    t.first_row AS _together
FROM observations AS o
INNER JOIN twins AS t ON o.submission = t.submission AND o.series = t.series AND o.period = t.period
WHERE o.value IS NOT NULL OR o.bounded
ORDER BY o.row
