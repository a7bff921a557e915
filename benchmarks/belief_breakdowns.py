"""Can anybody work a member's figures out of broken-down totals? An attack by linear programming.

The attacker shares nothing with the protection but the figures. Its unknowns are every confidential figure
and every piece of every breakdown of it as each release had it; a figure is the sum of its pieces, a total or
cell is a sum of figures or pieces, nothing is below zero, a long period holds at least what shorter ones in
it do. It knows the figures of one owner group, its own. It succeeds where it tells an owner group's part of a
window's total, or of a cell, whether shown or hidden, to within p%.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from breakdown_worlds import Broken, Said, random_broken, shown
from measure import Measure
from scipy import sparse
from scipy.optimize import linprog

from pipeline.disclosure.deciding import Rule

RULE = Rule(minimum_holdings=3, p_percent=15)
COALITIONS = 60
EVERY = 3
_ROUNDING = 1e-4


class Attacker:
    """Everything published about one indicator, as equations over figures and their pieces."""

    def __init__(self, releases: Sequence[Broken], said: Sequence[Said]) -> None:
        """Take the true releases, to know what is public and to judge success, and what they showed."""
        self._place: dict[object, int] = {}
        self.true: list[float] = []
        self.owner: list[str] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        parts = {p for release in releases for cell in release.totals for p in cell.parts}
        self._public = {p.key for p in parts if p.is_public}
        for part in sorted(parts):
            if part.key not in self._public:
                self._unknown(part.key, float(part.value), part.holding)
        self._contained(sorted(p.key for p in parts if p.key not in self._public))
        labels = {(p.label, p.holding): None for r in releases for cell in r.cells for p in cell.pieces}
        for label, holding in sorted(labels):
            if label[0] not in self._public:
                pieces = {self._unknown((label, c), v, holding): 1.0 for c, v in label[2]}
                self._rows.append((pieces | {self._place[label[0]]: -1.0}, 0.0, 0.0))
        for release in said:
            for total in release.totals:
                self._known([(p.key, float(p.value)) for p in total.parts], total.low, total.high)
            for cell in release.cells:
                pieces = [((p.label, cell.category), p.value) for p in cell.pieces if p.value]
                self._known(pieces, cell.value, cell.value)

    def _unknown(self, key: object, value: float, owner: str) -> int:
        if key not in self._place:
            self._place[key] = len(self.true)
            self.true.append(value)
            self.owner.append(owner)
        return self._place[key]

    def _contained(self, keys: Sequence[tuple]) -> None:
        for outer in keys:
            for inner in keys:
                inside = outer[1] <= inner[1] and inner[2] <= outer[2] and outer[1:3] != inner[1:3]
                if outer[0] == inner[0] and inside and inner[3] <= outer[3]:
                    self._rows.append(({self._place[outer]: 1.0, self._place[inner]: -1.0}, 0.0, np.inf))

    def _known(self, parts: Sequence[tuple[object, float]], low: object, high: object) -> None:
        inside = {self._place[key]: 1.0 for key, _ in parts if key in self._place}
        constant = sum(value for key, value in parts if key not in self._place)
        top = np.inf if high is None else float(high) - constant
        self._rows.append((inside, float(low) - constant, top))

    def asked(self, releases: Sequence[Broken]) -> Iterator[tuple[str, np.ndarray]]:
        """Every owner group's part of every window and of every cell of some releases."""
        wanted: dict[tuple[str, tuple[int, ...]], None] = {}
        for release in releases:
            windows = [[p.key for p in cell.parts] for cell in release.totals]
            windows += [[(p.label, cell.category) for p in cell.pieces] for cell in release.cells]
            for keys in windows:
                places = sorted(self._place[key] for key in keys if key in self._place)
                for holding in sorted({self.owner[n] for n in places}):
                    wanted[holding, tuple(n for n in places if self.owner[n] == holding)] = None
        for holding, places in wanted:
            goal = np.zeros(len(self.true))
            goal[list(places)] = 1
            if goal @ np.array(self.true) > 0:
                yield holding, goal

    def successes(self, releases: Sequence[Broken], every: int = 1) -> tuple[int, int]:
        """How many figures somebody can tell within p%, and how many were tried: every so-many-th."""
        true = np.array(self.true)
        matrix = sparse.lil_matrix((len(self._rows), len(true)))
        for number, (weights, _, _) in enumerate(self._rows):
            for place, weight in weights.items():
                matrix[number, place] = weight
        low = np.array([row[1] for row in self._rows])
        high = np.array([row[2] for row in self._rows])
        system = _System(sparse.csr_matrix(matrix), low, high, true, self.owner)
        largest = sorted(set(self.owner), key=lambda h: (-true[np.array(self.owner) == h].sum(), h))
        tried = found = 0
        for holding, goal in list(self.asked(releases))[::every]:
            others = [h for h in largest if h != holding]
            tried += 1
            found += any(system.tells(goal, asker) for asker in {*others[:2], *others[-1:]} or {""})
        return found, tried


class _System:
    """The equations, ready to be solved."""

    def __init__(
        self,
        matrix: sparse.csr_matrix,
        low: np.ndarray,
        high: np.ndarray,
        true: np.ndarray,
        owner: Sequence[str],
    ) -> None:
        exact = np.abs(high - low) < 1e-9
        below, above = ~exact & np.isfinite(low), ~exact & np.isfinite(high)
        self._equal, self._is = matrix[exact], low[exact]
        self._most = sparse.vstack([-matrix[below], matrix[above]], format="csr")
        self._limit = np.concatenate([-low[below], high[above]])
        self._true, self._owner = true, np.array(owner)

    def tells(self, goal: np.ndarray, asker: str) -> bool:
        fixed = self._owner == asker
        limits = np.column_stack([np.where(fixed, self._true, 0), np.where(fixed, self._true, np.inf)])
        value = float(goal @ self._true)
        for sign in (1.0, -1.0):
            solved = linprog(
                -sign * goal, self._most, self._limit, self._equal, self._is, bounds=limits, method="highs"
            )
            if solved.status == 3:
                continue
            if solved.status != 0:
                raise ArithmeticError(solved.message)
            if sign * (float(goal @ solved.x) - value) < value * (RULE.p_percent / 100 - _ROUNDING):
                return True
        return False


def attack(seeds: Sequence[int]) -> tuple[int, int, int, int]:
    """Successes, tries, cells shown and cells that there are beside a shown total, over some coalitions."""
    found = tried = told = cells = 0
    for seed in seeds:
        releases = random_broken(seed)
        said, verdicts = shown(releases, RULE)
        more = Attacker(releases, said).successes(releases[-1:], EVERY)
        found, tried = found + more[0], tried + more[1]
        listed = [verdict for some in verdicts for verdict in some.values() if verdict.reason != "total"]
        told, cells = told + sum(v.shown for v in listed), cells + len(listed)
    return found, tried, told, cells


def measures(_: Path | None) -> Iterator[Measure]:
    """The attack on random coalitions that break their figures down by two dimensions."""
    found, tried, told, cells = attack(range(COALITIONS))
    yield Measure(
        name=f"figures of owner groups worked out from broken-down totals, {COALITIONS} random coalitions",
        reference="",
        to_reach="0",
        value=f"{found} of {tried:,}; of {cells:,} cells beside a shown total {told / cells:.1%} are shown",
        reached=found == 0,
    )
