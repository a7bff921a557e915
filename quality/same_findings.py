"""The same finding in two files: followed cell by cell, and never by its address alone.

A row put in above moves every cell. Two complaints with one code are the same when, in this order, the values
that they are about have the same series and period; the cell is where the earlier one has moved to, judged by
the values around it; or nothing of this can be told and they say the same of the same text, in the order of
the file.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.model import SERIES_KEY
from quality.places import Position, position

Row = Mapping[str, Any]
Key = tuple[Any, ...]
_ABOUT = (*SERIES_KEY, "period_start", "period_end", "reference_period")
_DIGITS = re.compile(r"\d+")


def key_of(row: Row) -> Key:
    """Series and period of an observation."""
    return tuple(row[name] for name in _ABOUT)


@dataclass(frozen=True)
class Told:
    """What a review said: its findings as the JSON has them, and its observations."""

    findings: Sequence[Mapping[str, Any]]
    observations: Sequence[Row]
    """Accepted and held."""
    others: int = 0
    """How much was read that is no observation."""

    @cached_property
    def key_at(self) -> dict[str, Key]:
        """Place -> the series and period of the value that stands there."""
        return {row["place"]: key_of(row) for row in self.observations}

    @cached_property
    def place_of(self) -> dict[Key, str]:
        """Series and period -> where the value stands; of those that stand once."""
        counted = Counter(self.key_at.values())
        return {key: place for place, key in self.key_at.items() if counted[key] == 1}

    @cached_property
    def points(self) -> list[Point]:
        """Every finding at every place, in the order of the list; one without a place is one point.

        What follows from a finding is told at places of its own, behind it.
        """
        return [
            Point(number, told, place, self.key_at.get(place), follows=told is not finding)
            for number, finding in enumerate(self.findings)
            for told in (finding, *finding.get("consequences", ()))
            for place in told["places"] or ("",)
        ]


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """One finding, or what follows from one, at one place."""

    number: int
    """Of the finding in the list, from 0."""
    finding: Mapping[str, Any]
    place: str
    about: Key | None
    """Series and period of the value there; None where none was read."""
    follows: bool = False
    """Whether it is a consequence of the finding of that number."""

    @property
    def code(self) -> str:
        """Code of the finding."""
        return str(self.finding["code"])

    @property
    def words(self) -> Hashable:
        """What is said of which text; of a complaint about the whole file without its counts."""
        said = json.dumps(self.finding["params"], sort_keys=True)
        return (self.code, self.finding["value"], said) if self.place else (self.code, _DIGITS.sub("#", said))


class Moves:
    """Where the cells of one file stand in another, told by the values that stand in both."""

    def __init__(self, here: Told, there: Told) -> None:
        rows: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        columns: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        sheets: dict[str, Counter[str]] = defaultdict(Counter)
        for key, place in here.place_of.items():
            before, after = position(place), position(there.place_of.get(key, ""))
            if before and after:
                sheets[before.sheet][after.sheet] += 1
                rows[before.sheet, before.row][after.row] += 1
                columns[before.sheet, before.column][after.column] += 1
        self._sheets = {name: found.most_common(1)[0][0] for name, found in sheets.items()}
        self._rows = _by_sheet(rows)
        self._columns = _by_sheet(columns)

    def of(self, place: str) -> list[Position]:
        """Where a cell may stand there, the likeliest first; itself where nothing moved."""
        at = position(place)
        if at is None:
            return []
        return [
            Position(self._sheets.get(at.sheet, at.sheet), row, column)
            for row in _moved(at.row, self._rows.get(at.sheet, []))
            for column in _moved(at.column, self._columns.get(at.sheet, []))
        ]


Shifts = list[tuple[int, int]]
"""Numbers of rows or columns with where they went, in order."""


def _by_sheet(found: Mapping[tuple[str, int], Counter[int]]) -> dict[str, Shifts]:
    shifts: dict[str, Shifts] = defaultdict(list)
    for (sheet, number), counted in sorted(found.items()):
        shifts[sheet].append((number, counted.most_common(1)[0][0]))
    return shifts


def _moved(number: int, shifts: Shifts) -> list[int]:
    """Where a row or column went: as told, else as its neighbour before, else as the one after."""
    at = bisect_left(shifts, (number, 0))
    if at < len(shifts) and shifts[at][0] == number:
        return [shifts[at][1]]
    neighbours = shifts[max(at - 1, 0) : at] + shifts[at : at + 1]
    return list(dict.fromkeys(number + went - stood for stood, went in neighbours)) or [number]


def same(before: Told, after: Told) -> list[tuple[Point, Point]]:
    """The points of two reviews that are one and the same complaint."""
    return _Pairing(before, after).pairs


class _Pairing:
    """Pairs of points, found the surest way first."""

    def __init__(self, before: Told, after: Told) -> None:
        self._before, self._after = before, after
        self.pairs: list[tuple[Point, Point]] = []
        self._paired: set[int] = set()
        self._pair(lambda point: [(point.code, point.about)] if point.about else [])
        ahead, back = Moves(before, after), Moves(after, before)
        self._pair(_at_its_own_cell, lambda point: [(point.code, at) for at in ahead.of(point.place)])
        settled = {*_answered(self._open(before), after, ahead), *_answered(self._open(after), before, back)}
        self._pair(lambda point: [] if id(point) in settled else [point.words])

    def _open(self, told: Told) -> Iterator[Point]:
        return (point for point in told.points if id(point) not in self._paired)

    def _pair(
        self,
        name: Callable[[Point], Sequence[Hashable]],
        old_name: Callable[[Point], Sequence[Hashable]] | None = None,
    ) -> None:
        """Pair what goes by the same name, one with one, in the order of the file."""
        waiting: dict[Hashable, deque[Point]] = defaultdict(deque)
        for point in self._open(self._after):
            for called in name(point):
                waiting[called].append(point)
        for old in list(self._open(self._before)):
            for called in (old_name or name)(old):
                found = next((new for new in waiting[called] if _may_be(old, new)), None)
                if found is not None:
                    waiting[called].remove(found)
                    self.pairs.append((old, found))
                    self._paired.update((id(old), id(found)))
                    break


def _at_its_own_cell(point: Point) -> list[Hashable]:
    at = position(point.place)
    return [(point.code, at)] if at else []


def _may_be(old: Point, new: Point) -> bool:
    """Two values of different series or periods are never the same."""
    return old.about is None or new.about is None or old.about == new.about


def _answered(points: Iterator[Point], other: Told, moves: Moves) -> Iterator[int]:
    """Points about something that the other file holds, without complaint, in a place that is known."""
    held = {at for place in other.key_at if (at := position(place))}
    keys = set(other.key_at.values())
    for point in points:
        if (point.about is not None and point.about in keys) or any(
            at in held for at in moves.of(point.place)
        ):
            yield id(point)
