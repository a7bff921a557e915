"""The monitoring series behind the goal: advertisements found per hour of search, quarter by quarter.

Points of one series speak of the same sites under one keyword list. So a quarter in which other sites were
searched, or none, is left out and stays a gap, and the next keyword list begins a series of its own. A site
whose counts of a quarter are hedged or filled in was not searched in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipeline.composing.labels import table
from pipeline.figures import MonitoredRate
from pipeline.indicators.goal import relevant
from pipeline.indicators.searches import each_once
from pipeline.inputs import Scope
from pipeline.rounds import first_day, last_day
from pipeline.target import Target, Window

_Searches = Sequence[Mapping[str, Any]]
_LEAST_COMMON = Decimal("0.5")
"""Share of the sites of a series' fullest quarter that must have been searched in all its quarters."""


def monitoring(scope: Scope) -> tuple[MonitoredRate, ...]:
    """Advertisements found and hours searched by quarter, for the first target that is measured so.

    A quarter is told under the first of the target's keyword lists that has a series with it.
    """
    target = next(
        (t for t in scope.deployment.targets if t.population and t.protocol and _is_hourly(t)), None
    )
    if target is None:
        return ()
    rows = [
        row
        for row in table(scope, "monitoring")
        if relevant(target, row) and row["taxon_group"] == row["form"] == "all" and row["effort"] > 0
    ]
    quarters = _quarters(rows, scope.rounds[-1].last_day)
    told: dict[str, MonitoredRate] = {}
    for protocol in (target.protocol or "", *target.continued_by):
        for point in _series(quarters, [row for row in rows if row["protocol"] == protocol], protocol):
            told.setdefault(point.period, point)
    return tuple(told[quarter] for quarter in quarters if quarter in told)


def _is_hourly(target: Target) -> bool:
    return target.indicator == "ads_found" and target.effort == "effort_hours"


def _quarters(rows: _Searches, until: date) -> dict[str, Window]:
    """Quarters from the first search to a day, by name."""
    found: dict[str, Window] = {}
    day = min((row["period_start"] for row in rows), default=until)
    while day <= until:
        name = f"{day.year}-Q{(day.month + 2) // 3}"
        found[name] = Window(start=first_day(name), end=last_day(name))
        day = found[name].end + timedelta(days=1)
    return found


def _series(quarters: Mapping[str, Window], rows: _Searches, protocol: str) -> list[MonitoredRate]:
    searches = {name: each_once(rows, window) for name, window in quarters.items()}
    sites = {name: _counted(found) for name, found in searches.items()}
    common, chosen = _common({name: found for name, found in sites.items() if found})
    return [
        MonitoredRate(
            period=name,
            period_start=window.start,
            period_end=window.end,
            found=_sum(searches[name], "found", common),
            effort=_sum(searches[name], "effort", common),
            sites=len(common),
            protocol=protocol,
        )
        for name, window in quarters.items()
        if name in chosen
    ]


def _counted(searches: _Searches) -> frozenset[str]:
    unsure = {row["site"] for row in searches if row["hedged"]}
    return frozenset(row["site"] for row in searches if row["site"] not in unsure)


def _common(sites: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], set[str]]:
    """Sites common to as many quarters as share enough of them, and these quarters; fullest first."""
    common: frozenset[str] = frozenset()
    chosen: set[str] = set()
    fullest = max(map(len, sites.values()), default=0)
    for name in sorted(sites, key=lambda name: (-len(sites[name]), name)):
        shared = common & sites[name] if chosen else sites[name]
        if len(shared) >= _LEAST_COMMON * fullest:
            common, chosen = shared, {*chosen, name}
    return common, chosen


def _sum(rows: _Searches, column: str, sites: frozenset[str]) -> Decimal:
    return sum((row[column] for row in rows if row["site"] in sites), Decimal(0))
