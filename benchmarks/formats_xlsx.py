"""One million cells of XLSX to text cells with places and number formats, against calamine alone.

Calamine, in Rust, gives values only. The workbook is the one of `xlsx_read.py`; both readers take turns in
one process, and the best of each counts, in processor time. Every value must be the same in both.
"""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import python_calamine
from measure import Measure
from xlsx_read import write_workbook

from pipeline.readers.cells import Cell, Sheet
from pipeline.readers.opening import open_book

TURNS, MOST = 5, 3.0


def differing(sheet: Sheet, values: list[list[object]]) -> int:
    """Cells that are not the value that calamine gives."""
    return sum(
        not same(cell, value)
        for row, line in zip(sheet.rows, values, strict=True)
        for cell, value in zip(row, line, strict=True)
    )


def same(cell: Cell, value: object) -> bool:
    if isinstance(value, datetime.date):
        return cell.text == value.isoformat()
    return cell.text == value if isinstance(value, str) else float(cell.text) == value


def measures(samples: Path | None) -> Iterator[Measure]:
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "removals.xlsx")
        write_workbook(path)
        for _ in range(TURNS):
            start = time.process_time()
            values = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            theirs.append(time.process_time() - start)
            del values
            start = time.process_time()
            book = open_book(path, file_name=path.name)
            ours.append(time.process_time() - start)
        values = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        wrong = differing(book.sheets[0], values)
    ratio = min(ours) / min(theirs)
    seconds = f"{min(ours):.2f} s against {min(theirs):.2f} s"
    yield Measure(
        "XLSX of one million cells to text cells with places and formats, against calamine alone",
        "1.0",
        f"≤ {MOST:g}",
        f"{ratio:.2f} ({seconds}; {wrong} values differ)",
        ratio <= MOST and not wrong,
    )
