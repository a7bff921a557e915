"""The warehouse: DuckDB in memory over Parquet files and frames. The only module that imports DuckDB.

Numbers travel as exact decimals. Parquet written here is the same bytes for the same rows: rows are sorted,
one thread writes, nothing of the moment goes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.home import replacing

Columns = Mapping[str, str]
"""Column name -> SQL type."""
Row = Mapping[str, Any]
Engine = duckdb.DuckDBPyConnection
Error = duckdb.Error
"""Anything that goes wrong within the engine."""
QUERY_MISTAKES = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
"""Mistakes in the text of a query, whatever the rows: it does not parse, or names what is not there."""
_ROWS_AT_ONCE = 10_000


@cache
def _engine() -> Engine:
    """The one in-memory database of this process; it reaches no network and loads no extension."""
    # Threads of its own would take half a gigabyte of addresses, all that a reader of documents may have.
    engine = duckdb.connect(":memory:", config={"threads": 1, "async_threads": 0})
    engine.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    engine.execute("SET preserve_insertion_order = true")
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
    texts = {column: np.array([_as_text(row[column]) for row in rows], dtype=object) for column in columns}
    engine.register("_incoming", texts)
    casts = ", ".join(f'CAST("{column}" AS {sql_type})' for column, sql_type in columns.items())
    engine.execute(f'INSERT INTO "{name}" SELECT {casts} FROM _incoming')
    engine.unregister("_incoming")


def _as_text(value: object) -> str | None:
    if value is None or type(value) is str:
        return value
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
    engine.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM {_parquet(paths)}')


def view_each_parquet(engine: Engine, name: str, files: Sequence[tuple[Path, str]], columns: Columns) -> None:
    """Show Parquet files as one view, of each what its own list selects; columns a file lacks are empty."""
    if not files:
        create_table(engine, name, columns, ())
        return
    declared = ", ".join(f'NULL::{sql_type} AS "{column}"' for column, sql_type in columns.items())
    selects = [f"SELECT {declared} WHERE false"]
    selects += [f"SELECT {selected} FROM {_parquet([path])}" for path, selected in files]
    engine.execute(f'CREATE TEMP VIEW "{name}" AS {" UNION ALL BY NAME ".join(selects)}')


def load_parquet(engine: Engine, name: str, paths: Sequence[Path], columns: Columns, where: str) -> None:
    """Read rows of Parquet files into a table. A view opens every file when made and again at each use."""
    if not paths:
        create_table(engine, name, columns, ())
        return
    engine.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM {_parquet(paths)} WHERE {where}')


def _parquet(paths: Sequence[Path]) -> str:
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in sorted(paths))
    return f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"


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


def told_in_line(error: Error) -> str:
    """What the engine says of a query's mistake, as `line N: what is wrong` where it knows the line."""
    problem, _, spot = str(error).partition("\n")
    line = re.search(r"LINE (\d+):", spot)
    return f"line {line[1]}: {problem}" if line else problem


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


@contextmanager
def log_engine(folder: Path, memory: str) -> Iterator[Engine]:
    """A database of its own for one log: every core, limited memory; beyond it `folder` is written to."""
    engine = duckdb.connect(":memory:")
    try:
        engine.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        engine.execute(f"SET preserve_insertion_order = false; SET memory_limit = '{memory}'")
        engine.execute("SET temp_directory = $folder", {"folder": str(folder)})
        yield engine
    finally:
        engine.close()


def view_log(engine: Engine, paths: Sequence[Path], columns: Sequence[str], rejects_limit: int) -> None:
    """Show delimited files of one header as the view `log`, all text, strictly after RFC 4180.

    Rows that are too short, too long or broken are left out and listed in `reject_errors`, up to a limit.
    """
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    declared = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    engine.execute(
        f"CREATE TEMP VIEW log AS SELECT * FROM read_csv([{listed}], columns = {{{declared}}}, "
        "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true, "
        f"encoding = 'utf-8', store_rejects = true, rejects_limit = {rejects_limit})"
    )


def set_variable(engine: Engine, name: str, value: str | Sequence[str]) -> None:
    """Give a statement one of its parameters: `getvariable('NAME')`."""
    engine.execute(f"SET VARIABLE {name} = $value", {"value": value})


class LogError(Exception):
    """A log that cannot be read as delimited text at all; the message says why."""


def run(engine: Engine, statement: str) -> None:
    """Run a statement over a log. Raises LogError when it cannot be read, MemoryError beyond the limit."""
    try:
        engine.execute(statement)
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
    except duckdb.InvalidInputException as error:
        raise LogError(str(error).splitlines()[0]) from error


class ParquetError(Exception):
    """A Parquet file that DuckDB cannot read."""


@dataclass(frozen=True, slots=True)
class ParquetTexts:
    """A Parquet file of whoever sent it, all of whose values are read as texts."""

    columns: list[tuple[str, str]]
    """Name as it stands in the file, and DuckDB's type."""
    rows: int
    _engine: Engine
    _source: str

    def read(self) -> Iterator[tuple[str | None, ...]]:
        """Every row in order. Raises ParquetError."""
        texts = ", ".join(f"CAST(c{n} AS VARCHAR)" for n in range(len(self.columns)))
        names = ", ".join(f"c{n}" for n in range(len(self.columns)))
        try:
            result = self._engine.execute(f"SELECT {texts} FROM {self._source} AS parquet({names})")
            while some := result.fetchmany(_ROWS_AT_ONCE):
                yield from some
        except duckdb.OutOfMemoryException as error:
            raise MemoryError from error
        except duckdb.Error as error:
            raise ParquetError(str(error)) from error


@contextmanager
def parquet_texts(path: Path) -> Iterator[ParquetTexts]:
    """Open a Parquet file: its columns and number of rows, before any value is read. Raises ParquetError."""
    source = "read_parquet('" + str(path).replace("'", "''") + "', hive_partitioning = false)"
    file = "'" + str(path).replace("'", "''") + "'"
    with connection() as engine:
        try:
            types = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            names = _parquet_names(engine, file)
            counted = engine.execute(f"SELECT num_rows FROM parquet_file_metadata({file})").fetchone()
        except duckdb.OutOfMemoryException as error:
            raise MemoryError from error
        except duckdb.Error as error:
            raise ParquetError(str(error)) from error
        if len(names) != len(types):
            raise ParquetError("the schema contradicts itself")
        columns = [(name, str(column[1])) for name, column in zip(names, types, strict=True)]
        yield ParquetTexts(columns, int(counted[0]) if counted else 0, engine, source)


def _parquet_names(engine: Engine, file: str) -> list[str]:
    """Names of the columns as the file has them: DuckDB numbers those that differ only in their case."""
    schema = engine.execute(f"SELECT name, num_children FROM parquet_schema({file})").fetchall()
    names: list[str] = []
    inside = 0
    for name, children in schema[1:]:
        if inside:
            inside -= 1
        else:
            names.append(str(name))
        inside += children or 0
    return names
