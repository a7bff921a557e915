"""A file sent again: what of the earlier one is mended, what remains or is new, and which values changed.

What is complained of no more and was not read again is neither mended nor remaining: it is told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from quality.mended import Mending
from quality.same_findings import Key, Point, Row, Told, key_of, same

_SAID = ("value", "value_low", "value_high", "obs_status")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is another than before, or stands in one file only; printed texts, '' where it is not."""

    place: str
    """In the file that holds it; in the newer of two."""
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the findings and values of the submission before. A point is a finding at one place."""

    earlier: Mapping[str, Any]
    """The submission before, as the JSON of its review has it."""
    mended: tuple[Mapping[str, Any], ...]
    """Findings of the earlier review as its JSON has them, each with those of its places that are mended."""
    unread: tuple[Mapping[str, Any], ...]
    """Findings likewise whose places were not read again, so that nobody can tell whether they are mended."""
    new_places: Mapping[int, tuple[str, ...]]
    """Number of a finding, from 0 -> its places that the earlier review did not complain of."""
    points: Mapping[str, int]
    """How many points are `mended`, `remaining`, `new` and `unread`; consequences of findings count, too."""
    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    gone: tuple[Change, ...]
    same: int
    """Values that stand in both files and say the same."""

    def state(self, number: int, places: int) -> str:
        """`new` for a finding all of whose places are new, else `remaining`."""
        return "new" if len(self.new_places.get(number, ())) == max(places, 1) else "remaining"

    @property
    def values(self) -> dict[str, int]:
        """How many values are `added`, `changed`, `gone` and the `same`."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "same": self.same,
        }


def compared(submission: Mapping[str, Any], earlier: Told, now: Told) -> Since:
    """Hold a review against that of the submission before."""
    pairs = same(earlier, now)
    old, new = {id(point) for point, _ in pairs}, {id(point) for _, point in pairs}
    mending = Mending(earlier, now)
    past = [point for point in earlier.points if id(point) not in old]
    mended = [point for point in past if mending.shows(point)]
    shown = {id(point) for point in mended}
    unread = [point for point in past if id(point) not in shown]
    fresh = [point for point in now.points if id(point) not in new]
    still = {point.place for point, _ in pairs}
    added, changed, gone, unchanged = _values(earlier.observations, now.observations)
    return Since(
        earlier=submission,
        mended=_told(mended),
        unread=_told(unread),
        new_places=_new_places(fresh),
        points={"mended": len(mended), "remaining": len(pairs), "new": len(fresh), "unread": len(unread)},
        added=added,
        changed=changed,
        gone=tuple(change for change in gone if change.place not in still),
        same=unchanged,
    )


def _told(points: Sequence[Point]) -> tuple[Mapping[str, Any], ...]:
    """The findings of these points, each with those of its places that are among them."""
    return tuple(
        {**points_of_one[0].finding, "places": [point.place for point in points_of_one if point.place]}
        for _, found in groupby(points, key=lambda point: id(point.finding))
        for points_of_one in (list(found),)
    )


def _new_places(points: Sequence[Point]) -> dict[int, tuple[str, ...]]:
    """Number of a finding -> its own places among these points."""
    found: dict[int, list[str]] = defaultdict(list)
    for point in points:
        if not point.follows:
            found[point.number].append(point.place)
    return {number: tuple(places) for number, places in found.items()}


Changes = tuple[Change, ...]


def _values(before: Sequence[Row], after: Sequence[Row]) -> tuple[Changes, Changes, Changes, int]:
    """Values added, changed and gone, and how many say the same, by series and period."""
    old, new = _by_key(before), _by_key(after)
    added: list[Change] = []
    changed: list[Change] = []
    gone: list[Change] = []
    unchanged = 0
    for key in dict.fromkeys((*old, *new)):
        was, now = _without_equals(old.get(key, []), new.get(key, []))
        unchanged += len(new.get(key, [])) - len(now)
        pairs = list(zip(was, now, strict=False))
        changed += [Change(n["place"], _printed(w), _printed(n)) for w, n in pairs]
        gone += [Change(row["place"], _printed(row), "") for row in was[len(pairs) :]]
        added += [Change(row["place"], "", _printed(row)) for row in now[len(pairs) :]]
    return tuple(added), tuple(changed), tuple(gone), unchanged


def _by_key(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found


def _without_equals(was: list[Row], now: list[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that do not find one that says the same on the other side."""
    in_both = Counter(map(_said, was)) & Counter(map(_said, now))
    return _less(was, Counter(in_both)), _less(now, Counter(in_both))


def _less(rows: list[Row], taken: Counter[tuple[Any, ...]]) -> list[Row]:
    left = []
    for row in rows:
        said = _said(row)
        if taken[said] > 0:
            taken[said] -= 1
        else:
            left.append(row)
    return left


def _said(row: Row) -> tuple[Any, ...]:
    return tuple(value.normalize() if isinstance(value := row[name], Decimal) else value for name in _SAID)


def _printed(row: Row) -> str:
    """What the file prints, else why nothing stands there."""
    return str(row["printed_text"] or row["obs_status"])
