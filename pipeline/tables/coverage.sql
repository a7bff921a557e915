-- Coverage of each round: n of N eligible members with a value wholly inside it, by indicator and, as `all`,
-- for any indicator, whether or not it may be added up. A value about a platform is one of its owner's; the
-- difference of two running totals is a value too. N is counted from the register.
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

given AS (
    SELECT
        subject,
        indicator,
        period_start,
        period_end
    FROM counted
    WHERE counts AND value IS NOT NULL
    UNION
    SELECT
        subject,
        indicator,
        period_start,
        period_end
    FROM flows
    WHERE is_difference
),

inside AS (
    SELECT DISTINCT
        rounds.round,
        given.indicator,
        members.party AS subject
    FROM given
    INNER JOIN rounds ON given.period_start >= rounds.first_day AND given.period_end <= rounds.last_day
    INNER JOIN about ON rounds.round = about.round AND given.subject = about.subject
    INNER JOIN members ON rounds.round = members.round AND about.member = members.party
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
