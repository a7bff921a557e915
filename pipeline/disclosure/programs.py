"""The linear programs: may a target be as far from its true value as it must, given all that is known?

Each is posed in departures from the true figures, in units of the protection that the target needs. First the
*least* departure is sought that reaches its unit one way, while no known cell leaves what was said of it and
no figure falls below zero. It moves few owner groups, and so answers many questions. Where there seems to be
none, the *farthest* departure is sought up to the unit: where it falls short, its dual solution names the
cells that hold it back. Unknowns of one kind are taken together; several programs are solved at once (HiGHS).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.ground import Ground, Numbers, alike
from pipeline.disclosure.knowledge import NO_LIMIT, Known, Target
from pipeline.disclosure.solving import solve

TOLERANCE = 1e-6
"""Share of the protection that rounding errors of the solver may take."""
_FAR = 1e5
"""Departures beyond so many times the protection need not be told apart."""
_SHORTFALL = 1e4
"""What it costs to fall short of a unit, against moving unknowns by as much."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether somebody can tell a target too closely, one way."""

    number: int
    target: Target
    knows: int | None
    """The owner group that asks; None for somebody outside."""
    upward: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program found."""

    held_by: frozenset[int] | None
    """The known cells that keep the target too close; None where it is open."""
    classes: NDArray[np.int64]
    """For each unknown, with which others it was taken together; -1 for what the asking group knows."""
    moved: Numbers
    """How far each class departs from the truth."""


class Programs:
    """Programs over the same known cells."""

    def __init__(self, ground: Ground, known: Known, kind: NDArray[np.int64], patterns: Numbers) -> None:
        """Take the kinds of the unknowns, and the known cells over these."""
        self._ground, self._kind, self._patterns = ground, kind, patterns
        self._exact = np.flatnonzero(known.is_exact)
        loose = ~known.is_exact
        self._upper = np.flatnonzero(loose & (known.above < NO_LIMIT / 2))
        self._lower = np.flatnonzero(loose & (known.below < NO_LIMIT / 2))
        self._room = np.concatenate([known.above[self._upper], known.below[self._lower]])

    def answers(self, questions: Sequence[Question], share: float) -> Iterator[tuple[Question, Answer]]:
        """Solve all at once. Raises ArithmeticError when the solver fails."""
        posed = [(question, self._block(question, share)) for question in questions]
        short = []
        for (question, block), moved in zip(posed, self._least([block for _, block in posed]), strict=True):
            if float(block.goal @ moved) < 1 - TOLERANCE:
                short.append((question, block))
            else:
                yield question, Answer(None, block.classes, moved * block.scale)
        if short:
            farthest = self._farthest([block for _, block in short])
            for (question, block), (moved, held_by) in zip(short, farthest, strict=True):
                yield question, Answer(held_by, block.classes, moved * block.scale)

    def together(self, questions: Sequence[Question], share: float) -> Answer:
        """The least departure that reaches as many targets as can be, of one owner group, one way.

        All are asked by one owner group. It says nothing about those that it does not reach.
        """
        first = max(questions, key=lambda question: question.target.size)
        sizes = np.array([question.target.size for question in questions])
        weights = np.array([question.target.weights for question in questions])
        mine = self._ground.owner == first.target.holding
        block = self._block(first, share, np.where(mine, weights, 0.0))
        goals = (block.goals.T * (first.target.size / sizes)).T
        count, nothing = len(block.lower), np.zeros((len(self._room), len(sizes)))
        exact = block.rows[self._exact]
        solved = solve(
            np.append(np.ones(2 * count), np.full(len(sizes), _SHORTFALL)),
            (
                [
                    np.vstack(
                        [
                            np.column_stack([self._sides(block), -self._sides(block), nothing]),
                            np.column_stack([-goals, goals, -np.eye(len(sizes))]),
                        ]
                    )
                ],
                [np.append(self._room / block.scale, np.full(len(sizes), -1.0))],
            ),
            [np.column_stack([exact, -exact, np.zeros((len(exact), len(sizes)))])],
            np.column_stack(
                [
                    np.zeros(2 * count + len(sizes)),
                    np.concatenate([np.full(count, np.inf), -block.lower, np.ones(len(sizes))]),
                ]
            ),
        )
        moved = solved.at[:count] - solved.at[count : 2 * count]
        return Answer(None, block.classes, moved * block.scale)

    def _least(self, blocks: Sequence[_Block]) -> Iterator[Numbers]:
        """For each block the least departure that reaches its unit, as far as there is one.

        What departs is counted up and down apart, so that all that stays is at a bound of its own; the last
        unknown is by how much the unit is missed.
        """
        shut = np.append(np.zeros(len(self._room)), -1.0)
        apart = [np.vstack([self._sides(block), -block.goal]) for block in blocks]
        reach = [np.column_stack([rows, -rows, shut]) for rows in apart]
        limits = [np.append(self._room / block.scale, -1.0) for block in blocks]
        exact = [block.rows[self._exact] for block in blocks]
        equal = [np.column_stack([rows, -rows, np.zeros(len(rows))]) for rows in exact]
        cost = [np.append(np.ones(2 * len(block.goal)), _SHORTFALL) for block in blocks]
        most = [np.concatenate([np.full(len(block.goal), np.inf), -block.lower, [1.0]]) for block in blocks]
        sides = np.column_stack([np.zeros(sum(map(len, cost))), np.concatenate(most)])
        solved = solve(np.concatenate(cost), (reach, limits), equal, sides)
        at = 0
        for block in blocks:
            count = len(block.goal)
            yield solved.at[at : at + count] - solved.at[at + count : at + 2 * count]
            at += 2 * count + 1

    def _farthest(self, blocks: Sequence[_Block]) -> Iterator[tuple[Numbers, frozenset[int] | None]]:
        """For each block the farthest departure up to its unit, and what holds it back before that."""
        reach = [np.vstack([self._sides(block), block.goal]) for block in blocks]
        limits = [np.append(self._room / block.scale, 1.0) for block in blocks]
        equal = [block.rows[self._exact] for block in blocks]
        lower = np.concatenate([block.lower for block in blocks])
        sides = np.column_stack([lower, np.full(len(lower), _FAR)])
        solved = solve(-np.concatenate([block.goal for block in blocks]), (reach, limits), equal, sides)
        at, at_equal, at_reach = 0, 0, 0
        for block in blocks:
            moved, held_by = solved.at[at : at + len(block.goal)], None
            if float(block.goal @ moved) < 1 - TOLERANCE:
                exact = solved.of_equal[at_equal : at_equal + len(self._exact)]
                reached = solved.of_reach[at_reach : at_reach + len(self._room)]
                held_by = self._holding_back(exact, reached)
            yield moved, held_by
            at += len(block.goal)
            at_equal += len(self._exact)
            at_reach += len(self._room) + 1

    def _sides(self, block: _Block) -> Numbers:
        return np.vstack([block.rows[self._upper], -block.rows[self._lower]])

    def _holding_back(self, exact: Numbers, reached: Numbers) -> frozenset[int]:
        rows = np.concatenate([self._exact, self._upper, self._lower])
        weights = np.abs(np.concatenate([exact, reached]))
        return frozenset(int(row) for row in rows[weights > 1e-7])

    def _block(self, question: Question, share: float, among: Numbers | None = None) -> _Block:
        """One program, in units of the protection that the target needs; `among` are goals of several."""
        ground, target = self._ground, question.target
        scale = share * target.size
        unknown = np.ones(len(ground.values), dtype=bool)
        if question.knows is not None:
            unknown = ground.owner != question.knows
        mine = ground.owner == target.holding
        weights = target.weights if target.holding is None else np.where(mine, target.weights, 0.0)
        goals = weights[None, :] if among is None else among
        weighed, weight = alike(goals)
        weighed = weighed.T
        classed = ((self._kind * len(weighed) + weight) * 2 + mine)[unknown]
        codes, place = np.unique(classed, return_inverse=True)
        sums = np.bincount(place, weights=ground.values[unknown], minlength=len(codes))
        classes = np.full(len(ground.values), -1, dtype=np.int64)
        classes[unknown] = place
        signed = (1.0 if question.upward else -1.0) * weighed[codes // 2 % len(weighed)].T
        return _Block(
            rows=self._patterns[:, codes // 2 // len(weighed)],
            goals=signed,
            goal=signed[0],
            lower=-np.minimum(sums / scale, _FAR),
            scale=scale,
            classes=classes,
        )


@dataclass(frozen=True, slots=True)
class _Block:
    rows: Numbers
    goals: Numbers
    goal: Numbers
    lower: Numbers
    scale: float
    classes: NDArray[np.int64]
