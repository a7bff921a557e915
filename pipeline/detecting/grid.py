"""A sheet seen as filled and empty cells, with the merged ranges looked up once."""

from __future__ import annotations

from itertools import accumulate

from pipeline.detecting.content import Form, form
from pipeline.labels import fold, is_blank
from pipeline.readers.cells import Merge, Sheet


class Grid:
    """Filled cells and merges of a sheet; rows and columns are numbers from 1."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.filled: list[list[int]] = [[]]
        """Filled columns of each row, in order; the first entry stands for no row."""
        for row in sheet.rows:
            self.filled.append([
                column
                for column, cell in enumerate(row, start=1)
                if (text := cell[0]) and ("!" <= text[0] <= "~" or not is_blank(text))
            ])  # fmt: skip
        self.merges = self._clipped()
        self._spanned = self._rows_spanned()

    def _clipped(self) -> dict[tuple[int, int], Merge]:
        """Merges by their first cell, cut at the used range."""
        width = max(map(len, self.sheet.rows), default=0)
        return {
            (merge.top, merge.left): Merge(
                merge.top, merge.left, min(merge.bottom, self.height), min(merge.right, width)
            )
            for merge in self.sheet.merges
            if merge.top <= self.height and merge.left <= width
        }

    def _rows_spanned(self) -> list[bool]:
        """For each row whether a merge holds it together with the row above."""
        changes = [0] * (self.height + 2)
        for merge in self.merges.values():
            if merge.bottom > merge.top:
                changes[merge.top + 1] += 1
                changes[merge.bottom + 1] -= 1
        return [count > 0 for count in accumulate(changes)]

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.filled) - 1

    def text(self, row: int, column: int) -> str:
        """The text as it stands; '' outside the used range."""
        rows = self.sheet.rows
        if row <= len(rows) and column <= len(rows[row - 1]):
            return rows[row - 1][column - 1].text
        return ""

    def label(self, row: int, column: int) -> str:
        """The text as it is compared."""
        return fold(self.text(row, column))

    def form(self, row: int, column: int) -> Form:
        """The form of the text as it stands."""
        return form(self.text(row, column))

    def is_break(self, row: int) -> bool:
        """Whether nothing stands in the row and no merge runs through it."""
        return not self.filled[row] and not self._spanned[row]

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merge whose value stands in the cell."""
        return self.merges.get((row, column))

    def inside(self, row: int, left: int, right: int) -> list[int]:
        """Filled columns of a row between two columns."""
        columns = self.filled[row]
        if columns and columns[0] >= left and columns[-1] <= right:
            return columns
        return [column for column in columns if left <= column <= right]
