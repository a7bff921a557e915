"""Tables on a sheet nobody has described: where they stand, and what their rows and columns are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.detecting.decisions import Decision
from pipeline.readers.cells import Sheet

Orientation = Literal["long", "wide by period", "wide by indicator", "cross-tab", "form"]


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
    raise NotImplementedError


def column_labels(sheet: Sheet, table: DetectedTable) -> list[str]:
    """One label a column from left to right: the header levels joined with a blank, merged ranges filled."""
    raise NotImplementedError
