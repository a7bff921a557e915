-- A value beside a status that says there is none.
SELECT
    row,
    obs_status AS status
FROM observations
WHERE
    (value IS NOT NULL OR bounded)
    AND obs_status IN ('not_collected', 'late', 'withheld', 'reported_elsewhere', 'not_applicable')
ORDER BY row
