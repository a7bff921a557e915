"""What keeps a reduction from being computed: missing parts of the declaration, and breaks of the series.

Each is a code and the values that fill the blanks of its sentence (`missing_CODE`, `break_CODE` in
`sentences.yaml`), so that tables keep what is missing and pages say it in both languages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pipeline import wording
from pipeline.codes import codelist
from pipeline.model import Text
from pipeline.sentences import sentence
from pipeline.target import Target, Window

OUTCOME_CLASSES = ("availability", "prevalence")
_MOST_SITES_NAMED = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing part or break: its code and what fills the blanks of its text."""

    code: str
    params: Mapping[str, str]


def explain(gap: Gap) -> Text:
    """The missing part in words, in both languages."""
    return sentence(f"missing_{gap.code}", **gap.params)


def read_gaps(stored: str) -> tuple[Gap, ...]:
    """Gaps as stored in the goal table."""
    return tuple(Gap(item["code"], item["params"]) for item in json.loads(stored))


def stored_gaps(gaps: Iterable[Gap]) -> str:
    """Gaps as text for the goal table."""
    items = [{"code": gap.code, "params": dict(gap.params)} for gap in gaps]
    return json.dumps(items, ensure_ascii=False, sort_keys=True)


def span(window: Window) -> str:
    """A window as ISO 8601."""
    return f"{window.start.isoformat()}/{window.end.isoformat()}"


def current_window(target: Target, round_end: date) -> Window:
    """The months that end with the round and are held against the baseline."""
    months = round_end.year * 12 + round_end.month - target.window_months
    return Window(start=date(months // 12, months % 12 + 1, 1), end=round_end)


def calendar_months(window: Window) -> dict[int, int] | None:
    """How often each calendar month is covered, up to a common factor; None for windows of broken months."""
    if window.start.day != 1 or (window.end + timedelta(days=1)).day != 1:
        return None
    count = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month + 1
    covered: dict[int, int] = {}
    for offset in range(count):
        month = (window.start.month - 1 + offset) % 12 + 1
        covered[month] = covered.get(month, 0) + 1
    fewest = min(covered.values())
    return {month: times // fewest for month, times in sorted(covered.items())}


def measure_class(target: Target) -> str:
    """Class of the declared indicator; empty when none is declared."""
    return codelist("indicators")[target.indicator].extra["measure_class"] if target.indicator else ""


def hedged_counts(searches: Collection[tuple[str, date, date]]) -> Gap:
    """Searches (site, first and last day) that give no plain number, site by site."""
    by_site = {site: [*found] for site, found in groupby(sorted(searches), key=lambda search: search[0])}
    named = [f"{site} ({', '.join(_runs(found))})" for site, found in by_site.items()]
    places = ", ".join([*named[:_MOST_SITES_NAMED], *(["…"] if len(named) > _MOST_SITES_NAMED else [])])
    params = {"searches": str(len(searches)), "sites": str(len(by_site)), "places": places}
    return Gap("hedged_counts", params)


def _runs(searches: Iterable[tuple[str, date, date]]) -> Iterable[str]:
    """Periods in ISO 8601, those that follow each other as one."""
    runs: list[tuple[date, date]] = []
    for _, start, end in searches:
        if runs and start <= runs[-1][1] + timedelta(days=1):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return (wording.iso_period(*run) for run in runs)


def undeclared(target: Target, window: Window) -> Iterable[Gap]:
    """Parts of the declaration that are missing or cannot carry a comparison."""
    sampled = measure_class(target) == "prevalence"
    for part in ("estimand", "population", "indicator", "baseline", "protocol", "effort"):
        if getattr(target, part) is None and not (sampled and part == "effort"):
            yield Gap(part, {})
    if target.indicator and measure_class(target) not in OUTCOME_CLASSES:
        yield Gap("outcome", {})
    if target.baseline:
        if target.baseline.end >= window.start:
            yield Gap("overlap", {"window": span(window), "baseline": span(target.baseline)})
        if calendar_months(target.baseline) != calendar_months(window):
            yield Gap("seasons", {})
