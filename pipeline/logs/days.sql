-- Rows a day, kept or not.
SELECT coalesce(day, '') AS day, sum(found)::BIGINT AS found
FROM counted
GROUP BY ALL
ORDER BY ALL
