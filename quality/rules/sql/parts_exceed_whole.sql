-- Parts of one breakdown that add up to more than their whole in the same file (a single part included).
SELECT
    row,
    indicator,
    dimension
FROM sums_of_parts
WHERE least > ceiling_value
ORDER BY row, dimension
