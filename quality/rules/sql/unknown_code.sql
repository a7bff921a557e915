-- A dimension whose code is not in the code list of that dimension.
SELECT
    b.row,
    o.indicator,
    b.dimension AS field,
    b.part AS _seen
FROM breakdowns AS b
INNER JOIN observations AS o ON b.row = o.row
WHERE NOT EXISTS (SELECT 1 FROM codes AS c WHERE c.dimension = b.dimension AND c.code = b.part)
ORDER BY b.row, b.dimension
