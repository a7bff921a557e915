"""What can be told apart at all, and how far simple exchanges leave each target open without any program.

Unknowns that are in the same published cells form a *kind*: what one of them gains another may lose, and no
cell shows it. So an owner group's part of a kind may have been larger by what the others have in it, and
smaller by all that it is, as long as somebody else is there to have it instead. Adding this up over kinds is
a lower limit of how far a target is open; where that is enough, nothing need be solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.ground import Ground, Numbers, alike
from pipeline.disclosure.knowledge import Target

Flags = NDArray[np.bool_]
_ENDLESS = 1e300


class Kinds:
    """The unknowns as somebody sees them who knows some cells."""

    def __init__(self, ground: Ground, rows: Numbers) -> None:
        """Take the known cells as rows over the unknowns."""
        self._ground = ground
        self.patterns, self.of = alike(rows)
        """For each unknown, the number of its kind."""
        self._member = np.zeros((len(self.of), self.patterns.shape[1]))
        self._member[np.arange(len(self.of)), self.of] = 1
        self._hidden = ~self.patterns.any(axis=0)
        owned = np.zeros((len(ground.holdings), len(self.of)))
        owned[ground.owner, np.arange(len(self.of))] = 1
        self._sums: Numbers = (owned * ground.values) @ self._member
        self._present: Numbers = owned @ self._member

    def doubtful(self, targets: Sequence[Target], share: float) -> Flags:
        """For each target, upwards and downwards, which owner groups simple exchanges do not keep from it.

        The last place stands for somebody outside, who knows less than every owner group.
        """
        count = len(self._ground.holdings)
        asking = np.ones((len(targets), 2, count + 1), dtype=bool)
        for holding, numbers in _by_holding(targets):
            if holding is None:
                asking[numbers, :, :count] = False
                continue
            own = np.flatnonzero(self._ground.owner == holding)
            weights = np.array([targets[n].weights[own] for n in numbers])
            need = share * np.array([targets[n].size for n in numbers])[:, None]
            for way, signed in enumerate((weights, -weights)):
                enough = self._room(holding, own, signed) >= need * (1 - 1e-9)
                enough[:, holding] = True
                asking[numbers, way] = ~enough
        return asking

    def _room(self, holding: int, own: NDArray[np.int64], weights: Numbers) -> Numbers:
        """How far sums of a holding's unknowns may at least exceed the truth, for each who asks."""
        sums = np.vstack([self._sums, np.zeros(self._sums.shape[1])])
        present = np.vstack([self._present, np.zeros(self._present.shape[1])])
        sums[holding], present[holding] = 0, 0
        left = np.where(self._hidden, _ENDLESS, sums.sum(axis=0) - sums)
        somebody = (present.sum(axis=0) - present > 0) | self._hidden
        gains = ((weights > 0) @ self._member[own] > 0).astype(float)
        loses = ((weights < 0) * self._ground.values[own]) @ self._member[own]
        found: Numbers = gains @ (left * somebody).T + loses @ somebody.T.astype(float)
        return found


def _by_holding(targets: Sequence[Target]) -> Iterator[tuple[int | None, list[int]]]:
    found: dict[int | None, list[int]] = {}
    for number, target in enumerate(targets):
        found.setdefault(target.holding, []).append(number)
    yield from found.items()
