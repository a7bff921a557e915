-- Parts of one breakdown that add up to more than their whole in the same file (a single part included).
WITH placed AS (
    SELECT
        o.row,
        o.submission,
        o.indicator,
        o.period,
        o.floor_value,
        o.ceiling_value,
        b.dimension,
        b.part,
        concat_ws('|', o.subject, o.indicator, b.rest, o.definition_version, o.protocol) AS rest
    FROM observations AS o
    INNER JOIN indicators AS i ON o.indicator = i.code AND i.time_basis = 'flow' AND i.unit <> 'person'
    INNER JOIN breakdowns AS b ON o.row = b.row
    WHERE o.value IS NOT NULL OR o.bounded
),

sums AS (
    SELECT
        submission,
        period,
        dimension,
        rest,
        whole,
        sum(floor_value) AS least
    FROM placed
    INNER JOIN hierarchy USING (dimension, part)
    WHERE floor_value >= 0
    GROUP BY submission, period, dimension, rest, whole
)

SELECT
    w.row,
    w.indicator,
    w.dimension
FROM placed AS w
INNER JOIN sums AS s
    ON
        w.submission = s.submission AND w.period = s.period AND w.dimension = s.dimension
        AND w.rest = s.rest AND w.part = s.whole
WHERE s.least > w.ceiling_value
ORDER BY w.row, w.dimension
