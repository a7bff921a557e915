-- What each total that this release shows, as it is or by bounds, is made of: a record for later releases, which
-- must not let anybody take one total from another. Confidential: it names subjects.
SELECT
    scope.as_of,
    window_parts.kind,
    window_parts.name,
    window_parts.indicator,
    coalesce(disclosed.value, disclosed.bound_low) AS low,
    coalesce(disclosed.value, disclosed.bound_high) AS high,
    list_sort(
        list({
            'subject': window_parts.subject,
            'holding': window_parts.holding,
            'period_start': window_parts.period_start,
            'period_end': window_parts.period_end,
            'value': window_parts.value,
            'is_public': window_parts.is_public
        })
    ) AS parts
FROM window_parts
CROSS JOIN scope
INNER JOIN disclosed
    ON
        window_parts.kind = disclosed.kind
        AND window_parts.name = disclosed.name
        AND window_parts.indicator = disclosed.indicator
WHERE window_parts.left_out IS NULL AND (disclosed.shown OR disclosed.bound_low IS NOT NULL)
GROUP BY ALL
