-- The last known status of each capability, up to the end of the round; never upgraded, never added up.
SELECT capabilities.*
FROM capabilities
CROSS JOIN scope
INNER JOIN submissions ON capabilities.submission = submissions.id
WHERE capabilities.status_date <= scope.last_day
QUALIFY
    row_number() OVER (
        PARTITION BY capabilities.party, capabilities.kind, capabilities.title
        ORDER BY
            capabilities.status_date DESC,
            capabilities.decided_at DESC,
            capabilities.source_date ASC,
            capabilities.submission ASC,
            capabilities.place ASC
    ) = 1
