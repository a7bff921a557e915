-- Where each eligible member's return for each round stands, as known now. A file of an owner or of a company
-- registered to report for the member is its return too. Late is later than due; late is not zero.
WITH files AS (
    SELECT
        members.round,
        members.party,
        submissions.verdict,
        submissions.received_at,
        rounds.due
    FROM members
    INNER JOIN rounds ON members.round = rounds.round
    LEFT JOIN reporting ON members.round = reporting.round AND members.party = reporting.party
    LEFT JOIN submissions ON members.round = submissions.round AND reporting.reporter = submissions.reporter
)

SELECT
    round,
    party,
    CASE
        WHEN
            count(*) FILTER (WHERE verdict NOT IN ('rejected', '') AND CAST(received_at AS DATE) <= due) > 0
            THEN 'on_time'
        WHEN count(*) FILTER (WHERE verdict NOT IN ('rejected', '')) > 0 THEN 'late'
        WHEN count(received_at) > 0 THEN 'not_accepted'
        ELSE 'missing'
    END AS state
FROM files
GROUP BY round, party
