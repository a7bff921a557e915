"""What totals are made of: what each owner group brought to each stretch of time, as each release had it.

A *part* is one figure of one member for one period. Where a member told a long period and also shorter ones
within it, the long one is taken apart into these and a rest, so that whoever takes one total from another is
followed to the stretches of time in which the two differ. Parts that anybody may know are constants and drop
out. A part whose value was restated since is another part: nobody outside knows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Key = tuple[str, date, date, Decimal]
"""What tells parts apart: subject, first and last day, value."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One figure that a total contains."""

    subject: str
    start: date
    end: date
    value: Decimal
    holding: str
    is_public: bool

    @property
    def key(self) -> Key:
        """What tells it from other parts, whoever owns its subject."""
        return self.subject, self.start, self.end, self.value


@dataclass(frozen=True, slots=True)
class Cell:
    """A total of one window, and what a release says about it: its value, bounds, or nothing yet."""

    kind: str
    name: str
    parts: tuple[Part, ...]
    low: Decimal
    high: Decimal | None
    """Bounds that readers are given, none above where it is open; both are the value where it is shown."""
    recency: int = 0
    """Order of time among releases."""

    @property
    def keys(self) -> frozenset[Key]:
        """Its parts, whoever owned them."""
        return frozenset(part.key for part in self.parts)

    @property
    def value(self) -> Decimal:
        """What its parts add up to."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def window(self) -> tuple[str, str]:
        """Kind and name of its window."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True)
class Ground:
    """The unknowns that all cells are sums of."""

    holdings: tuple[str, ...]
    """Owner groups, sorted."""
    owner: NDArray[np.int64]
    """For each unknown, the number of its owner group."""
    values: Numbers
    """For each unknown, its true value."""
    of: dict[Key, tuple[int, ...]]
    """A part's unknowns; none for what anybody may know."""

    def row(self, cell: Cell) -> Numbers:
        """How often each unknown is in a cell."""
        return self.row_of(cell.keys)

    def row_of(self, keys: Iterable[Key]) -> Numbers:
        """How often each unknown is in some parts."""
        places = [unknown for key in keys for unknown in self.of[key]]
        return (
            np.bincount(places, minlength=len(self.values)).astype(float)
            if places
            else np.zeros(len(self.values))
        )


def ground(cells: Sequence[Cell]) -> Ground:
    """The unknowns behind some cells; what a later release says about owners and publicity counts."""
    newest: dict[Key, Part] = {}
    public: set[Key] = set()
    for cell in sorted(cells, key=lambda c: (c.recency, c.kind, c.name)):
        for part in sorted(cell.parts):
            newest.pop(part.key, None)
            newest[part.key] = part
            if part.is_public:
                public.add(part.key)
    of: dict[Key, tuple[int, ...]] = {}
    owners: list[str] = []
    values: list[Decimal] = []
    for subject in sorted({key[0] for key in newest}):
        own = [part for part in newest.values() if part.subject == subject]
        for part in sorted(own, key=lambda p: (p.end - p.start, p.start, p.value)):
            if part.key in public:
                of[part.key] = ()
                continue
            inside = _inside(part, own, public)
            of[part.key] = tuple(sorted(unknown for key in inside for unknown in of[key]))
            rest = part.value - sum((key[3] for key in inside), Decimal(0))
            if rest or not of[part.key]:
                of[part.key] += (len(values),)
                owners.append(part.holding)
                values.append(rest)
    holdings = tuple(sorted(set(owners)))
    numbered = {holding: number for number, holding in enumerate(holdings)}
    return Ground(
        holdings=holdings,
        owner=np.array([numbered[owner] for owner in owners], dtype=np.int64),
        values=np.array([float(value) for value in values]),
        of=of,
    )


def _inside(part: Part, own: Iterable[Part], public: set[Key]) -> tuple[Key, ...]:
    """Parts of shorter periods that a part is made of, longest first; none where they exceed it."""
    shorter = [
        other
        for other in own
        if part.start <= other.start
        and other.end <= part.end
        and other.end - other.start < part.end - part.start
    ]
    told_last = {(other.start, other.end): other for other in shorter}
    chosen: list[Part] = []
    for other in sorted(told_last.values(), key=lambda p: (p.start - p.end, p.start)):
        if all(other.end < one.start or one.end < other.start for one in chosen):
            chosen.append(other)
    if sum((other.value for other in chosen), Decimal(0)) > part.value:
        return ()
    return tuple(other.key for other in chosen)


def alike(rows: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """The different columns, sorted, and for each column the number of its like: a faster `np.unique`."""
    if not rows.size:
        return rows[:, :1], np.zeros(rows.shape[1], dtype=np.int64)
    order = np.lexsort(rows[::-1])
    sorted_ = rows[:, order]
    is_new = np.append(True, (sorted_[:, 1:] != sorted_[:, :-1]).any(axis=0))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(is_new) - 1
    return sorted_[:, is_new], number
