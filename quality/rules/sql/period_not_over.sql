-- A period that ends after the file arrived; a day's grace for time zones east of UTC.
SELECT o.row
FROM observations AS o
INNER JOIN submissions AS s ON o.submission = s.submission
WHERE o.period_end > s.received_at::DATE + 1
ORDER BY o.row
