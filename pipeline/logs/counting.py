"""A log counted by DuckDB where it lies: groups of rows come back, never the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline import warehouse
from pipeline.logs.rule import LogRule
from pipeline.logs.schema import LogSchema, counting_statement

MEMORY = "1GB"
"""Beyond this the engine writes to disk."""
REJECTS = 10_000
"""How many damaged rows are told apart; a log with more is no log of this kind."""
_Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a log holds, as groups; each list has the columns of the SELECT of its name."""

    kept: _Rows
    platforms: _Rows
    seen_values: _Rows
    days: _Rows
    repeated: _Rows
    damaged: _Rows

    @property
    def rows(self) -> int:
        """Rows that were read, in scope or not, without the damaged ones."""
        return sum(int(row["found"]) for row in self.platforms)


def count_log(
    paths: Sequence[Path], columns: Sequence[str], schema: LogSchema, rule: LogRule, folder: Path
) -> Counts:
    """Count files of one header in one pass; `folder` takes what does not fit into memory.

    Raises LogError when the files are no delimited text, MemoryError when groups outgrow every limit.
    """
    with warehouse.log_engine(folder, MEMORY) as engine:
        warehouse.view_log(engine, paths, columns, REJECTS)
        warehouse.set_variable(engine, "platforms", list(rule.platforms))
        warehouse.set_variable(engine, "main_category", schema.main_category)
        warehouse.set_variable(engine, "marker", schema.marker)
        warehouse.run(engine, f"CREATE TEMP TABLE counted AS {counting_statement(rule.kind)}")
        return Counts(**{name: warehouse.rows(engine, _select(name)) for name in Counts.__dataclass_fields__})


def _select(name: str) -> str:
    return (files("pipeline") / "logs" / f"{name}.sql").read_text(encoding="utf-8")
