-- How many eligible members' returns stand where, round by round; no member is named.
SELECT
    returns.round,
    count(*) AS eligible,
    count(*) FILTER (WHERE returns.state = 'on_time') AS on_time,
    count(*) FILTER (WHERE returns.state = 'late') AS late,
    count(*) FILTER (WHERE returns.state = 'missing') AS missing,
    count(*) FILTER (WHERE returns.state = 'not_accepted') AS not_accepted,
    any_value(coverage.members_reporting) AS with_value
FROM returns
INNER JOIN coverage ON returns.round = coverage.round AND coverage.indicator = 'all'
GROUP BY returns.round
