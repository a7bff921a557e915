"""The exercise's files as tables that can be altered and written again, whatever their form.

A table has lines above, header levels, body rows and lines below; its parts say which columns hold values
and which texts name measures, species groups and periods.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook

Cell = Any
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Form:
    """How one layout of the exercise is laid out; columns are counted from 0."""

    encoding: str = "utf-8"
    delimiter: str = ","
    above: int = 0
    levels: int = 1
    below: int = 0
    first_value: int = 0
    last_value: int | None = None
    """Column after the last value, from the right where negative."""
    labels: tuple[int, ...] = ()
    """Columns of texts that say what a row is about, its period apart."""
    period: int | None = None
    sheet: str = ""
    measure: int | None = None
    """Column of the measure's name in a long table."""
    months_across: bool = False


FORMS = {
    "plain": Form(first_value=4, last_value=5, labels=(0, 2, 3), period=1, measure=2),
    "semicolon": Form(delimiter=";", below=1, first_value=2, labels=(1,), period=0),
    "chinese": Form(encoding="gb18030", above=1, below=3, first_value=1, last_value=-1, labels=(0,)),
    "merged": Form(above=3, levels=2, first_value=1, period=0, sheet="Return"),
    "wide": Form(first_value=2, last_value=-1, labels=(0, 1), sheet="Figures", measure=0, months_across=True),
    "records": Form(first_value=4, labels=(0, 1), period=2, measure=0),
    "running": Form(above=1, first_value=2, labels=(1,), period=0),
    "monitor": Form(first_value=4, labels=(0, 1, 3), period=2),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the exercise, taken apart."""

    layout: str
    above: list[Row]
    header: list[Row]
    body: list[Row]
    below: list[Row]
    values: list[int]
    """Columns of values."""
    labels: list[int]
    period: int | None
    measure: int | None
    sheets: list[tuple[str, list[Row]]] = field(default_factory=list)
    """Further sheets, each before (name begins with '<') or after the table."""
    options: dict[str, Any] = field(default_factory=dict)
    """Ways of writing delimited text."""

    @property
    def form(self) -> Form:
        return FORMS[self.layout]

    def with_cells(self, **changed: Any) -> Table:  # noqa: ANN401
        """A copy in which rows may be changed freely."""
        copied = {
            name: [list(row) for row in changed.get(name, getattr(self, name))]
            for name in ("above", "header", "body", "below")
        }
        return replace(self, **{**changed, **copied})


def take_apart(content: bytes, layout: str) -> Table:
    """Read a file that the exercise wrote."""
    form = FORMS[layout]
    sheets: list[tuple[str, list[Row]]] = []
    if layout == "records":
        records = json.loads(content)["records"]
        rows: list[Row] = [list(records[0]), *(list(record.values()) for record in records)]
    elif form.sheet:
        book = load_workbook(io.BytesIO(content))
        rows = [[cell.value for cell in row] for row in book[form.sheet].iter_rows()]
        sheets = [
            (sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()])
            for sheet in book.worksheets
            if sheet.title != form.sheet
        ]
    else:
        text = content.decode(form.encoding)
        rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter)]
    return _apart(layout, rows, sheets)


def _apart(layout: str, rows: list[Row], sheets: list[tuple[str, list[Row]]]) -> Table:
    form = FORMS[layout]
    start = form.above + form.levels
    header = rows[form.above : start]
    if form.levels > 1:
        for n in range(1, len(header[0])):
            header[0][n] = header[0][n] or header[0][n - 1]
        header[1][0] = header[0][0]
    end = len(rows) - form.below
    if layout == "merged":
        end = start + 3
    width = len(header[0])
    return Table(
        layout=layout,
        above=rows[: form.above],
        header=header,
        body=rows[start:end],
        below=rows[end:],
        values=list(range(width))[form.first_value : form.last_value],
        labels=list(form.labels),
        period=form.period,
        measure=form.measure,
        sheets=sheets,
    )


def put_together(table: Table) -> bytes:
    """Write a table in the form of its layout."""
    if table.layout == "records":
        keys = table.header[0]
        records = [
            {key: value for key, value in zip(keys, row, strict=True) if key is not None}
            for row in table.body
            if any(value is not None for value in row)
        ]
        document = {"note": "invented figures for an exercise", "records": records}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
    if table.form.sheet:
        return _workbook(table)
    text = io.StringIO(newline="")
    options = {"delimiter": table.form.delimiter, "lineterminator": "\r\n"} | table.options
    mark = options.pop("mark", "")
    rows = [*table.above, *table.header, *table.body, *table.below]
    csv.writer(text, **options).writerows(rows)
    return (mark + text.getvalue()).encode(table.form.encoding)


def _workbook(table: Table) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (s for s in table.sheets if s[0].startswith("<")):
        _fill(book.create_sheet(name[1:]), rows)
    sheet = book.create_sheet(table.form.sheet)
    header = [list(row) for row in table.header]
    top = len(table.above) + 1
    spans: list[tuple[int, int]] = []
    if len(header) > 1:
        width, start = len(header[0]), 0
        while start < width:
            end = start
            while end + 1 < width and header[0][end + 1] == header[0][start] and header[0][start]:
                end += 1
            spans.append((start, end))
            header[0][start + 1 : end + 1] = [None] * (end - start)
            if header[1][start] == header[0][start]:
                header[1][start] = None
            start = end + 1
    _fill(sheet, [*table.above, *header, *table.body, *table.below])
    for start, end in spans:
        down = 1 if header[1][start] is None and header[0][start] else 0
        if end > start or down:
            sheet.merge_cells(start_row=top, end_row=top + down, start_column=start + 1, end_column=end + 1)
    for name, rows in (s for s in table.sheets if not s[0].startswith("<")):
        _fill(book.create_sheet(name), rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Any, rows: list[Row]) -> None:  # noqa: ANN401
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None and value != "":
                sheet.cell(number, column, value)


def number_of(cell: Cell, layout: str) -> Decimal | None:
    """The number that a cell prints; None for a text."""
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    text = str(cell or "")
    if layout == "semicolon":
        text = text.replace(".", "").replace(",", ".")
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def printed(number: Decimal, like: Cell, layout: str) -> Cell:
    """A number as the layout prints it, with as many decimals as the cell beside which it stands needs."""
    if isinstance(like, int | float):
        whole = number == number.to_integral_value()
        return int(number) if whole else float(number)
    text = f"{number.normalize():f}"
    if layout == "chinese":
        text = f"{number:.2f}" if number == number.quantize(Decimal("0.01")) else text
    if layout == "semicolon":
        whole, _, part = text.partition(".")
        decimals = max(len(part), 3 if "," in str(like) else 0)
        grouped = f"{int(whole):,}".replace(",", ".")
        return f"{grouped},{part.ljust(decimals, '0')}" if decimals else grouped
    return text
