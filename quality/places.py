"""Where a cell stands, from its address: `Sheet!B7`, `B7`, or a pointer into a JSON list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readers.cells import column_number

_CELL = re.compile(r"(?:(?P<sheet>.*)!)?(?P<letters>[A-Z]{1,3})(?P<row>\d+)", re.DOTALL)
_RECORD = re.compile(r"(?P<sheet>.*?)/(?P<row>\d+)/(?P<key>[^/]+)")


@dataclass(frozen=True, slots=True)
class Position:
    """Sheet (or list), row and column of a cell; a key of a record has column 0."""

    sheet: str
    row: int
    column: int


def position(place: str) -> Position | None:
    """The position that an address names; None for a statement or anything else without one."""
    if cell := _CELL.fullmatch(place):
        return Position(cell["sheet"] or "", int(cell["row"]), column_number(cell["letters"]))
    if record := _RECORD.fullmatch(place):
        return Position(f"{record['sheet']} {record['key']}", int(record["row"]), 0)
    return None
