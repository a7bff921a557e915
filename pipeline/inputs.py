"""The views that every aggregate may select from: what was accepted, by whom, about whom, known when.

An aggregate is one SELECT in `tables/NAME.sql`. It reads other aggregates by their names and these views:
`observations` and `capabilities` (accepted by `as_of`), `submissions` (received by `as_of`), `parties`,
`relations`, `rounds`, `ownership`, `reporting`, `indicators`, `geographies`, `platform_types`,
`declared_ratios`, `permissions`, `windows`, `scope`; and what earlier releases hold (`earlier_editions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline import breakdown_inputs, earlier_editions, ratios, warehouse
from pipeline.codes import codelist
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.model import CAPABILITY_COLUMNS, OBSERVATION_COLUMNS
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
        """The release of this round or an earlier one that readers have seen last, if any."""
        return next((r for r in reversed(self.earlier_releases()) if r.round <= self.round), None)

    def earlier_releases(self) -> list[ReleaseRecord]:
        """What readers may have seen, oldest first: every release as of this moment or an earlier one.

        Sealing keeps to the order of these moments, so nothing sealed is ever left out of it; a release that
        is made again stands in a home in which it was not sealed yet.
        """
        earlier = [r for r in Ledger(self.home).releases() if r.as_of <= self.as_of]
        return sorted(earlier, key=lambda r: (r.as_of, r.sealed_at, r.round, r.version))

    def sealed_table(self, release: ReleaseRecord, table: str) -> Path | None:
        """Parquet file of a table as a release used it; None where it has none."""
        path = self.home.release(release.round, release.version) / "internal" / "tables" / f"{table}.parquet"
        return path if path.exists() else None

    def published(self, table: str) -> list[Path]:
        """Parquet file of a table as the previous release used it."""
        previous = self.previous_release()
        path = self.sealed_table(previous, table) if previous else None
        return [path] if path else []


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
    "covered_windows": (
        earlier_editions.COVERED_WINDOWS,
        lambda scope: earlier_editions.covered_windows(scope, _windows(scope)),
    ),
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

NAMES = frozenset({*_LISTED, *earlier_editions.NAMES, "observations", "capabilities"})


def show(engine: warehouse.Engine, name: str, scope: Scope) -> None:
    """Make one of `NAMES` visible to the engine."""
    if name in _LISTED:
        columns, listed = _LISTED[name]
        warehouse.create_table(engine, name, columns, listed(scope))
    elif name in earlier_editions.NAMES:
        earlier_editions.show(engine, name, scope, _windows(scope))
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


def held_against(scope: Scope) -> tuple[str, ...]:
    """`ROUND@V` of every earlier release that some window of this one is compared with, oldest first."""
    rows = earlier_editions.covered_windows(scope, _windows(scope))
    compared = {row["release"] for row in rows}
    return tuple(r.name for r in scope.earlier_releases() if r.name in compared)


def read_of_releases(scope: Scope) -> Mapping[str, list[Path]]:
    """Release -> the tables of it that aggregates of the scope may read, of every earlier release."""
    return earlier_editions.read_of_releases(scope, _windows(scope))
