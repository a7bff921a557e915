"""How some reports were really sent: marked, misstated, corrected, repeated, late or broken.

One function a reporter; `peculiarities` says what is expected of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from invented.entries import entries
from invented.parties import ACCOUNTS, ADS, BLOCKED, BY_ID, REMOVED
from invented.quarters import QUARTERS
from invented.report import Entry, Report

WITH_FINDINGS = "accepted_with_findings"
CORRECTED_ON = datetime(2021, 8, 5, 9, 30, tzinfo=UTC)
CORRECTION_REASON = "Relistings of the same item had been counted twice (invented reason)."
RECOUNT_REASON = "Advertisements blocked were counted before the quarter had ended (invented reason)."
RESTATEMENT_REASON = "Removals of 2020 were counted again, by a better method (invented reason)."
LATE_ARRIVAL = datetime(2021, 6, 14, 7, 55, tzinfo=UTC)


def as_sent(report: Report) -> tuple[Report, ...]:
    """The files that were really sent for a report; mostly the report itself."""
    return _ODDITIES.get(report.reporter, _unchanged)(report)


def _unchanged(report: Report) -> tuple[Report, ...]:
    return (report,)


def _marks_values(report: Report) -> tuple[Report, ...]:
    def marked(entry: Entry) -> Entry:
        key = (entry.indicator, entry.taxon_group)
        if report.quarter.year < 2020 and key == (BLOCKED, "marine_turtles"):
            return replace(entry, value=None, status="not_collected")
        if str(report.quarter) == "2021-Q2" and entry.indicator == ACCOUNTS:
            return replace(entry, status="provisional")
        return entry

    return (replace(report, entries=tuple(map(marked, report.entries))),)


def _sends_the_same_bytes(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) != "2019-Q3":
        return (report,)
    return (report, _again(report, "again", days=11))


def _reports_twice(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) != "2020-Q2":
        return (report,)
    second = replace(
        _again(report, "second", days=10),
        reason=RECOUNT_REASON,
        verdict=WITH_FINDINGS,
        findings=("received-after-due", "value-corrected"),
    )
    return (_misstated(report, ADS, Decimal("0.92")), second)


def _makes_mistakes(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) != "2020-Q4":
        return (report,)
    spoiled = {(REMOVED, "pangolin"): "species", (BLOCKED, "rhino"): "sign"}
    rows = (replace(e, spoiled=spoiled.get((e.indicator, e.taxon_group), "")) for e in report.entries)
    codes = ("negative-value", "unknown-code")
    return (replace(report, entries=tuple(rows), verdict="accepted_in_part", findings=codes),)


def _is_late(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) != "2021-Q1":
        return (report,)
    late = replace(report, received_at=LATE_ARRIVAL, verdict=WITH_FINDINGS, findings=("received-after-due",))
    return (late,)


def _restates_last_year(report: Report) -> tuple[Report, ...]:
    if report.quarter.year == 2020:
        return (_misstated(report, REMOVED, Decimal("0.88")),)
    if str(report.quarter) != "2021-Q2":
        return (report,)
    company = BY_ID[report.reporter]
    restated = [
        entry
        for quarter in QUARTERS
        if quarter.year == 2020
        for entry in entries(company, report.layout, quarter)
        if entry.indicator == REMOVED
    ]
    told = (*report.entries, *restated)
    restating = replace(report, entries=told, reason=RESTATEMENT_REASON)
    return (replace(restating, verdict=WITH_FINDINGS, findings=("value-corrected",)),)


def _corrects_two_rounds(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) not in ("2020-Q3", "2020-Q4"):
        return (report,)
    correction = replace(
        report,
        file_stem=f"{report.file_stem}-corrected",
        received_at=CORRECTED_ON,
        reason=CORRECTION_REASON,
        replaces=report.file_stem,
        verdict=WITH_FINDINGS,
        findings=("received-after-due", "value-corrected"),
    )
    return (_misstated(report, REMOVED, Decimal("1.20")), correction)


def _sends_a_broken_file(report: Report) -> tuple[Report, ...]:
    if str(report.quarter) != "2021-Q2":
        return (report,)
    return (replace(report, truncated=True, verdict="rejected", findings=("file-damaged",)),)


_ODDITIES: dict[str, Callable[[Report], tuple[Report, ...]]] = {
    "notional-network": _marks_values,
    "fairytale-forum": _sends_the_same_bytes,
    "mirage-mall": _reports_twice,
    "storybook-store": _makes_mistakes,
    "legend-live": _is_late,
    "phantom-posts": _restates_last_year,
    "unreal-auctions": _corrects_two_rounds,
    "fable-finds": _sends_a_broken_file,
}


def _again(report: Report, word: str, *, days: int) -> Report:
    later = report.received_at + timedelta(days=days)
    return replace(report, file_stem=f"{report.file_stem}-{word}", received_at=later)


def _misstated(report: Report, indicator: str, factor: Decimal) -> Report:
    """The report with one indicator misstated, in the steps in which the reporter counts."""
    step = Decimal(100 if report.layout == "chinese" else 1)

    def misstated(entry: Entry) -> Entry:
        if entry.indicator != indicator or entry.value is None:
            return entry
        return replace(entry, value=(entry.value * factor / step).to_integral_value() * step)

    return replace(report, entries=tuple(map(misstated, report.entries)))
