-- More measures after automated detection than measures altogether, in one file.
SELECT
    a.row,
    t.row AS _together
FROM observations AS a
INNER JOIN observations AS t
    ON
        a.submission = t.submission AND a.period = t.period
        AND t.indicator = 'measures_taken'
        AND replace(a.series, '|measures_automated|', '|measures_taken|') = t.series
WHERE a.indicator = 'measures_automated' AND a.floor_value > t.ceiling_value
ORDER BY a.row
