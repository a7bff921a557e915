-- Past values that a new edition of an earlier file leaves out. A file is a new edition where it tells again
-- most of what an earlier file of its reporter said about the periods that both cover; the last such file counts,
-- so that a figure is missed once. What a file that is replaced told, `key_vanished` misses.
WITH last_word AS (
    SELECT *
    FROM accepted
    WHERE rank < 2 AND (value IS NOT NULL OR bounded)
    QUALIFY row_number() OVER (PARTITION BY reporter, series, period ORDER BY sequence DESC) = 1
),

spans AS (
    SELECT
        s.submission,
        s.reporter,
        s.sequence,
        s.round,
        s.replaces,
        min(o.period_end) AS first_end,
        max(o.period_end) AS last_end
    FROM submissions AS s
    INNER JOIN observations AS o ON s.submission = o.submission
    GROUP BY s.submission, s.reporter, s.sequence, s.round, s.replaces
),

past AS (
    SELECT
        s.submission,
        s.replaces,
        h.submission AS earlier,
        h.sequence AS earlier_sequence,
        h.round,
        h.indicator,
        h.place,
        h.printed_text,
        EXISTS(
            SELECT 1
            FROM observations AS o
            WHERE o.submission = s.submission AND o.series = h.series AND o.period = h.period
        ) AS told
    FROM spans AS s
    INNER JOIN last_word AS h
        ON
            s.reporter = h.reporter AND s.sequence > h.sequence AND s.round >= h.round
            AND h.period_end BETWEEN s.first_end AND s.last_end
),

editions AS (
    SELECT
        submission,
        earlier
    FROM past
    GROUP BY submission, earlier
    HAVING count(*) FILTER (WHERE told) >= 3 AND 2 * count(*) FILTER (WHERE told) > count(*)
    QUALIFY row_number() OVER (PARTITION BY submission ORDER BY max(earlier_sequence) DESC) = 1
)

SELECT
    p.submission,
    p.indicator,
    p.round,
    count(*) OVER (PARTITION BY p.submission, p.indicator, p.round)::VARCHAR AS count,
    p.place || ': ' || p.printed_text AS _seen
FROM past AS p
INNER JOIN editions AS e ON p.submission = e.submission AND p.earlier = e.earlier
WHERE NOT p.told AND p.earlier IS DISTINCT FROM p.replaces
ORDER BY p.submission, p.indicator, p.round, p.place
