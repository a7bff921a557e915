-- Declared ratios (`codelists/ratios.csv`) for each window in which somebody reported the numerator: both totals as
-- the release shows them, their ratio in percent, and `reason`, which is empty where it may be computed. Two totals
-- are of one scope when the same members counted the same days, broken down into the same parts, each member under
-- one definition for both. Value and bounds come from `disclosed` alone, so whoever reads both totals can work them
-- out; a bound of a hidden total is an end of the interval that is published in its place, and an end that is open
-- stays open. A part of an indicator (what one source noticed, say) is taken from `disclosed_breakdowns`, and only
-- where every member's figure is broken down wholly: then both sides are the same figures. Whether members, days,
-- parts and definitions are the same tells who reported, never how much.
WITH counted_parts AS (
    SELECT
        subject,
        indicator,
        definition_version,
        protocol,
        period_start,
        period_end,
        broken_down_by,
        is_difference,
        list_sort(
            list(DISTINCT [category, taxon_group, form, channel, geography, detection_source, decision_mode])
        ) AS parts
    FROM flows
    WHERE value IS NOT NULL
    GROUP BY ALL
),

entered AS (
    SELECT
        window_parts.kind,
        window_parts.name,
        window_parts.indicator,
        window_parts.subject,
        window_parts.period_start,
        window_parts.period_end,
        window_parts.definition_version,
        counted_parts.parts,
        CASE
            WHEN window_parts.period_start = lag(window_parts.period_end) OVER along + 1 THEN 0
            ELSE 1
        END AS begins
    FROM window_parts
    INNER JOIN counted_parts
        ON
            window_parts.subject = counted_parts.subject
            AND window_parts.indicator = counted_parts.indicator
            AND window_parts.definition_version = counted_parts.definition_version
            AND window_parts.protocol = counted_parts.protocol
            AND window_parts.period_start = counted_parts.period_start
            AND window_parts.period_end = counted_parts.period_end
            AND window_parts.broken_down_by = counted_parts.broken_down_by
            AND window_parts.is_difference = counted_parts.is_difference
    WHERE window_parts.left_out IS NULL
    WINDOW along AS (
        PARTITION BY window_parts.kind, window_parts.name, window_parts.indicator, window_parts.subject
        ORDER BY window_parts.period_start
    )
),

stretches AS (
    SELECT
        entered.*,
        sum(entered.begins) OVER (
            PARTITION BY entered.kind, entered.name, entered.indicator, entered.subject
            ORDER BY entered.period_start
        ) AS stretch
    FROM entered
),

days AS (
    SELECT
        kind,
        name,
        indicator,
        subject,
        min(period_start) AS first_day,
        max(period_end) AS last_day,
        list_sort(list_distinct(list(definition_version))) AS definitions,
        list_sort(list_distinct(flatten(list(parts)))) AS parts
    FROM stretches
    GROUP BY kind, name, indicator, subject, stretch
),

scopes AS (
    SELECT
        kind,
        name,
        indicator,
        list_sort(list_distinct(list(subject))) AS members,
        list_sort(list({ 'subject': subject, 'first': first_day, 'last': last_day })) AS covered,
        list_sort(list_distinct(list({ 'subject': subject, 'definitions': definitions }))) AS defined,
        list_sort(list_distinct(list({ 'subject': subject, 'parts': parts }))) AS parts,
        bool_and(len(definitions) = 1) AS one_definition_each
    FROM days
    GROUP BY kind, name, indicator
),

sides AS (
    SELECT
        declared_ratios.code AS ratio,
        declared_ratios.part_of_whole,
        declared_ratios.numerator AS numerator_indicator,
        declared_ratios.denominator AS denominator_indicator,
        above.kind,
        above.name,
        above.window_start,
        above.window_end,
        above.members_eligible,
        above.members_reporting AS numerator_members,
        below.members_reporting AS denominator_members,
        above.value AS numerator,
        below.value AS denominator,
        coalesce(above.value_low, above.bound_low) AS numerator_low,
        CASE WHEN above.shown THEN above.value_high ELSE above.bound_high END AS numerator_high,
        coalesce(below.value_low, below.bound_low) AS denominator_low,
        CASE WHEN below.shown THEN below.value_high ELSE below.bound_high END AS denominator_high,
        above.shown AND below.shown AS both_shown,
        list_sort(list_distinct(list_concat(above.statuses, below.statuses))) AS statuses,
        CASE
            WHEN below.indicator IS NULL THEN 'no_denominator'
            WHEN scope_above.members <> scope_below.members THEN 'other_members'
            WHEN scope_above.covered <> scope_below.covered THEN 'other_days'
            WHEN
                NOT (scope_above.one_definition_each AND scope_below.one_definition_each)
                OR scope_above.defined <> scope_below.defined
                THEN 'other_definition'
            WHEN scope_above.parts <> scope_below.parts THEN 'other_parts'
            WHEN
                coalesce(above.value_low, above.bound_low) IS NULL
                OR coalesce(below.value_low, below.bound_low) IS NULL
                THEN 'hidden'
        END AS out_of_scope
    FROM declared_ratios
    INNER JOIN disclosed AS above
        ON declared_ratios.numerator = above.indicator AND declared_ratios.numerator_dimension = ''
    INNER JOIN scopes AS scope_above
        ON
            above.kind = scope_above.kind
            AND above.name = scope_above.name
            AND above.indicator = scope_above.indicator
    LEFT JOIN disclosed AS below
        ON
            declared_ratios.denominator = below.indicator
            AND above.kind = below.kind
            AND above.name = below.name
    LEFT JOIN scopes AS scope_below
        ON
            below.kind = scope_below.kind
            AND below.name = scope_below.name
            AND below.indicator = scope_below.indicator
),

chosen_parts AS (
    SELECT
        declared_ratios.*,
        parts.* EXCLUDE (parts.dimension),
        list_contains(declared_ratios.numerator_values, parts.category) AS is_chosen
    FROM declared_ratios
    INNER JOIN disclosed_breakdowns AS parts
        ON
            declared_ratios.numerator = parts.indicator
            AND declared_ratios.numerator_dimension = parts.dimension
),

divided_by_source AS (
    SELECT
        parts.code AS ratio,
        parts.part_of_whole,
        parts.numerator AS numerator_indicator,
        parts.denominator AS denominator_indicator,
        parts.kind,
        parts.name,
        whole.window_start,
        whole.window_end,
        whole.members_eligible,
        any_value(parts.members_broken_down) AS numerator_members,
        whole.members_reporting AS denominator_members,
        coalesce(bool_and(parts.shown) FILTER (WHERE parts.is_chosen), TRUE) AS numerator_shown,
        coalesce(sum(parts.value) FILTER (WHERE parts.is_chosen), 0) AS numerator,
        coalesce(sum(parts.value_low) FILTER (WHERE parts.is_chosen), 0) AS numerator_low,
        CASE
            WHEN count(*) FILTER (WHERE parts.is_chosen AND parts.value_high IS NULL) = 0
                THEN coalesce(sum(parts.value_high) FILTER (WHERE parts.is_chosen), 0)
        END AS numerator_high,
        whole.value AS denominator,
        coalesce(whole.value_low, whole.bound_low) AS denominator_low,
        CASE WHEN whole.shown THEN whole.value_high ELSE whole.bound_high END AS denominator_high,
        whole.shown AS denominator_shown,
        whole.statuses,
        bool_or(parts.category = 'not_broken_down') AS is_undivided
    FROM chosen_parts AS parts
    INNER JOIN disclosed AS whole
        ON parts.denominator = whole.indicator AND parts.kind = whole.kind AND parts.name = whole.name
    GROUP BY ALL
),

all_sides AS (
    SELECT * FROM sides
    UNION ALL BY NAME
    SELECT
        divided_by_source.* EXCLUDE (
            divided_by_source.numerator_shown, divided_by_source.denominator_shown, divided_by_source.is_undivided
        ) REPLACE (
            CASE WHEN divided_by_source.numerator_shown THEN divided_by_source.numerator END AS numerator,
            CASE WHEN divided_by_source.numerator_shown THEN divided_by_source.numerator_low END AS numerator_low,
            CASE WHEN divided_by_source.numerator_shown THEN divided_by_source.numerator_high END AS numerator_high
        ),
        divided_by_source.numerator_shown AND divided_by_source.denominator_shown AS both_shown,
        CASE
            WHEN divided_by_source.is_undivided THEN 'not_all_divided'
            WHEN NOT divided_by_source.numerator_shown OR divided_by_source.denominator_low IS NULL THEN 'hidden'
        END AS out_of_scope
    FROM divided_by_source
),

judged AS (
    SELECT
        all_sides.* EXCLUDE (all_sides.out_of_scope),
        coalesce(
            all_sides.out_of_scope,
            CASE
                WHEN all_sides.denominator = 0 OR all_sides.denominator_high = 0 THEN 'zero_denominator'
                WHEN all_sides.part_of_whole AND all_sides.numerator_low > all_sides.denominator_high
                    THEN 'part_exceeds_whole'
            END
        ) AS reason
    FROM all_sides
),

counts AS (
    SELECT
        judged.*,
        (1000000 * judged.numerator)::HUGEINT AS n,
        (1000000 * judged.numerator_low)::HUGEINT AS n_low,
        (1000000 * judged.numerator_high)::HUGEINT AS n_high,
        (1000000 * judged.denominator)::HUGEINT AS d,
        (1000000 * judged.denominator_low)::HUGEINT AS d_low,
        (1000000 * judged.denominator_high)::HUGEINT AS d_high
    FROM judged
),

-- In tenths of a percent, and in whole numbers: the value to the nearest, a lower bound down, an upper one up.
divided AS (
    SELECT
        counts.* EXCLUDE (counts.n, counts.n_low, counts.n_high, counts.d, counts.d_low, counts.d_high),
        CASE WHEN counts.reason IS NULL THEN (2000 * counts.n + counts.d) // nullif(2 * counts.d, 0) END AS tenths,
        CASE WHEN counts.reason IS NULL THEN coalesce((1000 * counts.n_low) // nullif(counts.d_high, 0), 0) END AS low,
        CASE WHEN counts.reason IS NULL THEN (1000 * counts.n_high + counts.d_low - 1) // nullif(counts.d_low, 0) END
            AS high
    FROM counts
)

SELECT
    divided.* EXCLUDE (divided.tenths, divided.low, divided.high),
    (
        CASE WHEN NOT divided.part_of_whole OR divided.numerator <= divided.denominator THEN divided.tenths END / 10
    )::DECIMAL(18, 1) AS value,
    (divided.low / 10)::DECIMAL(18, 1) AS value_low,
    (
        CASE
            WHEN divided.reason IS NULL AND divided.part_of_whole THEN least(coalesce(divided.high, 1000), 1000)
            ELSE divided.high
        END / 10
    )::DECIMAL(18, 1) AS value_high
FROM divided
