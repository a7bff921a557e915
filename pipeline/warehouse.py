"""The warehouse: DuckDB in memory over Parquet files and frames. The only module that imports DuckDB.

Numbers travel as exact decimals. Parquet written here is the same bytes for the same rows: rows are sorted,
one thread writes, nothing of the moment goes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipeline.home import replacing

Columns = Mapping[str, str]
"""Column name -> SQL type."""
Row = Mapping[str, Any]
Engine = duckdb.DuckDBPyConnection


@cache
def _engine() -> Engine:
    """The one in-memory database of this process; it reaches no network and loads no extension."""
    engine = duckdb.connect(":memory:")
    engine.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    engine.execute("SET preserve_insertion_order = true; SET threads = 1")
    return engine


@contextmanager
def connection() -> Iterator[Engine]:
    """A session of its own: its tables and views are temporary and nobody else's."""
    session = _engine().cursor()
    try:
        session.execute("SET TimeZone = 'UTC'")
        yield session
    finally:
        session.close()


def create_table(engine: Engine, name: str, columns: Columns, rows: Sequence[Row]) -> None:
    """Make a table of typed rows; every value passes as text and is cast, so that decimals stay exact."""
    declared = ", ".join(f'"{column}" {sql_type}' for column, sql_type in columns.items())
    engine.execute(f'CREATE TEMP TABLE "{name}" ({declared})')
    if not rows:
        return
    frame = pd.DataFrame(
        {column: pd.Series([_as_text(row[column]) for row in rows], dtype="object") for column in columns}
    )
    engine.register("_incoming", frame)
    casts = ", ".join(f'CAST("{column}" AS {sql_type})' for column, sql_type in columns.items())
    engine.execute(f'INSERT INTO "{name}" SELECT {casts} FROM _incoming')
    engine.unregister("_incoming")


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        # Timestamps are stored without a zone, in UTC.
        return str(value.isoformat()).removesuffix("+00:00")
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def view_parquet(engine: Engine, name: str, paths: Sequence[Path], columns: Columns) -> None:
    """Show Parquet files as one view; an empty table of the same columns where there are none."""
    if not paths:
        create_table(engine, name, columns, ())
        return
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in sorted(paths))
    engine.execute(
        f'CREATE TEMP VIEW "{name}" AS SELECT * '
        f"FROM read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
    )


def write_parquet(target: Path, columns: Columns, rows: Sequence[Row]) -> int:
    """Write typed rows, sorted by all columns, atomically. Returns the number of rows."""
    with connection() as engine:
        create_table(engine, "rows", columns, rows)
        return copy_to_parquet(engine, "SELECT * FROM rows", target)


def copy_to_parquet(engine: Engine, query: str, target: Path) -> int:
    """Write the result of a query, sorted by all columns, atomically. Returns the number of rows."""
    engine.execute(f"CREATE OR REPLACE TEMP TABLE _outgoing AS {query}")
    with replacing(target) as temporary:
        path = str(temporary).replace("'", "''")
        engine.execute(
            f"COPY (SELECT * FROM _outgoing ORDER BY ALL) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    counted = engine.execute("SELECT count(*) FROM _outgoing").fetchone()
    return int(counted[0]) if counted else 0


def rows(engine: Engine, query: str) -> list[dict[str, Any]]:
    """Result of a query as a list of mappings, decimals as Decimal, dates as date."""
    result = engine.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def read_parquet(path: Path, query: str = "SELECT * FROM parquet") -> list[dict[str, Any]]:
    """Rows of one Parquet file, which the query sees as `parquet`."""
    with connection() as engine:
        view_parquet(engine, "parquet", [path], {})
        return rows(engine, query)


def query(sql: str, **frames: pd.DataFrame) -> pd.DataFrame:
    """Run a query over frames, each visible under its keyword."""
    with connection() as engine:
        for name, frame in frames.items():
            engine.register(name, frame)
        result: pd.DataFrame = engine.execute(sql).df()
        return result


def table_names(sql: str) -> frozenset[str]:
    """Names of the tables that a query reads, its own CTEs left out."""
    with connection() as engine:
        return frozenset(engine.get_table_names(sql))


@contextmanager
def database_file(target: Path) -> Iterator[Engine]:
    """Build a database file under a temporary name and swap it in by rename when the block succeeds."""
    with replacing(target) as temporary:
        temporary.unlink()
        engine = duckdb.connect(str(temporary))
        try:
            yield engine
        finally:
            engine.close()
