"""XLS (Excel 97-2003) to cells: values and formats by xlrd, formulas without a result by our own survey.

Number formats are those of the workbook and Excel's built-in ones, so that a cell reads as in XLSX. Older
editions, encrypted files and streams that contradict themselves are refused. xlrd trusts what it reads:
whatever it stumbles over is a damaged file.
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import xlrd
from xlrd.book import Book as OldBook
from xlrd.book import open_workbook_xls
from xlrd.compdoc import CompDoc
from xlrd.sheet import Cell as OldCell
from xlrd.sheet import Sheet as OldSheet

from pipeline.readers import kinds
from pipeline.readers.biff_records import SheetFormulas, survey
from pipeline.readers.cells import EMPTY, Book, Cell, Merge
from pipeline.readers.formulas import Formulas
from pipeline.readers.grid import STATES, Grid, Makers, Room, collector_paused, finished
from pipeline.readers.number_formats import format_code
from pipeline.readers.refusals import damaged, refusal
from pipeline.readers.rich_text import Run, joined

_STREAMS = ("Workbook", "Book")


def read_old_workbook(content: bytes) -> Book:
    """Read every worksheet, in the workbook's order.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-encrypted`, `file-empty`, `format-error`).
    """
    surveyed = survey(_stream(content))
    with collector_paused():
        old = _opened(content)
        if old.nsheets != len(surveyed):
            raise damaged("records")
        reading = _Reading(old)
        pairs = zip(old.sheets(), surveyed, strict=True)
        grids = [reading.sheet(sheet, formulas) for sheet, formulas in pairs]
    reading.formulas.settle()
    book = Book([grid.sheet for grid in grids])
    for grid, sheet in zip(grids, old.sheets(), strict=True):
        book.findings.extend(grid.finish(_merges(sheet), conceals=True))
    return finished(book)


def _stream(content: bytes) -> bytes:
    """The workbook's stream within the compound file."""
    try:
        compound = CompDoc(content, logfile=io.StringIO())
        for name in _STREAMS:
            memory, start, length = compound.locate_named_stream(name)
            if memory is not None:
                return bytes(memory[start : start + length])
    except MemoryError:
        raise
    except Exception as error:
        raise damaged("container") from error
    raise refusal("format-error", expected=kinds.XLS, found=kinds.OLE)


def _opened(content: bytes) -> OldBook:
    try:
        return open_workbook_xls(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise refusal("file-encrypted") from error
        raise damaged("records") from error


def _merges(sheet: OldSheet) -> list[Merge]:
    return [
        Merge(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in sheet.merged_cells
    ]  # fmt: skip


class _Reading:
    """The reading of one workbook that xlrd has taken apart."""

    def __init__(self, old: OldBook) -> None:
        custom = {described.format_key: described.format_str for described in old.format_list}
        self.codes = [format_code(style.format_key, custom) for style in old.xf_list]
        self.fonts = old.font_list
        self.makers = Makers(since_1904=old.datemode == 1)
        self.formulas = Formulas()
        self.room = Room()

    def sheet(self, old: OldSheet, formulas: SheetFormulas) -> Grid:
        """One worksheet as a grid that is still to be finished."""
        grid = Grid(old.name, self.room, state=STATES[old.visibility] if old.visibility < 3 else STATES[1])
        grid.hidden_columns.update(
            column + 1 for column, told in old.colinfo_map.items() if told.hidden or not told.width
        )
        for row in range(old.nrows):
            rich = old.rich_text_runlist_map
            self._row(grid, row + 1, old.row(row), rich, hidden=_is_hidden(old, row))
        if formulas.is_calculated:
            self.formulas.note_calculated()
        for row, column in formulas.blank:
            cell = _cell_at(old, row, column)
            code = self.codes[cell.xf_index] if cell and cell.xf_index is not None else ""
            hidden = column in grid.hidden_columns or _is_hidden(old, row - 1)
            self.formulas.add(grid, row, column, code, hidden=hidden, blank=True)
        return grid

    def _joined(self, text: str, starts: list[tuple[int, int]]) -> str:
        """A text of several formats; each begins at a position, in the font of a number."""
        runs = [Run(text[: starts[0][0]])]
        for (start, font), (end, _) in pairwise([*starts, (len(text), 0)]):
            known = self.fonts[font] if font < len(self.fonts) else None
            shift = {1: 1, 2: -1}.get(known.escapement, 0) if known else 0
            runs.append(Run(text[start:end], shift, bool(known and known.struck_out)))
        return joined(runs)

    def _row(
        self, grid: Grid, row: int, old: list[OldCell], rich: dict[tuple[int, int], Any], *, hidden: bool
    ) -> None:
        line: list[Cell] = []
        for column, cell in enumerate(old, start=1):
            is_blank = cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == ""
            is_hidden = hidden or column in grid.hidden_columns
            if runs := rich.get((row - 1, column - 1)):
                cell.value = self._joined(str(cell.value), runs)
            try:
                line.append(EMPTY if is_blank else self._cell(cell, hidden=is_hidden))
            except (ValueError, LookupError) as error:
                place = grid.sheet.place(row, column)
                raise damaged("cell", places=(place,), value=str(cell.value)) from error
        grid.add(row, line)

    def _cell(self, cell: OldCell, *, hidden: bool) -> Cell:
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                code = self.codes[cell.xf_index or 0]
                return self.makers.number(repr(cell.value), code, hidden=hidden)
            case xlrd.XL_CELL_BOOLEAN:
                return self.makers.text("TRUE" if cell.value else "FALSE", hidden=hidden)
            case xlrd.XL_CELL_ERROR:
                return self.makers.text(xlrd.error_text_from_code[int(cell.value)], hidden=hidden)
            case _:
                return self.makers.text(str(cell.value), hidden=hidden)


def _is_hidden(old: OldSheet, row: int) -> bool:
    told = old.rowinfo_map.get(row)
    return told is not None and bool(told.hidden or told.height == 0)


def _cell_at(old: OldSheet, row: int, column: int) -> OldCell | None:
    if row <= old.nrows and column <= old.row_len(row - 1):
        return old.cell(row - 1, column - 1)
    return None
