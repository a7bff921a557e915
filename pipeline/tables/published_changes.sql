-- What each change from window to window that this release shows is made of: a record for later releases, which must
-- not let anybody take it together with their totals. `percent` is that of the earlier window, known to within half of
-- `rounded_to`. `others_shown`: what entered, left or is uneven is given too. Confidential: it names subjects.
WITH shown AS (
    SELECT
        links.span,
        links.kind,
        links.name,
        links.before,
        links.indicator,
        CASE links.span WHEN 'step' THEN 100 + trends.panel_change ELSE trends.index_direct END AS percent,
        CASE links.span WHEN 'step' THEN trends.rounded_to ELSE trends.direct_rounded_to END AS rounded_to,
        links.span = 'step' AND trends.entered IS NOT NULL AS others_shown
    FROM links
    INNER JOIN trends ON links.kind = trends.kind AND links.name = trends.name AND links.indicator = trends.indicator
)

SELECT
    scope.as_of,
    shown.span,
    shown.kind,
    shown.name,
    shown.indicator,
    shown.percent,
    shown.rounded_to,
    shown.others_shown,
    list_sort(
        list({
            'movement': movements.movement,
            'is_later': window_parts.name = shown.name,
            'subject': window_parts.subject,
            'holding': window_parts.holding,
            'period_start': window_parts.period_start,
            'period_end': window_parts.period_end,
            'value': window_parts.value,
            'is_public': window_parts.is_public
        })
    ) AS parts
FROM shown
CROSS JOIN scope
INNER JOIN movements
    ON
        shown.span = movements.span
        AND shown.kind = movements.kind
        AND shown.name = movements.name
        AND shown.indicator = movements.indicator
INNER JOIN window_parts
    ON
        movements.kind = window_parts.kind
        AND movements.indicator = window_parts.indicator
        AND movements.subject = window_parts.subject
        AND window_parts.name IN (shown.name, shown.before)
WHERE
    shown.percent IS NOT NULL
    AND window_parts.left_out IS NULL
    AND (movements.movement = 'panel' OR shown.others_shown)
GROUP BY ALL
