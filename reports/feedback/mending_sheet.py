"""The sheet "What to mend": every finding with its cell as a link, in both languages, to be ticked off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import quoteattr

from pipeline.codes import codelist
from pipeline.mapping.mending_list import NUMBER, TITLE
from pipeline.readers.cells import column_letters
from reports.feedback.lines import WEIGHT, Line, text_width
from reports.feedback.writing import text_cell

COLUMNS = {
    "number": (NUMBER, 8),
    "severity": ("How serious 程度", 26),
    "state": ("Since last time 与上次相比", 26),
    "sheet": ("Sheet 工作表", 18),
    "cell": ("Cell 单元格", 12),
    "value": ("Value seen 所见值", 22),
    "message": ("What is wrong", 44),
    "advice": ("How to mend it", 44),
    "message_zh": ("问题说明", 40),
    "advice_zh": ("修改建议", 40),
}
"""Columns: name -> heading and width, in characters. `state` only where a file was sent before."""
STATES = {
    "new": "New 新增",
    "remaining": "Remaining 仍存在",
    "mended": "Mended 已修改",
}
_LINKS = 65_530
"""Hyperlinks that Excel reads on one sheet at most (Excel specifications and limits)."""
_LINE = 18
"""Height of a line of text, in points."""
Plain = Callable[..., int]


def mending_sheet(
    lines: Sequence[Line], summary: Sequence[str], sheets: Sequence[str], plain: Plain
) -> bytes:
    """The worksheet part. `plain(kind, severity)` gives the numbers of our own styles."""
    columns = [name for name in COLUMNS if name != "state" or any(line.state for line in lines)]
    top = [(TITLE, "title"), *((line, "line") for line in summary)]
    rows = [_row(number, [(text, plain(kind))]) for number, (text, kind) in enumerate(top, 1)]
    head = len(top) + 2
    rows.append(_row(head, [(COLUMNS[name][0], plain("head")) for name in columns], columns))
    links: list[str] = []
    link_column = column_letters(columns.index("cell") + 1)
    for number, line in enumerate(lines, start=head + 1):
        linked = _is_there(line, sheets) and len(links) < _LINKS
        cells = _cells(line, plain, linked=linked)
        rows.append(_row(number, [cells[name] for name in columns], columns))
        if linked:
            links.append(_link(f"{link_column}{number}", line))
    last = f"{column_letters(len(columns))}{head + len(lines)}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{COLUMNS[name][1]}" customWidth="1"/>'
        for n, name in enumerate(columns, 1)
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


def _is_there(line: Line, sheets: Sequence[str]) -> bool:
    """Whether a line is about a cell of this workbook; what is mended is named as the file before had it."""
    return line.sheet in sheets and line.position is not None and line.state != "mended"


def _cells(line: Line, plain: Plain, *, linked: bool) -> dict[str, tuple[str, int]]:
    text, mended = plain("text"), line.state == "mended"
    label = codelist("severities").label(line.severity)
    severity = f"{label.en} {label.zh}" + (f"\n({line.settled})" if line.settled else "")
    return {
        "number": ("✓" if mended else str(line.number), text),
        "severity": (severity, text if mended else plain("text", line.severity)),
        "state": (STATES.get(line.state, ""), plain("text", "mended") if mended else text),
        "sheet": (line.sheet, text),
        "cell": (line.cell, plain("link") if linked else text),
        "value": (line.value, text),
        "message": (line.message.en, text),
        "advice": ("" if mended else line.advice.en, text),
        "message_zh": (line.message.zh, text),
        "advice_zh": ("" if mended else line.advice.zh, text),
    }


def _lines(text: str, column: str) -> int:
    """Lines that a text takes in the width of its column."""
    return sum(max(1, -(-text_width(line) // COLUMNS[column][1])) for line in text.split("\n"))


def _row(number: int, cells: Sequence[tuple[str, int]], columns: Sequence[str] = ()) -> str:
    """A row; one of the table, whose columns are named, is high enough for the longest of its texts."""
    written = "".join(
        text_cell(number, column, text, style) for column, (text, style) in enumerate(cells, start=1) if text
    )
    high = max((_lines(text, name) for (text, _), name in zip(cells, columns, strict=False)), default=1)
    return f'<row r="{number}" ht="{_LINE * high}" customHeight="1">{written}</row>'


def _link(cell: str, line: Line) -> str:
    sheet = line.sheet.replace("'", "''")
    place = f"'{sheet}'!{line.cell}"
    return f'<hyperlink ref="{cell}" location={quoteattr(place)}/>'


def by_weight(lines: Sequence[Line]) -> dict[tuple[str, tuple[int, int]], list[Line]]:
    """The lines of every cell, by sheet and position, heaviest first."""
    cells: dict[tuple[str, tuple[int, int]], list[Line]] = {}
    for line in lines:
        if line.position is not None and line.state != "mended":
            cells.setdefault((line.sheet, line.position), []).append(line)
    for found in cells.values():
        found.sort(key=lambda line: (bool(line.settled), WEIGHT[line.severity], line.number))
    return cells
