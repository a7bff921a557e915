-- Coverage of each round: n of N eligible members with a value wholly inside it, by indicator and, as `all`,
-- for any indicator. N is counted from the register.
WITH inside AS (
    SELECT DISTINCT
        contributions.name AS round,
        contributions.indicator,
        contributions.subject
    FROM contributions
    WHERE contributions.kind = 'round' AND contributions.holding IS NOT NULL
),

asked AS (
    SELECT DISTINCT indicator FROM inside
    UNION
    SELECT 'all'
),

eligible AS (
    SELECT
        rounds.round,
        count(members.party) AS members_eligible
    FROM rounds
    LEFT JOIN members ON rounds.round = members.round
    GROUP BY rounds.round
)

SELECT
    eligible.round,
    asked.indicator,
    eligible.members_eligible,
    count(DISTINCT inside.subject) AS members_reporting
FROM eligible
CROSS JOIN asked
LEFT JOIN inside
    ON eligible.round = inside.round AND (asked.indicator = 'all' OR asked.indicator = inside.indicator)
GROUP BY eligible.round, asked.indicator, eligible.members_eligible
