"""Blocks: stretches of a sheet that blank rows and blank columns set apart.

A blank row always ends a block here; whether the next one goes on with the same table is decided later,
when its header is known. Columns are split only where the parts have lives of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detecting.content import VALUES
from pipeline.detecting.grid import Grid


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and columns, inclusive, from 1. `rows` are the rows with something in them."""

    left: int
    right: int
    rows: tuple[int, ...]

    @property
    def top(self) -> int:
        """First row."""
        return self.rows[0]

    @property
    def bottom(self) -> int:
        """Last row."""
        return self.rows[-1]


def find_blocks(grid: Grid) -> list[Block]:
    """Blocks from the top, then from the left."""
    blocks: list[Block] = []
    start: list[int] = []
    for row in range(1, grid.height + 1):
        if grid.is_break(row):
            blocks += _across(grid, start) if start else []
            start = []
        else:
            start.append(row)
    return blocks + (_across(grid, start) if start else [])


def _across(grid: Grid, rows: list[int]) -> list[Block]:
    """One block of the rows, or several side by side."""
    used: set[int] = set()
    for row in rows:
        used.update(grid.filled[row])
    for row in rows:
        for column in grid.filled[row] if grid.merges else ():
            if merge := grid.merge_at(row, column):
                if merge.left == min(used) and merge.right >= max(used):
                    continue
                used.update(range(merge.left, merge.right + 1))
    if not used:
        return []
    parts = _stretches(sorted(used))
    if len(parts) > 1 and _live_apart(grid, rows, parts):
        return [block for left, right in parts if (block := _block(grid, rows, left, right))]
    whole = _block(grid, rows, parts[0][0], parts[-1][1])
    return [whole] if whole else []


def _block(grid: Grid, rows: list[int], left: int, right: int) -> Block | None:
    kept = [row for row in rows if grid.inside(row, left, right)]
    if not kept:
        return None
    return Block(left, right, tuple(row for row in rows if kept[0] <= row <= kept[-1]))


def _stretches(columns: list[int]) -> list[tuple[int, int]]:
    """Unbroken stretches of columns."""
    parts = [(columns[0], columns[0])]
    for column in columns[1:]:
        if column == parts[-1][1] + 1:
            parts[-1] = (parts[-1][0], column)
        else:
            parts.append((column, column))
    return parts


def _live_apart(grid: Grid, rows: list[int], parts: list[tuple[int, int]]) -> bool:
    """Whether every part is wide enough, begins with labels of its own, and has other rows or equal labels.

    Parts that are filled in the very same rows under different labels are one table with a blank column.
    """
    spans: set[tuple[int, int]] = set()
    first_labels: list[list[str]] = []
    for left, right in parts:
        filled = [row for row in rows if len(grid.inside(row, left, right)) > 1]
        if right == left or len(filled) < 2:
            return False
        sample = [row for row in filled[1:200] if left in grid.inside(row, left, right)]
        typed = sum(grid.form(row, left) in VALUES for row in sample)
        if 2 * len(sample) < len(filled[1:200]) or 2 * typed > len(sample):
            return False
        spans.add((filled[0], filled[-1]))
        first_labels.append([grid.label(filled[0], column) for column in range(left, right + 1)])
    return len(spans) > 1 or all(labels == first_labels[0] for labels in first_labels)
