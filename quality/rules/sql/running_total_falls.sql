-- Totals from one start to a later and a later day, in one file: the later one cannot be smaller.
SELECT
    later.row,
    later.indicator,
    arg_max(earlier.printed_text, earlier.period_end) AS before
FROM observations AS later
INNER JOIN observations AS earlier
    ON
        later.submission = earlier.submission
        AND later.series = earlier.series
        AND later.period_start = earlier.period_start
        AND later.period_end > earlier.period_end
INNER JOIN indicators AS i ON later.indicator = i.code AND i.time_basis = 'flow'
WHERE later.ceiling_value < earlier.floor_value
GROUP BY later.row, later.indicator
ORDER BY later.row
