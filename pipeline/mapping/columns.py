"""Header rows to columns: each with the label of every level and the path of labels from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.labels import Label
from pipeline.mapping.accounts import Account
from pipeline.profiles import Block


@lru_cache(maxsize=16384)
def _path(levels: tuple[str, ...]) -> str:
    distinct: list[str] = []
    for label in levels:
        if label and (not distinct or distinct[-1] != label):
            distinct.append(label)
    return " | ".join(distinct)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a located block."""

    index: int
    levels: tuple[str, ...]
    """Folded label of each level, top first; empty where nothing stands."""

    @property
    def path(self) -> str:
        """Labels from top to bottom, a label merged over levels once: `Listings removed | Ivory`."""
        return _path(self.levels)

    def means(self, label: Label) -> bool:
        """Whether a label of the profile names this column: by its path or by the label of any level."""
        return label.matches(self.path) or any(label.matches(level) for level in self.levels if level)


def columns_of(account: Account, block: Block, top: int) -> tuple[Column, ...]:
    """Columns with a label below or at `top`, and those that `unnamed` names, from left to right."""
    depth = len(block.header)
    rows = range(top, top + depth)
    width = max((len(account.rows[row - 1]) for row in rows if row <= len(account.rows)), default=0)
    levels = [_labels(account, row, width, bottom=row == rows[-1]) for row in rows]
    for level in block.fill:
        _fill_right(levels, level - 1)
    columns = [
        Column(index, tuple(level[index - 1] for level in levels))
        for index in range(1, width + 1)
        if any(level[index - 1] for level in levels)
    ]
    if block.unnamed and columns:
        first = columns[0].index
        names = block.unnamed[-(first - 1) :] if first > 1 else ()
        start = first - len(names)
        named = [Column(start + i, ("",) * (depth - 1) + (name,)) for i, name in enumerate(names)]
        columns = named + columns
    return tuple(columns)


def _labels(account: Account, row: int, width: int, *, bottom: bool) -> list[str]:
    """Labels of one header row; a merged one counts in all its columns, at the bottom level at its anchor."""
    labels = []
    for column in range(1, width + 1):
        merge = account.merge(row, column)
        if merge is None:
            labels.append(account.text(row, column))
        elif bottom and column != merge.left:
            labels.append("")
        else:
            labels.append(account.text(merge.top, merge.left))
    return labels


def _fill_right(levels: list[list[str]], level: int) -> None:
    """A blank in a filled level is the label at its left, wherever a lower level has a label."""
    current = ""
    for index, label in enumerate(levels[level]):
        current = label or current
        if not label and any(lower[index] for lower in levels[level + 1 :]):
            levels[level][index] = current


def named(columns: Iterable[Column], label: Label) -> list[Column]:
    """Columns that a label means; those whose whole path or bottom label it is come before the others."""
    columns = tuple(columns)
    if label.after is not None:
        return _right_of(columns, label, label.after)
    for closest in (
        [c for c in columns if label.matches(c.path)],
        [c for c in columns if c.levels[-1] and label.matches(c.levels[-1])],
    ):
        if closest:
            return closest
    return [c for c in columns if c.means(label)]


def claimed(columns: Iterable[Column], label: Label) -> list[Column]:
    """Columns that a label claims as values, or as not wanted: by their path or the label of any level."""
    if label.after is not None:
        return _right_of(tuple(columns), label, label.after)
    return [column for column in columns if column.means(label)]


def _right_of(columns: tuple[Column, ...], label: Label, after: Label) -> list[Column]:
    """The first column of a label from each column on that the other label means.

    Below a label of an upper level only the columns under it count, from its left end on.
    """
    anchors = named(columns, after)
    found: dict[int, Column] = {}
    for anchor in anchors:
        under = not (anchor.levels[-1] and after.matches(anchor.levels[-1]))
        right = [
            column
            for column in columns
            if (column in anchors if under else column.index > anchor.index) and column.index >= anchor.index
        ]
        first = next((column for column in right if column.means(label)), None)
        if first is not None:
            found[first.index] = first
            if under:
                break
    return list(found.values())
