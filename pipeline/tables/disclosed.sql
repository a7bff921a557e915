-- First disclosure step. A total is not shown when fewer owner groups than the minimum stand behind it, or
-- when the part of it that is not public comes from so few that taking the public part away gives them away.
SELECT
    totals.* EXCLUDE (value, value_low, value_high),
    totals.holdings >= scope.minimum_holdings
    AND (totals.confidential_holdings = 0 OR totals.confidential_holdings >= scope.minimum_holdings) AS shown,
    CASE WHEN shown THEN totals.value END AS value,
    CASE WHEN shown THEN totals.value_low END AS value_low,
    CASE WHEN shown THEN totals.value_high END AS value_high
FROM totals
CROSS JOIN scope
