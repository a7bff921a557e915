-- The parts that the cover chose for each window, one by one, each with its owner group on the last day of the
-- quarter in which it ends, and the reason where it does not count: only members count, and what an owner's
-- figure contains is not added to it. Confidential: it names subjects.
WITH parts AS (
    SELECT
        covers.kind,
        covers.name,
        covers.days_in_window,
        covers.days_covered,
        subject_totals.*,
        strftime(subject_totals.period_end, '%Y') || '-Q' || quarter(subject_totals.period_end) AS part_round
    FROM covers
    INNER JOIN subject_totals
        ON
            covers.subject = subject_totals.subject
            AND covers.indicator = subject_totals.indicator
            AND covers.period_start = subject_totals.period_start
            AND covers.period_end = subject_totals.period_end
)

SELECT
    parts.*,
    members.holding,
    CASE
        WHEN members.party IS NULL THEN 'not a member then'
        WHEN EXISTS (
            SELECT 1
            FROM ownership
            INNER JOIN parts AS outer_part
                ON
                    ownership.owner = outer_part.subject
                    AND parts.kind = outer_part.kind
                    AND parts.name = outer_part.name
                    AND parts.indicator = outer_part.indicator
            WHERE ownership.round = parts.part_round AND ownership.party = parts.subject
        ) THEN 'inside the figure of its owner'
    END AS left_out
FROM parts
LEFT JOIN members ON parts.part_round = members.round AND parts.subject = members.party
