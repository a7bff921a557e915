"""What would become of the totals, were some values let in or others taken out: many scenarios, in memory.

The tables are those of the release (`pipeline/tables`), asked once for all scenarios. Every one of them keeps
indicators apart; so a scenario gets indicators of its own, `held 1f3a|listings_removed`, and holds only what
its change can reach: the figures of those indicators about the parties concerned, their owners and what they
own. What everybody else contributes is taken from the world as it is. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline import aggregate, inputs, warehouse
from pipeline.inputs import Scope
from pipeline.model import OBSERVATION_COLUMNS, Submission
from pipeline.register import Register

AS_IT_IS = ""
"""The world as it is: what is accepted, the candidates' accepted values included."""
_CONTRIBUTIONS, _TOTALS, _DISCLOSED, _QUOTATIONS = "contributions", "totals", "disclosed", "quotations"
_ROWS = {"scenario": "VARCHAR", **OBSERVATION_COLUMNS}
_WITHOUT_INDICATOR = ("members",)
_COLUMNS = ", ".join(OBSERVATION_COLUMNS)
_FIRST = ", ".join("min(decided_at) AS decided_at" if c == "decided_at" else c for c in OBSERVATION_COLUMNS)
_MARKED = "scenario || '|' || indicator AS indicator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reviewed submission whose accepted values may not be in the home yet."""

    submission: Submission
    accepted: tuple[Mapping[str, Any], ...]
    """Rows of observations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One departure from the world as it is."""

    name: str
    """Tells scenarios apart; must not hold a vertical bar."""
    taken_out: tuple[tuple[str, str], ...] = ()
    """Submission and place of accepted values that are left out; an empty place: the whole submission."""
    let_in: tuple[Mapping[str, Any], ...] = ()
    """Values that are added, as rows of an observation."""
    only_from: str = ""
    """Where set, only what this reporter sent is there: nothing in it can come from anybody else."""
    whole: bool = False
    """Carries everything, not only what the change reaches, so that disclosure can be asked of it."""


class World:
    """All scenarios of one question; made by `imagine`."""

    def __init__(self, engine: warehouse.Engine, made: Sequence[str], besides: Sequence[str]) -> None:
        """Keep the engine and the names of the tables that hold every scenario."""
        self._engine = engine
        self._made = tuple(made)
        columns = {name: "indicator" for name in self._made if name not in _WITHOUT_INDICATOR}
        self._marked = {
            "indicators": "code",
            "permissions": "indicator",
            "observations": "indicator",
            **columns,
        }
        self._besides = [name for name in aggregate.leading_to(*besides) if name not in self._made]
        self._apart = False

    def totals(self) -> dict[str, dict[tuple[str, str, str], dict[str, Any]]]:
        """Scenario -> (kind and name of the window, indicator) -> row of `totals`."""
        found: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = {AS_IT_IS: {}}
        for row in self.rows(_TOTALS):
            key = row["kind"], row["name"], row["indicator"]
            found.setdefault(row["scenario"], {})[key] = row
        return found

    def reached(self) -> dict[str, set[str]]:
        """Scenario -> indicators that its change can reach; one of them without totals has lost them all."""
        found: dict[str, set[str]] = {}
        for row in warehouse.rows(self._engine, "SELECT DISTINCT scenario, indicator FROM reached"):
            found.setdefault(row["scenario"], set()).add(row["indicator"])
        return found

    def rows(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """Rows of one of the tables, with `scenario` beside the indicator's own code."""
        name = f"every_{table}" if self._apart else table
        return warehouse.rows(
            self._engine,
            f"SELECT * REPLACE (split_part(indicator, '|', -1) AS indicator), {_scenario()} AS scenario "
            f'FROM "{name}" WHERE {where}',
        )

    def windows(self) -> dict[tuple[str, str], tuple[date, date]]:
        """Kind and name of each window -> its first and last day."""
        rows = warehouse.rows(self._engine, 'SELECT kind, name, start, "end" FROM windows')
        return {(row["kind"], row["name"]): (row["start"], row["end"]) for row in rows}

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Answer of a query over the tables of the world as it is and their inputs."""
        self._show(AS_IT_IS)
        for name in self._besides:
            aggregate.make_table(self._engine, name)
        self._besides = []
        return warehouse.rows(self._engine, query)

    def disclosed(self, scenario: str = AS_IT_IS) -> dict[tuple[str, str, str], bool]:
        """Which totals the release would show: of the world as it is, or of a scenario that is whole."""
        self._show(scenario)
        steps = [name for name in aggregate.leading_to(_DISCLOSED) if name not in self._made]
        for name in steps:
            aggregate.make_table(self._engine, name)
        shown = warehouse.rows(self._engine, f"SELECT kind, name, indicator, shown FROM {_DISCLOSED}")
        for name in steps:
            self._engine.execute(f'DROP TABLE "{name}"')
        return {(row["kind"], row["name"], row["indicator"]): bool(row["shown"]) for row in shown}

    def _show(self, scenario: str) -> None:
        """Let the tables show one scenario alone, under its indicators' own codes."""
        for table, column in self._marked.items():
            if not self._apart:
                self._engine.execute(f'ALTER TABLE "{table}" RENAME TO "every_{table}"')
            self._engine.execute(
                f'CREATE OR REPLACE TEMP VIEW "{table}" AS '
                f"SELECT * REPLACE (split_part({column}, '|', -1) AS {column}) "
                f"FROM \"every_{table}\" WHERE {_scenario(column)} = '{scenario}'"
            )
        self._apart = True


@contextmanager
def imagine(
    scope: Scope,
    candidates: Sequence[Candidate],
    scenarios: Sequence[Scenario],
    *,
    besides: Sequence[str] = (),
) -> Iterator[World]:
    """Set up the world as it is, the candidates accepted, and every scenario beside it, up to the totals.

    `besides` names further tables to make of the world as it is, which `ask` may then read.
    """
    wanted = aggregate.leading_to(_TOTALS)
    with warehouse.connection() as engine:
        for name in sorted(aggregate.inputs_of(*wanted, *aggregate.leading_to(_DISCLOSED, *besides))):
            inputs.show(engine, name, scope)
        _accept(engine, scope, candidates)
        _describe(engine, scope.deployment.register, scenarios)
        _observe(engine, f"SELECT {_COLUMNS} FROM accepted")
        for name in wanted:
            aggregate.make_table(engine, name)
            if name == _CONTRIBUTIONS:
                _complete(engine)
        yield World(engine, wanted, besides)


@contextmanager
def imagine_alone(
    scope: Scope, candidates: Sequence[Candidate], scenarios: Sequence[Scenario]
) -> Iterator[World]:
    """Set up scenarios that each hold one reporter's figures only (`only_from`), up to what it contributes.

    What anybody else sent is not even read.
    """
    wanted = aggregate.leading_to(_CONTRIBUTIONS, _QUOTATIONS)
    reporters = sorted({s.only_from for s in scenarios})
    with warehouse.connection() as engine:
        for name in sorted(aggregate.inputs_of(*wanted) - {"observations"}):
            inputs.show(engine, name, scope)
        inputs.show_accepted(engine, "observations", scope, reporters)
        _accept(engine, scope, candidates)
        _describe(engine, scope.deployment.register, scenarios)
        _observe(engine, f"SELECT {_COLUMNS} FROM accepted WHERE false")
        for name in wanted:
            aggregate.make_table(engine, name)
        yield World(engine, wanted, ())


def _scenario(column: str = "indicator") -> str:
    return f"CASE WHEN contains({column}, '|') THEN split_part({column}, '|', 1) ELSE '' END"


def _accept(engine: warehouse.Engine, scope: Scope, candidates: Sequence[Candidate]) -> None:
    """Make `accepted`: the home's values and the candidates', each once, as of when it was first accepted."""
    register = scope.deployment.register
    sent = [
        {
            "id": c.submission.id,
            "reporter": c.submission.reporter,
            "round": c.submission.round,
            "received_at": c.submission.received_at,
            "source_rank": register.source_rank(c.submission.reporter),
        }
        for c in candidates
        if c.submission.reporter in register
    ]
    columns = {"id": "VARCHAR", "reporter": "VARCHAR", "round": "VARCHAR"}
    columns |= {"received_at": "TIMESTAMP", "source_rank": "INTEGER"}
    warehouse.create_table(engine, "sent", columns, sent)
    engine.execute(
        "INSERT INTO submissions BY NAME "
        "SELECT *, '' AS verdict FROM sent WHERE id NOT IN (SELECT id FROM submissions)"
    )
    warehouse.create_table(
        engine, "fresh", OBSERVATION_COLUMNS, [row for c in candidates for row in c.accepted]
    )
    engine.execute(
        f"CREATE TEMP TABLE accepted AS SELECT {_COLUMNS} FROM observations "
        "WHERE submission NOT IN (SELECT id FROM sent) UNION ALL "
        f"SELECT {_FIRST} FROM (SELECT {_COLUMNS} FROM fresh UNION ALL SELECT {_COLUMNS} FROM observations "
        "WHERE submission IN (SELECT id FROM sent)) GROUP BY ALL"
    )
    engine.execute("DROP TABLE observations")


def _describe(engine: warehouse.Engine, register: Register, scenarios: Sequence[Scenario]) -> None:
    """Make `changes` (the scenarios), `taken_out`, `let_in`, `families` and, from these, `reached`."""
    changes = [{"scenario": s.name, "only_from": s.only_from, "whole": s.whole} for s in scenarios]
    columns = {"scenario": "VARCHAR", "only_from": "VARCHAR", "whole": "BOOLEAN"}
    warehouse.create_table(engine, "changes", columns, changes)
    out = [
        {"scenario": s.name, "submission": submission, "place": place}
        for s in scenarios
        for submission, place in s.taken_out
    ]
    columns = dict.fromkeys(("scenario", "submission", "place"), "VARCHAR")
    warehouse.create_table(engine, "taken_out", columns, out)
    let_in = [{"scenario": s.name, **row} for s in scenarios for row in s.let_in]
    warehouse.create_table(engine, "let_in", _ROWS, let_in)
    families = [{"party": party, "family": family} for party, family in families_of(register).items()]
    warehouse.create_table(engine, "families", {"party": "VARCHAR", "family": "VARCHAR"}, families)
    engine.execute("""
        CREATE TEMP TABLE reached AS
        WITH touched AS (
            SELECT taken_out.scenario, accepted.subject, accepted.indicator
            FROM taken_out
            INNER JOIN accepted
                ON taken_out.submission = accepted.submission AND taken_out.place IN ('', accepted.place)
            UNION
            SELECT scenario, subject, indicator FROM let_in
            UNION
            SELECT changes.scenario, accepted.subject, accepted.indicator
            FROM changes
            CROSS JOIN accepted
            INNER JOIN submissions ON accepted.submission = submissions.id
            WHERE changes.whole OR changes.only_from = submissions.reporter
        )
        SELECT DISTINCT touched.scenario, touched.indicator, relatives.party AS subject
        FROM touched
        INNER JOIN families ON touched.subject = families.party
        INNER JOIN families AS relatives ON families.family = relatives.family
    """)


def _observe(engine: warehouse.Engine, as_it_is: str) -> None:
    """Make `observations`, and indicators and permissions with them, of the world and of every scenario."""
    engine.execute(f"""
        CREATE TEMP TABLE observations AS
        {as_it_is}
        UNION ALL BY NAME
        SELECT accepted.* REPLACE (reached.scenario || '|' || accepted.indicator AS indicator)
        FROM accepted
        INNER JOIN reached ON accepted.subject = reached.subject AND accepted.indicator = reached.indicator
        INNER JOIN changes ON reached.scenario = changes.scenario
        INNER JOIN submissions ON accepted.submission = submissions.id
        WHERE changes.only_from IN ('', submissions.reporter)
            AND NOT EXISTS (
                SELECT 1 FROM taken_out
                WHERE taken_out.scenario = reached.scenario
                    AND taken_out.submission = accepted.submission
                    AND taken_out.place IN ('', accepted.place)
            )
        UNION ALL BY NAME
        SELECT {_COLUMNS} FROM (SELECT * REPLACE ({_MARKED}) FROM let_in)
    """)
    marked = "SELECT DISTINCT scenario, indicator FROM reached"
    engine.execute(
        f"INSERT INTO indicators SELECT indicators.* REPLACE (scenario || '|' || code AS code) "
        f"FROM indicators INNER JOIN ({marked}) ON indicator = code"
    )
    engine.execute(
        "INSERT INTO permissions SELECT permissions.* REPLACE "
        "(marked.scenario || '|' || permissions.indicator AS indicator) "
        f"FROM permissions INNER JOIN ({marked}) AS marked ON permissions.indicator = marked.indicator"
    )


def _complete(engine: warehouse.Engine) -> None:
    """Add to each scenario what those that its change does not reach contribute as it is."""
    engine.execute(f"""
        INSERT INTO contributions
        SELECT contributions.* REPLACE ({_MARKED.replace(" indicator", " contributions.indicator", 1)})
        FROM contributions
        INNER JOIN (SELECT DISTINCT scenario, indicator FROM reached) AS asked
            ON contributions.indicator = asked.indicator
        INNER JOIN changes USING (scenario)
        WHERE changes.only_from = ''
            AND NOT EXISTS (
                SELECT 1 FROM reached
                WHERE reached.scenario = changes.scenario
                    AND reached.indicator = contributions.indicator
                    AND reached.subject = contributions.subject
            )
    """)


def families_of(register: Register) -> dict[str, str]:
    """Party -> one name for all that are tied to it by ownership at any time, itself included."""
    family = {party: party for party in register.parties}

    def root(party: str) -> str:
        while family[party] != party:
            party = family[party]
        return party

    for relation in register.relations:
        if relation.relation in ("platform_of", "owned_by"):
            family[root(relation.party)] = root(relation.of)
    return {party: root(party) for party in register.parties}
