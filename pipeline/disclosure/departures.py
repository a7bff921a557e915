"""Departures from the true figures that nobody can rule out: what leaves one target open leaves others open.

A departure found for one target, asked by one owner group, also answers for every target that it moves far
enough, and for every owner group whose own figures it leaves alone. It may be stretched or shrunk until a
known cell or a figure at zero stops it. So it goes on answering when other cells are known: it is measured
against these anew, and nothing need be solved again where it still reaches.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.ground import Ground, Numbers
from pipeline.disclosure.knowledge import Known
from pipeline.disclosure.programs import TOLERANCE, Answer, Question

_FARTHEST = 1e12
_NOISE = 1e-9
"""Share of the largest departure below which one is an error of rounding."""


class Departures:
    """All found so far for some ground, in whatever was known at the time."""

    def __init__(self, ground: Ground) -> None:
        """Start with none."""
        self._ground = ground
        self._found: Numbers = np.zeros((0, len(ground.values)))

    def __len__(self) -> int:
        return len(self._found)

    def add(self, question: Question, answer: Answer, askers: Iterable[int]) -> None:
        """Keep what a program found; once more for each asker whom it would touch, around that asker."""
        first = self._spread(question, answer, set())
        if first is None:
            return
        kept, touched = [first], [self._touched(first[None, :])[0]]
        for asker in askers:
            if all(moves[asker] for moves in touched):
                around = self._spread(question, answer, {asker})
                if around is not None:
                    kept.append(around)
                    touched.append(self._touched(around[None, :])[0])
        self._found = np.vstack([self._found, *kept])

    def take(self, others: Departures, inside: NDArray[np.bool_]) -> None:
        """Keep departures found among some of the unknowns."""
        more = np.zeros((len(others), len(inside)))
        more[:, inside] = others._found
        self._found = np.vstack([self._found, more])

    def open(self, known: Known, weights: Numbers, need: Numbers, since: int = 0) -> NDArray[np.bool_]:
        """For each target, upwards and downwards, which owner groups cannot tell it; outsiders come last."""
        found = self._found[since:]
        stretch, error = self._stretch(found, known)
        untouched = np.column_stack([~self._touched(found), np.ones(len(found), dtype=bool)]).astype(float)
        reached = (found @ weights.T).T
        ways = []
        for gains in (reached, -reached):
            enough = (gains * stretch >= need[:, None] * (1 - TOLERANCE)) & (error <= TOLERANCE * gains)
            ways.append((enough & (gains > 0)).astype(float) @ untouched > 0)
        return np.stack(ways, axis=1)

    def _touched(self, departures: Numbers) -> NDArray[np.bool_]:
        """Which owner groups' figures each departure moves."""
        found = np.zeros((len(departures), len(self._ground.holdings)), dtype=bool)
        for holding in range(found.shape[1]):
            found[:, holding] = departures[:, self._ground.owner == holding].any(axis=1)
        return found

    def _stretch(self, departures: Numbers, known: Known) -> tuple[Numbers, Numbers]:
        """How many times each departure fits what is known, and by how much it strays from it meanwhile."""
        largest = np.abs(departures).max(axis=1, initial=0.0)[:, None]
        moved = departures @ known.rows.T
        noise = np.abs(moved) <= _NOISE * largest
        exact = known.is_exact
        error = np.where(noise | exact, np.abs(moved), 0.0).max(axis=1, initial=0.0)
        room = np.where(moved > 0, known.above, known.below)
        with np.errstate(divide="ignore", invalid="ignore"):
            rows = np.where(noise | exact, np.inf, room / np.abs(moved)).min(axis=1, initial=np.inf)
            down = np.where(departures < 0, self._ground.values / -departures, np.inf)
        return np.minimum(rows, down.min(axis=1, initial=_FARTHEST)), error

    def _spread(self, question: Question, answer: Answer, around: set[int]) -> Numbers | None:
        """A departure of single unknowns that adds up to the program's, with few owner groups in it.

        None when there is none that leaves some owner groups alone.
        """
        ground, own = self._ground, question.target.holding
        found = np.zeros(len(ground.values))
        touched: set[int] = set()
        least = _NOISE * np.abs(answer.moved).max(initial=0.0)
        order = np.argsort(answer.classes, kind="stable")
        starts = np.searchsorted(answer.classes[order], np.arange(len(answer.moved) + 1))
        changing = np.flatnonzero(np.abs(answer.moved) > least)
        for number in sorted(changing, key=lambda c: bool(answer.moved[c] > 0)):
            inside = order[starts[number] : starts[number + 1]]
            amount = float(answer.moved[number])
            if own is not None and (ground.owner[inside] == own).all():
                _own_share(found, inside, ground.values, amount)
                continue
            inside = inside[[int(o) not in around for o in ground.owner[inside]]]
            if not len(inside):
                return None
            if amount > 0:
                chosen = next((u for u in inside if int(ground.owner[u]) in touched), inside[0])
                found[chosen] += amount
                touched.add(int(ground.owner[chosen]))
                continue
            for unknown in inside[np.argsort(-ground.values[inside], kind="stable")]:
                taken = min(float(ground.values[unknown]), -amount)
                found[unknown] -= taken
                amount += taken
                touched.add(int(ground.owner[unknown]))
                if amount >= -least:
                    break
            else:
                return None
        return found


def _own_share(found: Numbers, inside: NDArray[np.int64], values: Numbers, amount: float) -> None:
    """Let one owner group's alike unknowns depart together."""
    total = float(values[inside].sum())
    if amount > 0 or total <= 0:
        found[inside[0]] += amount
    else:
        found[inside] += amount * values[inside] / total
