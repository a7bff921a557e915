"""Dagster's SQLite event log with its connections kept open: a round of fifty reporters is some 500 events.

Dagster opens and closes a database for every event, waits for the disk and compiles every statement anew;
kept open, an event takes a third of the time. Same files, same rows: `coalition dev` reads them with the
class that Dagster has for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen

from pipeline.home import write_bytes

_SECONDS_TO_WAIT = 30
_MOST_OPEN = 4
_BLANK: list[bytes] = []
"""A database with its tables and nothing in them, once this process has made one."""


class OpenEventLog(SqliteEventLogStorage):
    """The event log; one database a run and one index, the last few of them open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """Called by Dagster with what the instance's settings say."""
        return cls(inst_data=inst_data, **config_value)

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table. One that is there stays; Dagster asks some 200 times in a round."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _initdb(self, engine: Engine, for_index_shard: bool = False) -> None:
        """Make the tables; a new database is a copy of the first, since Dagster reads all its migrations."""
        path = Path(str(engine.url.database))
        is_new = not path.exists()
        if is_new and _BLANK:
            write_bytes(path, _BLANK[0])
            return
        super()._initdb(engine, for_index_shard)
        engine.dispose()
        if is_new and not path.with_name(f"{path.name}-wal").exists():
            _BLANK.append(path.read_bytes())

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            while len(self._engines) >= _MOST_OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            engine = create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": _SECONDS_TO_WAIT, "check_same_thread": False},
            )
            listen(engine, "connect", _without_waiting)
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


def _without_waiting(connection: DBAPIConnection, _: object) -> None:
    """Do not wait for the disk at every event: the log stays whole, a power cut may cost its last lines."""
    connection.cursor().execute("PRAGMA synchronous = NORMAL")


def open_instance(folder: Path) -> dg.DagsterInstance:
    """The Dagster instance of a folder, with this event log in the place of Dagster's own."""
    event_log = {
        "module": __name__,
        "class": OpenEventLog.__name__,
        "config": {"base_dir": str(folder / "history" / "runs")},
    }
    ref = InstanceRef.from_dir(str(folder), overrides={"event_log_storage": event_log})
    return dg.DagsterInstance.from_ref(ref)
