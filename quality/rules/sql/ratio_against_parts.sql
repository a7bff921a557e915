-- A percentage that differs by more than one point from its own numerator and denominator.
SELECT
    o.row,
    o.indicator
FROM observations AS o
INNER JOIN indicators AS i ON o.indicator = i.code
WHERE
    i.unit = 'percent' AND o.indicator NOT LIKE '%\_change' ESCAPE '\'
    AND o.denominator > 0
    AND abs(o.value * o.denominator - 100 * o.numerator) > o.denominator
ORDER BY o.row
