"""The record stream of an Excel 97-2003 workbook (XLS), walked once before anything believes it.

Told here: whether it is of that edition and not encrypted, how many cells it claims, and which cells are
formulas without a result. Values and formats are read by xlrd. Source: MS-XLS, sections 2.3, 2.4.28, 2.4.127.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.readers import kinds
from pipeline.readers.refusals import CELLS, damaged, hostile, refusal

_START, _END, _SHEET, _ENCRYPTION = 0x0809, 0x000A, 0x0085, 0x002F
_FORMULA = 0x0006
_ONE_CELL = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, _FORMULA})
_CELL_SIZES = {0x00BD: 6, 0x00BE: 2}
"""Bytes that each cell takes in a record of several; six more stand around them."""
_EDITION_97 = 0x0600
_WORKSHEET = 0
_IS_NO_NUMBER, _EMPTY_TEXT = b"\xff\xff", 3
_CALCULATE = 3

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class SheetFormulas:
    """Formulas of one worksheet."""

    blank: list[Place] = field(default_factory=list)
    """Those whose result may be none: an empty text, or zero to be calculated anew."""
    is_calculated: bool = False
    """Whether any other formula stands there."""


def survey(stream: bytes) -> list[SheetFormulas]:
    """The formulas of every worksheet, in order.

    Raises RefusalError (`format-error` for older editions, `file-encrypted`, `file-damaged`, `file-hostile`).
    """
    cells = 0
    formulas: list[SheetFormulas] = []
    for start in _worksheets(stream):
        found, claimed = _sheet(stream, start)
        formulas.append(found)
        cells += claimed
        if cells > CELLS:
            raise hostile("cells", limit=CELLS, found=f"more than {CELLS}")
    return formulas


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """Code, start and length of every record from `position` on."""
    while position + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, position)
        position += 4
        if position + length > len(stream):
            raise damaged("records")
        yield code, position, length
        position += length


def _worksheets(stream: bytes) -> list[int]:
    """Where the worksheets start, as the first part of the stream says."""
    starts: list[int] = []
    depth = 0
    for code, start, length in _records(stream, 0):
        if depth == 0:
            _check_edition(stream, code, start, length)
        if code == _ENCRYPTION:
            raise refusal("file-encrypted")
        depth += (code == _START) - (code == _END)
        if depth == 0:
            return starts
        if code == _SHEET and depth == 1:
            if length < 8:
                raise damaged("records")
            if stream[start + 5] == _WORKSHEET:
                starts.append(struct.unpack_from("<I", stream, start)[0])
    raise damaged("truncated")


def _check_edition(stream: bytes, code: int, start: int, length: int) -> None:
    """The stream begins as a workbook of Excel 97 or later does."""
    if code != _START or length < 4:
        raise damaged("records")
    if struct.unpack_from("<H", stream, start)[0] != _EDITION_97:
        raise refusal("format-error", expected=kinds.XLS, found=kinds.OLD_XLS)


def _cells_in(code: int, length: int) -> int:
    if code in _CELL_SIZES:
        return (length - 6) // _CELL_SIZES[code]
    return code in _ONE_CELL


def _sheet(stream: bytes, position: int) -> tuple[SheetFormulas, int]:
    """The formulas of one worksheet, and how many cells it claims."""
    formulas = SheetFormulas()
    cells = 0
    depth = 0
    for code, start, length in _records(stream, position):
        if depth == 0 and code != _START:
            raise damaged("records")
        depth += (code == _START) - (code == _END)
        if depth == 0:
            return formulas, cells
        cells += _cells_in(code, length)
        if code == _FORMULA and depth == 1:
            if length < 16:
                raise damaged("records")
            row, column = struct.unpack_from("<HH", stream, start)
            if _is_blank(stream[start + 6 : start + 16]):
                formulas.blank.append((row + 1, column + 1))
            else:
                formulas.is_calculated = True
    raise damaged("truncated")


def _is_blank(result: bytes) -> bool:
    """Whether the result (eight bytes, then two of marks) may be none."""
    if result[6:8] == _IS_NO_NUMBER:
        return result[0] == _EMPTY_TEXT
    number, marks = struct.unpack("<dH", result)
    return number == 0 and bool(marks & _CALCULATE)
