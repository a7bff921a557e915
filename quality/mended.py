"""Whether what a file was blamed for is mended in the next one: only where something was read in its place.

A complaint that is not made again says nothing by itself: the cell may be broken in another way, the row
may be left out, or the file may not open at all. It is mended where the new file gives a value for the same
series and period, or where the cell, followed to where it moved, was read and nobody complains of it.
"""

from __future__ import annotations

from collections import defaultdict

from quality.places import Position, position
from quality.same_findings import Moves, Point, Told


class Mending:
    """What the new of two files has in the place of what the earlier one was blamed for."""

    def __init__(self, earlier: Told, now: Told) -> None:
        self._earlier, self._now = earlier, now
        self._moves = Moves(earlier, now)
        self._keys = set(now.key_at.values())
        self._values = {at: key for place, key in now.key_at.items() if (at := position(place))}
        self._complained = {at for point in now.points if (at := position(point.place))}
        self._rows: dict[str, set[int]] = defaultdict(set)
        self._columns: dict[str, set[int]] = defaultdict(set)
        for at in self._values:
            self._rows[at.sheet].add(at.row)
            self._columns[at.sheet].add(at.column)
        stood = (position(place) for place in earlier.key_at)
        self._columns_before = {(at.sheet, at.column) for at in stood if at}

    def shows(self, point: Point) -> bool:
        """Whether a complaint that is not made again is mended; False where the thing was not read again."""
        if not (self._now.observations or self._now.others):
            return False
        if not point.place or point.about in self._keys:
            return True
        return any(self._was_read(at, point) for at in self._moves.of(point.place))

    def _was_read(self, at: Position, point: Point) -> bool:
        """Whether the cell there is the one complained of, and was read without a word."""
        if at in self._values:
            stood = self._earlier.place_of.get(self._values[at])
            return stood is None or stood == point.place
        if at in self._complained:
            return False
        category = point.finding.get("category")
        if category == "file" or not self._now.observations:
            return True
        rows, columns = self._rows[at.sheet], self._columns[at.sheet]
        if at.column not in columns:
            return bool(rows) and (at.row in rows or at.row < min(rows))
        if at.row < min(rows):
            before = position(point.place)
            return before is not None and (before.sheet, before.column) not in self._columns_before
        return category == "rows" and point.about is None
