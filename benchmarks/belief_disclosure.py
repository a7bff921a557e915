"""Can anybody work a member's figures out of all that was ever published? An attack by linear programming.

The attacker shares nothing with the protection but the figures: one unknown for every confidential figure,
one equation or two bounds for every total of every release, no figure below zero, none below what it
contains, and the figures of one owner group, its own. It asks for the least and the largest value of every
owner group in every window. It succeeds where this says the true value to within p%.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from disclosure_worlds import Release, exercise_releases, published, random_releases
from measure import Measure
from scipy.optimize import linprog

from pipeline.disclosure.deciding import Rule
from pipeline.disclosure.ground import Cell, Part

RULE = Rule(minimum_holdings=3, p_percent=15)
COALITIONS = 200
_ROUNDING = 1e-4


class Attacker:
    """Everything published about one indicator, as equations."""

    def __init__(self, cells: Sequence[Cell], releases: Sequence[Release]) -> None:
        """Take what was published, and the figures themselves to know what is public and to judge success."""
        parts = sorted({p.key: p for release in releases for c in release for p in c.parts}.values())
        secret = {p.key for p in parts if not any(q.is_public and q.key == p.key for q in parts)}
        self.parts = [p for p in parts if p.key in secret]
        place = {p.key: n for n, p in enumerate(self.parts)}
        self.true = np.array([float(p.value) for p in self.parts])
        self.windows = [[place[p.key] for p in c.parts if p.key in place] for r in releases for c in r]
        self.equal: list[tuple[list[int], list[float], float]] = []
        self.most: list[tuple[list[int], list[float], float]] = []
        for cell in cells:
            inside = [place[p.key] for p in cell.parts if p.key in place]
            known = float(sum(p.value for p in cell.parts if p.key not in place))
            if cell.low == cell.high:
                self.equal.append((inside, [1.0] * len(inside), float(cell.low) - known))
            else:
                self.most.append((inside, [-1.0] * len(inside), known - float(cell.low)))
                if cell.high is not None:
                    self.most.append((inside, [1.0] * len(inside), float(cell.high) - known))
        self.most += [
            ([n, m], [-1.0, 1.0], 0.0)
            for n, p in enumerate(self.parts)
            for m, q in enumerate(self.parts)
            if n != m and _contains(p, q) and q.value <= p.value
        ]

        self._known = (*self._matrix(self.most), *self._matrix(self.equal))

    def asked(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every owner group's part of every window of every release."""
        seen = set()
        for window in self.windows:
            for holding in sorted({self.parts[n].holding for n in window}):
                own = tuple(n for n in window if self.parts[n].holding == holding)
                if own not in seen and self.true[list(own)].sum() > 0:
                    seen.add(own)
                    goal = np.zeros(len(self.parts))
                    goal[list(own)] = 1
                    yield holding, goal

    def successes(self) -> tuple[int, int]:
        """How many owner groups' figures somebody can tell within p%, and how many were tried."""
        sizes: dict[str, float] = {}
        for part, value in zip(self.parts, self.true, strict=True):
            sizes[part.holding] = sizes.get(part.holding, 0) + value
        largest = sorted(sizes, key=lambda h: (-sizes[h], h))
        tried = found = 0
        for holding, goal in self.asked():
            askers = [h for h in largest if h != holding]
            tried += 1
            found += any(self._tells(goal, asker) for asker in {*askers[:2], *askers[-1:]} or {""})
        return found, tried

    def _tells(self, goal: np.ndarray, asker: str) -> bool:
        fixed = np.array([p.holding == asker for p in self.parts])
        limits = np.column_stack([np.where(fixed, self.true, 0), np.where(fixed, self.true, np.inf)])
        value = float(goal @ self.true)
        for sign in (1.0, -1.0):
            solved = linprog(-sign * goal, *self._known, bounds=limits)
            if solved.status == 3:
                continue
            if solved.status != 0:
                raise ArithmeticError(solved.message)
            if sign * (float(goal @ solved.x) - value) < value * (RULE.p_percent / 100 - _ROUNDING):
                return True
        return False

    def _matrix(self, rows: list[tuple[list[int], list[float], float]]) -> tuple[object, object]:
        if not rows:
            return None, None
        matrix = np.zeros((len(rows), len(self.parts)))
        for number, (places, weights, _) in enumerate(rows):
            matrix[number, places] = weights
        return matrix, np.array([limit for _, _, limit in rows])


def _contains(outer: Part, inner: Part) -> bool:
    days = (outer.end - outer.start, inner.end - inner.start)
    return (
        outer.subject == inner.subject
        and outer.start <= inner.start
        and inner.end <= outer.end
        and days[0] > days[1]
    )


def _shares(fates: Sequence[str], values: Sequence[float]) -> tuple[float, float]:
    told = [fate != "hidden" for fate in fates]
    return sum(told) / len(told), sum(np.array(values) * told) / sum(values)


def _words(exact: float, told: float, value: float) -> str:
    return f"{exact:.1%} as they are, {told:.1%} with those given as bounds, of all value {value:.1%}"


def attack(worlds: Sequence[Sequence[Release]]) -> tuple[int, int, dict[str, list[str]], list[float]]:
    """Successes and tries over all worlds; what became of every total with each method; their values."""
    found = tried = 0
    fates: dict[str, list[str]] = {"": [], "greedy": []}
    values = [float(c.value) / float(max(c.value for c in r)) for w in worlds for r in w for c in r]
    for releases in worlds:
        cells, became = published(releases, RULE)
        fates[""] += became
        fates["greedy"] += published(releases, RULE, "greedy")[1]
        more = Attacker(cells, releases).successes()
        found, tried = found + more[0], tried + more[1]
    return found, tried, fates, values


def measures(_: Path | None) -> Iterator[Measure]:
    """The attack on the exercise and on random coalitions, and how much is published all the same."""
    with tempfile.TemporaryDirectory() as folder:
        exercise = list(exercise_releases(Path(folder)).values())
    random = [random_releases(seed) for seed in range(COALITIONS)]
    for name, worlds in (
        ("the exercise's 14 releases", exercise),
        (f"{COALITIONS} random coalitions", random),
    ):
        found, tried, fates, values = attack(worlds)
        yield Measure(
            name=f"figures of owner groups worked out from all releases, {name}",
            reference="",
            to_reach="0",
            value=f"{found} of {tried:,}",
            reached=found == 0,
        )
        exact = {method: became.count("exact") / len(became) for method, became in fates.items()}
        told = {method: _shares(became, values) for method, became in fates.items()}
        yield Measure(
            name=f"totals published, {name}",
            reference="greedy: " + _words(exact["greedy"], *told["greedy"]),
            to_reach="at least the greedy baseline",
            value=_words(exact[""], *told[""]),
            reached=all(ours >= theirs for ours, theirs in zip(told[""], told["greedy"], strict=True))
            and exact[""] >= exact["greedy"],
        )
