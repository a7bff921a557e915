-- Coverage of each round: n of N eligible members with a value wholly inside it, by indicator and, as `all`,
-- for any indicator, whether or not it may be added up. A value about a platform is one of its owner's. N is
-- counted from the register.
WITH about AS (
    SELECT DISTINCT
        round,
        party AS subject,
        party AS member
    FROM ownership
    UNION
    SELECT DISTINCT
        round,
        party AS subject,
        owner AS member
    FROM ownership
    WHERE owner IS NOT NULL
),

inside AS (
    SELECT DISTINCT
        rounds.round,
        counted.indicator,
        members.party AS subject
    FROM counted
    INNER JOIN rounds ON counted.period_start >= rounds.first_day AND counted.period_end <= rounds.last_day
    INNER JOIN about ON rounds.round = about.round AND counted.subject = about.subject
    INNER JOIN members ON rounds.round = members.round AND about.member = members.party
    WHERE counted.counts AND counted.value IS NOT NULL
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
