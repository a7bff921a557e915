"""Forms: labels with their values at the right, laid out as a table of one header and one record.

A label stands once on the sheet. The values of labels that stand under each other stand under each other
too: in the nearest column right of them in which one of them has something. A value that stands elsewhere is
claimed by nothing. The record is read like any row, and what it claims is claimed where it really stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.labels import Label
from pipeline.mapping.accounts import Account, Position
from pipeline.profiles import Block
from pipeline.readers.cells import Sheet

HEADER_ROW, VALUE_ROW = 1, 2
NOWHERE = 10**6


class FormAccount(Account):
    """A form of one sheet as a table of two rows; claims go to the sheet when it is settled."""

    def __init__(self, home: Account, found: Sequence[tuple[Position, Position]]) -> None:
        sheet = home.sheet
        rows = [[sheet.cell(*pair[side]) for pair in found] for side in (0, 1)]
        places = {
            (row, column): sheet.place(*pair[row - 1])
            for column, pair in enumerate(found, start=1)
            for row in (HEADER_ROW, VALUE_ROW)
        }
        super().__init__(Sheet(sheet.name, rows, places=places, named=sheet.named))
        self.home = home
        self.found = found

    @property
    def top(self) -> int:
        """First row of the form on its sheet."""
        return min(label[0] for label, _ in self.found)

    @property
    def columns(self) -> range:
        """Columns of the sheet from the first label to the last value."""
        cells = [column for pair in self.found for _, column in pair]
        return range(min(cells), max(cells) + 1)

    def strange_labels(self) -> dict[str, str]:
        """Texts that stand among the labels and are none of them, by place."""
        lefts = {label[1] for label, _ in self.found}
        known = {cell for pair in self.found for cell in pair}
        last = max(label[0] for label, _ in self.found)
        return {
            self.home.sheet.place(row, column): self.home.text(row, column)
            for row, column in self.home.positions()
            if column in lefts and self.top <= row <= last and (row, column) not in known
        }

    def settle(self) -> None:
        """Hand the claims over to the sheet."""
        for own, whole in (
            (self.explained, self.home.explained),
            (self.observed, self.home.observed),
            (self.complained, self.home.complained),
        ):
            whole.update(self.found[column - 1][row - 1] for row, column in own)


def form_of(home: Account, block: Block) -> FormAccount:
    """The form that a block describes, with the labels of it that stand on a sheet, in reading order."""
    labels = tuple(_labels(block))
    found = [pair for row in range(1, len(home.rows) + 1) for pair in _pairs(home, row, labels)]
    nearest: dict[int, int] = {}
    for (_, left), (_, right) in found:
        nearest[left] = min(right, nearest.get(left, right))
    return FormAccount(home, [(label, (label[0], _beside(home, label, nearest))) for label, _ in found])


def _beside(home: Account, label: Position, nearest: dict[int, int]) -> int:
    """Column of a label's value; the next one when no label of its column has a value."""
    if nearest[label[1]] != NOWHERE:
        return nearest[label[1]]
    merge = home.merge(*label)
    return (merge.right if merge is not None else label[1]) + 1


def _labels(block: Block) -> Iterator[Label]:
    yield from block.header[0]
    yield from (*block.values, *block.ignore, *block.empty, *block.others)
    yield from (label for rule in block.fields.values() for label in rule.columns)


def _pairs(home: Account, row: int, labels: Sequence[Label]) -> Iterator[tuple[Position, Position]]:
    """Labels of a row and the first filled cells right of them (far away where there is none)."""
    filled = home.filled(row)
    taken = 0
    for i, column in enumerate(filled):
        if column <= taken or not any(label.matches(home.text(row, column)) for label in labels):
            continue
        following = filled[i + 1] if i + 1 < len(filled) else NOWHERE
        if following != NOWHERE and any(label.matches(home.text(row, following)) for label in labels):
            following = NOWHERE
        taken = following if following != NOWHERE else column
        yield (row, column), (row, following)
