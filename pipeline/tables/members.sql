-- Members of the Coalition on the last day of each round (who is eligible), with their owner group.
SELECT DISTINCT
    rounds.round,
    relations.party,
    ownership.holding
FROM rounds
INNER JOIN relations
    ON
        relations.relation = 'member'
        AND relations."of" = 'coalition'
        AND coalesce(relations.start, rounds.last_day) <= rounds.last_day
        AND coalesce(relations."end", rounds.last_day) >= rounds.last_day
INNER JOIN ownership ON rounds.round = ownership.round AND relations.party = ownership.party
