-- How many members are missing from each total, whether wholly (absent) or for a part of the time, and how many of the
-- absent had covered the window before; what they brought to a part of it would say too little. Only what is owed can
-- be missing: the quarters of the window on whose last day a member was in. Nothing is missing from a member whose
-- owner's figure contains its own, from an owner whose platforms report while it never did, nor from one that says that
-- there is nothing to count or that another counts it. Counts of who reported, no value; nobody is named.
WITH owed AS (
    SELECT
        totals.kind,
        totals.name,
        totals.indicator,
        rounds.round,
        rounds.first_day,
        rounds.last_day,
        members.party
    FROM totals
    INNER JOIN rounds ON totals.window_start <= rounds.last_day AND totals.window_end >= rounds.last_day
    INNER JOIN members ON rounds.round = members.round
    WHERE totals.kind <> 'running'
),

brought AS (
    SELECT
        kind,
        name,
        indicator,
        subject,
        period_start,
        period_end
    FROM window_parts
    WHERE left_out IS NULL
),

covered AS (
    SELECT
        owed.*,
        coalesce(sum(
            date_diff('day', greatest(brought.period_start, owed.first_day), least(brought.period_end, owed.last_day))
            + 1
        ) FILTER (WHERE brought.subject IS NOT NULL), 0) AS days
    FROM owed
    LEFT JOIN brought
        ON
            owed.kind = brought.kind
            AND owed.name = brought.name
            AND owed.indicator = brought.indicator
            AND owed.party = brought.subject
            AND owed.last_day >= brought.period_start
            AND owed.first_day <= brought.period_end
    GROUP BY ALL
),

by_owner AS (
    SELECT DISTINCT
        owed.kind,
        owed.name,
        owed.indicator,
        owed.round,
        owed.party,
        TRUE AS is_contained
    FROM owed
    INNER JOIN ownership ON owed.round = ownership.round AND owed.party = ownership.party
    INNER JOIN covered AS owner
        ON
            owed.kind = owner.kind
            AND owed.name = owner.name
            AND owed.indicator = owner.indicator
            AND owed.round = owner.round
            AND ownership.owner = owner.party
    WHERE owner.days > 0
),

by_platforms AS (
    SELECT DISTINCT
        covered.kind,
        covered.name,
        covered.indicator,
        covered.round,
        ownership.owner AS party,
        TRUE AS has_reporting_platform
    FROM covered
    INNER JOIN ownership ON covered.round = ownership.round AND covered.party = ownership.party
    WHERE covered.days > 0 AND ownership.owner IS NOT NULL
),

nothing_due AS (
    SELECT
        owed.kind,
        owed.name,
        owed.indicator,
        owed.round,
        owed.party,
        TRUE AS has_nothing_due
    FROM owed
    INNER JOIN counted
        ON
            owed.party = counted.subject
            AND owed.indicator = counted.indicator
            AND owed.first_day >= counted.period_start
            AND owed.last_day <= counted.period_end
    WHERE counted.counts
    GROUP BY ALL
    HAVING bool_and(counted.value IS NULL AND counted.obs_status IN ('not_applicable', 'reported_elsewhere'))
),

before AS (
    SELECT
        movements.kind,
        movements.name,
        movements.indicator,
        movements.subject AS party,
        bool_and(contributions.days_covered = contributions.days_in_window) AS was_whole
    FROM movements
    INNER JOIN contributions
        ON
            movements.kind = contributions.kind
            AND movements.before = contributions.name
            AND movements.indicator = contributions.indicator
            AND movements.subject = contributions.subject
    WHERE movements.span = 'step' AND contributions.left_out IS NULL
    GROUP BY ALL
),

standing AS (
    SELECT
        covered.kind,
        covered.name,
        covered.indicator,
        covered.party,
        bool_or(coalesce(before.was_whole, FALSE)) AS was_whole,
        sum(covered.days) AS days,
        count(*) FILTER (
            WHERE
                covered.days <= date_diff('day', covered.first_day, covered.last_day)
                AND by_owner.is_contained IS NULL
                AND nothing_due.has_nothing_due IS NULL
                AND (by_platforms.has_reporting_platform IS NULL OR before.was_whole IS NOT NULL OR covered.days > 0)
        ) AS missing_rounds
    FROM covered
    LEFT JOIN by_owner USING (kind, name, indicator, round, party)
    LEFT JOIN by_platforms USING (kind, name, indicator, round, party)
    LEFT JOIN nothing_due USING (kind, name, indicator, round, party)
    LEFT JOIN before USING (kind, name, indicator, party)
    GROUP BY ALL
),

counted_up AS (
    SELECT
        kind,
        name,
        indicator,
        count(*) FILTER (WHERE missing_rounds > 0 AND days = 0) AS members_absent,
        count(*) FILTER (WHERE missing_rounds > 0 AND days = 0 AND was_whole) AS absent_in_before,
        count(*) FILTER (WHERE missing_rounds > 0 AND days > 0) AS members_in_part
    FROM standing
    GROUP BY ALL
),

beside AS (
    SELECT
        kind,
        name,
        indicator,
        count(*) FILTER (WHERE movement IN ('entered', 'uneven')) AS members_beside
    FROM movements
    WHERE span = 'step'
    GROUP BY ALL
)

SELECT
    counted_up.*,
    coalesce(beside.members_beside, 0) AS members_beside
FROM counted_up
LEFT JOIN beside
    ON
        counted_up.kind = beside.kind
        AND counted_up.name = beside.name
        AND counted_up.indicator = beside.indicator
