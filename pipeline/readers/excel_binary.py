"""XLSB to cells: the same workbook as XLSX, written in binary records.

Values, number formats, dates of both calendars, hidden rows, columns and sheets, merged ranges. A formula
keeps its result beside it; a program that does not calculate writes nothing or zero there, and then every
formula of the workbook looks so: such results are not believed. Source: MS-XLSB, section 2.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.readers.binary_records import ERRORS, compressed, real, records, text_at, u32
from pipeline.readers.cells import EMPTY, Book, Cell, Merge
from pipeline.readers.excel_cells import GENERAL
from pipeline.readers.formulas import Formulas
from pipeline.readers.grid import (
    LAST_COLUMN,
    LAST_ROW,
    STATES,
    Grid,
    Makers,
    Room,
    collector_paused,
    finished,
)
from pipeline.readers.number_formats import format_code
from pipeline.readers.package import Package
from pipeline.readers.refusals import CELLS, damaged, hostile
from pipeline.readers.workbook_parts import Tab, relations_of, target_of

_ROW, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = 0, 3, 4, 5, 6, 7
_RK, _RICH = 2, 62
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = 8, 9, 10, 11
_FORMULAS = (_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR)
_NEXT_COLUMN = {13: _RK, 14: _ERROR, 15: _BOOLEAN, 16: _REAL, 17: _TEXT, 18: _SHARED}
"""Cells that leave their column out: it is the next one."""
_NEXT_BLANK = 12
_BLANK = 1
_STRING_ITEM, _COLUMNS, _MERGE, _SHEET, _PROPERTIES = 19, 60, 176, 156, 153
_FORMAT, _STYLE, _STYLES_START, _STYLES_END = 44, 47, 617, 618
_CALCULATE_ALWAYS = 2
_ROW_HIDDEN = 0x10


@dataclass(slots=True)
class _Shared:
    """What the sheets share."""

    makers: Makers
    strings: list[str]
    codes: list[str]
    formulas: Formulas = field(default_factory=Formulas)


def read_binary_workbook(content: bytes) -> Book:
    """Read every worksheet, in the workbook's order.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-encrypted`, `file-empty`).
    """
    package = Package(content)
    part = target_of(package, "_rels/.rels", "", "/officeDocument") or "xl/workbook.bin"
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    tabs, since_1904 = _tabs(package, part, rels)
    strings = target_of(package, rels, part, "/sharedStrings")
    styles = target_of(package, rels, part, "/styles")
    shared = _Shared(
        Makers(since_1904=since_1904),
        _strings(package.raw(strings), strings) if strings else [],
        _codes(package.raw(styles), styles) if styles else [],
    )
    room = Room()
    with collector_paused():
        readings = [_SheetReading(tab, shared, room) for tab in tabs]
        for reading in readings:
            reading.read(package.raw(reading.tab.part))
    shared.formulas.settle()
    package.screen_rest()
    book = Book([reading.grid.sheet for reading in readings])
    for reading in readings:
        book.findings.extend(reading.grid.finish(reading.merges, conceals=True))
    return finished(book)


def _tabs(package: Package, part: str, rels: str) -> tuple[list[Tab], bool]:
    """The worksheets in order, and whether days count from 1904."""
    relations = relations_of(package, rels, part)
    tabs: list[Tab] = []
    since_1904 = False
    try:
        for kind, body in records(package.raw(part), part):
            if kind == _PROPERTIES:
                since_1904 = bool(u32(body, 0) & 1)
            elif kind == _SHEET:
                state, (key, behind) = u32(body, 0), text_at(body, 8, part)
                name, _ = text_at(body, behind, part)
                type_, target = relations.get(key, ("", ""))
                if not type_ or state >= len(STATES):
                    raise damaged("missing-part", part=part, value=name)
                if type_.endswith("/worksheet"):
                    tabs.append(Tab(name, STATES[state], target))
    except struct.error as error:
        raise damaged("records", part=part) from error
    return tabs, since_1904


def _strings(content: bytes, part: str) -> list[str]:
    strings: list[str] = []
    try:
        for kind, body in records(content, part):
            if kind == _STRING_ITEM:
                strings.append(text_at(body, 1, part)[0])
                if len(strings) > CELLS:
                    raise hostile("cells", part=part, limit=CELLS, found=f"more than {CELLS}")
    except struct.error as error:
        raise damaged("records", part=part) from error
    return strings


def _codes(content: bytes, part: str) -> list[str]:
    """Number format code of every cell style."""
    custom: dict[int, str] = {}
    numbers: list[int] = []
    among_styles = False
    try:
        for kind, body in records(content, part):
            if kind == _FORMAT:
                custom[struct.unpack_from("<H", body)[0]] = text_at(body, 2, part)[0]
            elif kind in (_STYLES_START, _STYLES_END):
                among_styles = kind == _STYLES_START
            elif kind == _STYLE and among_styles:
                numbers.append(struct.unpack_from("<H", body, 2)[0])
    except struct.error as error:
        raise damaged("records", part=part) from error
    return [format_code(number, custom) for number in numbers]


class _SheetReading:
    """The reading of one worksheet."""

    def __init__(self, tab: Tab, shared: _Shared, room: Room) -> None:
        self.tab, self.shared = tab, shared
        self.grid = Grid(tab.name, room, state=tab.state, part=tab.part)
        self.merges: list[Merge] = []
        self.row = self.column = 0
        self.row_hidden = False
        self.line: list[Cell] = []
        self.cell_readers: dict[int, Callable[[bytes, int, bool], Cell]] = {
            _RK: lambda body, style, hidden: self._number(compressed(u32(body, 8)), style, hidden),
            _REAL: lambda body, style, hidden: self._number(real(body, 8), style, hidden),
            _FORMULA_NUMBER: lambda body, style, hidden: self._number(real(body, 8), style, hidden),
            _ERROR: self._error,
            _FORMULA_ERROR: self._error,
            _BOOLEAN: self._boolean,
            _FORMULA_BOOLEAN: self._boolean,
            _SHARED: self._shared,
            _TEXT: lambda body, _, hidden: self._text(body, 8, hidden),
            _FORMULA_TEXT: lambda body, _, hidden: self._text(body, 8, hidden),
            _RICH: lambda body, _, hidden: self._text(body, 9, hidden),
        }

    def read(self, content: bytes) -> None:
        """Read all rows and what stands around. Raises RefusalError."""
        try:
            for kind, body in records(content, self.tab.part):
                if kind in self.cell_readers:
                    self._cell(kind, body)
                elif kind in _NEXT_COLUMN:
                    self._cell(_NEXT_COLUMN[kind], struct.pack("<I", self.column) + body)
                elif kind == _ROW:
                    self._start_row(body)
                elif kind == _BLANK:
                    self.column = u32(body, 0) + 1
                elif kind == _NEXT_BLANK:
                    self.column += 1
                elif kind == _COLUMNS:
                    self._columns(body)
                elif kind == _MERGE:
                    top, bottom, left, right = (u32(body, at) + 1 for at in (0, 4, 8, 12))
                    self.merges.append(Merge(top, left, bottom, right))
        except (struct.error, IndexError, ValueError) as error:
            raise damaged("cell", part=self.tab.part, places=(self._place(),)) from error
        self.grid.add(self.row, self.line)

    def _place(self) -> str:
        return self.grid.sheet.place(self.row, self.column)

    def _start_row(self, body: bytes) -> None:
        self.grid.add(self.row, self.line)
        row = u32(body, 0) + 1
        if not self.row < row <= LAST_ROW:
            raise ValueError(row)
        self.row, self.column, self.line = row, 0, []
        self.row_hidden = bool(body[11] & _ROW_HIDDEN)

    def _columns(self, body: bytes) -> None:
        first, last, width = u32(body, 0), u32(body, 4), u32(body, 8)
        if body[16] & 1 or not width:
            self.grid.hidden_columns.update(range(first + 1, min(last + 1, LAST_COLUMN) + 1))

    def _cell(self, kind: int, body: bytes) -> None:
        """Put one cell into its row. `column` is then that of the next cell at least, from 0."""
        column = u32(body, 0) + 1
        if not self.row or not len(self.line) < column <= LAST_COLUMN:
            raise ValueError(column)
        self.column = column
        style = int.from_bytes(body[4:7], "little")
        hidden = self.row_hidden or column in self.grid.hidden_columns
        cell = self.cell_readers[kind](body, style, hidden)
        if kind in _FORMULAS:
            blank = not cell.text or (kind == _FORMULA_NUMBER and _is_uncalculated(body))
            self.shared.formulas.add(
                self.grid, self.row, column, self._code(style), hidden=hidden, blank=blank
            )
        self.line.extend([EMPTY] * (column - len(self.line) - 1))
        self.line.append(cell)

    def _code(self, style: int) -> str:
        return self.shared.codes[style] if self.shared.codes or style else GENERAL

    def _number(self, value: str, style: int, hidden: bool) -> Cell:
        return self.shared.makers.number(value, self._code(style), hidden=hidden)

    def _text(self, body: bytes, at: int, hidden: bool) -> Cell:
        return self.shared.makers.text(text_at(body, at, self.tab.part)[0], hidden=hidden)

    def _shared(self, body: bytes, _: int, hidden: bool) -> Cell:
        return self.shared.makers.text(self.shared.strings[u32(body, 8)], hidden=hidden)

    def _error(self, body: bytes, _: int, hidden: bool) -> Cell:
        return self.shared.makers.text(ERRORS.get(body[8], "#UNKNOWN!"), hidden=hidden)

    def _boolean(self, body: bytes, _: int, hidden: bool) -> Cell:
        return self.shared.makers.text("TRUE" if body[8] else "FALSE", hidden=hidden)


def _is_uncalculated(body: bytes) -> bool:
    """A result of zero under the mark that it is to be calculated anew."""
    (number, marks) = struct.unpack_from("<dH", body, 8)
    return number == 0 and bool(marks & _CALCULATE_ALWAYS)
