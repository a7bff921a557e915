"""Aggregation: builds the tables of a round, one SQL file each, from what was known at a moment.

A table is `tables/NAME.sql`, one SELECT; what it depends on is read from the SQL itself. Some are Python,
since what they choose is no SELECT: `covers`, and what may be shown. Each is written as Parquet below
tables/ROUND/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pipeline import inputs, warehouse
from pipeline.cover import Part, cover
from pipeline.inputs import Scope

_COVERS_READS = ("indicators", "subject_totals", "windows")
_COVERS_COLUMNS = {
    "kind": "VARCHAR",
    "name": "VARCHAR",
    "subject": "VARCHAR",
    "indicator": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "days_in_window": "INTEGER",
    "days_covered": "INTEGER",
}


@dataclass(frozen=True, slots=True)
class PythonTable:
    """A table that no SELECT can make."""

    story: str
    reads: tuple[str, ...]
    columns: warehouse.Columns
    rows: Callable[[warehouse.Engine], list[inputs.Row]]


@cache
def sql(name: str) -> str:
    """Text of a table's SELECT. Raises FileNotFoundError for an unknown table."""
    return (files("pipeline") / "tables" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def _reads(name: str) -> frozenset[str]:
    """Tables and inputs that a table selects from."""
    made = PYTHON_TABLES.get(name)
    return frozenset(made.reads) if made else warehouse.table_names(sql(name))


@cache
def table_names() -> tuple[str, ...]:
    """All tables, each after those it depends on. Raises ValueError when one reads what nothing provides."""
    folder = files("pipeline") / "tables"
    names = {f.name.removesuffix(".sql") for f in folder.iterdir() if f.name.endswith(".sql")}
    names |= set(PYTHON_TABLES)
    for name in sorted(names):
        if unknown := _reads(name) - names - inputs.NAMES:
            raise ValueError(
                f"{name}.sql reads {', '.join(sorted(unknown))}, which is neither table nor input"
            )
    order = TopologicalSorter({name: sorted(_reads(name) & names) for name in sorted(names)})
    return tuple(order.static_order())


def dependencies(name: str) -> tuple[str, ...]:
    """Other tables that a table selects from, sorted."""
    return tuple(sorted(_reads(name) - inputs.NAMES))


def reads_accepted(name: str) -> bool:
    """Whether a table selects from the accepted observations or capabilities themselves."""
    return bool(_reads(name) & {"observations", "capabilities", "submissions"})


def leading_to(*wanted: str) -> tuple[str, ...]:
    """The tables named and all that they rest on, each after those it depends on."""
    rests_on: dict[str, tuple[str, ...]] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in rests_on:
            rests_on[name] = dependencies(name)
            waiting += rests_on[name]
    return tuple(TopologicalSorter(dict(sorted(rests_on.items()))).static_order())


def inputs_of(*tables: str) -> frozenset[str]:
    """The inputs that some tables read, of `inputs.NAMES`."""
    return frozenset(read for name in tables for read in _reads(name) if read in inputs.NAMES)


def make_table(engine: warehouse.Engine, name: str) -> None:
    """Make one table in an engine that shows all it reads, and write nothing."""
    if made := PYTHON_TABLES.get(name):
        warehouse.create_table(engine, name, made.columns, made.rows(engine))
    else:
        engine.execute(f'CREATE TEMP TABLE "{name}" AS {sql(name)}')


def build_table(name: str, scope: Scope) -> Path:
    """Build one table from its inputs and the tables it depends on; returns its file."""
    target = scope.home.table(scope.round, name)
    with warehouse.connection() as engine:
        for read in sorted(_reads(name)):
            if read in inputs.NAMES:
                inputs.show(engine, read, scope)
            else:
                warehouse.view_parquet(engine, read, [scope.home.table(scope.round, read)], {})
        if made := PYTHON_TABLES.get(name):
            warehouse.write_parquet(target, made.columns, made.rows(engine))
        else:
            warehouse.copy_to_parquet(engine, sql(name), target)
    return target


def read_table(name: str, scope: Scope, query: str = "SELECT * FROM parquet") -> list[dict[str, object]]:
    """Rows of a built table."""
    return warehouse.read_parquet(scope.home.table(scope.round, name), query)


def _covers(engine: warehouse.Engine) -> list[inputs.Row]:
    windows = warehouse.rows(engine, "SELECT * FROM windows ORDER BY ALL")
    reported = warehouse.rows(
        engine,
        "SELECT subject, indicator, period_start, period_end, decided_at, is_difference, add_periods "
        "FROM subject_totals INNER JOIN indicators ON code = indicator ORDER BY ALL",
    )
    chosen: list[inputs.Row] = []
    for (subject, indicator), group in groupby(reported, key=itemgetter("subject", "indicator")):
        rows = list(group)
        parts = [Part(r["period_start"], r["period_end"], r["decided_at"], r["is_difference"]) for r in rows]
        for window in windows:
            may_add = rows[0]["add_periods"] == "yes"
            covering = cover(parts, window["start"], window["end"], may_add=may_add)
            days = {
                "days_in_window": (window["end"] - window["start"]).days + 1,
                "days_covered": sum(p.days for p in covering),
            }
            chosen.extend(
                {"kind": window["kind"], "name": window["name"], "subject": subject, "indicator": indicator}
                | {"period_start": p.start, "period_end": p.end}
                | days
                for p in covering
            )
    return chosen


def _disclosure(engine: warehouse.Engine) -> list[inputs.Row]:
    from pipeline.disclosure import table  # noqa: PLC0415 - SciPy is slow to load

    return table.rows(engine)


def _change_rounding(engine: warehouse.Engine) -> list[inputs.Row]:
    from pipeline.disclosure import table  # noqa: PLC0415 - SciPy is slow to load

    return table.rounding_rows(engine)


def _largest_holdings(engine: warehouse.Engine) -> list[inputs.Row]:
    from pipeline.disclosure import largest  # noqa: PLC0415 - SciPy is slow to load

    return largest.rows(engine)


def _breakdown_disclosure(engine: warehouse.Engine) -> list[inputs.Row]:
    from pipeline.disclosure import breakdown_table  # noqa: PLC0415 - SciPy is slow to load

    return breakdown_table.rows(engine)


PYTHON_TABLES = {
    "covers": PythonTable(
        "Which reported periods make up each window: overlapping ones resolved without overlap.",
        _COVERS_READS,
        _COVERS_COLUMNS,
        _covers,
    ),
    "disclosure": PythonTable(
        "What may be shown of each total, so that neither it nor a difference gives a member away.",
        (
            "breakdown_parts",
            "earlier_bands",
            "earlier_breakdown_parts",
            "earlier_changes",
            "earlier_parts",
            "scope",
            "totals",
            "window_parts",
        ),
        {
            **dict.fromkeys(("kind", "name", "indicator"), "VARCHAR"),
            "shown": "BOOLEAN",
            "conf_status": "VARCHAR",
            "bound_low": "DECIMAL(38,6)",
            "bound_high": "DECIMAL(38,6)",
            "method": "VARCHAR",
        },
        _disclosure,
    ),
    "change_rounding": PythonTable(
        "Changes from window to window that may be given beside the totals, and how coarsely.",
        (
            "breakdown_parts",
            "disclosed",
            "earlier_bands",
            "earlier_breakdown_parts",
            "earlier_changes",
            "earlier_parts",
            "links",
            "movements",
            "scope",
            "totals",
            "window_parts",
        ),
        {**dict.fromkeys(("span", "kind", "name", "indicator"), "VARCHAR"), "rounded_to": "DECIMAL(18,1)"},
        _change_rounding,
    ),
    "largest_holdings": PythonTable(
        "How much of each total stands behind its largest owner group, where telling it gives nothing away.",
        (
            "breakdown_parts",
            "disclosed",
            "earlier_bands",
            "earlier_breakdown_parts",
            "earlier_changes",
            "earlier_parts",
            "links",
            "movements",
            "scope",
            "totals",
            "trends",
            "window_parts",
        ),
        dict.fromkeys(("kind", "name", "indicator", "largest_share"), "VARCHAR"),
        _largest_holdings,
    ),
    "breakdown_disclosure": PythonTable(
        "What may be shown of each broken-down total, beside the totals and all that was published before.",
        (
            "breakdown_parts",
            "disclosed",
            "earlier_bands",
            "earlier_breakdown_parts",
            "earlier_changes",
            "earlier_parts",
            "largest_holdings",
            "links",
            "movements",
            "scope",
            "totals",
            "trends",
            "window_parts",
        ),
        {
            **dict.fromkeys(("kind", "name", "indicator", "dimension", "category"), "VARCHAR"),
            "shown": "BOOLEAN",
            "conf_status": "VARCHAR",
            "reason": "VARCHAR",
        },
        _breakdown_disclosure,
    ),
}
"""Name -> how it is made."""
