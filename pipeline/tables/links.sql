-- The change of the panel (the same subjects in both windows) for each pair of windows in `movements`, and what
-- entered, left or is uneven beside it. A part is exposed when fewer owner groups than the minimum stand behind what
-- is not public of it, or when the second largest could estimate the largest within p%.
-- An exposed panel gives no link. Where only what is beside it is exposed, the change is rounded to `rounded_to`
-- percentage points: so coarsely that taking the panel from the total leaves that part open by p% at least.
WITH parts AS (
    SELECT
        movements.span,
        movements.kind,
        movements.name,
        movements.indicator,
        movements.holding,
        CASE movements.movement WHEN 'panel' THEN 'panel ' ELSE 'beside ' END || sides.side AS part,
        CASE sides.side WHEN 'now' THEN movements.value_now ELSE movements.value_before END AS value
    FROM movements
    CROSS JOIN (VALUES ('before'), ('now')) AS sides (side)
    WHERE NOT movements.is_public
),

by_holding AS (
    SELECT
        span,
        kind,
        name,
        indicator,
        part,
        holding,
        sum(value) AS value
    FROM parts
    WHERE value IS NOT NULL
    GROUP BY ALL
),

guarded AS (
    SELECT
        by_holding.span,
        by_holding.kind,
        by_holding.name,
        by_holding.indicator,
        by_holding.part,
        sum(by_holding.value) AS value,
        max(by_holding.value, 2) AS largest,
        count(*) < any_value(scope.minimum_holdings)
        OR sum(by_holding.value) - list_sum(largest)
        < any_value(scope.p_percent) / 100 * max(by_holding.value) AS exposed
    FROM by_holding
    CROSS JOIN scope
    GROUP BY ALL
),

exposures AS (
    SELECT
        span,
        kind,
        name,
        indicator,
        bool_or(exposed) FILTER (WHERE part IN ('panel before', 'panel now')) AS panel_exposed,
        coalesce(sum(value) FILTER (WHERE exposed AND part = 'beside before'), 0) AS exposed_before,
        coalesce(sum(value) FILTER (WHERE exposed AND part = 'beside now'), 0) AS exposed_now
    FROM guarded
    GROUP BY ALL
),

moved AS (
    SELECT
        span,
        kind,
        name,
        before,
        indicator,
        count(*) FILTER (WHERE movement = 'panel') AS panel_members,
        count(DISTINCT holding) FILTER (WHERE movement = 'panel') AS panel_holdings,
        sum(value_before) FILTER (WHERE movement = 'panel') AS panel_before,
        sum(value_now) FILTER (WHERE movement = 'panel') AS panel_now,
        coalesce(sum(value_now) FILTER (WHERE movement = 'entered'), 0) AS entered,
        -coalesce(sum(value_before) FILTER (WHERE movement = 'left'), 0) AS departed,
        coalesce(sum(value_now - value_before) FILTER (WHERE movement = 'uneven'), 0) AS uneven
    FROM movements
    GROUP BY ALL
),

changes AS (
    SELECT
        moved.*,
        moved.panel_now / nullif(moved.panel_before, 0) AS ratio,
        coalesce(exposures.exposed_before, 0) AS exposed_before,
        coalesce(exposures.exposed_now, 0) AS exposed_now,
        before_it.shown
        AND later.shown
        AND moved.panel_holdings >= scope.minimum_holdings
        AND NOT coalesce(exposures.panel_exposed, FALSE) AS may_be_shown,
        2 * scope.p_percent
        * greatest(coalesce(exposures.exposed_now, 0), coalesce(exposures.exposed_before, 0) * ratio)
        / nullif(moved.panel_before, 0) AS needed
    FROM moved
    CROSS JOIN scope
    INNER JOIN disclosed AS later
        ON moved.kind = later.kind AND moved.name = later.name AND moved.indicator = later.indicator
    INNER JOIN disclosed AS before_it
        ON moved.kind = before_it.kind AND moved.before = before_it.name AND moved.indicator = before_it.indicator
    LEFT JOIN exposures
        ON
            moved.span = exposures.span
            AND moved.kind = exposures.kind
            AND moved.name = exposures.name
            AND moved.indicator = exposures.indicator
)

SELECT
    changes.*,
    CASE
        WHEN NOT changes.may_be_shown OR changes.ratio IS NULL OR changes.needed > 10 THEN NULL
        WHEN changes.needed = 0 THEN 0.1
        WHEN changes.needed <= 1 THEN 1
        WHEN changes.needed <= 2 THEN 2
        WHEN changes.needed <= 5 THEN 5
        ELSE 10
    END AS rounded_to,
    round(100 * changes.ratio / rounded_to) * rounded_to AS percent_of_before
FROM changes
