-- Totals of one indicator in one window over the members that reported. Printed values and bounds are added
-- apart. `members_reporting` of `members_eligible` is the coverage: eligible is who was a member on the last day of
-- some round in the window. An owner's figure counts as its own. `has_break`: somebody's figure mixes definitions, or
-- is counted under another one than in the window before.
WITH counted_in AS (
    SELECT
        contributions.*,
        contributions.definition_versions <> lag(contributions.definition_versions) OVER (
            PARTITION BY contributions.kind, contributions.indicator, contributions.subject
            ORDER BY contributions.name, contributions.holding
        ) AS is_redefined
    FROM contributions
    WHERE contributions.left_out IS NULL
),

eligible AS (
    SELECT
        windows.kind,
        windows.name,
        windows.start AS window_start,
        windows."end" AS window_end,
        count(DISTINCT members.party) AS members_eligible
    FROM windows
    INNER JOIN rounds ON windows.start <= rounds.last_day AND windows."end" >= rounds.last_day
    LEFT JOIN members ON rounds.round = members.round
    GROUP BY ALL
)

SELECT
    eligible.kind,
    eligible.name,
    eligible.window_start,
    eligible.window_end,
    eligible.members_eligible,
    counted_in.indicator,
    sum(counted_in.value) AS value,
    sum(counted_in.value_low) AS value_low,
    CASE WHEN count(*) = count(counted_in.value_high) THEN sum(counted_in.value_high) END AS value_high,
    list_sort(list_distinct(flatten(list(counted_in.statuses)))) AS statuses,
    list_sort(list_distinct(flatten(list(counted_in.qualifiers)))) AS qualifiers,
    bool_or(counted_in.has_break OR coalesce(counted_in.is_redefined, FALSE)) AS has_break,
    count(DISTINCT counted_in.subject) AS members_reporting,
    count(DISTINCT counted_in.holding) AS holdings,
    count(DISTINCT counted_in.holding) FILTER (WHERE NOT counted_in.is_public) AS confidential_holdings,
    count(DISTINCT counted_in.subject) FILTER (WHERE counted_in.days_covered < counted_in.days_in_window)
        AS members_with_gaps
FROM counted_in
INNER JOIN eligible ON counted_in.kind = eligible.kind AND counted_in.name = eligible.name
GROUP BY
    eligible.kind,
    eligible.name,
    eligible.window_start,
    eligible.window_end,
    eligible.members_eligible,
    counted_in.indicator
