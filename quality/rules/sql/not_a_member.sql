-- A figure about a company in a period during which it was not in the Coalition, and nobody who owns it.
-- Public statements are left out: they record what was said, about members or not.
SELECT
    o.row,
    p.name AS subject
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission AND s.rank < 2
INNER JOIN parties AS p ON o.subject = p.party AND p.kind IN ('company', 'holding', 'platform')
WHERE
    NOT EXISTS (
        SELECT 1
        FROM memberships AS m
        WHERE
            m.party = o.subject
            AND (m.first_day IS NULL OR m.first_day <= o.period_end)
            AND (m.last_day IS NULL OR m.last_day >= coalesce(o.period_start, o.period_end))
    )
ORDER BY o.row
