"""The views that every aggregate may select from: what was accepted, by whom, about whom, known when.

An aggregate is one SELECT in `tables/NAME.sql`. It reads other aggregates by their names and these views:
`observations` and `capabilities` (accepted by `as_of`), `submissions` (received by `as_of`), `parties`,
`relations`, `rounds`, `ownership`, `reporting`, `indicators`, `geographies`, `platform_types`,
`declared_ratios`, `permissions`, `windows`, `scope`; from the release before this one `published_values`; and
from all earlier releases each total as it was shown last (`published_totals`) and every time
(`published_vintages`), and what it was made of (`earlier_parts`, `earlier_changes`, `earlier_bands`,
`earlier_breakdown_parts`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline import breakdown_inputs, ratios, warehouse
from pipeline.codes import codelist
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.model import CAPABILITY_COLUMNS, OBSERVATION_COLUMNS
from pipeline.published_columns import (
    EARLIER_BANDS,
    EARLIER_CHANGES,
    EARLIER_PARTS,
    PUBLISHED_TOTALS,
    PUBLISHED_VINTAGES,
)
from pipeline.rounds import Round


@dataclass(frozen=True, slots=True)
class Scope:
    """What one aggregation is about: the round, and the moment whose knowledge it uses."""

    deployment: Deployment
    round: str
    as_of: datetime

    @property
    def home(self) -> Home:
        """The data home."""
        return self.deployment.home

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Rounds up to and including this one."""
        return tuple(r for r in self.deployment.calendar.rounds if r.round <= self.round)

    def previous_release(self) -> ReleaseRecord | None:
        """The release that readers have seen last: the newest as of an earlier moment, if any."""
        earlier = [r for r in Ledger(self.home).releases() if r.round <= self.round and r.as_of < self.as_of]
        return max(earlier, key=lambda r: (r.as_of, r.round, r.version), default=None)

    def earlier_releases(self) -> list[ReleaseRecord]:
        """What readers may have seen: releases as of earlier moments, of other rounds also as of this one."""
        earlier = [
            r
            for r in Ledger(self.home).releases()
            if r.as_of < self.as_of or (r.as_of == self.as_of and r.round != self.round)
        ]
        return sorted(earlier, key=lambda r: (r.as_of, r.round, r.version))

    def published_by_all(self, table: str) -> list[Path]:
        """Parquet files of a table as every earlier release used it, of those that have it."""
        paths = [
            self.home.release(r.round, r.version) / "internal" / "tables" / f"{table}.parquet"
            for r in self.earlier_releases()
        ]
        return [path for path in paths if path.exists()]

    def published(self, table: str) -> list[Path]:
        """Parquet file of a table as the previous release used it."""
        previous = self.previous_release()
        if previous is None:
            return []
        path = (
            self.home.release(previous.round, previous.version) / "internal" / "tables" / f"{table}.parquet"
        )
        return [path] if path.exists() else []


Row = dict[str, object]


def _submissions(scope: Scope) -> list[Row]:
    ledger = Ledger(scope.home)
    reviews = ledger.last_reviews(scope.as_of)
    register = scope.deployment.register
    return [
        {
            "id": s.id,
            "reporter": s.reporter,
            "round": s.round,
            "received_at": s.received_at,
            "verdict": reviews[s.id].verdict if s.id in reviews else "",
            "source_rank": register.source_rank(s.reporter),
        }
        for s in ledger.submissions(as_of=scope.as_of)
        if s.reporter in register
    ]


def _published_totals(scope: Scope) -> list[Row]:
    """Each total as the last of the earlier releases that showed it, and the name of that release."""
    seen: dict[tuple[object, ...], Row] = {}
    for release in scope.earlier_releases():
        path = (
            scope.home.release(release.round, release.version) / "internal" / "tables" / "disclosed.parquet"
        )
        for row in warehouse.read_parquet(
            path, "SELECT kind, name, indicator, value FROM parquet WHERE shown"
        ):
            seen[row["kind"], row["name"], row["indicator"]] = {**row, "since": release.name}
    return list(seen.values())


def _parties(scope: Scope) -> list[Row]:
    return [
        {"id": p.id, "kind": p.kind, "name_en": p.name.en, "name_zh": p.name.zh}
        for p in scope.deployment.register.parties.values()
    ]


def _relations(scope: Scope) -> list[Row]:
    return [
        {
            "party": r.party,
            "relation": r.relation,
            "of": r.of,
            "start": r.start,
            "start_precision": r.start_precision,
            "end": r.end,
            "end_precision": r.end_precision,
            "source": r.source,
        }
        for r in scope.deployment.register.relations
    ]


def _rounds(scope: Scope) -> list[Row]:
    return [
        {
            "round": r.round,
            "first_day": r.first_day,
            "last_day": r.last_day,
            "due": r.due,
            "cut_off": r.cut_off,
        }
        for r in scope.rounds
    ]


def _ownership(scope: Scope) -> list[Row]:
    """Every party's owner group on the last day of every round, and each owner between."""
    register = scope.deployment.register
    return [
        {"round": r.round, "party": party, "holding": register.holding(party, r.last_day), "owner": owner}
        for r in scope.rounds
        for party in register.parties
        for owner in (*register.owners(party, r.last_day), None)
    ]


def _reporting(scope: Scope) -> list[Row]:
    """Whose return a company's file is, on the last day of every round."""
    register = scope.deployment.register
    return [
        {"round": r.round, "reporter": reporter, "party": member}
        for r in scope.rounds
        for member in register.members(r.last_day)
        for reporter in register.reporters
        if register.source_rank(reporter) == 0 and register.may_report(reporter, member, r.last_day)
    ]


def _indicators(_: Scope) -> list[Row]:
    wanted = ("unit", "measure_class", "time_basis", "add_subjects", "add_periods")
    return [{"code": i.code, **{name: i.extra[name] for name in wanted}} for i in codelist("indicators")]


def _permissions(scope: Scope) -> list[Row]:
    return [
        {"party": p.party, "indicator": indicator, "start": p.start, "end": p.end}
        for p in scope.deployment.permissions
        for indicator in p.indicators
    ]


def _windows(scope: Scope) -> list[Row]:
    """Spans of time that totals are made for: rounds, finished calendar years, all since the start."""
    start = scope.deployment.calendar.start
    last = scope.rounds[-1].last_day
    rounds: list[Row] = [
        {"kind": "round", "name": r.round, "start": r.first_day, "end": r.last_day} for r in scope.rounds
    ]
    running: Row = {"kind": "running", "name": scope.round, "start": start, "end": last}
    years: list[Row] = [
        {"kind": "year", "name": str(year), "start": date(year, 1, 1), "end": date(year, 12, 31)}
        for year in range(start.year, last.year + 1)
        if date(year, 12, 31) <= last
    ]
    return [*rounds, *years, running]


def _scope(scope: Scope) -> list[Row]:
    current = scope.rounds[-1]
    return [
        {
            "round": scope.round,
            "first_day": current.first_day,
            "last_day": current.last_day,
            "as_of": scope.as_of,
            "start": scope.deployment.calendar.start,
            "minimum_holdings": scope.deployment.settings.minimum_holdings,
            "p_percent": scope.deployment.settings.p_percent,
        }
    ]


_LISTED: dict[str, tuple[warehouse.Columns, Callable[[Scope], Sequence[Row]]]] = {
    "submissions": (
        {
            "id": "VARCHAR",
            "reporter": "VARCHAR",
            "round": "VARCHAR",
            "received_at": "TIMESTAMP",
            "verdict": "VARCHAR",
            "source_rank": "INTEGER",
        },
        _submissions,
    ),
    "published_totals": (PUBLISHED_TOTALS, _published_totals),
    "parties": (dict.fromkeys(("id", "kind", "name_en", "name_zh"), "VARCHAR"), _parties),
    "relations": (
        {
            "party": "VARCHAR",
            "relation": "VARCHAR",
            "of": "VARCHAR",
            "start": "DATE",
            "start_precision": "VARCHAR",
            "end": "DATE",
            "end_precision": "VARCHAR",
            "source": "VARCHAR",
        },
        _relations,
    ),
    "rounds": (
        {"round": "VARCHAR", "first_day": "DATE", "last_day": "DATE", "due": "DATE", "cut_off": "DATE"},
        _rounds,
    ),
    "ownership": (dict.fromkeys(("round", "party", "holding", "owner"), "VARCHAR"), _ownership),
    "reporting": (dict.fromkeys(("round", "reporter", "party"), "VARCHAR"), _reporting),
    "indicators": (
        dict.fromkeys(
            ("code", "unit", "measure_class", "time_basis", "add_subjects", "add_periods"), "VARCHAR"
        ),
        _indicators,
    ),
    "declared_ratios": (ratios.COLUMNS, ratios.rows),
    "permissions": (
        {"party": "VARCHAR", "indicator": "VARCHAR", "start": "DATE", "end": "DATE"},
        _permissions,
    ),
    "windows": ({"kind": "VARCHAR", "name": "VARCHAR", "start": "DATE", "end": "DATE"}, _windows),
    "scope": (
        {
            "round": "VARCHAR",
            "first_day": "DATE",
            "last_day": "DATE",
            "as_of": "TIMESTAMP",
            "start": "DATE",
            "minimum_holdings": "INTEGER",
            "p_percent": "INTEGER",
        },
        _scope,
    ),
    "geographies": (breakdown_inputs.GEOGRAPHIES, breakdown_inputs.geographies),
    "platform_types": (breakdown_inputs.PLATFORM_TYPES, breakdown_inputs.platform_types),
}

_PUBLISHED: dict[str, tuple[str, warehouse.Columns]] = {
    "published_values": ("counted", {**OBSERVATION_COLUMNS, "counts": "BOOLEAN"}),
}
"""Input -> the table of the release before this one that it shows."""

_PUBLISHED_BY_ALL: dict[str, tuple[str, warehouse.Columns]] = {
    "published_vintages": ("vintages", PUBLISHED_VINTAGES),
    "earlier_parts": ("published_parts", EARLIER_PARTS),
    "earlier_changes": ("published_changes", EARLIER_CHANGES),
    "earlier_bands": ("published_bands", EARLIER_BANDS),
    "earlier_breakdown_parts": ("published_breakdown_parts", breakdown_inputs.EARLIER_BREAKDOWN_PARTS),
}
"""Input -> the table of every earlier release that it shows."""

NAMES = frozenset({*_LISTED, *_PUBLISHED, *_PUBLISHED_BY_ALL, "observations", "capabilities"})


def show(engine: warehouse.Engine, name: str, scope: Scope) -> None:
    """Make one of `NAMES` visible to the engine."""
    if name in _LISTED:
        columns, listed = _LISTED[name]
        warehouse.create_table(engine, name, columns, listed(scope))
    elif name in _PUBLISHED:
        table, columns = _PUBLISHED[name]
        warehouse.view_parquet(engine, name, scope.published(table), columns)
    elif name in _PUBLISHED_BY_ALL:
        table, columns = _PUBLISHED_BY_ALL[name]
        warehouse.view_parquet(engine, name, scope.published_by_all(table), columns)
    else:
        show_accepted(engine, name, scope)


def show_accepted(
    engine: warehouse.Engine, name: str, scope: Scope, reporters: Sequence[str] = ("*",)
) -> None:
    """Accepted rows of every reporter, or of some alone, as far as they were decided by then."""
    columns = OBSERVATION_COLUMNS if name == "observations" else CAPABILITY_COLUMNS
    files = sorted(
        path
        for reporter in reporters
        for path in (scope.home.root / name).glob(f"reporter={reporter}/*.parquet")
    )
    moment = scope.as_of.replace(tzinfo=None).isoformat(sep=" ")
    warehouse.load_parquet(engine, name, files, columns, f"decided_at <= TIMESTAMP '{moment}'")


def read_of_releases(scope: Scope) -> dict[str, list[Path]]:
    """Release -> the tables of it that aggregates of the scope may read, of every earlier release."""
    by_all = sorted({table for table, _ in _PUBLISHED_BY_ALL.values()} | {"disclosed"})
    paths = [path for table in by_all for path in scope.published_by_all(table)]
    paths += [path for table, _ in _PUBLISHED.values() for path in scope.published(table)]
    return {
        release.name: sorted(
            path for path in paths if path.is_relative_to(scope.home.release(release.round, release.version))
        )
        for release in scope.earlier_releases()
    }
