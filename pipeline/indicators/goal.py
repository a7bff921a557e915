"""The claim gate: is the target met, not met, undecided, or not computable, and then what is missing?

`met` only when the lower limit of the reduction reaches the target; `not_met` only when its upper limit stays
below; otherwise `undecided`. A missing part of the declaration or of the data gives `not_computable`, with
every missing part named. What members removed is never an outcome and can never produce a reduction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pipeline import warehouse
from pipeline.aggregate import read_table
from pipeline.codes import codelist
from pipeline.indicators.rate_ratio import FEWEST_SITES, Count, RateRatio, Site, rate_ratio
from pipeline.inputs import Row, Scope
from pipeline.model import Text
from pipeline.sentences import sentence
from pipeline.target import Population, Target, Window

State = Literal["met", "not_met", "undecided", "not_computable"]

GOAL_COLUMNS = {
    "target": "VARCHAR",
    "state": "VARCHAR",
    "window_start": "DATE",
    "window_end": "DATE",
    "reduction": "DECIMAL(28,6)",
    "reduction_low": "DECIMAL(28,6)",
    "reduction_high": "DECIMAL(28,6)",
    "dispersion": "DECIMAL(28,6)",
    "method": "VARCHAR",
    "sites": "INTEGER",
    "sites_in_panel": "INTEGER",
    "missing": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing part: its code (a sentence `missing_CODE`) and what fills the blanks of its text."""

    code: str
    params: Mapping[str, str]


def explain(gap: Gap) -> Text:
    """The missing part in words, in both languages."""
    return sentence(f"missing_{gap.code}", **gap.params)


def read_gaps(stored: str) -> tuple[Gap, ...]:
    """Gaps as stored in the goal table's `missing` column."""
    return tuple(Gap(item["code"], item["params"]) for item in json.loads(stored))


def current_window(target: Target, round_end: date) -> Window:
    """The months that end with the round and are held against the baseline."""
    months = round_end.year * 12 + round_end.month - target.window_months
    return Window(start=date(months // 12, months % 12 + 1, 1), end=round_end)


def measure(scope: Scope) -> Path:
    """Measure every target for a round and write the goal table. Reads the table `monitoring`."""
    monitored = read_table("monitoring", scope)
    measured = [_measure(target, scope, monitored) for target in scope.deployment.targets]
    path = scope.home.table(scope.round, "goal")
    warehouse.write_parquet(path, GOAL_COLUMNS, measured)
    return path


def _measure(target: Target, scope: Scope, monitored: Iterable[Row]) -> Row:
    window = current_window(target, scope.rounds[-1].last_day)
    row: Row = dict.fromkeys(GOAL_COLUMNS)
    row |= {"target": target.id, "state": "not_computable"}
    row |= {"window_start": window.start, "window_end": window.end}
    gaps = list(_undeclared(target, window))
    if not gaps and target.population and target.baseline:
        sites = _sites(target, target.baseline, window, monitored)
        panel = _panel(target.population, scope)
        row |= {"sites": len(sites), "sites_in_panel": len(panel)}
        gaps = list(_incomplete(target, target.baseline, window, monitored, len(sites), len(panel)))
        if not gaps:
            try:
                row |= _reduction(target, rate_ratio(sites))
            except ValueError as error:
                gaps = [Gap("counts", {"reason": str(error)})]
    row["missing"] = json.dumps(
        [{"code": gap.code, "params": dict(gap.params)} for gap in gaps], ensure_ascii=False, sort_keys=True
    )
    return row


def _undeclared(target: Target, window: Window) -> Iterable[Gap]:
    """Parts of the declaration that are missing or cannot carry a comparison."""
    for part in ("estimand", "population", "indicator", "baseline", "protocol", "effort"):
        if getattr(target, part) is None:
            yield Gap(part, {})
    if target.indicator and codelist("indicators")[target.indicator].extra["measure_class"] != "availability":
        yield Gap("outcome", {})
    if target.baseline:
        if target.baseline.end >= window.start:
            yield Gap("overlap", {"window": _span(window), "baseline": _span(target.baseline)})
        if _months(target.baseline) != _months(window):
            yield Gap("seasons", {})


def _months(window: Window) -> dict[int, int] | None:
    """How often each calendar month is covered, up to a common factor; None for windows of broken months."""
    if window.start.day != 1 or (window.end + timedelta(days=1)).day != 1:
        return None
    count = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month + 1
    covered: dict[int, int] = defaultdict(int)
    for offset in range(count):
        covered[(window.start.month - 1 + offset) % 12 + 1] += 1
    fewest = min(covered.values())
    return {month: times // fewest for month, times in sorted(covered.items())}


def _span(window: Window) -> str:
    return f"{window.start.isoformat()}/{window.end.isoformat()}"


def _within(row: Row, window: Window) -> bool:
    start, end = row["period_start"], row["period_end"]
    return isinstance(start, date) and isinstance(end, date) and window.start <= start and end <= window.end


def relevant(target: Target, row: Row) -> bool:
    """Whether a row of the table `monitoring` belongs to what the target declares."""
    population = target.population
    return (
        population is not None
        and row["panel"] == population.panel
        and row["protocol"] == target.protocol
        and row["indicator"] == target.indicator
        and row["effort_indicator"] == target.effort
        and (row["channel"] in population.channels or "all" in population.channels)
        and population.geography in ("all", row["geography"])
    )


def _panel(population: Population, scope: Scope) -> frozenset[str]:
    """Sites of the declared panel that the population's channels ask for."""
    register = scope.deployment.register
    sites = {r.party for r in register.relations if r.relation == "part_of" and r.of == population.panel}
    wanted = population.channels
    return frozenset(
        s for s in sites if "all" in wanted or (register.party(s).channel or "all") in (*wanted, "all")
    )


def _sites(target: Target, baseline: Window, window: Window, monitored: Iterable[Row]) -> dict[str, Site]:
    """Sites that were searched on every day of both windows, with their counts."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in monitored:
        if relevant(target, row):
            rows[str(row["site"])].append(row)
    complete: dict[str, Site] = {}
    for name, counts in sorted(rows.items()):
        before = [row for row in counts if _within(row, baseline)]
        after = [row for row in counts if _within(row, window)]
        if _covers(before, baseline) and _covers(after, window):
            complete[name] = Site(tuple(map(_count, before)), tuple(map(_count, after)))
    return complete


def _covers(rows: list[Row], window: Window) -> bool:
    """Whether the periods follow each other from the first day to the last, channel by channel."""
    by_channel: dict[object, list[tuple[date, date]]] = defaultdict(list)
    for row in rows:
        start, end = row["period_start"], row["period_end"]
        if isinstance(start, date) and isinstance(end, date):
            by_channel[row["channel"]].append((start, end))
    for periods in by_channel.values():
        expected = window.start
        for start, end in sorted(periods):
            if start != expected:
                return False
            expected = end + timedelta(days=1)
        if expected != window.end + timedelta(days=1):
            return False
    return bool(by_channel)


def _count(row: Row) -> Count:
    return Count(float(str(row["found"])), float(str(row["effort"])))


def _incomplete(  # noqa: PLR0917
    target: Target, baseline: Window, window: Window, monitored: Iterable[Row], complete: int, sites: int
) -> Iterable[Gap]:
    """Parts of the data that are missing."""
    counted = [row for row in monitored if relevant(target, row)]
    if not any(_within(row, baseline) for row in counted):
        yield Gap("baseline_counts", {"baseline": _span(baseline)})
    elif not any(_within(row, window) for row in counted):
        yield Gap("current_counts", {"window": _span(window)})
    elif complete < FEWEST_SITES or 3 * complete < 2 * sites:
        yield Gap("sites", {"complete": str(complete), "sites": str(sites)})


def _reduction(target: Target, estimate: RateRatio) -> Row:
    low, high = 100 * (1 - estimate.high), 100 * (1 - estimate.low)
    wanted = float(target.value)
    state: State = "met" if low >= wanted else "not_met" if high < wanted else "undecided"
    return {
        "state": state,
        "reduction": _rounded(100 * (1 - estimate.ratio)),
        "reduction_low": _rounded(low),
        "reduction_high": _rounded(high),
        "dispersion": _rounded(estimate.dispersion),
        "method": estimate.method,
    }


def _rounded(number: float) -> Decimal:
    return Decimal(str(round(number, 6)))
