-- Every broken-down total as the release may show it: its value where `breakdown_disclosure` lets it, otherwise
-- nothing, with `conf_status` C where it is hidden for itself and D where it is hidden for the sake of others.
-- Whatever is published of breakdowns reads this table and no other.
SELECT
    breakdowns.* EXCLUDE (value, value_low, value_high, total),
    decided.shown,
    decided.conf_status,
    decided.reason,
    CASE WHEN decided.shown THEN breakdowns.value END AS value,
    CASE WHEN decided.shown THEN breakdowns.value_low END AS value_low,
    CASE WHEN decided.shown THEN breakdowns.value_high END AS value_high,
    disclosed.value AS total,
    disclosed.value_low AS total_low,
    disclosed.value_high AS total_high,
    disclosed.statuses,
    disclosed.has_break
FROM breakdowns
INNER JOIN disclosed
    ON
        breakdowns.kind = disclosed.kind
        AND breakdowns.name = disclosed.name
        AND breakdowns.indicator = disclosed.indicator
INNER JOIN breakdown_disclosure AS decided
    ON
        breakdowns.kind = decided.kind
        AND breakdowns.name = decided.name
        AND breakdowns.indicator = decided.indicator
        AND breakdowns.dimension = decided.dimension
        AND breakdowns.category = decided.category
