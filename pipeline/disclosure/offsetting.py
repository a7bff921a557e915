"""Departures from the true figures that neither totals and changes nor bands of largest owner groups show.

An owner group's part of a window departs by p%, spread over the kinds (unknowns that are in the same known
cells); in each kind the others, but whoever asks, depart the other way together, in proportion to their own.
No total and no change tells. Where all bands stay true too, nobody who reads them can tell the part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.estimating import Known, Target
from pipeline.disclosure.ground import Ground, Numbers


@dataclass(frozen=True, slots=True)
class Band:
    """What is said of one total's largest owner group."""

    number: int
    """The total's place among those of its indicator."""
    code: str
    row: Numbers
    """The total's row over the unknowns."""
    amounts: Numbers
    """What each owner group of the ground brought, public figures included."""
    largest: int | None
    """Which of them brought most; None where it is one whose figures are all public."""
    least: float
    """How much the largest brought at least."""
    most: float
    """How much every owner group brought at most; infinite where nothing is said."""


class Offsetting:
    """The departures in what is known, held against some bands."""

    def __init__(self, ground: Ground, known: Known, bands: Sequence[Band]) -> None:
        """Take what is known without the bands; every banded total must be among it."""
        patterns, kind = np.unique(known.rows, axis=1, return_inverse=True)
        self._kind, self._values = kind.reshape(-1), ground.values
        self._seen: Numbers = np.any(patterns, axis=0).astype(float)
        self._sums = np.zeros((patterns.shape[1], len(ground.holdings)))
        np.add.at(self._sums, (self._kind, ground.owner), ground.values)
        self._inside = np.zeros((len(bands), patterns.shape[1]))
        for place, band in enumerate(bands):
            self._inside[place, self._kind] = band.row
        self._amounts = np.array([band.amounts for band in bands])
        self._most = np.array([[band.most] for band in bands])
        self._least = np.full(self._amounts.shape, -np.inf)
        for place, band in enumerate(bands):
            if band.largest is not None:
                self._least[place, band.largest] = band.least

    def leaves_open(self, target: Target, share: float) -> bool:
        """Whether nobody, inside or outside, can tell a target: some departure is open whoever asks."""
        if target.holding is None or (target.weights < 0).any():
            return False
        others = self._sums.copy()
        others[:, target.holding] = 0
        if self._is_open(target, share, others, others.sum(axis=1) - others.max(axis=1)):
            return True
        asking = [None, *(h for h in range(others.shape[1]) if h != target.holding)]
        return all(self._is_open(target, share, *_without(others, asker)) for asker in asking)

    def _is_open(self, target: Target, share: float, others: Numbers, left: Numbers) -> bool:
        """Whether p% more and p% less fit, with so much of the others in each kind to make up for it.

        `others` may have more in a kind than is `left`: then each of them is taken to move as far as it would
        if the rest alone had to.
        """
        inside = np.bincount(self._kind, weights=target.weights * self._values, minlength=len(self._seen))
        asked: Numbers = inside * self._seen
        departing = _spread(share * float(asked.sum()), asked, np.minimum(left, asked))
        if departing is None:
            return False
        factor = np.divide(departing, left, out=np.zeros_like(departing), where=left > 0)
        moves = self._inside @ (factor[:, None] * others)
        moves[:, target.holding] = self._inside @ departing
        slack = 1e-9 * np.abs(self._amounts)
        return bool(
            (self._amounts + moves <= self._most + slack).all()
            and (self._amounts - moves >= self._least - slack).all()
        )


def _without(others: Numbers, asker: int | None) -> tuple[Numbers, Numbers]:
    """What the others have in each kind, one by one and together, when one of them knows its own."""
    remaining = others.copy()
    if asker is not None:
        remaining[:, asker] = 0
    return remaining, remaining.sum(axis=1)


def _spread(amount: float, sizes: Numbers, room: Numbers) -> Numbers | None:
    """An amount over places in proportion to their sizes, as far as there is room; None if too little."""
    if room.sum() < amount * (1 - 1e-9):
        return None
    found, free = np.zeros_like(room), room > 0
    while (rest := amount - found.sum()) > 1e-9 * amount and free.any():
        found[free] += rest * sizes[free] / sizes[free].sum()
        free &= found < room
        found = np.minimum(found, room)
    return found
