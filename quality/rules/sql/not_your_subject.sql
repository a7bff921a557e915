-- A reporter that the register does not know as one who may speak for the subject.
SELECT
    o.row,
    p.name AS subject
FROM observations AS o
INNER JOIN parties AS p ON o.subject = p.party
INNER JOIN strangers AS x
    ON o.submission = x.submission AND o.subject = x.subject AND o.period_end = x.period_end
ORDER BY o.row
