-- First disclosure step. A total is not shown when fewer owner groups than the minimum stand behind it, or when
-- the part of it that is not public comes from so few that taking the public part away gives them away. A year
-- or running total is not shown either when taking away its rounds would: because one of them is hidden, or
-- because too few owner groups bring figures to it that are in none of its rounds.
WITH alone AS (
    SELECT
        totals.*,
        totals.holdings >= scope.minimum_holdings
        AND (totals.confidential_holdings = 0 OR totals.confidential_holdings >= scope.minimum_holdings) AS enough
    FROM totals
    CROSS JOIN scope
),

rounds_inside AS (
    SELECT
        windows.kind,
        windows.name,
        rounds.round
    FROM windows
    INNER JOIN rounds ON windows.start <= rounds.first_day AND windows."end" >= rounds.last_day
    WHERE windows.kind <> 'round'
),

hidden_inside AS (
    SELECT DISTINCT
        rounds_inside.kind,
        rounds_inside.name,
        alone.indicator
    FROM rounds_inside
    INNER JOIN alone ON alone.kind = 'round' AND rounds_inside.round = alone.name AND NOT alone.enough
),

in_rounds AS (
    SELECT
        rounds_inside.kind,
        rounds_inside.name,
        contributions.indicator,
        contributions.subject,
        sum(contributions.value) AS value
    FROM rounds_inside
    INNER JOIN contributions
        ON
            contributions.kind = 'round'
            AND rounds_inside.round = contributions.name
            AND contributions.left_out IS NULL
    GROUP BY ALL
),

in_window AS (
    -- one line a subject, whoever owned it: an owner may change within a year
    SELECT
        kind,
        name,
        indicator,
        subject,
        max(holding) AS holding,
        sum(value) AS value,
        bool_and(is_public) AS is_public
    FROM contributions
    WHERE kind <> 'round' AND left_out IS NULL
    GROUP BY ALL
),

apart AS (
    SELECT
        in_window.kind,
        in_window.name,
        in_window.indicator,
        count(DISTINCT in_window.holding) AS holdings_apart
    FROM in_window
    LEFT JOIN in_rounds
        ON
            in_window.kind = in_rounds.kind
            AND in_window.name = in_rounds.name
            AND in_window.indicator = in_rounds.indicator
            AND in_window.subject = in_rounds.subject
    WHERE NOT in_window.is_public AND in_window.value <> coalesce(in_rounds.value, 0)
    GROUP BY ALL
)

SELECT
    alone.* EXCLUDE (value, value_low, value_high, enough),
    alone.enough
    AND hidden_inside.kind IS NULL
    AND coalesce(apart.holdings_apart, scope.minimum_holdings) >= scope.minimum_holdings AS shown,
    CASE WHEN shown THEN alone.value END AS value,
    CASE WHEN shown THEN alone.value_low END AS value_low,
    CASE WHEN shown THEN alone.value_high END AS value_high
FROM alone
CROSS JOIN scope
LEFT JOIN hidden_inside
    ON
        alone.kind = hidden_inside.kind
        AND alone.name = hidden_inside.name
        AND alone.indicator = hidden_inside.indicator
LEFT JOIN apart
    ON alone.kind = apart.kind AND alone.name = apart.name AND alone.indicator = apart.indicator
