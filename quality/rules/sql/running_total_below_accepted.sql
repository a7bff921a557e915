-- The same against what the same reporter had accepted before, as far as this file does not restate it.
WITH last_word AS (
    SELECT *
    FROM accepted
    WHERE rank < 2
    QUALIFY row_number() OVER (PARTITION BY reporter, series, period ORDER BY sequence DESC) = 1
)

SELECT
    o.row,
    o.indicator,
    arg_max(h.printed_text, h.period_end) AS before,
    arg_max(h.round, h.period_end) AS round
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
INNER JOIN last_word AS h
    ON
        s.reporter = h.reporter
        AND o.series = h.series
        AND o.period_start = h.period_start
        AND o.period_end > h.period_end
        AND s.sequence > h.sequence
INNER JOIN indicators AS i ON o.indicator = i.code AND i.time_basis = 'flow'
WHERE
    o.ceiling_value < h.floor_value
    AND NOT EXISTS (
        SELECT 1
        FROM observations AS again
        WHERE again.submission = o.submission AND again.series = h.series AND again.period = h.period
    )
GROUP BY o.row, o.indicator
ORDER BY o.row
