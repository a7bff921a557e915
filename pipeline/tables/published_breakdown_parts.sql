-- What each broken-down total is made of, in every breakdown of which this release shows something: a record for later
-- releases, which must not let anybody take one from another. Confidential: it names subjects.
SELECT
    scope.as_of,
    parts.kind,
    parts.name,
    parts.indicator,
    parts.dimension,
    parts.category,
    disclosed_breakdowns.shown,
    parts.subject,
    parts.holding,
    parts.period_start,
    parts.period_end,
    parts.whole,
    parts.value,
    parts.is_public
FROM breakdown_parts AS parts
CROSS JOIN scope
INNER JOIN disclosed_breakdowns
    ON
        parts.kind = disclosed_breakdowns.kind
        AND parts.name = disclosed_breakdowns.name
        AND parts.indicator = disclosed_breakdowns.indicator
        AND parts.dimension = disclosed_breakdowns.dimension
        AND parts.category = disclosed_breakdowns.category
WHERE (parts.kind, parts.name, parts.indicator, parts.dimension) IN (
    SELECT (shown_too.kind, shown_too.name, shown_too.indicator, shown_too.dimension)
    FROM disclosed_breakdowns AS shown_too
    WHERE shown_too.shown
)
