-- A share whose numerator is larger than its denominator.
SELECT
    o.row,
    o.indicator
FROM observations AS o
INNER JOIN indicators AS i ON o.indicator = i.code
WHERE i.unit = 'percent' AND o.indicator NOT LIKE '%\_change' ESCAPE '\' AND o.numerator > o.denominator
ORDER BY o.row
