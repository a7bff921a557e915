"""Areas: cells as a person sees them, one for each merged range.

A merge tells its area. Where merges are lost (delimited text), blanks are given to the label above or at the
left by what the other rows and columns show; such an area is marked `guessed`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipeline.detecting.content import Form, form
from pipeline.detecting.evidence import name_evidence
from pipeline.detecting.grid import Grid
from pipeline.labels import is_blank

_Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A rectangle with one text; rows and columns are numbers from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    guessed: bool = False
    """Whether its extent was told from blanks."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return form(self.text) is Form.BLANK


def areas_of(grid: Grid, top: int, left: int, bottom: int, right: int) -> list[Area]:
    """The areas that cover a rectangle, row by row; merges are cut at its edges."""
    if grid.merges or grid.sheet.named:
        return _from_merges(grid, top, left, bottom, right)
    return _from_blanks(grid, top, left, bottom, right)


def _from_merges(grid: Grid, top: int, left: int, bottom: int, right: int) -> list[Area]:
    taken: set[_Place] = set()
    found: list[Area] = []
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) in taken:
                continue
            merge = grid.merge_at(row, column)
            low, far = (min(merge.bottom, bottom), min(merge.right, right)) if merge else (row, column)
            taken.update((r, c) for r in range(row, low + 1) for c in range(column, far + 1))
            found.append(Area(row, column, low, far, grid.text(row, column)))
    return found


class _Blanks:
    """Where the blanks of a rectangle belong: to a cell above, to a cell at the left, or to nobody."""

    def __init__(self, grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
        self.grid = grid
        self.top, self.left, self.bottom, self.right = top, left, bottom, right
        self.rows = {row: grid.inside(row, left, right) for row in range(top, bottom + 1)}
        self.full = {(row, column) for row, columns in self.rows.items() for column in columns}
        self.count = Counter(column for columns in self.rows.values() for column in columns)
        self.owner: dict[_Place, _Place] = {}
        self.header, self.fixed = self._levels()
        self.numeric = self._numeric_columns()

    def settle(self) -> dict[_Place, _Place]:
        """The cell that each place belongs to."""
        for row, filled in self.rows.items():
            for column in range(self.left, self.right + 1):
                place = (row, column)
                self.owner[place] = place if place in self.full else self._owner(row, column, filled)
        return self.owner

    def _levels(self) -> tuple[int, dict[_Place, _Place]]:
        """The last row of labels of a table of records, and owners of the blanks of two rows of labels that
        fill each other's gaps; 0 where the first rows show no such table."""
        row = next((row for row, columns in self.rows.items() if len(columns) > 1), self.bottom)
        upper, every = set(self.rows[row]), range(self.left, self.right + 1)
        if len(upper) >= len(every) - (self.left not in upper):
            return (row if self._are_records(row, row) else 0), {}
        if row + 2 > self.bottom or self.left not in upper:
            return 0, {}
        lower = set(self.rows[row + 1])
        owner = {column: max(c for c in upper if c <= column) for column in every}
        spread = {owner[column] for column in every if column not in upper} - {self.left}
        expected = {column for column in every if owner[column] in spread}
        if lower != expected or not spread or not self._are_records(row, row + 1):
            return 0, {}
        fixed = {(row, column): (row, owner[column]) for column in every if column not in upper}
        fixed |= {(row + 1, column): (row, owner[column]) for column in every if column not in lower}
        return row + 1, fixed

    def _are_records(self, first: int, last: int) -> bool:
        """Whether rows are labels, and the columns below them hold no labels."""
        labels = [name_evidence(self.grid.text(row, c)) for row in (first, last) for c in self.rows[row]]
        below = [
            [
                name_evidence(self.grid.text(row, column))
                for row in range(last + 1, self.bottom + 1)
                if (row, column) in self.full
            ]
            for column in range(self.left + 1, self.right + 1)
        ]
        return min(labels) > -0.5 and all(sum(names) <= 0.3 * len(names) for names in below)

    def _numeric_columns(self) -> set[int]:
        """Columns of records that hold numbers."""
        found = set()
        for column in range(self.left + 1, self.right + 1) if self.header else ():
            forms = [self.grid.form(row, column) for row in range(self.header + 1, self.bottom + 1)]
            filled = [kind for kind in forms if kind is not Form.BLANK]
            if 2 * sum(kind in (Form.NUMBER, Form.MARKER) for kind in filled) >= len(filled) > 0:
                found.add(column)
        return found

    def _owner(self, row: int, column: int, filled: list[int]) -> _Place:
        own = (row, column)
        if own in self.fixed:
            return self.fixed[own]
        above = self.owner.get((row - 1, column), own)
        if not filled:
            return above
        if column < filled[0]:
            return own if self._is_corner(row, column, above) else above
        beside = self.owner[row, column - 1]
        if self._is_missing(row, column, filled):
            return own
        if row > self.top and self._hangs(row, column, above, filled):
            return above
        return own if self._is_open(row, column, filled) else beside

    def _is_missing(self, row: int, column: int, filled: list[int]) -> bool:
        """Whether a blank among records stands for a value that is not there."""
        if not self.header or row <= self.header or self.owner[self.header, column][1] == self.left:
            return False
        return column in self.numeric or 2 * len(filled) > self.right - self.left + 1

    def _is_corner(self, row: int, column: int, above: _Place) -> bool:
        """Whether a blank before the first text of a row is a cell of its own: under a title, or where the
        column was filled row by row beside a label that hangs down."""
        if above[1] < column or (
            len(self.rows[above[0]]) == 1 and self.right > self.left and above[1] == self.left
        ):
            return len(self.rows.get(above[0], [])) == 1
        beside = self.owner.get((row, column - 1))
        filled_before = all((row - back, column) in self.full for back in (1, 2, 3))
        follows = self.grid.form(row, self.rows[row][0]) is Form.SENTENCE
        return filled_before and follows and beside is not None and beside[0] < row - 1

    def _hangs(self, row: int, column: int, above: _Place, filled: list[int]) -> bool:
        """Whether a blank belongs to the cell above it: part of a record that goes over several rows, a label
        over several rows, or a long text at the right edge."""
        if above[1] != column or above not in self.full:
            return False
        first = self.owner[row, self.left]
        if first[0] == above[0] < row and first[1] == self.left:
            return True
        length = self._run_below(above)
        name = name_evidence(self.grid.text(*above))
        if column < filled[-1]:
            return name >= 0.5 and length > 1
        last = (above[0], self.rows[above[0]][-1])
        at_end = length == self.bottom - above[0]
        return at_end and length > 1 and self.grid.form(*last) is Form.SENTENCE and filled[-1] < column

    def _run_below(self, place: _Place) -> int:
        """How many blanks follow below a cell."""
        row, column = place
        count = 0
        while row + count < self.bottom and (row + count + 1, column) not in self.full:
            count += 1
        return count

    def _is_open(self, row: int, column: int, filled: list[int]) -> bool:
        """Whether a blank is simply empty: its column is mostly filled, above it too, its row is no short one
        and does not end in a long text."""
        if 2 * len(filled) <= self.right - self.left + 1 or 2 * self.count[column] < len(self.rows):
            return False
        if column > filled[-1] and self.grid.form(row, filled[-1]) is Form.SENTENCE:
            return False
        return any((above, column) in self.full for above in range(row - 1, self.top - 1, -1))


def _from_blanks(grid: Grid, top: int, left: int, bottom: int, right: int) -> list[Area]:
    owners = _Blanks(grid, top, left, bottom, right).settle()
    extents: dict[_Place, Area] = {}
    for (row, column), owner in sorted(owners.items()):
        area = extents.get(owner)
        if area is None:
            text = grid.text(*owner)
            extents[owner] = Area(*owner, *owner, text, guessed=is_blank(text))
        else:
            grown = replace(area, bottom=max(area.bottom, row), right=max(area.right, column), guessed=True)
            extents[owner] = grown
    return _without_overlaps(extents)


def _without_overlaps(extents: dict[_Place, Area]) -> list[Area]:
    """Areas that grew into each other shrink back to their own row."""
    taken: dict[_Place, _Place] = {}
    found: list[Area] = []
    for owner in sorted(extents):
        area = extents[owner]
        places = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
        if any(place in taken or (place != owner and place in extents) for place in places):
            area = _shrunk(area, taken, extents, owner)
            places = [
                (r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)
            ]
        taken.update(dict.fromkeys(places, owner))
        found.append(area)
    lost = {
        (r, c)
        for area in extents.values()
        for r in range(area.top, area.bottom + 1)
        for c in range(area.left, area.right + 1)
    } - set(taken)
    found += [Area(r, c, r, c, "", guessed=True) for r, c in lost]
    return sorted(found, key=lambda area: (area.top, area.left))


def _shrunk(
    area: Area,
    taken: dict[_Place, _Place],
    extents: dict[_Place, Area],
    owner: _Place,
) -> Area:
    """The largest rectangle from its first cell that covers no other text."""

    def free(row: int, column: int) -> bool:
        return (row, column) == owner or ((row, column) not in taken and (row, column) not in extents)

    best, low = area, area.bottom
    size = 0
    for far in range(area.left, area.right + 1):
        low = next((row - 1 for row in range(area.top, low + 1) if not free(row, far)), low)
        covered = (low - area.top + 1) * (far - area.left + 1)
        if covered > size:
            best, size = replace(area, bottom=low, right=far), covered
    return best
