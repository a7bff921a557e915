"""A workbook with the cells of a file that is none, so that what is to be mended can be shown on them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from pipeline.readers.cells import Book, Cell
from reports.feedback.lines import text_width
from reports.feedback.writing import text_cell
from reports.saving import ZIP_DATE

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_ROWS_MEASURED, _NARROWEST, _WIDEST = 200, 6, 44
_LONGEST_TEXT = 32_767
"""Characters of a cell (Excel specifications and limits)."""


def rendered(book: Book) -> bytes:
    """The cells of a book as an XLSX workbook of texts. Equal books give equal bytes."""
    names = sheet_names(book)
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(names) + 1)]
    types = "".join(f'<Override PartName="/{sheet}" ContentType="{_TYPE}worksheet+xml"/>' for sheet in sheets)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="s{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    related = "".join(
        f'<Relationship Id="s{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    relation = f'<Relationship Id="b" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{related}</Relationships>",
    }
    parts |= {name: _sheet(sheet.rows) for name, sheet in zip(sheets, book.sheets, strict=True)}
    return _zipped(parts)


def sheet_names(book: Book) -> list[str]:
    """Names that a workbook may have, one a sheet, like the book's own."""
    names: list[str] = []
    for sheet in book.sheets:
        name = _FORBIDDEN_IN_NAMES.sub("_", sheet.name)[:_LONGEST_NAME].strip("'") or "_"
        while name.lower() in (other.lower() for other in names):
            name = f"{name[: _LONGEST_NAME - 2]} +"
        names.append(name)
    return names


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    content = f"{_columns(rows)}<sheetData>{''.join(_rows(rows))}</sheetData>"
    return f'{_DECLARED}<worksheet xmlns="{_MAIN}">{content}</worksheet>'


def _columns(rows: Sequence[Sequence[Cell]]) -> str:
    """Columns wide enough for what stands in their first rows."""
    widths: dict[int, int] = {}
    for row in rows[:_ROWS_MEASURED]:
        for column, cell in enumerate(row, start=1):
            widths[column] = max(widths.get(column, 0), min(text_width(cell.text) + 2, _WIDEST))
    listed = "".join(
        f'<col min="{column}" max="{column}" width="{max(width, _NARROWEST)}" customWidth="1"/>'
        for column, width in sorted(widths.items())
    )
    return f"<cols>{listed}</cols>" if listed else ""


def _rows(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            text_cell(number, column, cell.text[:_LONGEST_TEXT])
            for column, cell in enumerate(row, start=1)
            if cell.text
        )
        if cells:
            yield f'<row r="{number}">{cells}</row>'


def _zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text if text.startswith("<?xml") else _DECLARED + text)
    return stream.getvalue()
