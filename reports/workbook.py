"""progress-figures.xlsx: one table a sheet, readable by people, by machines and by screen readers.

Follows the UK Analysis Function's "Releasing statistics in spreadsheets": cover, contents, notes, then the
tables; every table an Excel table in column A under its title, no merged cells, filters, frozen panes or
hidden parts; states of values in a column of their own. The same edition gives the same bytes.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as WritableCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.figures import Edition
from pipeline.home import write_bytes
from pipeline.model import Text
from reports.citation import citation
from reports.columns import Cell, Column
from reports.drawing.chart import release_name, warning
from reports.escaping import spreadsheet_text
from reports.language import breadth
from reports.phrases import dated, plain
from reports.saving import settled
from reports.sheets import SheetPlan, Shorthand, blank, notes, plans, shorthands

_FONT, _SIZE = "Arial", 12
_PLAIN = Font(name=_FONT, size=_SIZE)
_BOLD = Font(name=_FONT, size=_SIZE, bold=True)
_LINK = Font(name=_FONT, size=_SIZE, color="1D5B8F", underline="single")
_TITLE = Font(name=_FONT, size=18, bold=True)
_SUBTITLE = Font(name=_FONT, size=14, bold=True)
_WARNING = Font(name=_FONT, size=14, bold=True, color="9A1C1C")
_HEADER_FILL = PatternFill("solid", fgColor="E8ECF0")
_HEADER_RULE = Border(bottom=Side(style="medium", color="17202A"))
_WRAP = Alignment(wrap_text=True, vertical="top")
_WRAP_RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right", indent=1)
_NARROW, _WIDE = 13, 52
_PAGE = 200
"""Width of columns that is still readable on one page."""
_CONTENTS, _NOTES, _SHORTHAND = "Contents", "Notes", "Shorthand"


def write_workbook(edition: Edition, path: Path) -> None:
    """Write the workbook of an edition."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _describe(book, edition)
    tables = [plan for plan in plans(edition) if plan.entries]
    absent = [plan for plan in plans(edition) if not plan.entries]
    _cover(book.create_sheet("Cover"), edition)
    _contents(book.create_sheet(_CONTENTS), tables, absent)
    _notes(book.create_sheet(_NOTES), edition)
    _shorthand(book.create_sheet(_SHORTHAND))
    for plan in tables:
        _table_sheet(book.create_sheet(plan.name), plan, edition)
    for sheet in book.worksheets:
        _fit_pages(sheet)
        _fit_rows(sheet)
    write_bytes(path, settled(book, edition.as_of))


def _describe(book: Workbook, edition: Edition) -> None:
    """Document properties; dates are the edition's own, so that they say something and never drift."""
    moment = edition.as_of.replace(tzinfo=None)
    book.properties.title = edition.title.en
    book.properties.subject = edition.title.zh
    book.properties.creator = edition.publisher.en
    book.properties.lastModifiedBy = edition.publisher.en
    book.properties.language = "en"
    book.properties.created = moment
    book.properties.modified = moment


def _line(sheet: Worksheet, text: str, font: Font = _PLAIN, *, wrap: bool = False) -> None:
    """The next line in column A."""
    row = 1 if sheet["A1"].value is None else sheet.max_row + 1
    cell = sheet.cell(row, 1, spreadsheet_text(text))
    if row == 1:
        cell.style = "Headline 1"
        cell.border = Border()
    cell.font = font
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _head(sheet: Worksheet, title: Text, lines: list[Text]) -> None:
    """Title in A1, the Chinese title under it, then what a reader has to know before the table."""
    _line(sheet, title.en, _TITLE)
    _line(sheet, title.zh, _SUBTITLE)
    for text in lines:
        _line(sheet, text.en)
        _line(sheet, text.zh)


def _internal_link(sheet: Worksheet, row: int, target: str, words: str) -> None:
    cell = sheet.cell(row, 1, words)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{target}'!A1", display=words)
    cell.font = _LINK
    cell.alignment = _WRAP


def _cover(sheet: Worksheet, edition: Edition) -> None:
    sheet.column_dimensions["A"].width = 110
    _line(sheet, edition.title.en, _TITLE, wrap=True)
    _line(sheet, edition.title.zh, _SUBTITLE, wrap=True)
    mark, release, known, cited = (
        warning(edition),
        release_name(edition),
        dated(edition.as_of.date()),
        citation(edition),
    )
    if mark.en:
        _line(sheet, f"{mark.en} · {mark.zh}", _WARNING, wrap=True)
    for text in (
        Text(
            f"Release {release.en}, as known on {known.en}.",
            f"发布版本 {release.zh}，截至{known.zh}所掌握的情况。",
        ),
        Text(f"Published by {edition.publisher.en}.", f"发布者：{edition.publisher.zh}。"),
        Text(
            "The same figures are in figures.csv and figures.json beside this workbook.",
            "相同的数字见本工作簿旁的 figures.csv 和 figures.json。",
        ),
        Text(f"How to cite: {cited.en}", f"引用格式：{cited.zh}"),
    ):
        _line(sheet, text.en, wrap=True)
        _line(sheet, text.zh, wrap=True)


def _contents(sheet: Worksheet, tables: list[SheetPlan], absent: list[SheetPlan]) -> None:
    lines = [
        Text(
            "This sheet contains one table: the sheets of this workbook.",
            "本表含一个表格：本工作簿的各工作表。",
        )
    ]
    lines += [
        Text(
            f"No sheet “{plan.name}”: this edition has nothing for it.",
            f"没有工作表“{plan.name}”（{plan.title.zh}）：本期没有相应内容。",
        )
        for plan in absent
    ]
    _head(sheet, Text("Contents", "目录"), lines)
    rows: list[tuple[Cell, ...]] = [
        (_NOTES, "Notes on the figures", "关于数字的说明"),
        (_SHORTHAND, "Marks in square brackets", "方括号内的简写"),
        *((plan.name, plan.title.en, plan.title.zh) for plan in tables),
    ]
    first = _table(sheet, "contents", ("Sheet 工作表", "Title", "标题"), rows, (26, 60, 50))
    for number, row in enumerate(rows, start=first):
        _internal_link(sheet, number, str(row[0]), str(row[0]))


def _notes(sheet: Worksheet, edition: Edition) -> None:
    _head(sheet, Text("Notes", "说明"), [Text("This sheet contains one table.", "本表含一个表格。")])
    rows: list[tuple[Cell, ...]] = [
        (f"[note {number}]", note.en, note.zh) for number, note in enumerate(notes(edition), start=1)
    ]
    _table(sheet, "notes", ("Note 说明", "English", "中文"), rows, (14, 80, 60))


def _shorthand(sheet: Worksheet) -> None:
    _head(
        sheet,
        Text("Shorthand", "简写"),
        [Text("This sheet contains one table: what the marks mean.", "本表含一个表格：各简写的含义。")],
    )
    rows: list[tuple[Cell, ...]] = [(s.mark, s.label.en, s.label.zh, s.sdmx, s.meaning) for s in shorthands()]
    header = ("Shorthand 简写", "Status", "状态", "SDMX", "Meaning 含义")
    _table(sheet, "shorthand", header, rows, (18, 26, 18, 10, 80))


def _table_sheet(sheet: Worksheet, plan: SheetPlan, edition: Edition) -> None:
    _head(sheet, plan.title, _before(plan, edition))
    mark = warning(edition)
    if mark.en:
        _line(sheet, f"{mark.en} · {mark.zh}", _WARNING)
    _internal_link(sheet, sheet.max_row + 1, _CONTENTS, "Back to the contents · 返回目录")
    columns = plan.filled
    rows = [tuple(column.of(entry) for column in columns) for entry in plan.entries]
    header = tuple(f"{column.title.en} {column.title.zh}" for column in columns)
    first = _table(
        sheet, plan.table, header, rows, tuple(_width(column, rows, n) for n, column in enumerate(columns))
    )
    _link_sources(sheet, plan, columns, first)


def _before(plan: SheetPlan, edition: Edition) -> list[Text]:
    """Explanations above a table: what blanks mean, the shorthand used, notes, source."""
    release, known = release_name(edition), dated(edition.as_of.date())
    texts = [
        Text(
            "This sheet contains one table. A blank value has its reason in the status column; any other "
            "blank cell means: does not apply or is not known.",
            "本表含一个表格。数值空白的原因见状态列；其他空白单元格表示不适用或未知。",
        )
    ]
    used = [s for s in shorthands() if s.mark in plan.shorthand]
    if used:
        texts.append(_legend(used))
    texts.append(
        Text(
            f"Source: {edition.publisher.en}, release {release.en}, as known on {known.en}. See [note 1] to "
            f"[note {len(notes(edition))}] on the sheet Notes.",
            f"来源：{edition.publisher.zh}，发布版本 {release.zh}，截至{known.zh}。参见“Notes”工作表 "
            f"[note 1] 至 [note {len(notes(edition))}]。",
        )
    )
    return texts


def _legend(used: list[Shorthand]) -> Text:
    return Text(
        "Shorthand: " + "; ".join(f"{s.mark} {s.label.en.lower()}" for s in used) + ".",
        "简写：" + "；".join(f"{s.mark} {s.label.zh}" for s in used) + "。",
    )


def _table(
    sheet: Worksheet,
    name: str,
    header: tuple[str, ...],
    rows: list[tuple[Cell, ...]],
    widths: tuple[int, ...],
) -> int:
    """Write a table in column A under what stands there. Returns the row of its first entry."""
    top = sheet.max_row + 1
    for number, (text, width) in enumerate(zip(header, widths, strict=True), start=1):
        cell = sheet.cell(top, number, text)
        cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEADER_FILL, _HEADER_RULE, _WRAP
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, entry in enumerate(rows, start=top + 1):
        for number, value in enumerate(entry, start=1):
            _cell(sheet, row, number, value)
    last = f"{get_column_letter(len(header))}{top + len(rows)}"
    table = Table(displayName=name, ref=f"A{top}:{last}")
    table.tableColumns = [TableColumn(id=n, name=text) for n, text in enumerate(header, start=1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    return top + 1


def _cell(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    cell.font, cell.alignment = _PLAIN, _WRAP
    if blank(value):
        return
    if isinstance(value, Decimal | int):
        number = Decimal(plain(Decimal(value)))
        cell.value = number
        cell.number_format = "#,##0" if number == number.to_integral_value() else "#,##0.######"
        cell.alignment = _WRAP_RIGHT
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
        cell.alignment = _WRAP_RIGHT
    else:
        cell.value = spreadsheet_text(str(value))
        cell.data_type = "s"


def _fit_pages(sheet: Worksheet) -> None:
    """A4 across, as many pages wide as the columns need; each begins with the first column and the header."""
    widths = [column.width for column in sheet.column_dimensions.values()]
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = math.ceil(sum(widths) / _PAGE), 0
    for table in sheet.tables.values():
        header = table.ref.split(":")[0].lstrip("A")
        sheet.print_title_rows = f"{header}:{header}"
        if sheet.page_setup.fitToWidth > 1:
            sheet.print_title_cols = "A:A"


def _fit_rows(sheet: Worksheet) -> None:
    """Row heights that show every wrapped line; not every program works them out when it opens the file."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        shown = [cell for cell in row if cell.value is not None]
        tallest = max(
            (_lines(sheet, cell) * float(cell.font.size or _SIZE) * 1.32 for cell in shown), default=0
        )
        sheet.row_dimensions[number].height = max(17, round(tallest + 3))


def _lines(sheet: Worksheet, cell: WritableCell | MergedCell) -> int:
    """Lines that a text takes in its column, on the safe side; one where it does not wrap."""
    if not isinstance(cell, WritableCell) or not cell.alignment.wrap_text or not isinstance(cell.value, str):
        return 1
    width = sheet.column_dimensions[get_column_letter(cell.column)].width
    scale = float(cell.font.size or _SIZE) / 10
    return sum(-(-round(breadth(line) * scale) // max(1, int(width))) or 1 for line in cell.value.split("\n"))


def _width(column: Column[object], rows: list[tuple[Cell, ...]], number: int) -> int:
    """Wide enough for the longest entry and for each word of the header, within limits; the rest wraps."""
    words = f"{column.title.en} {column.title.zh}".replace(",", " ").split()
    longest = max((breadth(str(row[number])) for row in rows if not blank(row[number])), default=0)
    if column.kind != "string":
        longest = min(longest, 16)
    least = max(_NARROW, *(round(breadth(word) * 1.25) + 2 for word in words))
    return min(_WIDE, max(least, round(longest * 1.2) + 2))


def _link_sources(sheet: Worksheet, plan: SheetPlan, columns: tuple[Column[object], ...], first: int) -> None:
    """Titles of sources lead to them: a link has words, its address stands in a column of its own."""
    names = [column.name for column in columns]
    if "source_title" not in names:
        return
    for row, entry in enumerate(plan.entries, start=first):
        if entry.source_title and entry.source_url.startswith(("https://", "http://")):
            cell = sheet.cell(row, names.index("source_title") + 1)
            words = cell.value
            cell.hyperlink = entry.source_url
            cell.value, cell.font = words, _LINK
