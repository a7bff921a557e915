"""Cells of one worksheet gathered row by row, from whatever workbook format, and the remarks on them.

Rows come in ascending order. Blanks that pad a used range are dropped; how far filled cells may lie apart is
limited for the whole file, so that what is allocated follows from what is there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from pipeline.model import Finding
from pipeline.readers import excel_cells as made
from pipeline.readers.cells import EMPTY, Book, Cell, Merge, Sheet, column_letters
from pipeline.readers.refusals import SLOTS, hostile, refusal

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
STATES = ("visible", "hidden", "veryHidden")
"""States of a sheet by the number that binary workbooks give them."""
_PLACES_SHOWN = 20


class Room:
    """The places, filled or not, that the used ranges of a file may still span."""

    def __init__(self) -> None:
        self.limit = self.left = SLOTS

    def take(self, slots: int, part: str) -> None:
        """Raises RefusalError (`file-hostile`) when there are no more."""
        self.left -= slots
        if self.left < 0:
            raise hostile("dimensions", part=part, limit=self.limit, found=f"more than {self.limit}")


class Makers:
    """Cells of the formats that store typed values; equal cells are one object."""

    def __init__(self, *, since_1904: bool = False) -> None:
        self._since_1904 = since_1904
        self._numbers: dict[tuple[str, bool], made.CellMaker] = {}
        self._texts: tuple[dict[str, Cell], dict[str, Cell]] = ({"": EMPTY}, {"": EMPTY})

    def number(self, value: str, code: str, *, hidden: bool) -> Cell:
        """The cell of a stored number. Raises ValueError for what is no finite number."""
        maker = self._numbers.get((code, hidden))
        if maker is None:
            maker = made.maker_of_numbers(code, hidden=hidden, since_1904=self._since_1904)
            self._numbers[code, hidden] = maker
        return maker[value]

    def text(self, text: str, *, hidden: bool) -> Cell:
        """The cell of a text, an error or a boolean as it stands."""
        cells = self._texts[hidden]
        cell = cells.get(text)
        if cell is None:
            cell = cells[text] = Cell(text, hidden=hidden)
        return cell


class Grid:
    """One worksheet while it is read."""

    def __init__(self, name: str, room: Room, *, state: str = "visible", part: str = "") -> None:
        self.sheet = Sheet(name, [], hidden=state != "visible")
        self.state, self.part = state, part
        self.hidden_columns: set[int] = set()
        self.unstored: list[tuple[int, int]] = []
        """Where formulas without a result stand."""
        self._room = room

    def add(self, row: int, line: list[Cell]) -> None:
        """Append a row below all others; a blank one is forgotten. `line` is kept and shortened."""
        while line and (not line[-1].text or line[-1].text.isspace()):
            line.pop()
        if line:
            rows = self.sheet.rows
            self._room.take(row - len(rows) - 1 + len(line), self.part)
            rows.extend([] for _ in range(row - len(rows) - 1))
            rows.append(line)

    def put_unstored(self, row: int, column: int, cell: Cell) -> None:
        """Set the cell of a formula without a result, wherever it lies."""
        rows = self.sheet.rows
        rows.extend([] for _ in range(row - len(rows)))
        line = rows[row - 1]
        line.extend([EMPTY] * (column - len(line)))
        line[column - 1] = cell
        self.unstored.append((row, column))

    def finish(self, merges: Iterable[Merge], *, conceals: bool) -> list[Finding]:
        """Clip the merged ranges to the used range, and say what a person should know about the sheet."""
        sheet = self.sheet
        sheet.merges = tuple(_clipped(merges, sheet))
        remarks = []
        if sheet.hidden and sheet.rows:
            params = {"sheet": sheet.name, "state": self.state}
            remarks.append(Finding(code="sheet-hidden", places=(sheet.name,), params=params))
        if conceals:
            remarks.extend(_cells_hidden(sheet, self.hidden_columns))
        if self.unstored:
            remarks.append(_formula_unstored(sheet, sorted(self.unstored)))
        return remarks


def finished(book: Book) -> Book:
    """The book, once it is seen that it holds anything. Raises RefusalError (`file-empty`)."""
    if not any(sheet.rows for sheet in book.sheets):
        raise refusal("file-empty")
    return book


@contextmanager
def collector_paused() -> Iterator[None]:
    """Cells hold no cycles: looking for some among a million young objects doubles the reading time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _clipped(merges: Iterable[Merge], sheet: Sheet) -> Iterator[Merge]:
    """Merged ranges within the used range; what is left of a single cell is none.

    Raises RefusalError (`file-hostile`) for ranges that lie over each other so that they outgrow the sheet.
    """
    bottom, right = len(sheet.rows), max(map(len, sheet.rows), default=0)
    room = bottom * right
    for merge in merges:
        clipped = Merge(merge.top, merge.left, min(merge.bottom, bottom), min(merge.right, right))
        height, width = clipped.bottom - clipped.top + 1, clipped.right - clipped.left + 1
        if height < 1 or width < 1 or height == width == 1:
            continue
        room -= height * width
        if room < 0:
            raise hostile("dimensions", part=sheet.name, limit=bottom * right, found="merged ranges overlap")
        yield clipped


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
