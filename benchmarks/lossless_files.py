"""Workbooks of many kinds to be marked: by openpyxl and XlsxWriter, converted, and put together by hand."""

# ruff: noqa: ANN401 - the objects of two libraries that do the same

from __future__ import annotations

import base64
import importlib.util
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
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

Files = dict[str, bytes]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROWS = (("Month", "Ivory", "Coral"), ("2021-01", 4, 5), ("2021-02", None, 7), ("2021-03", 8, 9))


def files(folder: Path) -> Files:
    """Every workbook by name; those that LibreOffice converts only where it is installed."""
    found = {f"openpyxl-{name}.xlsx": _by_openpyxl(change) for name, change in _OPENPYXL.items()}
    found |= {f"openpyxl-{one}-{other}.xlsx": _by_openpyxl(_both(one, other)) for one, other in _neighbours()}
    if importlib.util.find_spec("xlsxwriter"):
        found |= {f"xlsxwriter-{name}.xlsx": _by_xlsxwriter(change) for name, change in _XLSXWRITER.items()}
    found |= dict(_converted(found, folder))
    found |= {f"hand-{name}": change(_by_openpyxl()) for name, change in _BY_HAND.items()}
    rich = found["openpyxl-everything.xlsx"]
    found |= {f"hand-rich-{name}": _BY_HAND[name](rich) for name in _ON_A_RICH_ONE}
    return found


def _by_openpyxl(change: Callable[[Any, Any, Any], object] = lambda *_: None) -> bytes:
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


_OPENPYXL: dict[str, Callable[[Any, Any, Any], object]] = {
    "plain": lambda *_: None, "bars": _chart(BarChart), "lines": _chart(LineChart), "validations": _validated,
    "conditions": _conditional, "comments": _commented, "table": _table, "names": _named, "styles": _styled,
    "arranged": _arranged, "links": _linked, "protected": _protected, "large": _large, "sheets": _many_sheets,
}  # fmt: skip
_OPENPYXL["everything"] = lambda *given: [
    change(*given) for name, change in _OPENPYXL.items() if name not in ("everything", "protected")
]


def _neighbours() -> Iterator[tuple[str, str]]:
    names = [name for name in _OPENPYXL if name not in ("plain", "everything")]
    return zip(names, [*names[2:], *names[:2]], strict=True)


def _both(one: str, other: str) -> Callable[[Any, Any, Any], object]:
    return lambda *given: [_OPENPYXL[name](*given) for name in (one, other)]


def _by_xlsxwriter(change: Callable[[Any, Any], object]) -> bytes:
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


_XLSXWRITER: dict[str, Callable[[Any, Any], object]] = {
    "plain": lambda *_: None, "column": _writer_chart("column"), "pie": _writer_chart("pie"),
    "area": _writer_chart("area"), "sparklines": _sparklines, "pictures": _pictures,
    "rules": _writer_rules, "notes": _writer_notes, "button": _button, "table": _writer_table,
    "texts": _writer_texts, "looks": _writer_looks,
}  # fmt: skip


def _converted(found: Files, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Some of the files as LibreOffice writes them."""
    if shutil.which("soffice") is None:
        return
    chosen = ("bars", "validations", "conditions", "comments", "table", "names", "links", "everything")
    given, made = folder / "given", folder / "made"
    given.mkdir()
    for name in chosen:
        (given / f"{name}.xlsx").write_bytes(found[f"openpyxl-{name}.xlsx"])
    convert(sorted(given.iterdir()), "xlsx", made)
    for path in sorted(made.glob("*.xlsx")):
        yield f"libreoffice-{path.name}", path.read_bytes()


def convert(paths: list[Path], kind: str, out: Path) -> None:
    """Convert files with LibreOffice, which has a profile of its own beside them."""
    profile = f"-env:UserInstallation=file://{out.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


# By hand: what neither library writes.


def with_parts(content: bytes, added: Files | None = None, **rewritten: Callable[[bytes], bytes]) -> bytes:
    """A workbook with parts added, and with `types`, `book`, `rels`, `sheet` or `styles` rewritten."""
    named = {
        "[Content_Types].xml": "types", "xl/workbook.xml": "book", "xl/_rels/workbook.xml.rels": "rels",
        "xl/worksheets/sheet1.xml": "sheet", "xl/styles.xml": "styles",
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            change = rewritten.get(named.get(entry.filename, ""), lambda part: part)
            new.writestr(entry, change(old.read(entry)))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return stream.getvalue()


def _typed(**kinds: str) -> Callable[[bytes], bytes]:
    """Content types with defaults for some endings added."""
    text = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in kinds.items())
    return lambda part: part.replace(b"<Override ", text.encode() + b"<Override ", 1)


def _related(kind: str, target: str, name: str = "rX") -> bytes:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'.encode()


def _before_end(tag: bytes, text: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"</" + tag + b">", text + b"</" + tag + b">")


_SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def _rels(*relations: bytes) -> bytes:
    opened = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return opened + b"".join(relations) + b"</Relationships>"


def _macros(content: bytes) -> bytes:
    return with_parts(
        content,
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 9, "customUI/customUI.xml": b"<c/>"},
        types=lambda part: (
            _typed(bin="application/vnd.ms-office.vbaProject")(part)
            .replace(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main")
            .replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
        ),
        rels=_before_end(b"Relationships", _related("vbaProject", "vbaProject.bin")),
    )


def _pivot(content: bytes) -> bytes:
    return with_parts(
        content,
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}"/>'.encode(),
            "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}" count="0"/>'.encode(),
            "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}"/>'.encode(),
            "xl/slicers/slicer1.xml": b"<slicers/>",
            "xl/connections.xml": f'<connections xmlns="{MAIN}"/>'.encode(),
        },
    )


def _threads(content: bytes) -> bytes:
    return with_parts(
        _by_openpyxl(_commented),
        {
            "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments>\r\n</ThreadedComments>",
            "xl/persons/person.xml": b"<personList/>",
        },
    )


def _extended(content: bytes) -> bytes:
    """Data validation of the extension list, as for a list on another sheet."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    text = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation '
        "type=\"list\"><x14:formula1><xm:f>'二 &amp; more'!$C$3</xm:f></x14:formula1><xm:sqref>B2</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    return with_parts(content, sheet=_before_end(b"worksheet", text.encode()))


def _external(content: bytes) -> bytes:
    return with_parts(
        content,
        {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'.encode()},
        types=_before_end(
            b"Types",
            b'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.externalLink+xml"/>',
        ),
        rels=_before_end(b"Relationships", _related("externalLink", "externalLinks/externalLink1.xml")),
    )


def _custom(content: bytes) -> bytes:
    added = {
        "customXml/item1.xml": b"\xef\xbb\xbf<a  b='c' />",
        "customXml/itemProps1.xml": b"<d/>",
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
        _SHEET_RELS: _rels(_related("printerSettings", "../printerSettings/printerSettings1.bin")),
        "docProps/thumbnail.png": PNG,
        "a folder/": b"",
    }
    return with_parts(content, added, types=_typed(bin="application/octet-stream", png="image/png"))


def _signed(content: bytes) -> bytes:
    added = {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    return with_parts(content, added, types=_typed(sigs="application/octet-stream"))


def _spelled_otherwise(content: bytes) -> bytes:
    """A prefix for everything, single quotes, Windows line ends, comments that look like tags."""

    def sheet(_: bytes) -> bytes:
        return (
            "<?xml version='1.0' encoding='utf-8'?>\r\n<!-- </sheetData> -->\r\n"
            f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData>\r\n<x:row><x:c t='inlineStr'><x:is><x:t>&#65;&gt;"
            "</x:t></x:is></x:c><x:c ><x:v>2</x:v></x:c></x:row ><?p <c> ?><x:row r='4'  /></x:sheetData>"
            "</x:worksheet>"
        ).encode()

    return with_parts(content, sheet=sheet)


def _empty_sheet(content: bytes) -> bytes:
    return with_parts(
        content,
        sheet=lambda _: f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData /></worksheet>'.encode(),
    )


def _absolute(content: bytes) -> bytes:
    """Absolute targets, and no compression at all."""
    made = with_parts(
        content, rels=lambda part: part.replace(b'Target="worksheets', b'Target="/xl/worksheets')
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in reversed(old.infolist()):
            new.writestr(zipfile.ZipInfo(entry.filename, (2021, 7, 1, 9, 30, 2)), old.read(entry))
    return stream.getvalue()


def _without_styles(content: bytes) -> bytes:
    """The part itself stays behind: nothing may be written over it."""
    return with_parts(
        content,
        types=lambda part: re.sub(rb"<Override [^>]*styles[^>]*>", b"", part),
        rels=lambda part: re.sub(rb"<Relationship [^>]*styles[^>]*>", b"", part),
    )


def _calculated(content: bytes) -> bytes:
    made = _by_openpyxl(_linked)
    return with_parts(
        made, {"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="D2" i="1"/></calcChain>'.encode()}
    )


def _views(content: bytes) -> bytes:
    """Several windows and views, and what newer programs say to older ones."""
    more = b'<bookViews><workbookView firstSheet="1" activeTab="1"/><workbookView activeTab="0"/></bookViews>'
    alternate = (
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<mc:Choice Requires="x15"><x15ac:absPath url="C:\\a" xmlns:x15ac="urn:a"/></mc:Choice>'
        b"</mc:AlternateContent>"
    )
    return with_parts(
        content,
        book=lambda part: re.sub(rb"<bookViews>.*</bookViews>", alternate + more, part, flags=re.DOTALL),
    )


def _strict(content: bytes) -> bytes:
    strict = MAIN.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006", "http://purl.oclc.org/ooxml/spreadsheetml"
    )
    changed: Callable[[bytes], bytes] = lambda part: part.replace(MAIN.encode(), strict.encode())  # noqa: E731
    return with_parts(content, book=changed, sheet=changed, styles=changed)


def _wide(content: bytes) -> bytes:
    def sheet(part: bytes) -> bytes:
        text = re.sub(r"<\?xml[^>]*\?>", "", part.decode())
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    return with_parts(content, sheet=sheet)


def _cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


_BY_HAND: dict[str, Callable[[bytes], bytes]] = {
    "macros.xlsm": _macros, "pivot.xlsx": _pivot, "threads.xlsx": _threads, "extension-list.xlsx": _extended,
    "external-link.xlsx": _external, "custom-parts.xlsx": _custom, "signed.xlsx": _signed,
    "spelled-otherwise.xlsx": _spelled_otherwise, "empty-sheet.xlsx": _empty_sheet,
    "absolute.xlsx": _absolute,
    "no-styles.xlsx": _without_styles, "calculated.xlsx": _calculated, "views.xlsx": _views,
    "macros-everything.xlsm": lambda _: _macros(_by_openpyxl(_OPENPYXL["everything"])),
    "signed-macros.xlsm": lambda content: _signed(_macros(content)),
    "strict.xlsx": _strict, "wide.xlsx": _wide, "cut-off.xlsx": _cut_off,
}  # fmt: skip
_ON_A_RICH_ONE = (
    "pivot.xlsx", "extension-list.xlsx", "external-link.xlsx", "signed.xlsx",
    "absolute.xlsx", "no-styles.xlsx", "views.xlsx",
)  # fmt: skip
