"""Formulas of binary workbooks: were their results ever calculated?

These formats keep a place for the result with every formula. A program that writes formulas without
calculating leaves an empty text there, or zero with the mark "calculate on opening". One such result says
nothing: a formula may well give an empty text. But when no formula of the whole workbook has anything else,
nobody has calculated it, and none of the results is believed.
"""

from __future__ import annotations

from pipeline.readers.cells import Cell
from pipeline.readers.grid import Grid

_FORMULA = "="
"""Stands for the formula: its text is not kept in a readable form."""


class Formulas:
    """All formulas of a workbook, as they are met."""

    def __init__(self) -> None:
        self._is_calculated = False
        self._blank: list[tuple[Grid, int, int, Cell]] = []

    def add(self, grid: Grid, row: int, column: int, code: str, *, hidden: bool, blank: bool) -> None:
        """Take note of one formula; `blank` when its result may be none."""
        if not blank:
            self.note_calculated()
        elif not self._is_calculated:
            cell = Cell(_FORMULA, code, unstored_formula=True, hidden=hidden)
            self._blank.append((grid, row, column, cell))

    def note_calculated(self) -> None:
        """Take note that some formula has a result, so that all have one."""
        self._is_calculated = True
        self._blank.clear()

    def settle(self) -> None:
        """Once every sheet is read: mark the formulas of a workbook that was never calculated."""
        for grid, row, column, cell in self._blank:
            grid.put_unstored(row, column, cell)
