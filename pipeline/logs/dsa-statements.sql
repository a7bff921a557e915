-- One row a distinct group. Decisions are kept apart only where the row is kept; `prints` are hashes of
-- the identifiers of kept rows, for finding repeated ones.
WITH rows_read AS (
    SELECT
        *,
        coalesce(
            list_contains(getvariable('platforms'), platform_name)
            AND (
                category = getvariable('main_category')
                OR contains(category_specification, getvariable('marker'))
                OR contains(category_addition, getvariable('marker'))
            ),
            FALSE
        ) AS kept
    FROM log
)

SELECT
    platform_name,
    category,
    left(application_date, 10) AS day,
    category_addition,
    category_specification,
    kept,
    CASE WHEN kept THEN decision_visibility END AS decision_visibility,
    CASE WHEN kept THEN decision_account END AS decision_account,
    count(*) AS found,
    list(CASE WHEN kept THEN hash(uuid) END) FILTER (WHERE kept) AS prints
FROM rows_read
GROUP BY ALL
