"""How closely somebody can estimate a member's figures from what is published: feasible intervals, solved.

What is asked is a *target*: what one owner group brought to a window, what changed of it between two
releases, or a total that is hidden. Whoever asks knows every published cell, that no figure is negative, and
its own figures, if it is a member itself. A target is safe when, for every other owner group, the largest and
the smallest value that fit all this lie at least p% of the target apart from it (*Handbook on Statistical
Disclosure Control*, chapter 4: protection levels; for one cell it is the p% rule). Three ways lead to an
answer, the cheapest first: simple exchanges between owner groups, departures found before, and programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.departures import Departures
from pipeline.disclosure.exchanges import Flags, Kinds
from pipeline.disclosure.ground import Ground
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.programs import Programs, Question

__all__ = ["Departures", "Estimate", "Known", "Target", "estimates"]
_AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Estimate:
    """A target that somebody can tell too closely, and the cells that make it possible."""

    target: Target
    cells: frozenset[int]


def estimates(
    ground: Ground,
    known: Known,
    targets: Sequence[Target],
    p_percent: int,
    askers: int | None = None,
    departures: Departures | None = None,
) -> Iterator[Estimate]:
    """Every target that can be told within p%, each with one proof: cells of which one must go.

    With `askers`, only so many owner groups ask, the largest that could: for what takes too long otherwise.
    `departures` are those found before over the same ground; what is found is added to them.
    """
    if not len(known.rows) or not len(ground.values) or not targets:
        return
    share, kinds = p_percent / 100, Kinds(ground, known.rows)
    found = Departures(ground) if departures is None else departures
    programs = Programs(ground, known, kinds.of, kinds.patterns)
    weights = np.array([target.weights for target in targets])
    need = share * np.array([target.size for target in targets])
    asking = kinds.doubtful(targets, share)
    if askers is not None:
        _only_largest(asking, ground, askers)
    asking &= ~found.open(known, weights, need)
    for somebody in (slice(-1, None), slice(None)):
        while questions := _next(asking, somebody, targets, need):
            before = len(found)
            for question, answer in programs.answers(questions, share):
                number, way, asker = question.number, 0 if question.upward else 1, question.knows
                if answer.held_by is None:
                    others = np.flatnonzero(asking[number, way, :-1])
                    found.add(question, answer, (int(other) for other in others))
                elif asking[number].any():
                    yield Estimate(question.target, answer.held_by)
                    asking[number] = False
                asking[number, way, -1 if asker is None else asker] = False
            asking &= ~found.open(known, weights, need, before)


def _only_largest(asking: Flags, ground: Ground, askers: int) -> None:
    """Let of the owner groups that might tell a target only the largest ask."""
    size = np.bincount(ground.owner, weights=ground.values, minlength=len(ground.holdings))
    largest = np.argsort(-size, kind="stable")
    for target in asking:
        doubtful = [h for h in largest if target[:, h].any()]
        target[:, doubtful[askers:]] = False


def _next(asking: Flags, somebody: slice, targets: Sequence[Target], need: np.ndarray) -> list[Question]:
    """Questions to ask next: of each owner group and way that of its largest target, which answers for most."""
    chosen: dict[tuple[int | None, int], Question] = {}
    waiting = asking.copy()
    waiting[:, :, : somebody.start or 0] = False
    numbers, ways, who = np.nonzero(waiting)
    for at in np.lexsort((who, ways, numbers, -need[numbers])):
        number, way, asker = int(numbers[at]), int(ways[at]), int(who[at])
        target = targets[number]
        outside = asker == asking.shape[2] - 1
        question = Question(number, target, None if outside else asker, upward=way == 0)
        chosen.setdefault((target.holding, way), question)
        if len(chosen) == _AT_ONCE:
            break
    return list(chosen.values())
