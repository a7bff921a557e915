-- Rows a platform, kept or not.
SELECT
    coalesce(platform_name, '') AS platform_name,
    sum(found)::BIGINT AS found,
    coalesce(sum(found) FILTER (WHERE kept), 0)::BIGINT AS kept
FROM counted
GROUP BY ALL
ORDER BY ALL
