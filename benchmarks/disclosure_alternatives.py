"""Other worlds in which everything that was published is as it is, found by linear programming.

What is known are weighted sums of unknown figures, each at most or exactly so much. Another world is how the
figures can depart from the true ones while every sum stays as it is known and no figure falls below zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

TOO_FAR = 1e-7
"""A departure that is smaller comes from the solver, not from the world."""
_IDLE = 1e-4
"""What it costs a world to depart from the truth by the size of a target, against reaching one."""

Amount = dict[int, float]
"""Unknown -> how often it is in a sum."""


@dataclass
class Sums:
    """Weighted sums of the unknowns, and what is known of each."""

    weights: list[Amount] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, weights: Amount, most: float) -> None:
        """A sum that is at most so much."""
        self.weights.append(weights)
        self.most.append(most)

    def matrix(self, columns: int) -> sparse.csr_array:
        """One row a sum."""
        rows = [number for number, row in enumerate(self.weights) for _ in row]
        places = [place for row in self.weights for place in row]
        values = [weight for row in self.weights for weight in row.values()]
        return sparse.csr_array((values, (rows, places)), shape=(len(self.weights), columns))


class Worlds:
    """What the figures could be, given what is known."""

    def __init__(self, at_most: Sums, exactly: Sums, true: np.ndarray, margin: float) -> None:
        """Take the true figures to look for worlds near them."""
        self._true, self._margin, count = true, margin, len(true)
        over, equal = at_most.matrix(count), exactly.matrix(count)
        self._over, self._equal = sparse.hstack([over, -over]), sparse.hstack([equal, -equal])
        self._room = np.maximum(0.0, np.array(at_most.most) - over @ true)
        missed = np.abs(np.array(exactly.most) - equal @ true)
        if missed.max(initial=0.0) > 1e-4 or (np.array(at_most.most) - over @ true).min(initial=0.0) < -1e-3:
            raise ArithmeticError("what was published is not true of the figures")

    def told(
        self, goals: Sequence[tuple[int, ...]], way: float, askers: Sequence[np.ndarray]
    ) -> Iterator[int]:
        """The goals, by number, for which somebody who knows its own finds no other world p% away.

        First one world is sought that answers for as many goals as can be, then one for each that is left. A
        world that leaves others' figures alone answers for these too.
        """
        if not goals:
            return
        rows = np.zeros((len(goals), len(self._true)))
        for number, goal in enumerate(goals):
            rows[number, list(goal)] = way
        need = self._margin * np.abs(rows @ self._true)
        waiting = np.ones((len(goals), len(askers)), dtype=bool)
        lost: set[int] = set()

        def answer(moved: np.ndarray) -> None:
            reached = rows @ moved >= need * (1 - 1e-6)
            untouched = [not moved[own].any() for own in askers]
            waiting[np.ix_(reached, untouched)] = False

        for number, own in enumerate(askers):
            if (asked := np.flatnonzero(waiting[:, number])).size:
                answer(self._other(rows[asked], need[asked], own, _IDLE))
            for one in np.flatnonzero(waiting[:, number]):
                if waiting[one, number] and one not in lost:
                    answer(self._other(rows[[one]], need[[one]], own, 0.0))
                    if waiting[one, number]:
                        lost.add(int(one))
                        waiting[one] = False
        yield from sorted(lost)

    def _other(self, rows: np.ndarray, need: np.ndarray, fixed: np.ndarray, idle: float) -> np.ndarray:
        """How a world departs that goes as much of its need towards as many goals as can be."""
        scale, count, goals = float(need.mean()) / self._margin, len(self._true), len(need)
        true = np.where(fixed, 0.0, self._true) / scale
        up = np.where(fixed, 0.0, np.inf)
        nothing = sparse.csr_array((self._over.shape[0], goals))
        reach = sparse.csr_array(-rows * (scale / need)[:, None])
        solved = linprog(
            np.append(np.full(2 * count, idle), np.full(goals, -1.0)),
            A_ub=sparse.vstack(
                [
                    sparse.hstack([self._over, nothing]),
                    sparse.hstack([reach, -reach, sparse.eye_array(goals)]),
                ]
            ),
            b_ub=np.append(self._room / scale, np.zeros(goals)),
            A_eq=sparse.hstack([self._equal, sparse.csr_array((self._equal.shape[0], goals))])
            if self._equal.shape[0]
            else None,
            b_eq=np.zeros(self._equal.shape[0]) if self._equal.shape[0] else None,
            bounds=np.column_stack([np.zeros(2 * count + goals), np.concatenate([up, true, np.ones(goals)])]),
            method="highs-ds",
        )
        if solved.status != 0:
            raise ArithmeticError(solved.message)
        moved = solved.x[:count] - solved.x[count : 2 * count]
        return scale * np.where(np.abs(moved) > TOO_FAR, moved, 0.0)
