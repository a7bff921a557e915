-- What this release prints otherwise than the last release of another round that covered the same window and, in a
-- correction, than the last of its own round: totals, and totals broken down. Old and new stand as printed: a value,
-- bounds, not shown, or none where there is no such figure. `since` is the release compared; `replaces` the one whose
-- value was the last by then, where it is another. Nothing is read here that a release hides.
WITH printed_before AS (
    SELECT
        release,
        kind,
        name,
        indicator,
        '' AS dimension,
        '' AS category,
        FALSE AS broken_down,
        CASE WHEN shown THEN 'value' WHEN bound_low IS NOT NULL THEN 'bounds' ELSE 'not_shown' END AS state,
        CASE WHEN shown THEN value END AS value,
        CASE WHEN shown THEN value_low ELSE bound_low END AS low,
        CASE WHEN shown THEN value_high ELSE bound_high END AS high
    FROM earlier_totals
    WHERE shown OR confidential_holdings > 0
    UNION ALL BY NAME
    SELECT
        release,
        kind,
        name,
        indicator,
        dimension,
        category,
        TRUE AS broken_down,
        CASE WHEN shown THEN 'value' ELSE 'not_shown' END AS state,
        CASE WHEN shown THEN value END AS value,
        CASE WHEN shown THEN value_low END AS low,
        CASE WHEN shown THEN value_high END AS high
    FROM earlier_breakdowns
),

printed_now AS (
    SELECT
        kind,
        name,
        indicator,
        '' AS dimension,
        '' AS category,
        FALSE AS broken_down,
        CASE WHEN shown THEN 'value' WHEN bound_low IS NOT NULL THEN 'bounds' ELSE 'not_shown' END AS state,
        value,
        coalesce(value_low, bound_low) AS low,
        CASE WHEN shown THEN value_high ELSE bound_high END AS high
    FROM disclosed
    WHERE shown OR confidential_holdings > 0
    UNION ALL BY NAME
    SELECT
        kind,
        name,
        indicator,
        dimension,
        category,
        TRUE AS broken_down,
        CASE WHEN shown THEN 'value' ELSE 'not_shown' END AS state,
        value,
        value_low AS low,
        value_high AS high
    FROM disclosed_breakdowns
),

held_against AS (
    SELECT
        printed_now.*,
        covered_windows.release
    FROM printed_now
    INNER JOIN covered_windows
        ON
            printed_now.kind = covered_windows.kind
            AND printed_now.name = covered_windows.name
            AND printed_now.broken_down = covered_windows.broken_down
),

seen AS (
    SELECT printed_before.*
    FROM printed_before
    INNER JOIN covered_windows
        ON
            printed_before.kind = covered_windows.kind
            AND printed_before.name = covered_windows.name
            AND printed_before.broken_down = covered_windows.broken_down
            AND printed_before.release = covered_windows.release
),

last_values AS (
    SELECT
        earlier_totals.kind,
        earlier_totals.name,
        earlier_totals.indicator,
        covered_windows.release AS since,
        arg_max(earlier_totals.value, earlier_totals.edition) AS value,
        arg_max(earlier_totals.release, earlier_totals.edition) AS release
    FROM earlier_totals
    INNER JOIN covered_windows
        ON
            earlier_totals.kind = covered_windows.kind
            AND earlier_totals.name = covered_windows.name
            AND earlier_totals.edition <= covered_windows.edition
    WHERE earlier_totals.shown AND NOT covered_windows.broken_down
    GROUP BY ALL
),

compared AS (
    SELECT
        coalesce(now.kind, seen.kind) AS kind,
        coalesce(now.name, seen.name) AS name,
        coalesce(now.indicator, seen.indicator) AS indicator,
        coalesce(now.dimension, seen.dimension) AS dimension,
        coalesce(now.category, seen.category) AS category,
        coalesce(now.broken_down, seen.broken_down) AS broken_down,
        coalesce(now.release, seen.release) AS since,
        coalesce(seen.state, 'none') AS old_state,
        seen.value AS old_value,
        seen.low AS old_low,
        seen.high AS old_high,
        coalesce(now.state, 'none') AS new_state,
        now.value AS new_value,
        now.low AS new_low,
        now.high AS new_high
    FROM held_against AS now
    FULL OUTER JOIN seen
        ON
            now.release = seen.release
            AND now.kind = seen.kind
            AND now.name = seen.name
            AND now.indicator = seen.indicator
            AND now.dimension = seen.dimension
            AND now.category = seen.category
)

SELECT
    compared.*,
    windows.start AS window_start,
    windows."end" AS window_end,
    CASE
        WHEN compared.broken_down AND compared.new_value <> compared.old_value THEN compared.since
        WHEN NOT compared.broken_down AND compared.new_value <> last_values.value THEN last_values.release
    END AS replaces
FROM compared
INNER JOIN windows ON compared.kind = windows.kind AND compared.name = windows.name
LEFT JOIN last_values
    ON
        compared.kind = last_values.kind
        AND compared.name = last_values.name
        AND compared.indicator = last_values.indicator
        AND compared.since = last_values.since
WHERE
    (
        compared.old_state <> compared.new_state
        OR compared.old_value IS DISTINCT FROM compared.new_value
        OR compared.old_low IS DISTINCT FROM compared.new_low
        OR compared.old_high IS DISTINCT FROM compared.new_high
    )
    AND NOT (
        compared.broken_down
        AND compared.old_state IN ('not_shown', 'none')
        AND compared.new_state IN ('not_shown', 'none')
    )
