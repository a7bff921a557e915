-- How each subject's counted figure is broken down, one dimension after another: by the breakdown of the same days and
-- definition that holds most of it without exceeding it. What it leaves is `not_broken_down`; its bounds are those of
-- the figure less those of the parts. Parts that exceed their whole are the review's matter and give no breakdown, nor
-- do confidential parts of a public whole. Countries are taken together by region. Confidential: it names subjects.
WITH told AS (
    SELECT
        flows.* EXCLUDE (category),
        unnest([
            { 'dimension': 'taxon_group', 'category': flows.taxon_group },
            { 'dimension': 'form', 'category': flows.form },
            { 'dimension': 'channel', 'category': flows.channel },
            { 'dimension': 'region', 'category': coalesce(geographies.region, flows.geography) },
            { 'dimension': 'detection_source', 'category': flows.detection_source }
        ]) AS split
    FROM flows
    LEFT JOIN geographies ON flows.geography = geographies.code
    WHERE flows.value IS NOT NULL
),

parts AS (
    SELECT
        told.subject,
        told.indicator,
        told.definition_version,
        told.protocol,
        told.period_start,
        told.period_end,
        told.broken_down_by,
        told.is_difference,
        told.split.dimension,
        told.split.category,
        sum(told.value) AS value,
        sum(coalesce(told.value_low, 0)) AS value_low,
        CASE WHEN count(*) = count(told.value_high) THEN sum(told.value_high) END AS value_high,
        list_sort(list_distinct(list(told.qualifier))) AS qualifiers,
        bool_and(told.is_public) AS is_public
    FROM told
    WHERE told.split.category <> 'all'
    GROUP BY ALL
),

candidates AS (
    SELECT
        subject,
        indicator,
        definition_version,
        protocol,
        period_start,
        period_end,
        broken_down_by,
        is_difference,
        dimension,
        sum(value) AS value,
        sum(value_low) AS value_low,
        CASE WHEN count(*) = count(value_high) THEN sum(value_high) END AS value_high,
        bool_and(is_public) AS is_public,
        list({
            'category': category,
            'value': value,
            'value_low': value_low,
            'value_high': value_high,
            'qualifiers': qualifiers,
            'is_public': is_public
        }) AS parts
    FROM parts
    GROUP BY ALL
),

chosen AS (
    SELECT
        wholes.subject,
        wholes.indicator,
        wholes.period_start,
        wholes.period_end,
        candidates.dimension,
        candidates.parts,
        wholes.qualifiers,
        wholes.is_public AND candidates.is_public AS is_public,
        wholes.value - candidates.value AS value,
        greatest(wholes.value_low - coalesce(candidates.value_high, wholes.value_low), 0) AS value_low,
        wholes.value_high - candidates.value_low AS value_high,
        wholes.broken_down_by = candidates.broken_down_by
        AND wholes.is_difference = candidates.is_difference AS is_whole
    FROM subject_totals AS wholes
    INNER JOIN candidates
        ON
            wholes.subject = candidates.subject
            AND wholes.indicator = candidates.indicator
            AND wholes.definition_version = candidates.definition_version
            AND wholes.protocol = candidates.protocol
            AND wholes.period_start = candidates.period_start
            AND wholes.period_end = candidates.period_end
    WHERE candidates.value <= wholes.value AND (candidates.is_public OR NOT wholes.is_public)
    QUALIFY
        row_number() OVER (
            PARTITION BY
                wholes.subject, wholes.indicator, wholes.period_start, wholes.period_end, candidates.dimension
            ORDER BY
                candidates.value DESC,
                candidates.is_difference ASC,
                len(candidates.broken_down_by) ASC,
                candidates.broken_down_by ASC
        ) = 1
),

listed AS (
    SELECT
        subject,
        indicator,
        period_start,
        period_end,
        dimension,
        unnest(
            CASE
                WHEN is_whole OR (value = 0 AND value_high = 0) THEN parts
                ELSE list_append(parts, {
                    'category': 'not_broken_down',
                    'value': value,
                    'value_low': value_low,
                    'value_high': value_high,
                    'qualifiers': qualifiers,
                    'is_public': is_public
                })
            END
        ) AS part
    FROM chosen
)

SELECT
    listed.subject,
    listed.indicator,
    listed.period_start,
    listed.period_end,
    listed.dimension,
    listed.part.category,
    listed.part.value,
    listed.part.value_low,
    listed.part.value_high,
    listed.part.qualifiers,
    listed.part.is_public
FROM listed
