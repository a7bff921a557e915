-- Parts of one breakdown that leave some of their whole unexplained: at least two parts, all below it.
SELECT
    row,
    indicator,
    dimension
FROM sums_of_parts
WHERE parts > 1 AND most < floor_value
ORDER BY row, dimension
