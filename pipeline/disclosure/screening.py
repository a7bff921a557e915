"""Which targets simple exchanges leave open for everybody, asked of many targets over many unknowns at once.

First the exchanges within kinds, as in `pipeline.disclosure.exchanges`. What these do not reach, wider ones
may: unknowns that are in the same cells known *exactly* are exchanged too, as long as every cell known only
by bounds stays within them. The owner group's unknowns depart in proportion by the share asked for, and the
others, without whoever asks, make up for it in proportion. What both leave in doubt is solved. Where bands of
largest owner groups are known too, those departures come first that no band shows (`offsetting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.bands import Band, with_bands
from pipeline.disclosure.ground import Ground, Numbers, alike
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.offsetting import Offsetting

_ENDLESS = 1e300
_ROUNDING = 1e-9


def in_doubt(
    ground: Ground, known: Known, targets: Sequence[Target], share: float, bands: Sequence[Band] = ()
) -> list[Target]:
    """Targets that exchanges alone do not leave open by a share of their size, for everybody who may ask."""
    if bands:
        targets, known = Offsetting(ground, known, bands).doubtful(targets, share), with_bands(known, bands)
    narrow, exact = _Exchanges(ground, known.rows), known.is_exact
    doubtful = narrow.doubtful(targets, share)
    if exact.all() or not doubtful:
        return doubtful
    moves = _Moves.among(ground, narrow, known, exact)
    return [target for target in doubtful if not moves.leave_open(target, share)]


class _Exchanges:
    """Unknowns that are in the same known cells, taken together."""

    def __init__(self, ground: Ground, rows: Numbers) -> None:
        self._ground = ground
        patterns, self.kind = alike(rows)
        self.kinds = patterns.shape[1]
        self.hidden: NDArray[np.bool_] = np.asarray(~patterns.any(axis=0), dtype=np.bool_)
        self.sums, self.present = np.zeros((2, len(ground.holdings), self.kinds))
        np.add.at(self.sums, (ground.owner, self.kind), ground.values)
        np.add.at(self.present, (ground.owner, self.kind), 1)
        self._left: dict[int, tuple[Numbers, NDArray[np.bool_]]] = {}

    def left(self, holding: int) -> tuple[Numbers, NDArray[np.bool_]]:
        """What others have of each kind, and if there are any, for each who asks; outsiders come last."""
        if holding not in self._left:
            self._left[holding] = self._others(holding)
        return self._left[holding]

    def _others(self, holding: int) -> tuple[Numbers, NDArray[np.bool_]]:
        sums, there = self.sums.copy(), self.present.copy()
        sums[holding], there[holding] = 0, 0
        nobody = np.zeros((1, self.kinds))
        left = sums.sum(axis=0) - np.vstack([sums, nobody])
        somebody = there.sum(axis=0) - np.vstack([there, nobody]) > 0
        return np.where(self.hidden, _ENDLESS, left), somebody | self.hidden

    def doubtful(self, targets: Sequence[Target], share: float) -> list[Target]:
        """Those that exchanges within kinds do not leave open."""
        found = [target for target in targets if target.holding is None]
        for holding in range(len(self._ground.holdings)):
            asked = [target for target in targets if target.holding == holding]
            own = np.flatnonzero(self._ground.owner == holding)
            if not asked:
                continue
            used, place = np.unique(self.kind[own], return_inverse=True)
            member = np.zeros((len(own), len(used)))
            member[np.arange(len(own)), place] = 1
            left, somebody = (array[:, used] for array in self.left(holding))
            weights = np.array([target.weights[own] for target in asked])
            need = share * np.array([target.size for target in asked]) * (1 - _ROUNDING)
            safe = np.ones(len(asked), dtype=bool)
            for signed in (weights, -weights):
                gains = ((signed > 0) @ member > 0).astype(float)
                loses = ((signed < 0) * self._ground.values[own]) @ member
                room = gains @ (left * somebody).T + loses @ somebody.T.astype(float)
                safe &= (room >= need[:, None]).all(axis=1)
            found.extend(target for target, is_safe in zip(asked, safe, strict=True) if not is_safe)
        return found


@dataclass(frozen=True, slots=True)
class _Moves:
    """Exchanges among unknowns that are in the same exact cells, and what they do to the other cells."""

    ground: Ground
    narrow: _Exchanges
    wide: _Exchanges
    loose: Numbers
    above: Numbers
    """How much more each loosely known cell may be."""
    below: Numbers
    effects: Numbers
    """What each owner group has of each wide kind, as each loose cell counts it."""

    @classmethod
    def among(cls, ground: Ground, narrow: _Exchanges, known: Known, exact: NDArray[np.bool_]) -> _Moves:
        """Take what is known exactly apart from what is known by bounds."""
        wide, loose = _Exchanges(ground, known.rows[exact]), known.rows[~exact]
        effects = np.zeros((len(loose), wide.kinds, len(ground.holdings)))
        for row, weights in enumerate(loose):
            np.add.at(effects[row], (wide.kind, ground.owner), weights * ground.values)
        room = 1 - 1e-6
        return cls(
            ground, narrow, wide, loose, known.above[~exact] * room, known.below[~exact] * room, effects
        )

    def leave_open(self, target: Target, share: float) -> bool:
        """Whether the target may have been larger and smaller by the share, whoever asks."""
        if target.holding is None or (target.weights < 0).any():
            return False
        own = np.flatnonzero(target.weights * self.ground.values)
        held = self.ground.values[own]
        if not len(own) or share * target.size > held.sum():
            return False
        inner, first, place = np.unique(self.narrow.kind[own], return_index=True, return_inverse=True)
        outer, of_inner = np.unique(self.wide.kind[own][first], return_inverse=True)
        left, somebody = (array[:, inner] for array in self.narrow.left(target.holding))
        left_outer = self.wide.left(target.holding)[0][:, outer]
        held_outer = np.bincount(of_inner[place], weights=held)
        capacity = np.minimum(held_outer, left_outer.min(axis=0))
        if share * target.size > capacity.sum() * (1 + _ROUNDING):
            return False
        departs = (share * target.size / capacity.sum() * capacity / held_outer)[of_inner[place]] * held
        needed = np.bincount(place, weights=departs)
        for way, taken in ((1, np.minimum(needed, left)), (-1, np.where(somebody, needed, 0.0))):
            rest = needed - taken
            wanted = np.zeros_like(left_outer)
            np.add.at(wanted.T, of_inner, rest.T)
            none_left = np.where(wanted > 0, np.inf, 0.0)
            shares = np.divide(wanted, left_outer, out=none_left, where=left_outer > 0)
            used = np.divide(taken, left, out=np.zeros_like(taken), where=left > 0) if way > 0 else 0.0
            if (used + shares[:, of_inner] > 1 + _ROUNDING).any():
                return False
            portion = np.divide(rest, needed, out=np.zeros_like(rest), where=needed > 0)
            widely = departs * portion[:, place]
            change = self.loose[:, own] @ widely.T - self._made_up(target.holding, outer, shares)
            if not self._within(way * change):
                return False
        return True

    def _made_up(self, holding: int, outer: NDArray[np.int64], shares: Numbers) -> Numbers:
        """What others make up for in each loose cell, for each who asks: so large a share of each kind."""
        of_others = self.effects[:, outer].copy()
        of_others[:, :, holding] = 0
        nobody = np.zeros((*of_others.shape[:2], 1))
        without = of_others.sum(axis=2, keepdims=True) - np.concatenate([of_others, nobody], axis=2)
        made_up: Numbers = np.einsum("rka,ak->ra", without, shares)
        return made_up

    def _within(self, change: Numbers) -> bool:
        """Whether every loose cell keeps its bounds, whoever asks."""
        return bool((change <= self.above[:, None]).all() and (-change <= self.below[:, None]).all())
