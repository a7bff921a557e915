"""A small file as rows of cells, to be altered at will and written as CSV or as a workbook."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

from openpyxl import Workbook


@dataclass
class Page:
    """One sheet: rows of texts and numbers, with what a spreadsheet adds."""

    rows: list[list[object]]
    merges: list[list[int]] = field(default_factory=list)
    """Top, left, bottom, right; from 1."""
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def insert(self, axis, at, cells):
        """A row (axis 0) or column (axis 1) before position `at`, from 1."""
        if axis == 0:
            self.rows.insert(at - 1, cells)
        else:
            width = max(len(row) for row in self.rows)
            for row, cell in zip(self.rows, cells, strict=True):
                row.extend([""] * (width - len(row)))
                row.insert(at - 1, cell)
        self._shift(axis, at, 1)

    def delete(self, axis, at):
        if axis == 0:
            del self.rows[at - 1]
        else:
            for row in self.rows:
                del row[at - 1 : at]
        self._shift(axis, at, -1)

    def _shift(self, axis, at, by):
        moved = {}
        for position, code in self.formats.items():
            key = list(position)
            key[axis] += by if key[axis] >= at else 0
            moved[tuple(key)] = code
        self.formats = moved
        for merge in self.merges:
            merge[axis] += by if merge[axis] >= at else 0
            merge[axis + 2] += by if merge[axis + 2] >= at else 0


@dataclass
class File:
    """A good file and where its parts stand: (sheet, row, column), from 1."""

    name: str
    layout: str
    pages: dict[str, Page]
    headers: list[tuple[str, int, int]]
    """Labels of two value columns with one unit."""
    dimension: tuple[str, int, int]
    value: tuple[str, int, int]
    data_rows: tuple[str, int, int]
    """First and last data row of a sheet."""

    @property
    def page(self):
        return self.pages[self.value[0]]


def at(file, position):
    sheet, row, column = position
    return file.pages[sheet].rows[row - 1][column - 1]


def put(file, position, cell):
    sheet, row, column = position
    file.pages[sheet].rows[row - 1][column - 1] = cell


def write(file, folder):
    target = folder / "stored"
    if file.name.endswith(".csv"):
        encoding = "gb18030" if "gb18030" in file.layout else "utf-8"
        with target.open("w", encoding=encoding, newline="") as out:
            csv.writer(out).writerows(file.page.rows)
        return target
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, page in file.pages.items():
        sheet = workbook.create_sheet(name)
        for row, cells in enumerate(page.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell != "":
                    sheet.cell(row, column, cell)
        for (row, column), code in page.formats.items():
            if column > 0 and sheet.cell(row, column).value is not None:
                sheet.cell(row, column).number_format = code
        for top, left, bottom, right in page.merges:
            if left >= 1 and (top, left) != (bottom, right):
                kept = sheet.cell(top, left).value
                sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
                sheet.cell(top, left).value = kept
        for row in page.hidden:
            sheet.row_dimensions[row].hidden = True
    workbook.save(target)
    return target
