-- Each row that is a whole in some breakdown of its file, with its parts there added up: how many, at least
-- (of those not below zero) and at most.
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
        sum(floor_value) FILTER (WHERE floor_value >= 0) AS least,
        sum(ceiling_value) AS most
    FROM placed
    INNER JOIN hierarchy USING (dimension, part)
    GROUP BY submission, period, dimension, rest, whole
)

SELECT
    w.row,
    w.indicator,
    w.dimension,
    w.floor_value,
    w.ceiling_value,
    s.parts,
    s.least,
    s.most
FROM placed AS w
INNER JOIN sums AS s
    ON
        w.submission = s.submission AND w.period = s.period AND w.dimension = s.dimension
        AND w.rest = s.rest AND w.part = s.whole
