"""ODS to cells, with the number formats, formulas, hidden parts and merged ranges that its XML holds.

A cell or row may say that it stands many times: blank repeats cost nothing, filled ones are limited like any
other cells. Dates are stored as ISO text and stay so; times of day and durations are read as Excel would
store them. Drawings, comments, scripts and tracked changes are never read.
Source: OpenDocument 1.3 part 3, section 9.
"""

from __future__ import annotations

import io

from lxml import etree

from pipeline.model import Finding
from pipeline.readers import kinds
from pipeline.readers.cells import EMPTY, Book, Cell, Merge
from pipeline.readers.grid import LAST_COLUMN, LAST_ROW, Grid, Room, collector_paused, finished
from pipeline.readers.opendocument_cells import TABLE, Attributes, CellReading
from pipeline.readers.opendocument_styles import OFFICE, Styles
from pipeline.readers.package import Package
from pipeline.readers.refusals import damaged, hostile, refusal

_CONTENT, _NAMED_STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_UNPARSED = ("basic/", "dialogs/", "scripts/", "meta-inf/")
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_REPEATED, _STYLE, _FORMULA = (
    f"{TABLE}{name}" for name in ("number-columns-repeated", "style-name", "formula")
)
_ROWS_SPANNED, _COLUMNS_SPANNED = f"{TABLE}number-rows-spanned", f"{TABLE}number-columns-spanned"
_KIND = f"{OFFICE}value-type"
_OUT_OF_SIGHT = frozenset({"collapse", "filter"})
_MOST_DIGITS = 10


def read_opendocument(content: bytes) -> Book:
    """Read every sheet, in the document's order.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-encrypted`, `file-empty`, `format-error`).
    """
    package = Package(content)
    if _MANIFEST in package and b"encryption-data" in package.raw(_MANIFEST):
        raise refusal("file-encrypted")
    styles = Styles()
    if _NAMED_STYLES in package:
        styles.add_all(package.tree(_NAMED_STYLES))
    with collector_paused():
        reading = _Reading(styles)
        reading.read(package.xml(_CONTENT))
    package.screen_rest(unparsed=_UNPARSED)
    return finished(Book([grid.sheet for grid in reading.grids], reading.remarks()))


class _Reading:
    """The reading of `content.xml` from its beginning to its end."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.cells = CellReading(styles)
        self.grids: list[Grid] = []
        self.merges: list[list[Merge]] = []
        self.room = Room()
        self.row = self.depth = 0
        self.column_styles: list[str] = []

    def read(self, xml: bytes) -> None:
        """Read all sheets. Raises RefusalError."""
        wanted = ("table", "table-column", "table-row")
        tags = [f"{TABLE}{name}" for name in wanted]
        tags += [f"{OFFICE}automatic-styles", f"{OFFICE}spreadsheet", f"{TABLE}tracked-changes"]
        events = etree.iterparse(
            io.BytesIO(xml),
            ("start", "end"),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        is_spreadsheet = False
        try:
            for event, element in events:
                is_spreadsheet |= element.tag == f"{OFFICE}spreadsheet"
                self._element(str(element.tag), element, is_start=event == "start")
        except etree.XMLSyntaxError as error:
            raise damaged("xml", part=_CONTENT) from error
        if not is_spreadsheet:
            raise refusal("format-error", expected=kinds.ODS, found=kinds.OFFICE)

    def remarks(self) -> list[Finding]:
        """What a person should know about the sheets, once all are read."""
        pairs = zip(self.grids, self.merges, strict=True)
        return [remark for grid, merges in pairs for remark in grid.finish(merges, conceals=True)]

    def _element(self, tag: str, element: etree._Element, *, is_start: bool) -> None:
        if tag == f"{TABLE}table":
            self.depth += 1 if is_start else -1
            if is_start and self.depth == 1:
                self._start_sheet(element)
            elif is_start:
                raise damaged("cell", part=_CONTENT, places=(self.grids[-1].sheet.place(self.row + 1, 1),))
        elif is_start:
            return
        elif tag == f"{OFFICE}automatic-styles":
            self.styles.add(element)
        elif tag == f"{TABLE}table-column" and self.depth == 1:
            self._column(element)
        elif tag == f"{TABLE}table-row" and self.depth == 1:
            self._row(element)
            element.clear()

    def _start_sheet(self, element: etree._Element) -> None:
        is_shown = self.styles.is_displayed(element.get(f"{TABLE}style-name", ""))
        name = element.get(f"{TABLE}name", "")
        self.grids.append(Grid(name, self.room, state="visible" if is_shown else "hidden", part=_CONTENT))
        self.merges.append([])
        self.column_styles = []
        self.row = 0

    def _column(self, element: etree._Element) -> None:
        first = len(self.column_styles) + 1
        count = min(_number(element.get(_REPEATED, "1")), LAST_COLUMN + 1 - first)
        self.column_styles += [element.get(f"{TABLE}default-cell-style-name", "")] * count
        if element.get(f"{TABLE}visibility") in _OUT_OF_SIGHT:
            self.grids[-1].hidden_columns.update(range(first, first + count))

    def _row(self, element: etree._Element) -> None:
        """One row element, which may stand for many rows."""
        count = _number(element.get(f"{TABLE}number-rows-repeated", "1"))
        line = self._line(element)
        if line and self.row + count > LAST_ROW:
            raise hostile("dimensions", part=_CONTENT, limit=LAST_ROW, found=self.row + count)
        unstored = [column for column, cell in enumerate(line, 1) if cell.unstored_formula]
        for row in range(self.row + 1, self.row + count + 1) if line else ():
            self.grids[-1].add(row, list(line))
            self.grids[-1].unstored += [(row, column) for column in unstored]
        self.row += count

    def _line(self, row: etree._Element) -> list[Cell]:
        """The cells of one row up to the last that is not blank."""
        default = row.get(f"{TABLE}default-cell-style-name", "")
        row_hidden = row.get(f"{TABLE}visibility") in _OUT_OF_SIGHT
        line: list[Cell] = []
        column = 0
        for element in row:
            if element.tag not in _CELLS:
                continue
            written = {str(name): str(value) for name, value in element.items()}
            first = column + 1
            column += _number(written[_REPEATED]) if _REPEATED in written else 1
            if _ROWS_SPANNED in written or _COLUMNS_SPANNED in written:
                self._merge(written, first)
            if not len(element) and _KIND not in written and _FORMULA not in written:
                continue
            if column > LAST_COLUMN:
                raise hostile("dimensions", part=_CONTENT, limit=LAST_COLUMN, found=column)
            line.extend([EMPTY] * (first - 1 - len(line)))
            for at in range(first, column + 1):
                line.append(self._cell(element, written, default, at, row_hidden=row_hidden))
        while line and (not line[-1].text or line[-1].text.isspace()):
            line.pop()
        return line

    def _cell(
        self, element: etree._Element, written: Attributes, default: str, column: int, *, row_hidden: bool
    ) -> Cell:
        grid = self.grids[-1]
        style = written.get(_STYLE) or default or self._column_style(column)
        hidden = row_hidden or column in grid.hidden_columns
        try:
            return self.cells.cell(written, element, style, hidden=hidden)
        except ValueError as error:
            place = grid.sheet.place(self.row + 1, column)
            raise damaged("cell", part=_CONTENT, places=(place,), value=str(error)[:60]) from error

    def _column_style(self, column: int) -> str:
        return self.column_styles[column - 1] if column <= len(self.column_styles) else ""

    def _merge(self, written: Attributes, column: int) -> None:
        rows, columns = (_number(written.get(name, "1")) for name in (_ROWS_SPANNED, _COLUMNS_SPANNED))
        if rows > 1 or columns > 1:
            top = self.row + 1
            self.merges[-1].append(Merge(top, column, top + rows - 1, column + columns - 1))


def _number(text: str) -> int:
    """A count of at least one. Raises RefusalError."""
    if not (text.isdecimal() and text.isascii()) or len(text) > _MOST_DIGITS or int(text) < 1:
        raise damaged("xml", part=_CONTENT, value=text[:60])
    return int(text)
