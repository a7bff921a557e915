"""Releases one after another, made by the tables themselves: each sees what those before it published."""

from __future__ import annotations

import runpy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from belief_replay import CORRECTIONS
from breakdown_worlds import Broken, random_broken
from disclosure_worlds import span_of

from pipeline import aggregate, inputs, warehouse
from pipeline.breakdown_inputs import EARLIER_BREAKDOWN_PARTS
from pipeline.deployment import Deployment
from pipeline.disclosure import breakdown_table, largest, table
from pipeline.disclosure.ground import Cell
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.model import OBSERVATION_COLUMNS
from pipeline.published_columns import EARLIER_BANDS, EARLIER_CHANGES, EARLIER_PARTS

MINIMUM_HOLDINGS, P_PERCENT = 3, 15
"""Of the invented coalitions."""
_BEFORE = aggregate.leading_to("totals", "breakdown_parts")
_KEPT = {
    "published_parts": ("earlier_parts", EARLIER_PARTS),
    "published_changes": ("earlier_changes", EARLIER_CHANGES),
    "published_bands": ("earlier_bands", EARLIER_BANDS),
    "published_breakdown_parts": ("earlier_breakdown_parts", EARLIER_BREAKDOWN_PARTS),
}
_AUDITS = (table, largest, breakdown_table)
_STEPS = [name for name in aggregate.leading_to(*_KEPT) if name not in _BEFORE]


@dataclass(frozen=True, slots=True)
class Release:
    """What a release was made of and what readers see, as rows of the tables of these names."""

    window_parts: list[dict[str, Any]]
    movements: list[dict[str, Any]]
    disclosed: list[dict[str, Any]]
    trends: list[dict[str, Any]]
    totals: list[dict[str, Any]]
    largest_holdings: list[dict[str, Any]]
    breakdown_parts: list[dict[str, Any]]
    disclosed_breakdowns: list[dict[str, Any]]

    def of(self, indicator: str) -> Release:
        """Of one indicator alone."""
        rows = {name: getattr(self, name) for name in Release.__slots__}
        return Release(
            **{n: [r for r in listed if r["indicator"] == indicator] for n, listed in rows.items()}
        )


@dataclass
class Chain:
    """Releases of one coalition, decided by one method."""

    folder: Path
    method: str = ""
    releases: list[Release] = field(default_factory=list)
    with_audit: bool = False
    """Whether the audit of the built tables is taken of each release; it takes longer than all the rest."""
    audits: list[bool] = field(default_factory=list)
    """For each release so audited, whether the audit would have stopped it."""

    def release(self, engine: warehouse.Engine) -> None:
        """Make the next one, in an engine that shows `_BEFORE` and the scope; leaves nothing behind there."""
        for kept, (earlier, columns) in _KEPT.items():
            warehouse.view_parquet(engine, earlier, sorted(self.folder.glob(f"{kept}-*.parquet")), columns)
        for name in _STEPS:
            if name == "disclosure":
                columns = aggregate.PYTHON_TABLES[name].columns
                warehouse.create_table(engine, name, columns, table.rows(engine, self.method))
            else:
                aggregate.make_table(engine, name)
        if self.with_audit:
            self.audits.append(any(audit.worked_out(engine) for audit in _AUDITS))
        for kept in _KEPT:
            target = self.folder / f"{kept}-{len(self.releases):03}.parquet"
            warehouse.copy_to_parquet(engine, f"SELECT * FROM {kept}", target)
        read = {n: warehouse.rows(engine, f"SELECT * FROM {n} ORDER BY ALL") for n in Release.__slots__}
        self.releases.append(Release(**read))
        for name in _STEPS:
            engine.execute(f'DROP TABLE "{name}"')
        for earlier, _ in _KEPT.values():
            engine.execute(f'DROP {"VIEW" if len(self.releases) > 1 else "TABLE"} "{earlier}"')


def invented_chains(
    seed: int, folder: Path, methods: Sequence[str], *, with_audit: bool = False
) -> list[Chain]:
    """The releases of a random coalition, one after another; those of the first method audited."""
    chains = _chains(folder, methods)
    chains[0].with_audit = with_audit
    for number, broken in enumerate(random_broken(seed)):
        with warehouse.connection() as engine:
            _show(engine, broken, number)
            for name in ("contributions", "totals"):
                aggregate.make_table(engine, name)
            for chain in chains:
                chain.release(engine)
    return chains


def _chains(folder: Path, methods: Sequence[str]) -> list[Chain]:
    chains = [Chain(folder / f"method-{number}", method) for number, method in enumerate(methods)]
    for chain in chains:
        chain.folder.mkdir(parents=True)
    return chains


_WINDOW_PARTS = {
    **dict.fromkeys(("kind", "name", "indicator", "subject", "holding", "left_out"), "VARCHAR"),
    **dict.fromkeys(("days_in_window", "days_covered"), "INTEGER"),
    **dict.fromkeys(("value", "value_low", "value_high"), "DECIMAL(38,6)"),
    **dict.fromkeys(("statuses", "qualifiers", "origins"), "VARCHAR[]"),
    "definition_version": "VARCHAR",
    "is_public": "BOOLEAN",
    "period_start": "DATE",
    "period_end": "DATE",
}


_BREAKDOWN_PARTS = {
    **dict.fromkeys(("kind", "name", "indicator", "subject", "holding", "dimension", "category"), "VARCHAR"),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    **dict.fromkeys(("whole", "value", "value_low", "value_high"), "DECIMAL(38,6)"),
    "qualifiers": "VARCHAR[]",
    "is_public": "BOOLEAN",
}


def _show(engine: warehouse.Engine, broken: Broken, number: int) -> None:
    """Make the tables that a release of some totals rests on."""
    cells = broken.totals
    windows: list[dict[str, Any]] = [
        {"kind": cell.kind, "name": cell.name, "start": start, "end": end}
        for cell in cells
        for start, end in [span_of(cell)]
    ]
    dated = {"kind": "VARCHAR", "name": "VARCHAR", "start": "DATE", "end": "DATE"}
    warehouse.create_table(engine, "windows", dated, windows)
    rounds = [{"round": w["name"], "last_day": w["end"]} for w in windows if w["kind"] == "round"]
    warehouse.create_table(engine, "rounds", {"round": "VARCHAR", "last_day": "DATE"}, rounds)
    subjects = sorted({part.subject for cell in cells for part in cell.parts})
    members = [{"round": r["round"], "party": subject} for r in rounds for subject in subjects]
    warehouse.create_table(engine, "members", dict.fromkeys(("round", "party"), "VARCHAR"), members)
    parts = [row for cell in cells for row in _inside(cell)]
    warehouse.create_table(engine, "window_parts", _WINDOW_PARTS, parts)
    warehouse.create_table(engine, "breakdown_parts", _BREAKDOWN_PARTS, [*_broken_down(broken)])
    scope = {"as_of": datetime(2021, 1, 1) + timedelta(days=number)}  # noqa: DTZ001 - stored without zone
    scope |= {"minimum_holdings": MINIMUM_HOLDINGS, "p_percent": P_PERCENT}
    types = {"as_of": "TIMESTAMP", **dict.fromkeys(("minimum_holdings", "p_percent"), "INTEGER")}
    warehouse.create_table(engine, "scope", types, [scope])


def _inside(cell: Cell) -> Iterator[dict[str, Any]]:
    """Rows of `window_parts` for one window."""
    start, end = span_of(cell)
    days = {part.subject: 0 for part in cell.parts}
    for part in cell.parts:
        days[part.subject] += (part.end - part.start).days + 1
    for part in cell.parts:
        yield {
            "kind": cell.kind,
            "name": cell.name,
            "indicator": "listings_removed",
            "subject": part.subject,
            "holding": part.holding,
            "left_out": None,
            "days_in_window": (end - start).days + 1,
            "days_covered": days[part.subject],
            **dict.fromkeys(("value", "value_low", "value_high"), part.value),
            "statuses": [],
            "qualifiers": [],
            "origins": [],
            "definition_version": "1",
            "is_public": part.is_public,
            "period_start": part.start,
            "period_end": part.end,
        }


def _broken_down(broken: Broken) -> Iterator[dict[str, Any]]:
    """Rows of `breakdown_parts`."""
    for cell, part, dimension, category, value in broken.rows():
        yield {
            "kind": cell.kind,
            "name": cell.name,
            "indicator": "listings_removed",
            "subject": part.subject,
            "holding": part.holding,
            "dimension": dimension,
            "category": category,
            "period_start": part.start,
            "period_end": part.end,
            "whole": part.value,
            **dict.fromkeys(("value", "value_low", "value_high"), value),
            "qualifiers": [],
            "is_public": part.is_public,
        }


def exercise_chains(folder: Path, methods: Sequence[str]) -> tuple[list[Chain], int]:
    """The exercise's releases and corrections, each from what was known by then; and its p%.

    Nothing is audited here: each of these releases is sealed in the replay, which its audit allows.
    """
    exercise = runpy.run_path(str(Path(__file__).resolve().parents[1] / "examples/exercise/generate.py"))
    exercise["write"](folder / "home")
    deployment = Deployment.load(Home(folder / "home"))
    files = [f for f in exercise["truth"]().files if f.verdict != "rejected"]
    chains = _chains(folder, methods)
    moments = [(r.round, r.closes_at) for r in deployment.calendar.rounds]
    moments += [(sealing.round, sealing.as_of) for sealing in CORRECTIONS]
    for round_, as_of in sorted(moments, key=lambda moment: moment[1]):
        scope = Scope(deployment, round_, as_of)
        with warehouse.connection() as engine:
            for name in sorted((aggregate.inputs_of(*_BEFORE) | {"scope"}) - {"observations", "submissions"}):
                inputs.show(engine, name, scope)
            _accepted(engine, scope, [f for f in files if f.received_at <= scope.as_of])
            for name in _BEFORE:
                aggregate.make_table(engine, name)
            for chain in chains:
                chain.release(engine)
    return chains, deployment.settings.p_percent


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
