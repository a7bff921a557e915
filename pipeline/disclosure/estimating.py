"""How closely somebody can estimate a member's figures from what is published: feasible intervals, solved.

What is asked is a *target*: what one owner group brought to a window, what changed of it between two
releases, or a total that is hidden. Whoever asks knows every published cell, that no figure is negative, and
its own figures, if it is a member itself. A target is safe when, for every other owner group, the largest and
the smallest value that fit all this lie at least p% of the target apart from it (*Handbook on Statistical
Disclosure Control*, chapter 4: protection levels; for one cell it is the p% rule). Three ways lead to an
answer, the cheapest first: simple exchanges between owner groups, departures found before, and programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.disclosure.departures import Departures
from pipeline.disclosure.exchanges import Flags, Kinds
from pipeline.disclosure.ground import Ground, Numbers
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.programs import Programs, Question

__all__ = ["Departures", "Estimate", "Known", "Target", "estimates"]
_AT_ONCE = 24
_ENOUGH = 4
_ALIKE = 1e-3
"""How much smaller than the largest a target may be to be asked for together with it."""


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
    *,
    departures: Departures | None = None,
    explicitly: bool = False,
) -> Iterator[Estimate]:
    """Every target that can be told within p%, each with one proof: cells of which one must go.

    With `askers`, only so many owner groups ask, the largest that could: for what takes too long otherwise.
    `departures` are those found before over the same ground; what is found is added to them. Where they are
    to answer later, beside more that is known, they are sought `explicitly` instead of simple exchanges.
    """
    if not len(known.rows) or not len(ground.values) or not targets:
        return
    share, kinds = p_percent / 100, Kinds(ground, known.rows)
    found = Departures(ground) if departures is None else departures
    programs = Programs(ground, known, kinds.of, kinds.patterns)
    weights = np.array([target.weights for target in targets])
    need = share * np.array([target.size for target in targets])
    asking = _anybody(targets, len(ground.holdings)) if explicitly else kinds.doubtful(targets, share)
    if askers is not None:
        _only_largest(asking, ground, askers)
    asking &= ~found.open(known, weights, need)
    for questions in _at_once(asking, ground, targets, need):
        before = len(found)
        answer = programs.together(questions, share)
        others = np.flatnonzero(asking[[q.number for q in questions], :, :-1].any(axis=(0, 1)))
        found.add(questions[0], answer, (int(other) for other in others))
        asking &= ~found.open(known, weights, need, before)
    while questions := _next(asking, ground, targets, need):
        before = len(found)
        told: dict[int, tuple[Question, frozenset[int]]] = {}
        for question, answer in programs.answers(questions, share):
            number, way, asker = question.number, 0 if question.upward else 1, question.knows
            asking[number, way, -1 if asker is None else asker] = False
            if answer.held_by is None:
                others = np.flatnonzero(asking[number, way, :-1])
                found.add(question, answer, (int(other) for other in others))
            else:
                told.setdefault(number, (question, answer.held_by))
        asking[list(told)] = False
        asking &= ~found.open(known, weights, need, before)
        for question, held_by in _from_outside(programs, told, share):
            yield Estimate(question.target, held_by)


def _from_outside(
    programs: Programs, told: Mapping[int, tuple[Question, frozenset[int]]], share: float
) -> Iterator[tuple[Question, frozenset[int]]]:
    """What holds back an estimate: where anybody can make it, rather the cells that this takes."""
    asked = [replace(question, knows=None) for question, _ in told.values() if question.knows is not None]
    plain = {q.number: a.held_by for q, a in programs.answers(asked, share)} if asked else {}
    for number, (question, held_by) in told.items():
        yield question, plain.get(number) or held_by


def _anybody(targets: Sequence[Target], holdings: int) -> Flags:
    """Every owner group but its own asks for a target, and somebody outside; for a total only the latter."""
    asking = np.ones((len(targets), 2, holdings + 1), dtype=bool)
    for number, target in enumerate(targets):
        asking[number, :, slice(holdings) if target.holding is None else target.holding] = False
    return asking


def _only_largest(asking: Flags, ground: Ground, askers: int) -> None:
    """Let of the owner groups that might tell a target only the largest ask."""
    size = np.bincount(ground.owner, weights=ground.values, minlength=len(ground.holdings))
    largest = np.argsort(-size, kind="stable")
    for target in asking:
        doubtful = [h for h in largest if target[:, h].any()]
        target[:, doubtful[askers:]] = False


def _at_once(
    asking: Flags, ground: Ground, targets: Sequence[Target], need: Numbers
) -> Iterator[list[Question]]:
    """Of each owner group and way the targets in doubt together, asked by the largest that may tell most.

    One departure may leave many open; where few are in doubt, each is better asked for itself.
    """
    size = np.append(np.bincount(ground.owner, weights=ground.values, minlength=len(ground.holdings)), -1.0)
    for holding in range(len(ground.holdings)):
        own = np.array([n for n, target in enumerate(targets) if target.holding == holding], dtype=np.int64)
        for way in (0, 1):
            waiting = own[asking[own, way].any(axis=1)] if len(own) else own
            if len(waiting) < _ENOUGH:
                continue
            asked = asking[waiting, way].sum(axis=0)
            asker = max(range(len(asked)), key=lambda h: (asked[h], size[h]))
            some = [n for n in waiting if asking[n, way, asker]]
            some = [n for n in some if need[n] >= _ALIKE * need[some].max()]
            knows = None if asker == len(size) - 1 else asker
            yield [Question(int(n), targets[n], knows, upward=way == 0) for n in some]


def _next(asking: Flags, ground: Ground, targets: Sequence[Target], need: Numbers) -> list[Question]:
    """Of each owner group and way the largest target, asked by the largest group: that answers for most."""
    size = np.append(np.bincount(ground.owner, weights=ground.values, minlength=len(ground.holdings)), -1.0)
    chosen: dict[tuple[int | None, int], Question] = {}
    numbers, ways, askers = np.nonzero(asking)
    for at in np.lexsort((askers, -size[askers], ways, numbers, -need[numbers])):
        number, way, asker = int(numbers[at]), int(ways[at]), int(askers[at])
        target, outside = targets[number], asker == len(size) - 1
        question = Question(number, target, None if outside else asker, upward=way == 0)
        chosen.setdefault((target.holding, way), question)
        if len(chosen) == _AT_ONCE:
            break
    return list(chosen.values())
