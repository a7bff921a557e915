-- Every distinct text of a column with a closed list, and how many rows hold it.
SELECT 'category' AS in_column, coalesce(category, '') AS seen, sum(found)::BIGINT AS found
FROM counted GROUP BY ALL
UNION ALL
SELECT 'category_addition', category_addition, sum(found)::BIGINT
FROM counted WHERE category_addition IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'category_specification', category_specification, sum(found)::BIGINT
FROM counted WHERE category_specification IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'decision_visibility', decision_visibility, sum(found)::BIGINT
FROM counted WHERE decision_visibility IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'decision_account', decision_account, sum(found)::BIGINT
FROM counted WHERE decision_account IS NOT NULL GROUP BY ALL
ORDER BY ALL
