-- A figure of a longer period beside figures of shorter ones within it, in one file, all of one length and
-- counted from its start: they cannot come to more, and where they cover it not to less.
WITH spans AS (
    SELECT
        o.submission,
        o.series,
        o.indicator,
        o.period_start,
        o.period_end,
        date_diff('month', o.period_start, o.period_end + 1) AS months,
        min(o.row) AS row,
        min(o.floor_value) AS floor_value,
        max(o.ceiling_value) AS ceiling_value
    FROM observations AS o
    INNER JOIN indicators AS i ON o.indicator = i.code AND i.add_periods = 'yes'
    WHERE
        o.period_start <= o.period_end AND (o.value IS NOT NULL OR o.bounded)
        AND day(o.period_start) = 1 AND o.period_end = last_day(o.period_end)
    GROUP BY o.submission, o.series, o.indicator, o.period_start, o.period_end
),

sums AS (
    SELECT
        w.row,
        w.indicator,
        w.months,
        w.floor_value,
        w.ceiling_value,
        p.months AS each,
        count(*) AS parts,
        sum(p.floor_value) AS least,
        sum(p.ceiling_value) AS most
    FROM spans AS w
    INNER JOIN spans AS p
        ON
            w.submission = p.submission AND w.series = p.series AND w.months > p.months
            AND w.period_start <= p.period_start AND w.period_end >= p.period_end
    WHERE date_diff('month', w.period_start, p.period_start) % p.months = 0
    GROUP BY w.row, w.indicator, w.months, w.floor_value, w.ceiling_value, p.months
)

SELECT
    row,
    indicator,
    parts::VARCHAR AS count,
    each::VARCHAR AS months,
    rtrim(rtrim(CASE WHEN least > ceiling_value THEN least ELSE most END::VARCHAR, '0'), '.') AS sum
FROM sums
WHERE least > ceiling_value OR (parts * each = months AND most < floor_value)
QUALIFY row_number() OVER (PARTITION BY row ORDER BY each) = 1
ORDER BY row
