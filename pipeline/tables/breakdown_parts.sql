-- What each counted part brings to each category of each breakdown, for the release's own round, every year and since
-- the start: its own split, the type of its subject's platforms on the last day of the quarter in which it ends, or
-- `not_broken_down`. Over one dimension the rows of a part add up to the part. Confidential: it names subjects.
WITH wholes AS (
    SELECT window_parts.*
    FROM window_parts
    CROSS JOIN scope
    WHERE
        window_parts.left_out IS NULL
        AND (window_parts.kind <> 'round' OR window_parts.name = scope.round)
),

divided AS (
    SELECT
        wholes.kind,
        wholes.name,
        wholes.indicator,
        wholes.subject,
        wholes.period_start,
        wholes.period_end,
        splits.dimension,
        splits.category,
        splits.value,
        splits.value_low,
        splits.value_high,
        splits.qualifiers,
        splits.is_public
    FROM wholes
    INNER JOIN splits
        ON
            wholes.subject = splits.subject
            AND wholes.indicator = splits.indicator
            AND wholes.period_start = splits.period_start
            AND wholes.period_end = splits.period_end
    UNION ALL BY NAME
    SELECT
        wholes.kind,
        wholes.name,
        wholes.indicator,
        wholes.subject,
        wholes.period_start,
        wholes.period_end,
        'platform_type' AS dimension,
        platform_types.platform_type AS category,
        wholes.value,
        wholes.value_low,
        wholes.value_high,
        wholes.qualifiers,
        wholes.is_public
    FROM wholes
    INNER JOIN platform_types
        ON wholes.part_round = platform_types.round AND wholes.subject = platform_types.party
),

asked AS (
    SELECT DISTINCT
        kind,
        name,
        indicator,
        dimension
    FROM divided
    WHERE category <> 'not_broken_down'
),

undivided AS (
    SELECT
        wholes.kind,
        wholes.name,
        wholes.indicator,
        wholes.subject,
        wholes.period_start,
        wholes.period_end,
        asked.dimension,
        'not_broken_down' AS category,
        wholes.value,
        wholes.value_low,
        wholes.value_high,
        wholes.qualifiers,
        wholes.is_public
    FROM wholes
    INNER JOIN asked
        ON wholes.kind = asked.kind AND wholes.name = asked.name AND wholes.indicator = asked.indicator
    LEFT JOIN divided
        ON
            asked.kind = divided.kind
            AND asked.name = divided.name
            AND asked.indicator = divided.indicator
            AND asked.dimension = divided.dimension
            AND wholes.subject = divided.subject
            AND wholes.period_start = divided.period_start
            AND wholes.period_end = divided.period_end
    WHERE divided.category IS NULL
),

every_part AS (
    SELECT * FROM divided
    UNION ALL BY NAME
    SELECT * FROM undivided
)

SELECT
    every_part.*,
    wholes.holding,
    wholes.value AS whole
FROM every_part
INNER JOIN asked
    ON
        every_part.kind = asked.kind
        AND every_part.name = asked.name
        AND every_part.indicator = asked.indicator
        AND every_part.dimension = asked.dimension
INNER JOIN wholes
    ON
        every_part.kind = wholes.kind
        AND every_part.name = wholes.name
        AND every_part.indicator = wholes.indicator
        AND every_part.subject = wholes.subject
        AND every_part.period_start = wholes.period_start
        AND every_part.period_end = wholes.period_end
