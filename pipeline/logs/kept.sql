-- Groups of rows that become observations.
SELECT
    platform_name,
    category,
    day,
    category_addition,
    category_specification,
    decision_visibility,
    decision_account,
    sum(found)::BIGINT AS found
FROM counted
WHERE kept
GROUP BY ALL
ORDER BY ALL
