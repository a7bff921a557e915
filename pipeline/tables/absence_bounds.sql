-- What each total could be with what is missing: at least the total as it stands (who is absent brought nothing), at
-- most the total and what the absent members brought in the window before. `as_before` adds that much even where others
-- have nothing to be bounded by; then `total_high` is open. Nothing is filled in: the total itself stays.
-- It gives nobody away: of values it reads only the totals and the trend as this release shows them, and counts of who
-- reported, so any reader can work it out. What the absent brought before is `departed`, not split, so that it still
-- holds who left the Coalition: an upper bound all the same. Where that is not shown, but only the panel stands beside
-- the departed, the rounded change bounds it: the panel was at least the total now, divided by the change at its most.
-- Where figures of the absent may have been hedged, all the room above the earlier total is added. No change is given
-- across a break.
WITH stood AS (
    SELECT
        absences.kind,
        absences.name,
        absences.indicator,
        absences.members_absent,
        absences.absent_in_before,
        absences.members_in_part,
        now.value,
        now.value_low,
        now.value_high,
        CASE WHEN NOT now.has_break THEN earlier.value_low END AS before_low,
        CASE WHEN NOT now.has_break THEN earlier.value_high END AS before_high,
        CASE absences.absent_in_before WHEN 0 THEN 0 ELSE earlier.value_high - earlier.value END AS room_before,
        CASE
            WHEN absences.absent_in_before = 0 THEN 0
            WHEN trends.departed IS NOT NULL THEN -trends.departed
            WHEN absences.members_beside = 0 AND trends.panel_change IS NOT NULL
                THEN greatest(
                    ceil(round(
                        earlier.value::DOUBLE
                        - 100 * now.value::DOUBLE / (100 + trends.panel_change + trends.rounded_to / 2)::DOUBLE,
                        6
                    )),
                    0
                )::DECIMAL(38, 6)
        END AS brought_before
    FROM absences
    INNER JOIN trends
        ON
            absences.kind = trends.kind
            AND absences.name = trends.name
            AND absences.indicator = trends.indicator
    INNER JOIN disclosed AS now
        ON
            absences.kind = now.kind
            AND absences.name = now.name
            AND absences.indicator = now.indicator
    LEFT JOIN disclosed AS earlier
        ON
            absences.kind = earlier.kind
            AND trends.before = earlier.name
            AND absences.indicator = earlier.indicator
),

judged AS (
    SELECT
        stood.*,
        CASE
            WHEN stood.value IS NULL THEN 'hidden'
            WHEN stood.members_absent > stood.absent_in_before OR stood.members_in_part > 0 THEN 'open'
            WHEN stood.brought_before IS NULL THEN 'protected'
            WHEN stood.value_high IS NULL OR stood.room_before IS NULL THEN 'open_figures'
            WHEN stood.members_absent = 0 THEN 'complete'
            ELSE 'bounded'
        END AS absence_bound
    FROM stood
),

bounded AS (
    SELECT
        judged.*,
        judged.value + judged.brought_before AS as_before,
        CASE
            WHEN judged.absence_bound IN ('complete', 'bounded')
                THEN judged.value_high + judged.brought_before + judged.room_before
        END AS total_high
    FROM judged
)

SELECT
    kind,
    name,
    indicator,
    members_absent,
    absent_in_before,
    members_in_part,
    absence_bound,
    value_low AS total_low,
    total_high,
    as_before,
    (
        floor(round(1000 * (value_low::DOUBLE / nullif(before_high, 0)::DOUBLE - 1), 6)) / 10
    )::DECIMAL(18, 1) AS change_low,
    (
        ceil(round(1000 * (total_high::DOUBLE / nullif(before_low, 0)::DOUBLE - 1), 6)) / 10
    )::DECIMAL(18, 1) AS change_high
FROM bounded
