-- What became of each subject's contribution from one window to another of its kind: it is in the panel when it
-- covers both windows wholly under one definition; otherwise it entered, left, or is uneven (gaps, or another
-- definition). Each window is held against the one before it (`step`) and against the indicator's first (`whole`).
-- A subject that was sold within a window is one subject all the same: it stands with the owner group that it
-- brought most for. Confidential: it names subjects; `links` adds it up.
WITH contributed AS (
    SELECT
        kind,
        name,
        indicator,
        subject,
        days_in_window,
        days_covered,
        arg_max(holding, { 'value': value, 'holding': holding }) AS holding,
        bool_and(is_public) AS is_public,
        sum(value) AS value,
        list_sort(list_distinct(flatten(list(definition_versions)))) AS definition_versions
    FROM contributions
    WHERE left_out IS NULL
    GROUP BY ALL
),

pairs AS (
    SELECT
        kind,
        indicator,
        name,
        unnest([
            { 'span': 'step', 'before': lag(name) OVER along },
            { 'span': 'whole', 'before': CASE WHEN row_number() OVER along > 1 THEN first(name) OVER along END }
        ]) AS pair
    FROM totals
    WHERE kind <> 'running'
    WINDOW along AS (PARTITION BY kind, indicator ORDER BY window_start)
),

later AS (
    SELECT
        pairs.pair.span,
        pairs.pair.before,
        contributed.*
    FROM pairs
    INNER JOIN contributed
        ON
            pairs.kind = contributed.kind
            AND pairs.indicator = contributed.indicator
            AND pairs.name = contributed.name
    WHERE pairs.pair.before IS NOT NULL
),

earlier AS (
    SELECT
        pairs.pair.span,
        pairs.name AS later_name,
        contributed.*
    FROM pairs
    INNER JOIN contributed
        ON
            pairs.kind = contributed.kind
            AND pairs.indicator = contributed.indicator
            AND pairs.pair.before = contributed.name
)

SELECT
    coalesce(later.span, earlier.span) AS span,
    coalesce(later.kind, earlier.kind) AS kind,
    coalesce(later.name, earlier.later_name) AS name,
    coalesce(later.before, earlier.name) AS before,
    coalesce(later.indicator, earlier.indicator) AS indicator,
    coalesce(later.subject, earlier.subject) AS subject,
    coalesce(later.holding, earlier.holding) AS holding,
    coalesce(later.is_public, TRUE) AND coalesce(earlier.is_public, TRUE) AS is_public,
    earlier.value AS value_before,
    later.value AS value_now,
    CASE
        WHEN earlier.subject IS NULL THEN 'entered'
        WHEN later.subject IS NULL THEN 'left'
        WHEN
            later.days_covered = later.days_in_window
            AND earlier.days_covered = earlier.days_in_window
            AND len(later.definition_versions) = 1
            AND later.definition_versions = earlier.definition_versions
            THEN 'panel'
        ELSE 'uneven'
    END AS movement
FROM later
FULL OUTER JOIN earlier
    ON
        later.span = earlier.span
        AND later.kind = earlier.kind
        AND later.name = earlier.later_name
        AND later.indicator = earlier.indicator
        AND later.subject = earlier.subject
