-- Every total as the release may show it: its value where `disclosure` lets it, otherwise nothing, or bounds
-- (`bound_low` to `bound_high`) wide enough to protect. `conf_status` is C where the total is hidden for itself and D
-- where it is hidden for the sake of others. Whatever is published of totals reads this table and no other.
SELECT
    totals.* EXCLUDE (value, value_low, value_high),
    disclosure.shown,
    disclosure.conf_status,
    disclosure.bound_low,
    disclosure.bound_high,
    CASE WHEN disclosure.shown THEN totals.value END AS value,
    CASE WHEN disclosure.shown THEN totals.value_low END AS value_low,
    CASE WHEN disclosure.shown THEN totals.value_high END AS value_high
FROM totals
INNER JOIN disclosure
    ON
        totals.kind = disclosure.kind
        AND totals.name = disclosure.name
        AND totals.indicator = disclosure.indicator
