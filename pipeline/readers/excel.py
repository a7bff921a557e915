"""XLSX and XLSM to cells, with everything a value alone does not say.

Number formats, dates of both calendars, formulas without a stored result, error values, hidden rows, columns
and sheets, merged ranges. Charts, pictures, macros, external links and cell comments are never opened. The
`dimension` that a sheet claims is ignored: what is allocated follows from the cells that are there.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from operator import getitem

from pipeline.model import Finding, RefusalError
from pipeline.readers import excel_cells as made
from pipeline.readers.cells import EMPTY, Book, Cell, Merge, Sheet, column_letters
from pipeline.readers.package import Package
from pipeline.readers.refusals import SLOTS, damaged, hostile, refusal
from pipeline.readers.sheet_xml import RawRow, is_hidden, read_sheet
from pipeline.readers.workbook_parts import Tab, Workbook, open_workbook

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_PLACES_SHOWN = 20
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))")


def read_workbook(content: bytes) -> Book:
    """Read every worksheet, in the workbook's order.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-encrypted`, `file-empty`).
    """
    package = Package(content)
    workbook = open_workbook(package)
    book = Book([])
    slots = SLOTS
    with _collector_paused():
        for tab in workbook.tabs:
            reading = _SheetReading(workbook, tab, package.xml(tab.part), slots)
            sheet, remarks = reading.read()
            slots = reading.slots_left
            book.sheets.append(sheet)
            book.findings.extend(remarks)
    package.screen_rest()
    if not any(sheet.rows for sheet in book.sheets):
        raise refusal("file-empty")
    return book


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Cells hold no cycles: looking for some among a million young objects doubles the reading time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Makers(dict[str, made.CellMaker]):
    """Attributes of a cell as written -> its maker; a workbook writes only as many as it has styles."""

    def __init__(self, workbook: Workbook, *, hidden: bool) -> None:
        super().__init__()
        self.workbook, self.hidden = workbook, hidden

    def __missing__(self, written: str) -> made.CellMaker:
        maker = self[written] = self.workbook.maker(written, hidden=self.hidden)
        return maker


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    return {column_letters(number): number for number in range(1, _LAST_COLUMN + 1)}


class _SheetReading:
    """The reading of one worksheet: raw rows in, a sheet and the remarks on it out."""

    def __init__(self, workbook: Workbook, tab: Tab, xml: bytes, slots: int) -> None:
        self.tab, self.slots_left = tab, slots
        self.raw = read_sheet(xml, tab.part)
        self.sheet = Sheet(tab.name, [], hidden=tab.state != "visible")
        self.letters = list(_columns())
        self.unstored: list[tuple[int, int]] = []
        self.visible = _Makers(workbook, hidden=False)
        self.concealed = _Makers(workbook, hidden=True)
        self.hidden_columns = {
            column
            for first, last in self.raw.hidden_columns
            for column in range(first, min(last, _LAST_COLUMN) + 1)
        }

    def read(self) -> tuple[Sheet, list[Finding]]:
        """Read all rows, without the blanks that pad them, and what stands around."""
        rows = self.sheet.rows
        row = 0
        for raw in self.raw.rows:
            row = self._row_number(raw, row)
            line = self._line(raw, row)
            if line:
                self._take_slots(row - len(rows) - 1 + len(line))
                rows.extend([] for _ in range(row - len(rows) - 1))
                rows.append(line)
        self.sheet.merges = _merges(self.raw.merges, self.sheet, self.tab.part)
        return self.sheet, self._remarks()

    def _row_number(self, raw: RawRow, previous: int) -> int:
        text = raw.attributes.get("r", str(previous + 1))
        row = int(text) if text.isdecimal() and len(text) <= len(str(_LAST_ROW)) else 0
        if not previous < row <= _LAST_ROW:
            raise damaged("cell", part=self.tab.part, value=text)
        return row

    def _take_slots(self, slots: int) -> None:
        self.slots_left -= slots
        if self.slots_left < 0:
            raise hostile("dimensions", part=self.tab.part, limit=SLOTS, found=f"more than {SLOTS}")

    def _line(self, raw: RawRow, row: int) -> list[Cell]:
        """The cells of one row up to the last that is not blank."""
        row_hidden = is_hidden(raw.attributes, "ht")
        is_plain = raw.is_canonical and not row_hidden and not self.hidden_columns
        if is_plain and len(raw.cells) <= _LAST_COLUMN:
            line = self._dense_line(raw, str(row)) or self._sparse_line(raw, row, row_hidden)
        else:
            line = self._sparse_line(raw, row, row_hidden)
        while line and (not line[-1].text or line[-1].text.isspace()):
            line.pop()
        return line

    def _dense_line(self, raw: RawRow, digits: str) -> list[Cell]:
        """The cells of a row without a gap or an oddity, fast; none for any other row."""
        if not raw.cells:
            return []
        addresses, written, values, inlines = zip(*raw.cells, strict=True)
        if "".join(addresses) != digits.join(self.letters[: len(addresses)]) + digits:
            return []
        if any(inlines):
            values = tuple(value or inline for value, inline in zip(values, inlines, strict=True))
        try:
            return list(map(getitem, map(self.visible.__getitem__, written), values))
        except (ValueError, LookupError):
            return []

    def _sparse_line(self, raw: RawRow, row: int, row_hidden: bool) -> list[Cell]:
        """The cells of any row, cell by cell. Raises RefusalError for a cell that cannot be."""
        digits, columns = str(row), _columns()
        line: list[Cell] = []
        column = 0
        for index, (address, written, value, inline) in enumerate(raw.cells):
            previous, letters = column, address.removesuffix(digits)
            column = columns.get(letters, 0) if address else previous + 1
            if not previous < column <= _LAST_COLUMN:
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
                self.unstored.append((row, column))
        return line

    def _bad_cell(self, address: str, value: str) -> RefusalError:
        return damaged("cell", part=self.tab.part, places=(f"{self.tab.name}!{address}",), value=value)

    def _remarks(self) -> list[Finding]:
        """What a person should know: filled cells out of sight, formulas without a result."""
        name = self.sheet.name
        remarks = []
        if self.sheet.hidden and self.sheet.rows:
            params = {"sheet": name, "state": self.tab.state}
            remarks.append(Finding(code="sheet-hidden", places=(name,), params=params))
        if self.concealed:
            remarks.extend(_cells_hidden(self.sheet, self.hidden_columns))
        if self.unstored:
            remarks.append(_formula_unstored(self.sheet, self.unstored))
        return remarks


def _formula_unstored(sheet: Sheet, at: list[tuple[int, int]]) -> Finding:
    return Finding(
        code="formula-unstored",
        places=tuple(sheet.place(row, column) for row, column in at),
        value=sheet.cell(*at[0]).text,
        params={"sheet": sheet.name, "count": str(len(at))},
    )


def _cells_hidden(sheet: Sheet, hidden_columns: set[int]) -> list[Finding]:
    at = [
        (row, column)
        for row, line in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(line, start=1)
        if cell.hidden and cell.text.strip()
    ]
    if not at:
        return []
    columns = sorted({column for _, column in at if column in hidden_columns})
    rows = sorted({row for row, column in at if column not in hidden_columns})
    params = {
        "sheet": sheet.name,
        "rows": _ranges(rows, str),
        "columns": _ranges(columns, column_letters),
        "count": str(len(at)),
    }
    places = tuple(sheet.place(row, column) for row, column in at[:_PLACES_SHOWN])
    return [Finding(code="cells-hidden", places=places, params=params)]


def _ranges(numbers: list[int], name: Callable[[int], str]) -> str:
    """Ascending numbers for people: [7, 9, 10, 11] -> "7, 9-11"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("-".join(name(end) for end in ends) for ends in ranges)


def _is_single(merge: Merge) -> bool:
    return (merge.top, merge.left) == (merge.bottom, merge.right)


def _merges(references: list[str], sheet: Sheet, part: str) -> tuple[Merge, ...]:
    """Merged ranges, clipped to the used range; what is left of a single cell is none."""
    bottom, right = len(sheet.rows), max(map(len, sheet.rows), default=0)
    merges = []
    for reference in references:
        found = _RANGE.fullmatch(reference)
        if found is None or found[1] not in _columns() or found[3] not in _columns():
            raise damaged("cell", part=part, value=reference)
        merge = Merge(
            top=int(found[2]),
            left=_columns()[found[1]],
            bottom=min(int(found[4]), bottom),
            right=min(_columns()[found[3]], right),
        )
        if merge.top <= merge.bottom and merge.left <= merge.right and not _is_single(merge):
            merges.append(merge)
    return tuple(merges)
