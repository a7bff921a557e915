"""Nine good files of different layouts, altered in fifty ways: no alteration changes a value in silence.

An alteration either leaves the observations as they are, or a finding tells of it. And what is accepted (not
held by an error, the file not refused) is never another value than the good file's. The one exception is
named: two headers, or the numbers of two rows, that changed places pass every check inside a file; they can
only be seen against what was accepted before.
"""

from __future__ import annotations

import copy
import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from pipeline.mapping import Situation, map_book
from pipeline.model import RefusalError, Severity, Submission
from pipeline.profiles import Layout
from pipeline.readers.opening import open_book
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text
from quality.catalogue import catalogue

PARTIES = "parties: [{id: alpha, kind: company, name: {en: Alpha, zh: 甲}}]"
REGISTER = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))


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


LONG = File(
    "alpha.csv",
    """
name: long
from: 2018-Q1
file: {format: delimited, delimiter: ','}
notes: ['/Prepared by .*/']
blocks:
  - name: actions
    header: [[Quarter, Category, Removed, Blocked, Remarks]]
    title: ['/Alpha: actions in 2021-Q1/']
    values: [Removed, Blocked]
    ignore: [Remarks]
    rows:
      - {where: {Category: Total}, role: total}
      - {where: {Quarter: '/Note.*/'}, role: note}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino, Turtles: marine_turtles}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
    markers: {n/a: not_applicable}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
""",
    {
        "": Page(
            [
                ["Alpha: actions in 2021-Q1", "", "", "", ""],
                ["Quarter", "Category", "Removed", "Blocked", "Remarks"],
                ["2021-Q1", "Ivory", "1234", "31", "fine"],
                ["2021-Q1", "Rhino", "56", "n/a", ""],
                ["2021-Q1", "Turtles", "7", "5", ""],
                ["2021-Q1", "Total", "1297", "36", ""],
                ["Note: final counts", "", "", "", ""],
                ["Prepared by Ann", "", "", "", ""],
            ]
        )
    },
    [("", 2, 3), ("", 2, 4)],
    ("", 3, 2),
    ("", 3, 3),
    ("", 3, 5),
)
MONTHS = File(
    "alpha.csv",
    """
name: months
from: 2018-Q1
file: {format: delimited, delimiter: ','}
blocks:
  - name: months
    header: [[Measure, Species]]
    values: ['/20\\d\\d-\\d\\d/']
    ignore: [Quarter total]
    fields:
      subject: {constant: alpha}
      period: {header: 1, span: month}
      taxon_group: {column: Species, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {column: Measure, codes: {Removed: listings_removed, Blocked: listings_blocked}}
""",
    {
        "": Page(
            [
                ["Measure", "Species", "2021-01", "2021-02", "2021-03", "Quarter total"],
                ["Removed", "Ivory", "11", "12", "1300", "1323"],
                ["Removed", "Rhino", "21", "22", "23", "66"],
                ["Blocked", "Ivory", "31", "32", "33", "96"],
                ["Blocked", "Rhino", "41", "42", "43", "126"],
            ]
        )
    },
    [("", 1, 3), ("", 1, 4)],
    ("", 2, 2),
    ("", 2, 5),
    ("", 2, 5),
)
CHINESE = File(
    "jia.csv",
    """
name: chinese
from: 2018-Q1
file: {format: delimited, delimiter: ',', encoding: gb18030}
blocks:
  - name: 处置情况
    header: [[类别, 下架数量(万条), 拦截数量(万条)], [第一季度]]
    fill: [1]
    values: ['/(下架|拦截)数量.*/']
    ignore: [备注]
    number: chinese
    fields:
      subject: {constant: alpha}
      period: {join: [{title: '/(\\d{4}年).*处置情况/'}, {header: 2}], span: quarter}
      taxon_group: {column: 类别, codes: {象牙: elephant_ivory, 犀角: rhino}}
      indicator:
        header: 1
        codes:
          下架数量(万条): {indicator: listings_removed, scale: 万}
          拦截数量(万条): {indicator: listings_blocked, scale: 万}
    rows: [{where: {类别: 合计}, role: total}, {where: {类别: '/填报人.*/'}, role: end}]
    checks: [{total: {类别: 合计}, parts: {类别: '!合计'}}]
    markers: {—: not_applicable}
""",
    {
        "": Page(
            [
                ["2021年濒危物种处置情况", "", "", ""],
                ["类别", "下架数量（万条）", "拦截数量（万条）", "备注"],
                ["", "第一季度", "第一季度", ""],
                ["象牙", "26.3", "1.25", ""],
                ["犀角", "0.4", "—", "无"],
                ["合计", "26.7", "1.25", ""],
                ["填报人:某某", "", "", ""],
            ]
        )
    },
    [("", 2, 2), ("", 2, 3)],
    ("", 4, 1),
    ("", 4, 2),
    ("", 4, 5),
)
MERGED = File(
    "alpha.xlsx",
    """
name: merged
from: 2018-Q1
file: {format: excel}
ignore_sheets: [Guide]
notes: ['/Note: .*/']
blocks:
  - name: return
    sheet: Return
    header: [[Month, Listings removed, Listings blocked], [Ivory, Rhino]]
    title: ['/Return for 2021-Q1/']
    values: ['/Listings (removed|blocked) \\| .*/']
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      indicator: {header: 1, codes: {Listings removed: listings_removed, Listings blocked: listings_blocked}}
      taxon_group: {header: 2, codes: {Ivory: elephant_ivory, Rhino: rhino}}
""",
    {
        "Guide": Page([["How to fill in"], ["Write 12345 for the count"]]),
        "Return": Page(
            [
                ["Return for 2021-Q1"],
                ["Month", "Listings removed", "", "Listings blocked", ""],
                ["", "Ivory", "Rhino", "Ivory", "Rhino"],
                ["2021-01", 1100, 12, 13, 14],
                ["2021-02", 21, 22, 23, 24],
                ["2021-03", 31, 32, 33, 34],
                [],
                ["Note: all counts are final"],
            ],
            merges=[[2, 1, 3, 1], [2, 2, 2, 3], [2, 4, 2, 5]],
            formats={(4, 2): "#,##0"},
        ),
    },
    [("Return", 2, 2), ("Return", 2, 4)],
    ("Return", 3, 2),
    ("Return", 4, 2),
    ("Return", 4, 6),
)
STACKED = File(
    "alpha.xlsx",
    """
name: stacked
from: 2018-Q1
file: {format: excel}
blocks:
  - name: counts
    sheet: Data
    header: [[Category, Removed, Blocked]]
    values: [Removed, Blocked]
    fields:
      subject: {constant: alpha}
      period: {title: '/Counts for (.*)/', span: quarter}
      taxon_group: {column: Category, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
  - name: shares
    sheet: Data
    header: [[Category, Before view, Before report]]
    values: [Before view, Before report]
    fields:
      subject: {constant: alpha}
      period: {title: '/Shares for (.*)/', span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator:
        header: 1
        codes:
          Before view: {indicator: share_removed_before_view, shown: percent}
          Before report: {indicator: share_found_proactively, shown: percent}
""",
    {
        "Data": Page(
            [
                ["Counts for 2021-Q1"],
                ["Category", "Removed", "Blocked"],
                ["Ivory", 1200, 3],
                ["Rhino", 4, 5],
                [],
                ["Shares for 2021-Q1"],
                ["Category", "Before view", "Before report"],
                ["Ivory", 0.973, 0.61],
                ["Rhino", 0.5, 0.7],
            ],
            formats={(row, column): "0.0%" for row in (8, 9) for column in (2, 3)},
        )
    },
    [("Data", 2, 2), ("Data", 2, 3)],
    ("Data", 3, 1),
    ("Data", 3, 2),
    ("Data", 3, 4),
)
FORM = File(
    "alpha.xlsx",
    """
name: form
from: 2018-Q1
file: {format: excel}
blocks:
  - name: form
    sheet: Form
    pairs: right
    header: [[Quarter, Listings removed, Listings blocked, Share found]]
    title: [Quarterly form]
    values: [Listings removed, Listings blocked, Share found]
    ignore: [Contact]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator:
        header: 1
        codes:
          Listings removed: listings_removed
          Listings blocked: listings_blocked
          Share found: share_found_proactively
""",
    {
        "Form": Page(
            [
                ["Quarterly form"],
                ["Quarter", "2021-Q1", "Contact", "Ann"],
                ["Listings removed", 1234],
                ["Listings blocked", 56],
                ["Share found", 0.61],
            ],
            formats={(5, 2): "0%"},
        )
    },
    [("Form", 3, 1), ("Form", 4, 1)],
    ("Form", 2, 2),
    ("Form", 3, 2),
    ("Form", 3, 4),
)
TREE = File(
    "alpha.csv",
    """
name: tree
from: 2018-Q1
file: {format: delimited, delimiter: ','}
blocks:
  - name: categories
    header: [[Applicability, Reporting period, Category, Measures, Automated]]
    values: [Measures, Automated]
    ignore: [Applicability]
    empty: [Description]
    fields:
      subject: {constant: alpha}
      period: {column: Reporting period, span: quarter}
      category:
        column: Category
        parent: {text: '/TOTAL|STATEMENT_.*/', count: 3}
        codes:
          TOTAL: eu_all
          STATEMENT_ANIMALS: animal_welfare
          STATEMENT_ANIMALS | KEYWORD_SALE: unlawful_sale_animals
          STATEMENT_ANIMALS | KEYWORD_OTHER: animal_welfare_other
          STATEMENT_FRAUD: scams_and_fraud
      indicator: {header: 1, codes: {Measures: measures_taken, Automated: measures_automated}}
    checks:
      - {total: {Category: TOTAL}, parts: {Category: '/STATEMENT_.*/'}}
      - {total: {Category: STATEMENT_ANIMALS}, parts: {Category: '/KEYWORD_.*/'}}
""",
    {
        "": Page(
            [
                ["Applicability", "Reporting period", "Category", "Description", "Measures", "Automated"],
                ["yes", "2021-01-01/2021-03-31", "TOTAL", "", "3000", "30"],
                ["yes", "2021-01-01/2021-03-31", "STATEMENT_ANIMALS", "", "1900", "10"],
                ["yes", "2021-01-01/2021-03-31", "KEYWORD_SALE", "", "1800", "4"],
                ["yes", "2021-01-01/2021-03-31", "KEYWORD_OTHER", "", "100", "6"],
                ["yes", "2021-01-01/2021-03-31", "STATEMENT_FRAUD", "", "1100", "20"],
            ]
        )
    },
    [("", 1, 5), ("", 1, 6)],
    ("", 3, 3),
    ("", 2, 5),
    ("", 2, 6),
)
CARRIED = File(
    "alpha.xlsx",
    """
name: carried
from: 2018-Q1
file: {format: excel}
blocks:
  - name: carried
    sheet: Data
    header: [[Quarter, Species, Form, Removed, Blocked]]
    values: [Removed, Blocked]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter, carry: down}
      taxon_group: {column: Species, carry: down, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      form: {column: Form, every: yes, codes: {Live: live, Product: product}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
""",
    {
        "Data": Page(
            [
                ["Quarter", "Species", "Form", "Removed", "Blocked"],
                ["2021-Q1", "Ivory", "Live", 1100, 2],
                ["", "", "Product", 3, 4],
                ["", "Rhino", "Live", 5, 6],
                ["", "", "Product", 7, 8],
            ],
            merges=[[2, 1, 5, 1], [2, 2, 3, 2], [4, 2, 5, 2]],
        )
    },
    [("Data", 1, 4), ("Data", 1, 5)],
    ("Data", 4, 2),
    ("Data", 2, 4),
    ("Data", 2, 5),
)
FLAT = copy.deepcopy(CARRIED)
FLAT.pages["Data"].merges.clear()
FILES = {
    "carried": CARRIED,
    "flat": FLAT,
    "long": LONG,
    "months": MONTHS,
    "chinese": CHINESE,
    "merged": MERGED,
    "stacked": STACKED,
    "form": FORM,
    "tree": TREE,
}
Alteration = Callable[[File], None]


def at(file, position):
    sheet, row, column = position
    return file.pages[sheet].rows[row - 1][column - 1]


def put(file, position, cell):
    sheet, row, column = position
    file.pages[sheet].rows[row - 1][column - 1] = cell


def rename_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])} again")


def blank_header(file):
    put(file, file.headers[0], "")


def double_header(file):
    put(file, file.headers[1], at(file, file.headers[0]))


def swap_headers(file):
    first, second = file.headers
    one, other = at(file, first), at(file, second)
    put(file, first, other)
    put(file, second, one)


def scale_in_header(file):
    header = file.headers[0]
    put(file, header, f"{at(file, header)} (thousands)")


def another_scale(file):
    for page in file.pages.values():
        page.rows = [
            [cell.replace("万条", "千条") if isinstance(cell, str) else cell for cell in row]
            for row in page.rows
        ]


def unit_in_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])} (kg)")


def footnote_in_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])}²")


def insert_column(file):
    page, column = file.page, file.value[2]
    page.insert(1, column, ["" if i != file.value[1] - 2 else "999" for i in range(len(page.rows))])


def insert_named_column(file):
    page, (_, row, column) = file.page, file.headers[0]
    new = [
        "Appeals" if i == row - 1 else "999" if i == file.value[1] - 1 else "" for i in range(len(page.rows))
    ]
    page.insert(1, column, new)


def insert_blank_column(file):
    page = file.page
    page.insert(1, file.value[2], [""] * len(page.rows))


def delete_value_column(file):
    file.page.delete(1, file.value[2])


def delete_first_column(file):
    file.page.delete(1, 1)


def shift_values_right(file):
    for row in file.page.rows[file.data_rows[1] - 1 : file.data_rows[2]]:
        row.insert(file.value[2] - 1, "")


def shift_values_down(file):
    page, column = file.page, file.value[2] - 1
    rows = page.rows[file.data_rows[1] - 1 : file.data_rows[2]]
    cells = [row[column] if column < len(row) else "" for row in rows]
    for row, cell in zip(rows, [cells[-1], *cells[:-1]], strict=True):
        row.extend([""] * (column + 1 - len(row)))
        row[column] = cell


def insert_total_row(file):
    sheet, first, last = file.data_rows
    page = file.pages[sheet]
    row = list(page.rows[first - 1])
    row[file.dimension[2] - 1] = "Subtotal" if file.dimension[1] >= first else row[0]
    if file.dimension[1] < first:
        row[0] = "Subtotal"
    page.insert(0, last + 1, row)


def delete_row(file):
    file.page.delete(0, file.data_rows[1] + 1)


def double_row(file):
    page, first = file.page, file.data_rows[1]
    row = list(page.rows[first - 1])
    row[file.value[2] - 1] = 77 if isinstance(at(file, file.value), int) else "77"
    page.insert(0, first + 1, row)


def double_equal_row(file):
    page, first = file.page, file.data_rows[1]
    page.insert(0, first + 1, list(page.rows[first - 1]))


def reverse_rows(file):
    page, (_, first, last) = file.page, file.data_rows
    page.rows[first - 1 : last] = page.rows[first - 1 : last][::-1]
    page.formats = {}
    if file.name.endswith("x"):
        for row, cells in enumerate(page.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                page.formats[row, column] = "0.0%" if isinstance(cell, float) else "General"


def double_header_row(file):
    _, row, _ = file.headers[0]
    file.page.insert(0, row + 1, list(file.page.rows[row - 1]))


def header_row_again_below(file):
    _, row, _ = file.headers[0]
    _, _, last = file.data_rows
    file.page.insert(0, last + 1, list(file.page.rows[row - 1]))


def blank_value(file):
    put(file, file.value, "")


def text_in_value(file):
    put(file, file.value, "pending")


def footnote_on_value(file):
    put(file, file.value, f"{at(file, file.value)}*")


def superscript_on_value(file):
    put(file, file.value, f"{at(file, file.value)}¹")


def decimal_comma(file):
    put(file, file.value, "12,5")


def thousands_point(file):
    put(file, file.value, "1.234")


def thousands_comma(file):
    put(file, file.value, "1,234")


def scale_in_value(file):
    put(file, file.value, f"{at(file, file.value)}万" if file is not None else "")


def percent_on_value(file):
    put(file, file.value, f"{at(file, file.value)}%")


def percent_format_on_value(file):
    if file.name.endswith(".csv"):
        return
    file.page.formats[file.value[1:]] = "0%"


def scale_format_on_value(file):
    if file.name.endswith(".csv"):
        return
    file.page.formats[file.value[1:]] = '0"万"'


def hedge_on_value(file):
    put(file, file.value, f"over {at(file, file.value)}")


def negative_value(file):
    put(file, file.value, f"-{at(file, file.value)}")


def formula_without_result(file):
    put(file, file.value, "=SUM(A1:A2)")


def blank_category(file):
    put(file, file.dimension, "")


def unknown_category(file):
    put(file, file.dimension, "Unicorn")


def footnote_on_category(file):
    put(file, file.dimension, f"{at(file, file.dimension)}*")


def _replaced(file, old, new):
    for page in file.pages.values():
        page.rows = [
            [cell.replace(old, new) if isinstance(cell, str) else cell for cell in row] for row in page.rows
        ]


def year_before(file):
    _replaced(file, "2021", "2020")


def year_after(file):
    _replaced(file, "2021", "2022")


def another_quarter(file):
    for old, new in (
        ("2021-Q1", "2020-Q4"),
        ("第一季度", "第四季度"),
        ("01-01/2021-03-31", "04-01/2021-06-30"),
    ):
        _replaced(file, old, new)


def longer_period(file):
    for old, new in (
        ("2021-Q1", "2021"),
        ("第一季度", "上半年"),
        ("01-01/2021-03-31", "01-01/2021-06-30"),
        ("2021-02", "2021-Q1"),
    ):
        _replaced(file, old, new)


def row_above(file):
    file.page.insert(0, 1, ["Sent again with corrections: 500"])


def blank_row_above(file):
    file.page.insert(0, 1, [])


def hidden_row(file):
    if file.name.endswith(".csv"):
        return
    _, first, _ = file.data_rows
    file.page.insert(0, first + 1, ["Unicorn", *[9] * (len(file.page.rows[first - 1]) - 1)])
    file.page.hidden.add(first + 1)


def another_sheet(file):
    if not file.name.endswith(".csv"):
        file.pages["More"] = Page([["Removed"], [900]])


def reorder_sheets(file):
    if not file.name.endswith(".csv"):
        file.pages = {"Empty": Page([]), **dict(reversed(file.pages.items()))}


def rename_sheet(file):
    file.pages = {f"{name} (2)" if name else name: page for name, page in file.pages.items()}


def block_to_the_right(file):
    if not file.name.endswith(".csv"):
        for _ in range(3):
            file.page.insert(1, 1, [""] * len(file.page.rows))


def number_in_a_note(file):
    file.page.rows.append(["Note: of these", "", "500"])


def full_width_text(file):
    put(file, file.headers[0], f" {at(file, file.headers[0])}\u00a0")


ALTERATIONS: dict[str, Alteration] = {
    name: alteration
    for name, alteration in list(globals().items())
    if callable(alteration)
    and getattr(alteration, "__module__", "") == __name__
    and getattr(alteration, "__code__", None) is not None
    and alteration.__code__.co_varnames[: alteration.__code__.co_argcount] == ("file",)
}
ONLY_HISTORY_SHOWS = {"swap_headers", "shift_values_down"}
HARMLESS = {"full_width_text", "reorder_sheets", "blank_row_above", "block_to_the_right"}
"""Alterations that every file survives with the same observations."""


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


def read(file, folder):
    """Accepted observations (as values) and the findings."""
    layout = as_model(parse_text(file.layout, name="layout"), Layout, name="layout")
    submission = Submission(
        id="s",
        reporter="alpha",
        round="2021-Q1",
        file_name=file.name,
        sha256="",
        size=1,
        received_at=datetime(2021, 4, 20, tzinfo=UTC),
    )
    try:
        book = open_book(
            write(file, folder), file_name=file.name, dialect=layout.file.dialect, records=layout.file.records
        )
    except RefusalError as refusal:
        return [], refusal.findings
    mapped = map_book(book, layout, Situation(submission, REGISTER))
    holding = {Severity.BLOCKER, Severity.ERROR}
    heavy = [f for f in mapped.findings if catalogue().rule(f.code).severity in holding]
    if any(catalogue().rule(f.code).severity is Severity.BLOCKER for f in heavy):
        return [], mapped.findings
    held = {place for finding in heavy for place in finding.places}
    return [as_value(o) for o in mapped.observations if o.place not in held], mapped.findings


def as_value(o):
    key = (o.subject, o.indicator, o.category, o.taxon_group, str(o.period_start), str(o.period_end))
    return (*key, o.value, o.value_low, o.value_high, str(o.obs_status))


@pytest.mark.parametrize("name", FILES)
def test_the_good_file_passes(name, tmp_path):
    accepted, findings = read(FILES[name], tmp_path)
    assert findings == ()
    assert len(accepted) >= 3


@pytest.mark.parametrize("alteration", ALTERATIONS)
@pytest.mark.parametrize("name", FILES)
def test_nothing_changes_in_silence(name, alteration, tmp_path):
    good, _ = read(FILES[name], tmp_path)
    altered = copy.deepcopy(FILES[name])
    ALTERATIONS[alteration](altered)
    accepted, findings = read(altered, tmp_path)
    told = [(f.code, f.places, f.value) for f in findings]
    if alteration in HARMLESS:
        assert set(accepted) == set(good), told
        return
    if alteration in ONLY_HISTORY_SHOWS:
        assert {o[6] for o in accepted} <= {o[6] for o in good}
        return
    assert set(accepted) <= set(good), told
    assert set(accepted) == set(good) or told
