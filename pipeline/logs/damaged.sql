-- Rows that could not be read: too short, too long, broken quotes or characters.
SELECT f.file_path, e.line, min(e.error_type)::VARCHAR AS reason
FROM reject_errors AS e
INNER JOIN reject_scans AS f USING (scan_id, file_id)
GROUP BY ALL
ORDER BY ALL
