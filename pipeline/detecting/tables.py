"""Tables on a sheet nobody has described: where they stand, and what their rows and columns are.

Blank rows and columns give blocks; a block is divided into titles, labels, body and remarks; a header that
stands again in a body begins another table; a block without labels goes on with the table above it. Every
step says how sure it is: what is below `SURE` is a doubt that a person settles.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detecting.bodies import note_rows, section_rows, total_rows, value_columns
from pipeline.detecting.decisions import Decision
from pipeline.detecting.forms import pair_columns
from pipeline.detecting.grid import Grid
from pipeline.detecting.naming import joined_labels
from pipeline.detecting.orientation import Orientation, orientation
from pipeline.detecting.stacking import Stretch, stretches
from pipeline.readers.cells import Sheet, column_letters


@dataclass(frozen=True, slots=True)
class DetectedTable:
    """One table. Rows and columns are numbers from 1; ranges are inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    """The rectangle from the first header row to the last row, notes and titles left out."""
    header: tuple[int, ...]
    """Rows that hold column labels, from the top; empty where there are none."""
    stub: tuple[int, ...]
    """Columns that hold row labels."""
    values: tuple[int, ...]
    """Columns that hold values."""
    titles: tuple[int, ...] = ()
    """Rows above that speak about the table."""
    totals: tuple[int, ...] = ()
    """Rows inside that add up others."""
    sections: tuple[int, ...] = ()
    """Rows inside that name the rows below them."""
    notes: tuple[int, ...] = ()
    """Rows inside or below that are remarks."""
    orientation: Orientation = "long"
    decisions: tuple[Decision, ...] = ()


def find_tables(sheet: Sheet) -> tuple[DetectedTable, ...]:
    """Every table of a sheet, from the top, then from the left. Empty for a blank sheet."""
    grid = Grid(sheet)
    return tuple(_table(grid, stretch) for stretch in stretches(grid))


def column_labels(sheet: Sheet, table: DetectedTable) -> list[str]:
    """One label a column from left to right: the header levels joined with a blank, merged ranges filled."""
    return joined_labels(sheet, table.header, table.left, table.right)


def _table(grid: Grid, stretch: Stretch) -> DetectedTable:
    parts, left, right = stretch.parts, stretch.left, stretch.right
    rows = (*parts.header, *parts.body)
    pairs = pair_columns(grid, left, right, rows)
    if pairs is not None:
        return _form(grid, stretch, *pairs)
    values = value_columns(grid, left, right, parts)
    used = {column for row in rows for column in grid.filled[row]}
    stub = tuple(column for column in range(left, right + 1) if column in used and column not in values)
    sections = section_rows(grid, parts, left, right)
    direction, why = orientation(grid, parts, stub, values)
    return DetectedTable(
        top=rows[0],
        left=left,
        bottom=rows[-1],
        right=right,
        header=parts.header,
        stub=stub,
        values=values,
        titles=parts.titles,
        totals=total_rows(grid, parts, stub, long=direction == "long"),
        sections=sections,
        notes=(*note_rows(grid, parts, left, right), *parts.notes),
        orientation=direction,
        decisions=(
            *stretch.decisions,
            Decision("header", _rows_text(parts.header), parts.confidence, parts.reason),
            _columns_decision(stub, values, parts.confidence),
            why,
        ),
    )


def _form(
    grid: Grid, stretch: Stretch, stub: tuple[int, ...], values: tuple[int, ...], confidence: float
) -> DetectedTable:
    """Labels with their values at the right; rows that seemed labels are part of it."""
    parts = stretch.parts
    rows = (*parts.header, *parts.body)
    why = "short labels stand beside values of many kinds"
    return DetectedTable(
        top=rows[0],
        left=stretch.left,
        bottom=rows[-1],
        right=stretch.right,
        header=(),
        stub=stub,
        values=values,
        titles=parts.titles,
        notes=(*note_rows(grid, parts, stretch.left, stretch.right), *parts.notes),
        orientation="form",
        decisions=(*stretch.decisions, Decision("orientation", "form", confidence, why)),
    )


def _rows_text(rows: tuple[int, ...]) -> str:
    if not rows:
        return "none"
    return f"row {rows[0]}" if len(rows) == 1 else f"rows {rows[0]} to {rows[-1]}"


def _columns_decision(stub: tuple[int, ...], values: tuple[int, ...], confidence: float) -> Decision:
    found = ", ".join(column_letters(column) for column in values) or "none"
    if not values:
        return Decision("values", found, 0.5, "no column holds mostly numbers")
    return Decision("values", found, min(0.9, confidence), "columns of numbers that are no periods or codes")
