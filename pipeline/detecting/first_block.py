"""The first block of a book as one plain table: its column labels, then its records, every row as it stands.

Titles, remarks and further blocks are not part of it; what is left out is named with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.detecting.tables import DetectedTable, column_labels, find_tables
from pipeline.labels import is_blank
from pipeline.readers.cells import Book, Sheet


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Cells that are no part of the first block."""

    place: str
    text: str
    role: str
    """"title", "remark", "another block" or "outside the block"."""


@dataclass(frozen=True, slots=True)
class FirstBlock:
    """One table as it is written out."""

    sheet: str
    header: list[str] | None
    """The column labels, levels joined with a blank; None where the block has none."""
    records: list[list[str]]
    left_out: tuple[LeftOut, ...]


def sheet_tables(book: Book) -> list[tuple[Sheet, tuple[DetectedTable, ...]]]:
    """Every sheet with its tables, in the order of the file."""
    return [(sheet, find_tables(sheet)) for sheet in book.sheets]


def first_block(found: list[tuple[Sheet, tuple[DetectedTable, ...]]]) -> FirstBlock:
    """The first table of the first visible sheet that has one; all rows where nothing looks like a table."""
    visible = [(sheet, tables) for sheet, tables in found if not sheet.hidden] or found
    for sheet, tables in visible:
        if tables:
            return _block(sheet, tables)
    for sheet, _ in visible:
        rows = [[cell.text for cell in row] for row in sheet.rows]
        if any(not is_blank(text) for row in rows for text in row):
            return FirstBlock(sheet.name, None, [row for row in rows if any(row)], ())
    return FirstBlock("", None, [], ())


def _block(sheet: Sheet, tables: tuple[DetectedTable, ...]) -> FirstBlock:
    table = tables[0]
    beside = any(t.top <= table.bottom and t.bottom >= table.top for t in tables[1:])
    whole_rows = not sheet.named and not beside
    if whole_rows:
        widest = max((len(sheet.rows[row - 1]) for row in table.header), default=table.right)
        table = replace(table, left=1, right=max(widest, 1))
    header = _header(sheet, table)
    body = [row for row in range(table.top, table.bottom + 1) if row not in _no_records(table)]
    records = [_cells(sheet, row, table, whole_row=whole_rows) for row in body]
    kept = dict.fromkeys((*table.header, *body), (table.left, table.right if not whole_rows else 0))
    return FirstBlock(
        sheet.name, header, [r for r in records if any(r)], tuple(_left_out(sheet, tables, kept))
    )


def _no_records(table: DetectedTable) -> set[int]:
    return {*table.header, *table.titles, *table.notes}


def _header(sheet: Sheet, table: DetectedTable) -> list[str] | None:
    if not table.header:
        return None
    if len(table.header) == 1 and not sheet.merges:
        return _cells(sheet, table.header[0], table, whole_row=False)
    return column_labels(sheet, table)


def _cells(sheet: Sheet, row: int, table: DetectedTable, *, whole_row: bool) -> list[str]:
    if whole_row:
        return [cell.text for cell in sheet.rows[row - 1]]
    return [sheet.cell(row, column).text for column in range(table.left, table.right + 1)]


def _left_out(
    sheet: Sheet, tables: tuple[DetectedTable, ...], kept: dict[int, tuple[int, int]]
) -> list[LeftOut]:
    """Every cell with a text that is not written out."""
    titles = {row for table in tables for row in table.titles}
    remarks = {row for table in tables for row in table.notes}
    left = []
    for row, cells in enumerate(sheet.rows, start=1):
        start, stop = kept.get(row, (1, -1))
        for column, cell in enumerate(cells, start=1):
            if is_blank(cell.text) or (stop == 0 and column >= start) or start <= column <= stop:
                continue
            within = any(t.top <= row <= t.bottom and t.left <= column <= t.right for t in tables[1:])
            role = "another block" if within else "title" if row in titles else "remark"
            if row not in titles and row not in remarks and not within:
                role = "outside the block"
            left.append(LeftOut(sheet.place(row, column), cell.text, role))
    return left
