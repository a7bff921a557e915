-- An observation that neither carries a value nor says why there is none.
SELECT row
FROM observations
WHERE
    value IS NULL AND NOT bounded
    AND obs_status NOT IN (
        'suppressed', 'not_collected', 'late', 'withheld', 'reported_elsewhere', 'not_applicable'
    )
ORDER BY row
