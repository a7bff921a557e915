"""How closely somebody can estimate a member's figures from what is published: feasible intervals, solved.

What is asked is a *target*: what one owner group brought to a window, what changed of it between two
releases, or a total that is hidden. Whoever asks knows every published cell, that no figure is negative, and
its own figures, if it is a member itself. A target is safe when, for every other owner group, the largest and
the smallest value that fit all this lie at least p% of the target apart from it (*Handbook on Statistical
Disclosure Control*, chapter 4: protection levels; for one cell it is the p% rule). The bounds are linear
programs in the departures from the true values; many small ones are solved at once (HiGHS).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from pipeline.disclosure.ground import Ground, Numbers

TOLERANCE = 1e-6
"""Share of the protection that rounding errors of the solver may take."""
_AT_ONCE = 150
_FAR = 1e5
"""Departures beyond so many times the protection need not be told apart."""


@dataclass(frozen=True, slots=True)
class Target:
    """What must stay open, as a sum of unknowns."""

    holding: int | None
    """Whose it is; None for a total, which is open if nobody outside can tell it."""
    weights: Numbers
    size: float
    """Its true value, without sign; larger than zero."""


@dataclass(frozen=True, slots=True)
class Known:
    """Published cells as rows over the unknowns, and how far each is off its bounds."""

    rows: Numbers
    below: Numbers
    above: Numbers
    """How much less and more than the truth a cell may be; both zero where it is shown as it is."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A target that somebody can tell too closely, and the cells that make it possible."""

    target: Target
    cells: frozenset[int]


def estimates(
    ground: Ground, known: Known, targets: Sequence[Target], p_percent: int, askers: int | None = None
) -> Iterator[Estimate]:
    """Every target that can be told within p%, each with one proof: cells of which one must go.

    With `askers`, only so many owner groups ask, the largest that could: for what takes too long otherwise.
    """
    if not len(known.rows) or not len(ground.values):
        return
    view, share = _View(ground, known), p_percent / 100
    doubtful = {
        number: asking
        for number, target in enumerate(targets)
        if not view.is_free(target) and (asking := view.askers(target, share, askers))
    }
    told: set[int] = set()
    for outside in (True, False):
        questions = [
            _Question(number, targets[number], asker, upward)
            for number, asking in doubtful.items()
            if number not in told
            for asker in asking
            if (asker is None) == outside
            for upward in (True, False)
        ]
        for question, cells in view.answers(questions, share):
            if question.number not in told:
                told.add(question.number)
                yield Estimate(question.target, cells)


@dataclass(frozen=True, slots=True)
class _Question:
    number: int
    target: Target
    knows: int | None
    """The owner group that asks; None for somebody outside."""
    upward: bool


class _View:
    """Unknowns that are in the same published cells cannot be told apart; they are taken together."""

    def __init__(self, ground: Ground, known: Known) -> None:
        self._ground, self._known = ground, known
        patterns, self._kind = np.unique(known.rows, axis=1, return_inverse=True)
        self._kind = self._kind.reshape(-1)
        self._patterns = patterns
        self._seen = np.abs(patterns).sum(axis=0) > 0
        shape = (patterns.shape[1], len(ground.holdings))
        self._sums, self._present = np.zeros(shape), np.zeros(shape, dtype=bool)
        np.add.at(self._sums, (self._kind, ground.owner), ground.values)
        self._present[self._kind, ground.owner] = True

    def is_free(self, target: Target) -> bool:
        """Nothing that is published speaks of it."""
        return not self._seen[self._kind[target.weights != 0]].any()

    def askers(self, target: Target, share: float, most: int | None) -> list[int | None]:
        """Who might tell it: those for whom no simple exchange with others leaves it open. None: anybody."""
        if target.holding is None:
            return [None]
        if (target.weights < 0).any():
            others = np.arange(len(self._ground.holdings))
            return [None, *self._largest(others[others != target.holding], most)]
        inside = target.weights > 0
        kinds = np.unique(self._kind[inside & self._seen[self._kind]])
        need = np.array([share * self._ground.values[inside & (self._kind == kind)].sum() for kind in kinds])
        sums, present = self._sums[kinds].copy(), self._present[kinds].copy()
        sums[:, target.holding], present[:, target.holding] = 0, False
        left = sums.sum(axis=1, keepdims=True) - sums
        others_left = present.sum(axis=1, keepdims=True) - present
        enough = ((left >= need[:, None]) & (others_left > 0)) | (need[:, None] == 0)
        doubtful = np.flatnonzero(~enough.all(axis=0))
        if not len(doubtful):
            return []
        return [None, *self._largest(doubtful[doubtful != target.holding], most)]

    def _largest(self, holdings: NDArray[np.int64], most: int | None) -> list[int]:
        size = self._sums.sum(axis=0)
        return sorted(sorted((int(h) for h in holdings), key=lambda h: (-size[h], h))[:most])

    def answers(
        self, questions: Sequence[_Question], share: float
    ) -> Iterator[tuple[_Question, frozenset[int]]]:
        """The questions that have too close an answer, with the cells that give it."""
        waiting = iter(questions)
        while batch := list(islice(waiting, _AT_ONCE)):
            yield from self._solved(batch, share)

    def _solved(self, batch: Sequence[_Question], share: float) -> Iterator[tuple[_Question, frozenset[int]]]:
        blocks = [self._block(question, share) for question in batch]
        exact = (self._known.below == 0) & (self._known.above == 0)
        loose = np.flatnonzero(~exact)
        equal: Any = sparse.block_diag([block.rows[exact] for block in blocks], format="csr")
        reach: Any = sparse.block_diag(
            [np.vstack([block.rows[loose], -block.rows[loose], block.goal]) for block in blocks], format="csr"
        )
        limits = np.concatenate(
            [
                np.concatenate(
                    [self._known.above[loose] / block.scale, self._known.below[loose] / block.scale, [1.0]]
                )
                for block in blocks
            ]
        )
        goal = np.concatenate([block.goal for block in blocks])
        lower = np.concatenate([block.lower for block in blocks])
        bounds: Any = np.column_stack([lower, np.full(len(lower), _FAR)])
        solved = linprog(
            -goal,
            A_ub=reach,
            b_ub=limits,
            A_eq=equal if exact.any() else None,
            b_eq=np.zeros(equal.shape[0]) if exact.any() else None,
            bounds=bounds,
            method="highs-ds",
        )
        if solved.x is None:
            raise ArithmeticError(f"the estimates could not be solved: {solved.message}")
        at, at_equal, at_loose = 0, 0, 0
        for question, block in zip(batch, blocks, strict=True):
            reached = float(block.goal @ solved.x[at : at + len(block.goal)])
            if reached < 1 - TOLERANCE:
                weights = np.zeros(len(exact))
                count = int(exact.sum())
                if count:
                    weights[exact] = solved.eqlin.marginals[at_equal : at_equal + count]
                both = solved.ineqlin.marginals[at_loose : at_loose + 2 * len(loose)]
                weights[loose] = np.abs(both[: len(loose)]) + np.abs(both[len(loose) :])
                yield question, frozenset(int(i) for i in np.flatnonzero(np.abs(weights) > 1e-7))
            at += len(block.goal)
            at_equal += int(exact.sum())
            at_loose += 2 * len(loose) + 1

    def _block(self, question: _Question, share: float) -> _Block:
        """One linear program, in units of the protection that the target needs."""
        ground, target = self._ground, question.target
        scale = share * target.size
        unknown = np.ones(len(ground.values), dtype=bool)
        if question.knows is not None:
            unknown = ground.owner != question.knows
        mine = ground.owner == target.holding
        weights = target.weights if target.holding is None else np.where(mine, target.weights, 0.0)
        alike = (self._kind * 6 + (weights.astype(int) + 1) * 2 + mine)[unknown]
        codes, place = np.unique(alike, return_inverse=True)
        sums = np.bincount(place, weights=ground.values[unknown], minlength=len(codes))
        return _Block(
            rows=self._patterns[:, codes // 6],
            goal=(1.0 if question.upward else -1.0) * (codes % 6 // 2 - 1),
            lower=-np.minimum(sums / scale, _FAR),
            scale=scale,
        )


@dataclass(frozen=True, slots=True)
class _Block:
    rows: Numbers
    goal: Numbers
    lower: Numbers
    scale: float
