-- What each total is made of whose largest owner group this release says something about: a record for later releases,
-- which must not let anybody take it together with what they say. Confidential: it names subjects.
SELECT
    scope.as_of,
    largest_holdings.kind,
    largest_holdings.name,
    largest_holdings.indicator,
    largest_holdings.largest_share,
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
FROM largest_holdings
CROSS JOIN scope
INNER JOIN window_parts
    ON
        largest_holdings.kind = window_parts.kind
        AND largest_holdings.name = window_parts.name
        AND largest_holdings.indicator = window_parts.indicator
WHERE window_parts.left_out IS NULL AND largest_holdings.largest_share <> 'not_stated'
GROUP BY ALL
