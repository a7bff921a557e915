"""The account of cells: what claims each filled cell of a sheet, so that none is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.labels import fold
from pipeline.model import CellCount
from pipeline.readers.cells import Cell, Merge, Sheet

Position = tuple[int, int]
"""Row and column, 1-based."""


_FIRST_OF_MONTH = re.compile(r"(\d{4}-\d{2})-01", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def _text(cell: Cell) -> str:
    """Folded text; of a date shown as month and year only ("Mar-21") the month."""
    if cell.number_format and (first := _FIRST_OF_MONTH.fullmatch(cell.text)):
        shown = set(_QUOTED.sub("", cell.number_format.lower()))
        if {"y", "m"} <= shown and not shown & {"d", "h", "s"}:
            return first[1]
    return fold(cell.text)


class Account:
    """One sheet with its folded texts and the claims on its cells."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows: list[list[str]] = [[_text(cell) for cell in row] for row in sheet.rows]
        self._filled = [[c for c, text in enumerate(row, start=1) if text] for row in self.rows]
        self.explained: set[Position] = set()
        self.observed: set[Position] = set()
        self.complained: set[Position] = set()
        """Cells that a finding already names as not understood: they stay unexplained."""
        self._anchors = {
            (row, column): merge
            for merge in sheet.merges
            for row in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
        }

    def text(self, row: int, column: int) -> str:
        """Folded text; empty outside the used range."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return ""

    def merge(self, row: int, column: int) -> Merge | None:
        """The merged range a cell lies in."""
        return self._anchors.get((row, column))

    def filled(self, row: int) -> list[int]:
        """Columns of a row in which something stands."""
        if not 1 <= row <= len(self.rows):
            return []
        return self._filled[row - 1]

    def positions(self) -> Iterator[Position]:
        """All filled cells, row by row."""
        for row, columns in enumerate(self._filled, start=1):
            for column in columns:
                yield row, column

    def explain(self, positions: Iterable[Position]) -> None:
        """Claim cells that are no values: headers, dimensions, notes, totals, ignored columns."""
        self.explained.update(p for p in positions if self.text(*p))

    def explain_row(self, row: int, columns: Iterable[int]) -> None:
        """Claim the filled cells of a row within some columns."""
        if 1 <= row <= len(self.rows):
            texts = self.rows[row - 1]
            self.explained.update([(row, c) for c in columns if 1 <= c <= len(texts) and texts[c - 1]])

    def unclaimed(self) -> list[Position]:
        """Filled cells that nothing claims and no finding names yet."""
        claimed = self.explained | self.observed | self.complained
        return [position for position in self.positions() if position not in claimed]

    def places(self, positions: Iterable[Position]) -> list[str]:
        """Addresses for people."""
        return [self.sheet.place(*position) for position in positions]

    def count(self) -> CellCount:
        """How many cells are in the sheet, became observations, are explained."""
        filled = set(self.positions())
        observed = filled & self.observed
        return CellCount(
            in_file=len(filled),
            as_observations=len(observed),
            explained=len(filled & self.explained - observed),
        )
