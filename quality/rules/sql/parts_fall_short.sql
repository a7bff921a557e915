-- Parts of one breakdown that leave some of their whole unexplained: at least two parts, all below it.
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
        count(*) AS parts,
        sum(ceiling_value) AS most
    FROM placed
    INNER JOIN hierarchy USING (dimension, part)
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
WHERE s.parts > 1 AND s.most < w.floor_value
ORDER BY w.row, w.dimension
