"""Trends: each window beside the one before it, for every indicator with at least two windows shown."""

from __future__ import annotations

from collections.abc import Mapping, Set

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row, Window, largest_shares, table
from pipeline.figures import Trend
from pipeline.inputs import Scope

_SAME = (
    "panel_members",
    "panel_change",
    "rounded_to",
    "entered",
    "departed",
    "uneven",
    "index_all",
    "index_chained",
    "index_low",
    "index_high",
    "index_direct",
    "direct_rounded_to",
    "direct_members",
)
_MISSING = (
    "members_absent",
    "absent_in_before",
    "members_in_part",
    "absence_bound",
    "total_low",
    "total_high",
    "as_before",
    "change_low",
    "change_high",
)


def trends(scope: Scope) -> tuple[Trend, ...]:
    """Windows in order of time, one indicator after another, rounds before years."""
    rows = sorted(
        table(scope, "trends"), key=lambda row: (row["kind"], row["indicator"], row["window_start"])
    )
    largest = largest_shares(scope)
    breaks = {
        (row["kind"], row["name"], row["indicator"]) for row in table(scope, "disclosed") if row["has_break"]
    }
    missing = {(row["kind"], row["name"], row["indicator"]): row for row in table(scope, "absence_bounds")}
    linked = {(row["kind"], row["indicator"]) for row in rows if row["panel_change"] is not None}
    return tuple(
        _trend(row, largest, missing, breaks) for row in rows if (row["kind"], row["indicator"]) in linked
    )


def _trend(
    row: Row, largest: Mapping[Window, str], missing: Mapping[Window, Row], breaks: Set[Window]
) -> Trend:
    window = row["kind"], row["name"], row["indicator"]
    indicator = codelist("indicators")[row["indicator"]]
    return Trend(
        indicator=row["indicator"],
        indicator_label=indicator.label,
        unit_label=codelist("units").label(indicator.extra["unit"]),
        period=wording.iso_period(row["window_start"], row["window_end"]),
        before=row["before"] or "",
        total=row["value"],
        coverage_n=row["members_reporting"],
        coverage_of=row["members_eligible"],
        base=row["base"],
        largest_share=largest[window],
        is_break=window in breaks,
        **{name: row[name] for name in _SAME},
        **{name: missing[window][name] for name in _MISSING},
    )
