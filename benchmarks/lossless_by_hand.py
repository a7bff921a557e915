"""Workbooks put together by hand: what neither library writes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from lossless_openpyxl import OPENPYXL, PNG, by_openpyxl

Files = dict[str, bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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
        by_openpyxl(OPENPYXL["comments"]),
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
    made = by_openpyxl(OPENPYXL["links"])
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


BY_HAND: dict[str, Callable[[bytes], bytes]] = {
    "macros.xlsm": _macros, "pivot.xlsx": _pivot, "threads.xlsx": _threads, "extension-list.xlsx": _extended,
    "external-link.xlsx": _external, "custom-parts.xlsx": _custom, "signed.xlsx": _signed,
    "spelled-otherwise.xlsx": _spelled_otherwise, "empty-sheet.xlsx": _empty_sheet,
    "absolute.xlsx": _absolute,
    "no-styles.xlsx": _without_styles, "calculated.xlsx": _calculated, "views.xlsx": _views,
    "macros-everything.xlsm": lambda _: _macros(by_openpyxl(OPENPYXL["everything"])),
    "signed-macros.xlsm": lambda content: _signed(_macros(content)),
    "strict.xlsx": _strict, "wide.xlsx": _wide, "cut-off.xlsx": _cut_off,
}  # fmt: skip
ON_A_RICH_ONE = (
    "pivot.xlsx", "extension-list.xlsx", "external-link.xlsx", "signed.xlsx",
    "absolute.xlsx", "no-styles.xlsx", "views.xlsx",
)  # fmt: skip
