"""The sheet "What to mend": every finding with its cell as a link, in both languages, to be ticked off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import quoteattr

from pipeline.codes import codelist
from pipeline.readers.cells import column_letters
from reports.feedback.lines import WEIGHT, Line, text_width
from reports.feedback.writing import text_cell

TITLE = "What to mend 待修改"
HEADINGS = (
    ("No. 序号", 8),
    ("How serious 程度", 26),
    ("Sheet 工作表", 18),
    ("Cell 单元格", 10),
    ("Value seen 所见值", 22),
    ("What is wrong", 44),
    ("How to mend it", 44),
    ("问题说明", 40),
    ("修改建议", 40),
)
"""Columns and their widths, in characters."""
_LINKS = 65_530
"""Hyperlinks that Excel reads on one sheet at most (Excel specifications and limits)."""
_LINK_COLUMN = 4
_LINE = 18
"""Height of a line of text, in points."""
Plain = Callable[..., int]


def mending_sheet(
    lines: Sequence[Line], heading: str, summary: str, sheets: Sequence[str], plain: Plain
) -> bytes:
    """The worksheet part. `plain(kind, severity)` gives the numbers of our own styles."""
    top = [(TITLE, "title"), (heading, "line"), (summary, "line")]
    rows = [_row(number, [(text, plain(kind))], table=False) for number, (text, kind) in enumerate(top, 1)]
    head = len(top) + 2
    rows.append(_row(head, [(text, plain("head")) for text, _ in HEADINGS], table=True))
    links: list[str] = []
    for number, line in enumerate(lines, start=head + 1):
        linked = line.sheet in sheets and line.position is not None and len(links) < _LINKS
        rows.append(_row(number, list(_cells(line, plain, linked=linked)), table=True))
        if linked:
            links.append(_link(number, line))
    last = f"{column_letters(len(HEADINGS))}{head + len(lines)}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, (_, width) in enumerate(HEADINGS, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0" showGridLines="0"><pane ySplit="{head}" topLeftCell="A{head + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<autoFilter ref="A{head}:{last}"/>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    ).encode()


def _cells(line: Line, plain: Plain, *, linked: bool) -> Iterator[tuple[str, int]]:
    text = plain("text")
    label = codelist("severities").label(line.severity)
    severity = f"{label.en} {label.zh}" + (f"\n({line.waived})" if line.waived else "")
    yield str(line.number), text
    yield severity, plain("text", line.severity)
    yield line.sheet, text
    yield line.cell, plain("link") if linked else text
    yield line.value, text
    for words in (line.message.en, line.advice.en, line.message.zh, line.advice.zh):
        yield words, text


def _lines(text: str, column: int) -> int:
    """Lines that a text takes in the width of its column."""
    return sum(max(1, -(-text_width(line) // HEADINGS[column][1])) for line in text.split("\n"))


def _row(number: int, cells: Sequence[tuple[str, int]], *, table: bool) -> str:
    written = "".join(
        text_cell(number, column, text, style) for column, (text, style) in enumerate(cells, start=1) if text
    )
    height = (
        _LINE * max(1, *(_lines(text, column) for column, (text, _) in enumerate(cells))) if table else _LINE
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{written}</row>'


def _link(row: int, line: Line) -> str:
    sheet = line.sheet.replace("'", "''")
    place = f"'{sheet}'!{line.cell}"
    return f'<hyperlink ref="{column_letters(_LINK_COLUMN)}{row}" location={quoteattr(place)}/>'


def by_weight(lines: Sequence[Line]) -> dict[tuple[str, tuple[int, int]], list[Line]]:
    """The lines of every cell, by sheet and position, heaviest first."""
    cells: dict[tuple[str, tuple[int, int]], list[Line]] = {}
    for line in lines:
        if line.position is not None:
            cells.setdefault((line.sheet, line.position), []).append(line)
    for found in cells.values():
        found.sort(key=lambda line: (bool(line.waived), WEIGHT[line.severity], line.number))
    return cells
