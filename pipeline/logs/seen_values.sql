-- Every distinct text of a column with a closed list, and how many rows hold it. The category is looked at in
-- all rows, so that a shifted row of any platform is seen; the others where they can change a figure.
WITH own AS (
    SELECT *
    FROM counted
    WHERE list_contains(getvariable('platforms'), platform_name)
)

SELECT 'category' AS in_column, coalesce(category, '') AS seen, sum(found)::BIGINT AS found
FROM counted GROUP BY ALL
UNION ALL
SELECT 'category_addition' AS in_column, category_addition AS seen, sum(found)::BIGINT AS found
FROM own WHERE category_addition IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'category_specification' AS in_column, category_specification AS seen, sum(found)::BIGINT AS found
FROM own WHERE category_specification IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'decision_visibility' AS in_column, decision_visibility AS seen, sum(found)::BIGINT AS found
FROM own WHERE decision_visibility IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'decision_account' AS in_column, decision_account AS seen, sum(found)::BIGINT AS found
FROM own WHERE decision_account IS NOT NULL GROUP BY ALL
ORDER BY ALL
