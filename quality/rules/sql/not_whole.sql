-- Things that are counted one by one cannot be counted in fractions.
SELECT
    o.row,
    o.indicator
FROM observations AS o
INNER JOIN indicators AS i ON o.indicator = i.code
WHERE i.whole = 'yes' AND o.value <> trunc(o.value)
ORDER BY o.row
