"""Invented releases, one after another: joiners, late and restated figures, dominance, owner groups."""

from __future__ import annotations

import runpy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from pipeline import aggregate, inputs, warehouse
from pipeline.deployment import Deployment
from pipeline.disclosure import table
from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.ground import Cell, Part
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.model import OBSERVATION_COLUMNS

Release = Sequence[Cell]
"""All totals of one indicator that a release could show."""
LAST = 1_000_000


def published(releases: Sequence[Release], rule: Rule, method: str = "") -> tuple[list[Cell], list[str]]:
    """What a chain of releases publishes, with the bounds it is given; and what became of each total."""
    known: dict[object, Cell] = {}
    fates: list[str] = []
    for number, release in enumerate(releases):
        decided = Case(release, list(known.values()), rule).decide(method)
        for cell in release:
            decision = decided[cell.window]
            low, high = (cell.value, cell.value) if decision.shown else (decision.low, decision.high)
            fates.append("exact" if decision.shown else "hidden" if low is None else "bounds")
            if low is not None:
                said = replace(cell, low=low, high=high, recency=number)
                known.setdefault((cell.window, cell.keys, low, high), said)
    return list(known.values()), fates


def random_releases(seed: int) -> list[Release]:
    """Five quarters, each followed by a release with rounds, the finished year and the running total."""
    chance = np.random.default_rng(seed)
    members = int(chance.integers(5, 10))
    sizes = np.exp(chance.normal(7, chance.choice([0.6, 1.2, 2.0]), members))
    if chance.random() < 0.2:
        sizes[0] = 20 * sizes.sum()
    joined = np.where(chance.random(members) < 0.2, chance.integers(1, 5, members), 0)
    owners = [f"g{n // 2}" if n < 4 and chance.random() < 0.4 else f"h{n}" for n in range(members)]
    public = chance.random(members) < 0.15
    by_half = chance.random(members) < 0.1
    values = np.maximum(0, np.round(sizes * np.exp(chance.normal(0, 0.2, (5, members)))))
    late = chance.random((5, members)) < 0.06
    restated = chance.random((5, members)) < 0.05
    changed = np.maximum(0, np.round(values * chance.choice([0.7, 0.9, 1.1, 1.6], (5, members))))

    def parts(quarter: int, known_in: int) -> Iterator[Part]:
        for n in range(members):
            if quarter < joined[n] or quarter + bool(late[quarter, n]) > known_in:
                continue
            value = values[quarter, n]
            if restated[quarter, n] and known_in > quarter + late[quarter, n]:
                value = changed[quarter, n]
            start, end = _quarter(quarter)
            if by_half[n] and quarter % 2 and joined[n] < quarter:
                start, value = _quarter(quarter - 1)[0], value + values[quarter - 1, n]
            elif by_half[n] and quarter % 2 == 0 and known_in > quarter:
                continue
            yield Part(f"m{n}", start, end, Decimal(int(value)), owners[n], bool(public[n]))

    def cell(kind: str, name: str, quarters: Sequence[int], known_in: int) -> Cell | None:
        span = _quarter(quarters[0])[0], _quarter(quarters[-1])[1]
        found = [p for q in quarters for p in parts(q, known_in) if span[0] <= p.start and p.end <= span[1]]
        total = sum((p.value for p in found), Decimal(0))
        return Cell(kind, name, tuple(found), total, total, LAST) if found else None

    releases = []
    for k in range(5):
        cells = [cell("round", f"q{q}", [q], k) for q in range(k + 1)]
        cells += [cell("year", "2020", [0, 1, 2, 3], k)] if k >= 3 else []
        cells += [cell("running", f"q{k}", list(range(k + 1)), k)]
        releases.append([c for c in cells if c])
    return releases


def _quarter(number: int) -> tuple[date, date]:
    start = date(2020 + number // 4, 3 * (number % 4) + 1, 1)
    after = date(2020 + (number + 1) // 4, 3 * ((number + 1) % 4) + 1, 1)
    return start, after - timedelta(days=1)


def exercise_releases(folder: Path) -> dict[str, list[Release]]:
    """Indicator -> its totals in the exercise's releases, each from what was known at its cut-off."""
    exercise = runpy.run_path(str(Path(__file__).resolve().parents[1] / "examples/exercise/generate.py"))
    exercise["write"](folder)
    deployment = Deployment.load(Home(folder))
    files = [f for f in exercise["truth"]().files if f.verdict != "rejected"]
    found: dict[str, list[Release]] = {}
    for round_ in deployment.calendar.rounds:
        scope = Scope(deployment, round_.round, round_.closes_at)
        steps = aggregate.leading_to("totals", "window_parts")
        with warehouse.connection() as engine:
            for name in sorted((aggregate.inputs_of(*steps) | {"scope"}) - {"observations", "submissions"}):
                inputs.show(engine, name, scope)
            _accepted(engine, scope, [f for f in files if f.received_at <= scope.as_of])
            for name in steps:
                aggregate.make_table(engine, name)
            for indicator, cells in table.current_cells(engine).items():
                found.setdefault(indicator, []).append(cells)
    return found


def _accepted(engine: warehouse.Engine, scope: Scope, files: Sequence[object]) -> None:
    """Show the files' figures as accepted on arrival."""
    rank = scope.deployment.register.source_rank
    sent = [
        {"id": f.submission, "reporter": f.reporter, "round": f.round, "received_at": f.received_at}
        | {"verdict": "accepted", "source_rank": rank(f.reporter)}
        for f in files
    ]
    columns = dict.fromkeys(("id", "reporter", "round"), "VARCHAR")
    columns |= {"received_at": "TIMESTAMP", "verdict": "VARCHAR", "source_rank": "INTEGER"}
    warehouse.create_table(engine, "submissions", columns, sent)
    blank = dict.fromkeys(OBSERVATION_COLUMNS)
    coded = ("category", "form", "geography", "detection_source", "decision_mode")
    rows = [
        blank
        | dict.fromkeys(coded, "all")
        | {
            "subject": e.subject,
            "indicator": e.indicator,
            "taxon_group": e.taxon_group,
            "channel": e.channel,
            "definition_version": "1",
            "protocol": e.protocol,
            "period_start": e.period_start if hasattr(e, "period_start") else e.start,
            "period_end": e.period_end if hasattr(e, "period_end") else e.end,
            "value": e.value,
            "value_low": e.value,
            "value_high": e.value,
            "qualifier": "exact",
            "obs_status": e.status,
            "submission": f.submission,
            "place": str(number),
            "decided_at": f.received_at,
        }
        for f in files
        for number, e in enumerate(f.entries)
        if e.value is not None and e not in f.mistakes
    ]
    warehouse.create_table(engine, "observations", OBSERVATION_COLUMNS, rows)
