"""Workbooks that XlsxWriter writes: what openpyxl cannot."""

# ruff: noqa: ANN401 - the objects of a library without types

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from lossless_openpyxl import PNG, ROWS


def by_xlsxwriter(change: Callable[[Any, Any], object]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("figures")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    change(book, sheet)
    book.close()
    return stream.getvalue()


def _writer_chart(kind: str) -> Callable[[Any, Any], object]:
    def add(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=figures!$B$2:$B$4"})
        sheet.insert_chart("F2", chart)
        sheet_of_its_own = book.add_chartsheet()
        second = book.add_chart({"type": kind})
        second.add_series({"values": "=figures!$C$2:$C$4"})
        sheet_of_its_own.set_chart(second)

    return add


def _sparklines(book: Any, sheet: Any) -> None:
    sheet.add_sparkline("E2", {"range": "figures!B2:C2"})
    sheet.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})


def _pictures(book: Any, sheet: Any) -> None:
    sheet.insert_image("E5", "dot.png", {"image_data": io.BytesIO(PNG)})
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": io.BytesIO(PNG)})
    sheet.insert_textbox("H2", "a text & a box")


def _writer_rules(book: Any, sheet: Any) -> None:
    book.add_worksheet("lists").write_column("A1", ["one", "two"])
    sheet.data_validation("D2:D9", {"validate": "list", "source": "=lists!$A$1:$A$2"})
    sheet.data_validation("B2:B9", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.conditional_format("C2:C4", {"type": "icon_set", "icon_style": "5_arrows"})


def _writer_notes(book: Any, sheet: Any) -> None:
    sheet.write_comment("B2", "mine", {"author": "Member"})
    sheet.write_comment("Z40", "far away", {"visible": True})
    sheet.insert_button("E8", {"macro": "go", "caption": "Press"})


def _button(book: Any, sheet: Any) -> None:
    sheet.insert_button("E8", {"macro": "go", "caption": "Press"})


def _writer_table(book: Any, sheet: Any) -> None:
    sheet.add_table("A1:C4", {"columns": [{"header": name} for name in ROWS[0]], "total_row": False})
    sheet.autofilter("E1:F4")
    book.define_name("figures!here", "=figures!$A$1")


def _writer_texts(book: Any, sheet: Any) -> None:
    red = book.add_format({"color": "red"})
    sheet.write_rich_string("A6", "plain ", red, "red ", "plain")
    sheet.write_dynamic_array_formula("E1", "=SORT(B2:B4)")
    sheet.write_array_formula("F1:F3", "{=B2:B4*2}")
    sheet.write_url("A7", "internal:figures!A1")
    sheet.write_url("A8", "external:other.xlsx#Sheet1!A1")
    book.set_custom_property("Reviewed", value=True)
    book.set_properties({"title": "figures & more", "author": "Member"})


def _writer_looks(book: Any, sheet: Any) -> None:
    sheet.set_background(io.BytesIO(PNG))
    sheet.set_column("A:C", 30, book.add_format({"num_format": "#,##0.00", "bg_color": "#ABCDEF"}))
    sheet.freeze_panes(1, 1)
    sheet.outline_settings(visible=True, symbols_below=False)
    sheet.embed_image("G9", "dot.png", {"image_data": io.BytesIO(PNG)})


XLSXWRITER: dict[str, Callable[[Any, Any], object]] = {
    "plain": lambda *_: None, "column": _writer_chart("column"), "pie": _writer_chart("pie"),
    "area": _writer_chart("area"), "sparklines": _sparklines, "pictures": _pictures,
    "rules": _writer_rules, "notes": _writer_notes, "button": _button, "table": _writer_table,
    "texts": _writer_texts, "looks": _writer_looks,
}  # fmt: skip
