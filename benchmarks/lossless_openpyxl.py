"""Workbooks that openpyxl writes, each with one thing that marking must leave as it is, or two."""

# ruff: noqa: ANN401 - the objects of a library without types

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, IconSetRule
from openpyxl.styles import Font, NamedStyle, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ROWS = (("Month", "Ivory", "Coral"), ("2021-01", 4, 5), ("2021-02", None, 7), ("2021-03", 8, 9))


def by_openpyxl(change: Callable[[Any, Any, Any], object] = lambda *_: None) -> bytes:
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("二 & more")
    sheet.title = "It's one"
    for row in ROWS:
        sheet.append(row)
    other["C3"] = "far"
    change(book, sheet, other)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _chart(kind: type[Any]) -> Callable[[Any, Any, Any], None]:
    def add(_: Any, sheet: Any, other: Any) -> None:
        chart = kind()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
        sheet.add_chart(chart, "F2")

    return add


def _validated(_: Any, sheet: Any, other: Any) -> None:
    whole = DataValidation(type="whole", operator="greaterThan", formula1="0", showErrorMessage=True)
    listed = DataValidation(type="list", formula1='"yes,no"')
    for rule, cells in ((whole, "B2:C4"), (listed, "D2:D9")):
        rule.add(cells)
        sheet.add_data_validation(rule)


def _conditional(_: Any, sheet: Any, other: Any) -> None:
    yellow = PatternFill("solid", bgColor="FFFF00")
    sheet.conditional_formatting.add("B2:C4", CellIsRule(operator="lessThan", formula=["5"], fill=yellow))
    sheet.conditional_formatting.add("B2:B4", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00"))
    sheet.conditional_formatting.add("C2:C4", DataBarRule("min", None, "max", None, "638EC6"))
    sheet.conditional_formatting.add("C2:C4", IconSetRule("3Arrows", "percent", [0, 33, 67]))


def _commented(_: Any, sheet: Any, other: Any) -> None:
    sheet["C2"].comment = Comment("mine", "Member")
    other["C3"].comment = Comment("another & <one>", "成员")


def _table(_: Any, sheet: Any, other: Any) -> None:
    sheet.add_table(Table(displayName="Figures", ref="A1:C4"))
    sheet.auto_filter.ref = "A1:C4"


def _named(book: Any, sheet: Any, other: Any) -> None:
    sheet.defined_names["here"] = DefinedName("here", attr_text="'It''s one'!$A$1")
    other.defined_names["there"] = DefinedName("there", attr_text="'二 & more'!$C$3")
    book.defined_names["all"] = DefinedName("all", attr_text="'It''s one'!$A$1:$C$4")
    sheet.print_title_rows, other.print_area = "1:1", "A1:C3"
    book.active = 1


def _styled(book: Any, sheet: Any, other: Any) -> None:
    style = NamedStyle("mine", font=Font(name="SimSun", size=9, italic=True))
    book.add_named_style(style)
    sheet["A1"].style = "mine"
    for number, cell in enumerate(row[0] for row in sheet.iter_rows(min_row=2)):
        cell.font, cell.number_format = Font(bold=True, color=f"FF{number:06}"), '0.0"k"'


def _arranged(_: Any, sheet: Any, other: Any) -> None:
    sheet.merge_cells("A6:C7")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions.group("D", "F", hidden=True)
    sheet.row_dimensions[3].hidden = True
    sheet.oddHeader.center.text = "figures &D"
    other.sheet_state = "hidden"


def _linked(_: Any, sheet: Any, other: Any) -> None:
    sheet["A2"].hyperlink = "https://example.org/?a=1&b=2"
    sheet["A3"].hyperlink = "#'二 & more'!C3"
    sheet["D2"] = "=SUM(B2:C2)"
    sheet["D3"] = '=IF(B3="","<>",B3&"x")'


def _protected(book: Any, sheet: Any, other: Any) -> None:
    book.security = WorkbookProtection(workbookPassword="0000", lockStructure=True)
    sheet.protection.sheet, sheet["B2"].protection = True, Protection(locked=False)


def _large(_: Any, sheet: Any, other: Any) -> None:
    for number in range(3000):
        sheet.append((f"2021-{number}", number, f"text {number} 文字"))


def _many_sheets(book: Any, sheet: Any, other: Any) -> None:
    for number in range(30):
        book.create_sheet(f"sheet {number}")["A1"] = number
    book.create_chartsheet("chart").add_chart(PieChart())


OPENPYXL: dict[str, Callable[[Any, Any, Any], object]] = {
    "plain": lambda *_: None, "bars": _chart(BarChart), "lines": _chart(LineChart), "validations": _validated,
    "conditions": _conditional, "comments": _commented, "table": _table, "names": _named, "styles": _styled,
    "arranged": _arranged, "links": _linked, "protected": _protected, "large": _large, "sheets": _many_sheets,
}  # fmt: skip
OPENPYXL["everything"] = lambda *given: [
    change(*given) for name, change in OPENPYXL.items() if name not in ("everything", "protected")
]


def neighbours() -> Iterator[tuple[str, str]]:
    names = [name for name in OPENPYXL if name not in ("plain", "everything")]
    return zip(names, [*names[2:], *names[:2]], strict=True)


def both(one: str, other: str) -> Callable[[Any, Any, Any], object]:
    return lambda *given: [OPENPYXL[name](*given) for name in (one, other)]
