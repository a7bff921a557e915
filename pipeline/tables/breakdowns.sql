-- Totals broken down: one category of one dimension over the members of the total. The categories of a dimension,
-- `not_broken_down` among them, add up to the total beside them. `members_broken_down` are those that leave nothing
-- undivided, of the `members_eligible`; `members_reporting` those with something in the category.
WITH whole AS (
    SELECT
        kind,
        name,
        indicator,
        dimension,
        subject,
        coalesce(sum(value) FILTER (WHERE category = 'not_broken_down'), 0) AS undivided,
        count(*) FILTER (WHERE category <> 'not_broken_down') AS divided
    FROM breakdown_parts
    GROUP BY ALL
),

covered AS (
    SELECT
        kind,
        name,
        indicator,
        dimension,
        count(*) FILTER (WHERE undivided = 0 AND divided > 0) AS members_broken_down
    FROM whole
    GROUP BY ALL
)

SELECT
    parts.kind,
    parts.name,
    parts.indicator,
    parts.dimension,
    parts.category,
    totals.window_start,
    totals.window_end,
    sum(parts.value) AS value,
    sum(parts.value_low) AS value_low,
    CASE WHEN count(*) = count(parts.value_high) THEN sum(parts.value_high) END AS value_high,
    list_sort(list_distinct(flatten(list(parts.qualifiers)))) AS qualifiers,
    totals.value AS total,
    count(DISTINCT parts.subject) AS members_reporting,
    covered.members_broken_down,
    totals.members_eligible
FROM breakdown_parts AS parts
INNER JOIN totals
    ON parts.kind = totals.kind AND parts.name = totals.name AND parts.indicator = totals.indicator
INNER JOIN covered
    ON
        parts.kind = covered.kind
        AND parts.name = covered.name
        AND parts.indicator = covered.indicator
        AND parts.dimension = covered.dimension
GROUP BY ALL
