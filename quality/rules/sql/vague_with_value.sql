-- "Millions" is a lower bound at most, never a number to add.
SELECT row
FROM observations
WHERE qualifier = 'vague' AND (value IS NOT NULL OR value_high IS NOT NULL)
ORDER BY row
