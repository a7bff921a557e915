-- Kept rows whose identifier stands more than once.
WITH prints AS (
    SELECT platform_name, category, day, unnest(prints) AS print
    FROM counted
    WHERE kept
),

twice AS (
    SELECT print
    FROM prints
    GROUP BY print
    HAVING count(*) > 1
)

SELECT platform_name, category, day, count(*) AS found
FROM prints
SEMI JOIN twice USING (print)
GROUP BY ALL
ORDER BY ALL
