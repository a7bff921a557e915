"""XLSX and XLSM to cells, with everything a value alone does not say.

Number formats, dates of both calendars, formulas without a stored result, error values, hidden rows, columns
and sheets, merged ranges. Charts, pictures, macros, external links and cell comments are never opened. The
`dimension` that a sheet claims is ignored: what is allocated follows from the cells that are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import getitem

from pipeline.model import RefusalError
from pipeline.readers import excel_cells as made
from pipeline.readers.cells import EMPTY, Book, Cell, Merge, column_letters
from pipeline.readers.grid import LAST_COLUMN, LAST_ROW, Grid, Room, collector_paused, finished
from pipeline.readers.package import Package
from pipeline.readers.refusals import damaged
from pipeline.readers.sheet_xml import CUT, RawCells, RawRow, cut, is_hidden, read_sheet
from pipeline.readers.workbook_parts import Tab, Workbook, open_workbook

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))")


def read_workbook(content: bytes) -> Book:
    """Read every worksheet, in the workbook's order.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-encrypted`, `file-empty`).
    """
    package = Package(content)
    workbook = open_workbook(package)
    book = Book([])
    room = Room()
    with collector_paused():
        for tab in workbook.tabs:
            reading = _SheetReading(workbook, tab, package.xml(tab.part), room)
            reading.read()
            book.sheets.append(reading.grid.sheet)
            book.findings.extend(reading.remarks)
    package.screen_rest()
    return finished(book)


class _Makers(dict[str, made.CellMaker]):
    """Attributes of a cell as written -> its maker; a workbook writes only as many as it has styles."""

    def __init__(self, workbook: Workbook, *, hidden: bool) -> None:
        super().__init__()
        self.workbook, self.hidden = workbook, hidden

    def __missing__(self, written: str) -> made.CellMaker:
        maker = self[written] = self.workbook.maker(written, hidden=self.hidden)
        return maker


class _Unscreened(dict[str, dict[str, Cell]]):
    """Attributes of a cell as written -> cells by values that nobody has looked at yet."""

    def __init__(self, makers: _Makers) -> None:
        super().__init__()
        self.makers = makers

    def __missing__(self, written: str) -> dict[str, Cell]:
        maker = self.makers[written]
        takes_any_text = type(maker) in (made.CellMaker, made.IsoDateMaker)
        cells = self[written] = made.ScreenedTexts(maker) if takes_any_text else maker
        return cells


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    return {column_letters(number): number for number in range(1, LAST_COLUMN + 1)}


class _SheetReading:
    """The reading of one worksheet: raw rows in, a sheet and the remarks on it out."""

    def __init__(self, workbook: Workbook, tab: Tab, xml: bytes, room: Room) -> None:
        self.tab = tab
        self.raw = read_sheet(xml, tab.part)
        self.grid = Grid(tab.name, room, state=tab.state, part=tab.part)
        self.letters = list(_columns())
        self.visible = _Makers(workbook, hidden=False)
        self.unscreened = _Unscreened(self.visible)
        self.shape: list[str] = []
        self.shape_cells: list[dict[str, Cell]] = []
        self.concealed = _Makers(workbook, hidden=True)
        self.hidden_columns = self.grid.hidden_columns
        for first, last in self.raw.hidden_columns:
            self.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))

    def read(self) -> None:
        """Read all rows, without the blanks that pad them, and what stands around."""
        row = 0
        for raw in self.raw.rows:
            row = self._row_number(raw, row)
            self.grid.add(row, self._line(raw, row))
        merges = list(_merges(self.raw.merges, self.tab.part))
        self.remarks = self.grid.finish(merges, conceals=bool(self.concealed))

    def _row_number(self, raw: RawRow, previous: int) -> int:
        text = raw.number or str(previous + 1)
        row = int(text) if text.isdecimal() and len(text) <= len(str(LAST_ROW)) else 0
        if not previous < row <= LAST_ROW:
            raise damaged("cell", part=self.tab.part, value=text)
        return row

    def _line(self, raw: RawRow, row: int) -> list[Cell]:
        """The cells of one row."""
        row_hidden = is_hidden(raw.attributes, "ht")
        if raw.filled and not row_hidden and not self.hidden_columns:
            line = self._dense_line(raw.filled, str(row))
            if line:
                return line
        return self._sparse_line(raw.take_apart(), row, row_hidden)

    def _dense_line(self, filled: str, digits: str) -> list[Cell]:
        """The cells of a row without a gap or an oddity, fast; none for any other row."""
        heads, values = cut(filled)
        if len(heads) != len(values) or not 0 < len(heads) <= LAST_COLUMN:
            return []
        try:
            if CUT.join(heads) != digits.join(self.shape):
                self.shape, self.shape_cells = self._shape_of(heads, digits)
            return list(map(getitem, self.shape_cells, values))
        except (ValueError, LookupError, RefusalError):
            return []

    def _shape_of(self, heads: list[str], digits: str) -> tuple[list[str], list[dict[str, Cell]]]:
        """What a row has in common with others: its heads without the row number, and what makes its cells.

        Raises ValueError, LookupError or RefusalError where the heads are not those of a dense row.
        """
        addresses, marks, written = zip(*(head.partition('"') for head in heads), strict=True)
        letters = self.letters[: len(heads)]
        if "" in marks or list(addresses) != [letter + digits for letter in letters]:
            raise ValueError("no dense row")
        behind = [f'"{attributes}' for attributes in written]
        between = [f"{end}{CUT}{letter}" for end, letter in zip(behind[:-1], letters[1:], strict=True)]
        return [letters[0], *between, behind[-1]], [self.unscreened[attributes] for attributes in written]

    def _sparse_line(self, raw: RawCells, row: int, row_hidden: bool) -> list[Cell]:
        """The cells of any row, cell by cell. Raises RefusalError for a cell that cannot be."""
        digits, columns = str(row), _columns()
        line: list[Cell] = []
        column = 0
        for index, (address, written, value, inline) in enumerate(raw.cells):
            previous, letters = column, address.removesuffix(digits)
            column = columns.get(letters, 0) if address else previous + 1
            if not previous < column <= LAST_COLUMN:
                raise self._bad_cell(address, value)
            unstored = raw.unstored.get(index)
            if not (value or inline or unstored):
                continue
            makers = self.concealed if row_hidden or column in self.hidden_columns else self.visible
            line.extend([EMPTY] * (column - len(line) - 1))
            try:
                maker = makers[written]
                line.append(maker.unstored(unstored) if unstored else maker[value or inline])
            except (ValueError, LookupError) as error:
                raise self._bad_cell(address, value) from error
            if unstored:
                self.grid.unstored.append((row, column))
        return line

    def _bad_cell(self, address: str, value: str) -> RefusalError:
        return damaged("cell", part=self.tab.part, places=(f"{self.tab.name}!{address}",), value=value)


def _merges(references: list[str], part: str) -> Iterator[Merge]:
    for reference in references:
        found = _RANGE.fullmatch(reference)
        if found is None or found[1] not in _columns() or found[3] not in _columns():
            raise damaged("cell", part=part, value=reference)
        yield Merge(int(found[2]), _columns()[found[1]], int(found[4]), _columns()[found[3]])
