-- A file that arrived after the day it was due.
SELECT
    submission,
    round,
    due
FROM submissions
WHERE rank < 2 AND received_at::DATE > due
ORDER BY submission
