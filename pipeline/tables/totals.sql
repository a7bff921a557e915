-- Totals of one indicator in one window over the members that reported. The printed values and the bounds are
-- added apart. `members_reporting` of `members_eligible` is the coverage; an owner's figure counts as its own.
WITH counted_in AS (
    SELECT * FROM contributions WHERE left_out IS NULL
)

SELECT
    windows.kind,
    windows.name,
    windows.start AS window_start,
    windows."end" AS window_end,
    counted_in.indicator,
    sum(counted_in.value) AS value,
    sum(counted_in.value_low) AS value_low,
    CASE WHEN count(*) = count(counted_in.value_high) THEN sum(counted_in.value_high) END AS value_high,
    list_sort(list_distinct(flatten(list(counted_in.statuses)))) AS statuses,
    list_sort(list_distinct(flatten(list(counted_in.qualifiers)))) AS qualifiers,
    bool_or(counted_in.has_break) AS has_break,
    count(DISTINCT counted_in.subject) AS members_reporting,
    (SELECT count(*) FROM members WHERE members.round = any_value(closing.round)) AS members_eligible,
    count(DISTINCT counted_in.holding) AS holdings,
    count(DISTINCT counted_in.holding) FILTER (WHERE NOT counted_in.is_public) AS confidential_holdings,
    count(DISTINCT counted_in.subject) FILTER (WHERE counted_in.days_covered < counted_in.days_in_window)
        AS members_with_gaps
FROM counted_in
INNER JOIN windows ON counted_in.kind = windows.kind AND counted_in.name = windows.name
INNER JOIN rounds AS closing ON windows."end" = closing.last_day
GROUP BY windows.kind, windows.name, windows.start, windows."end", counted_in.indicator
