"""Departures from the true figures that neither totals and changes nor bands of largest owner groups show.

An owner group's part of a window departs by p%, spread over the kinds (unknowns that are in the same known
cells); in each kind the others, but whoever asks, depart the other way together, in proportion to their own.
No total and no change tells. Where all bands stay true too, nobody who reads them can tell the part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.ground import Ground, Numbers, alike
from pipeline.disclosure.knowledge import Known, Target

if TYPE_CHECKING:
    from pipeline.disclosure.bands import Band

_ROUNDING = 1e-9
_MOST_STEPS = 12


class Offsetting:
    """The departures in what is known, held against some bands."""

    def __init__(self, ground: Ground, known: Known, bands: Sequence[Band]) -> None:
        """Take what is known without the bands; every banded total must be among it."""
        patterns, self._kind = alike(known.rows)
        self._ground = ground
        self._by_kinds = np.argsort(self._kind, kind="stable")
        self._starts = np.searchsorted(self._kind[self._by_kinds], np.arange(patterns.shape[1]))
        self._hidden: NDArray[np.bool_] = np.asarray(~patterns.any(axis=0), dtype=np.bool_)
        self._sums = np.zeros((len(ground.holdings), len(self._hidden)))
        np.add.at(self._sums, (ground.owner, self._kind), ground.values)
        self._rows: Numbers = np.vstack([band.rows for band in bands]) * ground.values
        below = np.concatenate([band.below for band in bands])
        self._room: Numbers = np.minimum(below, np.concatenate([band.above for band in bands]))
        self._room += _ROUNDING * self._rows.sum(axis=1)
        self._inside = self._by_kind(self._rows)
        owners = [set(ground.owner[row > 0]) for row in self._rows]
        self._owner = np.array([own.pop() if len(own) == 1 else -1 for own in owners], dtype=np.int64)
        """Of each row the owner group, where there is only one."""

    def doubtful(self, targets: Sequence[Target], share: float) -> list[Target]:
        """Those that somebody, inside or outside, might tell: no such departure is open to every asker."""
        found = []
        for holding, asked in _by_holding(targets):
            amounts = np.array([target.weights for target in asked]) * self._ground.values
            need = share * np.array([target.size for target in asked])
            is_open = self._unseen(amounts, need) if holding is None else self._open(holding, amounts, need)
            found += [target for target, is_safe in zip(asked, is_open, strict=True) if not is_safe]
        return found

    def _unseen(self, amounts: Numbers, need: Numbers) -> NDArray[np.bool_]:
        """Whether so much of each target is in no known cell at all."""
        unseen = np.where(self._hidden[self._kind], np.maximum(amounts, 0.0), 0.0)
        enough: NDArray[np.bool_] = unseen.sum(axis=1) >= need
        return enough

    def _open(self, holding: int, amounts: Numbers, need: Numbers) -> NDArray[np.bool_]:
        """Whether each target may be more and less by what it needs, whoever asks.

        At first with so much left in each kind as whoever asks must leave. Else for one asker after another.
        """
        gaining, losing = np.maximum(amounts, 0.0), np.maximum(-amounts, 0.0)
        by_gain = gaining.sum(axis=1) >= need
        moving = np.where(by_gain[:, None], gaining, losing)
        others = self._sums.copy()
        others[holding] = 0.0
        all_others = others.sum(axis=0)
        is_open = self._fits(holding, None, moving, need, all_others - others.max(axis=0))
        doubtful = np.flatnonzero(~is_open)
        for asker in (None, *np.flatnonzero(others.any(axis=1))):
            if not len(doubtful):
                return is_open
            left = all_others if asker is None else all_others - others[asker]
            fits = self._fits(holding, asker, moving[doubtful], need[doubtful], left)
            doubtful = doubtful[fits]
        is_open[doubtful] = True
        return is_open

    def _fits(
        self, holding: int, asker: int | None, moving: Numbers, need: Numbers, left: Numbers
    ) -> NDArray[np.bool_]:
        """Whether the departures of each target fit, with so much of the others in each kind to offset them.

        The others may have more in a kind than is `left`: then each of them is taken to move as far as it
        would if the rest alone had to.
        """
        own = self._by_kind(moving)
        own_values = self._by_kind((moving > 0) * self._ground.values)
        left = np.where(self._hidden, np.inf, left)
        most = np.minimum(np.divide(left, own_values, out=np.zeros_like(own), where=own_values > 0), 1.0)
        departing = _spread(need, own, most)
        enough = (departing * own).sum(axis=1) >= need * (1 - _ROUNDING)
        made_up = np.divide(departing * own_values, left, out=np.zeros_like(own), where=left > 0)
        moved = self._inside @ made_up.T
        moved[(self._owner == holding) | ((self._owner == asker) if asker is not None else False)] = 0.0
        concerned = (self._owner == holding) | (self._owner == -1)
        moved[concerned] += self._rows[concerned] @ (departing[:, self._kind] * (moving > 0)).T
        fits: NDArray[np.bool_] = enough & (moved <= self._room[:, None]).all(axis=0)
        return fits

    def _by_kind(self, rows: Numbers) -> Numbers:
        sums: Numbers = np.add.reduceat(rows[:, self._by_kinds], self._starts, axis=1)
        return sums


def _by_holding(targets: Sequence[Target]) -> Iterator[tuple[int | None, list[Target]]]:
    found: dict[int | None, list[Target]] = {}
    for target in targets:
        found.setdefault(target.holding, []).append(target)
    yield from found.items()


def _spread(need: Numbers, sizes: Numbers, most: Numbers) -> Numbers:
    """For each target the share of every kind that departs: the same of all, as far as there is room."""
    found = np.zeros_like(sizes)
    for _ in range(_MOST_STEPS):
        rest = need - (found * sizes).sum(axis=1)
        free = (found < most) & (sizes > 0)
        room = (free * sizes).sum(axis=1)
        step = np.divide(rest, room, out=np.zeros_like(rest), where=(room > 0) & (rest > _ROUNDING * need))
        if not step.any():
            break
        found = np.minimum(found + free * step[:, None], most)
    return found
