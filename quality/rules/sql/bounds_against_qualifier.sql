-- The bounds that a hedge implies: "over" has no upper bound, "under" has one, a range has two.
SELECT row
FROM observations
WHERE
    (value IS NOT NULL OR bounded)
    AND CASE
        WHEN qualifier = 'exact'
            THEN value IS NULL OR value_low IS DISTINCT FROM value OR value_high IS DISTINCT FROM value
        WHEN qualifier IN ('rounded', 'approximately', 'nearly')
            THEN value IS NULL OR value_low IS NULL OR value_high IS NULL
        WHEN qualifier IN ('over', 'at_least') THEN value_low IS DISTINCT FROM value OR value_high IS NOT NULL
        WHEN qualifier IN ('under', 'at_most') THEN value_high IS NULL OR value_high IS DISTINCT FROM value
        WHEN qualifier = 'range' THEN value_low IS NULL OR value_high IS NULL
        ELSE FALSE
    END
ORDER BY row
