-- The trend of each indicator from window to window, three ways: over all reporters; over the panel, the same
-- subjects in both windows; and chained, the panel's changes multiplied up to an index that is 100 where a stretch of
-- links begins, with what rounding leaves open. `index_direct` compares with the indicator's first window at once,
-- over the subjects in both: where the two differ by more than rounding, the chain has drifted.
WITH permitted AS (
    SELECT
        links.* REPLACE (
            change_rounding.rounded_to AS rounded_to,
            round(100 * links.ratio / change_rounding.rounded_to) * change_rounding.rounded_to AS percent_of_before
        )
    FROM links
    LEFT JOIN change_rounding
        ON
            links.span = change_rounding.span
            AND links.kind = change_rounding.kind
            AND links.name = change_rounding.name
            AND links.indicator = change_rounding.indicator
),

joined AS (
    SELECT
        disclosed.kind,
        disclosed.name,
        disclosed.indicator,
        disclosed.window_start,
        disclosed.window_end,
        disclosed.value,
        disclosed.shown,
        disclosed.members_reporting,
        disclosed.members_eligible,
        step.before,
        step.panel_members,
        step.rounded_to,
        step.percent_of_before,
        step.exposed_now = 0 AND step.exposed_before = 0 AS parts_shown,
        step.entered,
        step.departed,
        step.uneven,
        whole.before AS first_name,
        whole.percent_of_before AS index_direct,
        whole.rounded_to AS direct_rounded_to,
        whole.panel_members AS direct_members,
        sum(CASE WHEN step.rounded_to IS NULL THEN 1 ELSE 0 END) OVER along AS stretch
    FROM disclosed
    LEFT JOIN permitted AS step
        ON
            disclosed.kind = step.kind
            AND disclosed.name = step.name
            AND disclosed.indicator = step.indicator
            AND step.span = 'step'
    LEFT JOIN permitted AS whole
        ON
            disclosed.kind = whole.kind
            AND disclosed.name = whole.name
            AND disclosed.indicator = whole.indicator
            AND whole.span = 'whole'
    WHERE disclosed.kind <> 'running'
    WINDOW along AS (PARTITION BY disclosed.kind, disclosed.indicator ORDER BY disclosed.window_start)
),

chained AS (
    SELECT
        joined.*,
        first(joined.name) OVER along AS base,
        100 * joined.value / nullif(first(joined.value) OVER along, 0) AS index_all,
        100 * product(coalesce(joined.percent_of_before, 100) / 100) OVER along AS index_chained,
        100
        * product((coalesce(joined.percent_of_before, 100) - coalesce(joined.rounded_to, 0) / 2) / 100)
            OVER along
            AS index_low,
        100
        * product((coalesce(joined.percent_of_before, 100) + coalesce(joined.rounded_to, 0) / 2) / 100)
            OVER along
            AS index_high
    FROM joined
    WINDOW along AS (PARTITION BY joined.kind, joined.indicator, joined.stretch ORDER BY joined.window_start)
)

SELECT
    chained.kind,
    chained.name,
    chained.before,
    chained.indicator,
    chained.window_start,
    chained.window_end,
    chained.value,
    chained.members_reporting,
    chained.members_eligible,
    chained.base,
    CASE WHEN chained.rounded_to IS NOT NULL THEN chained.panel_members END AS panel_members,
    chained.rounded_to::DECIMAL(18, 1) AS rounded_to,
    (chained.percent_of_before - 100)::DECIMAL(18, 1) AS panel_change,
    CASE WHEN chained.rounded_to IS NOT NULL AND chained.parts_shown THEN chained.entered END AS entered,
    CASE WHEN chained.rounded_to IS NOT NULL AND chained.parts_shown THEN chained.departed END AS departed,
    CASE WHEN chained.rounded_to IS NOT NULL AND chained.parts_shown THEN chained.uneven END AS uneven,
    CASE WHEN chained.shown THEN chained.index_all::DECIMAL(18, 1) END AS index_all,
    CASE WHEN chained.shown THEN chained.index_chained::DECIMAL(18, 1) END AS index_chained,
    CASE WHEN chained.shown THEN chained.index_low::DECIMAL(18, 1) END AS index_low,
    CASE WHEN chained.shown THEN chained.index_high::DECIMAL(18, 1) END AS index_high,
    CASE WHEN chained.base = chained.first_name THEN chained.index_direct::DECIMAL(18, 1) END AS index_direct,
    CASE WHEN chained.base = chained.first_name THEN chained.direct_rounded_to::DECIMAL(18, 1) END AS direct_rounded_to,
    CASE WHEN chained.base = chained.first_name AND chained.index_direct IS NOT NULL THEN chained.direct_members END
        AS direct_members
FROM chained
