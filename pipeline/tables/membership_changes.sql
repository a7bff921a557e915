-- Who joined and who left, as far as dated, up to the end of the round.
SELECT
    relations.party,
    'joined' AS change,
    relations.start AS "on",
    relations.start_precision AS precision,
    relations.source
FROM relations
CROSS JOIN scope
WHERE relations.relation = 'member' AND relations.start <= scope.last_day
UNION ALL
SELECT
    relations.party,
    'left' AS change,
    relations."end" AS "on",
    relations.end_precision AS precision,
    relations.source
FROM relations
CROSS JOIN scope
WHERE relations.relation = 'member' AND relations."end" < scope.last_day
