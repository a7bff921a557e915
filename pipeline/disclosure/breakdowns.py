"""The decision for one indicator: which of its broken-down totals are shown beside the totals that are.

Totals come first: what they, and the changes between them, give away is settled before, and a total is never
hidden for the sake of its breakdown. A cell, one category in one window, fails by itself (C) like a total.
Further cells are hidden (D) where they, with all totals, other breakdowns and whatever earlier releases
showed, would let somebody tell an owner group's part of a total or of a cell within p%; the cheapest such set
is sought. Breakdowns are decided one dimension after another, each with those before it in view. There are no
bounds: a window whose total is not shown as it is has no cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from pipeline.disclosure.deciding import Case
from pipeline.disclosure.estimating import Departures, estimates
from pipeline.disclosure.ground import Ground, Key, Numbers
from pipeline.disclosure.hiding import Proof, cheapest
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.screening import in_doubt
from pipeline.disclosure.splitting import Atoms, Label, TooManyAtomsError, atoms

UNDIVIDED = "not_broken_down"
_COST = {"running": 2, "year": 4, "round": 6}
_MOST_DOUBTS = 1500
"""Targets in doubt beyond which a dimension is not shown: more than can be solved in reasonable time."""


CellId = tuple[str, str, str, str]
"""Kind and name of the window, dimension, category."""
Plan = tuple[list[int], list[int], list[int]]
"""Cells of a dimension in windows whose total is shown: all, those known already, those that may be shown."""


class TooManyDoubtsError(Exception):
    """More is in doubt than can be solved."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """What one part of a total brings to a category."""

    label: Label
    value: float
    holding: str
    is_public: bool

    @property
    def key(self) -> Key:
        """The part."""
        return self.label[0]


@dataclass(frozen=True, slots=True)
class BrokenTotal:
    """One category of one dimension in one window: a cell."""

    kind: str
    name: str
    dimension: str
    category: str
    pieces: tuple[Piece, ...]
    recency: int = 0
    """Order of time among releases."""

    @property
    def id(self) -> CellId:
        """Window, dimension and category."""
        return self.kind, self.name, self.dimension, self.category

    @property
    def value(self) -> float:
        """What its pieces add up to."""
        return sum(piece.value for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a release says about one cell."""

    shown: bool
    conf_status: str = ""
    reason: str = ""
    """Why it is hidden: `itself`, `total`, `others` or `unchecked`; empty where it is shown."""


class Breakdown:
    """The cells of one indicator, beside its totals and all that earlier releases published."""

    def __init__(
        self,
        case: Case,
        known: Known,
        current: Sequence[BrokenTotal],
        earlier: Sequence[BrokenTotal],
    ) -> None:
        """`known` is what totals say, over the unknowns of the case. Raises TooManyAtomsError."""
        self.case = case
        self.current = sorted(current, key=lambda c: c.id)
        self.earlier = sorted(earlier, key=lambda c: (c.recency, c.id))
        cells = [*self.earlier, *self.current]
        public = {(p.label, c.category) for c in cells for p in c.pieces if p.is_public}
        self.atoms: Atoms = atoms(case.ground, (p.label for c in cells for p in c.pieces), frozenset(public))
        self.rows = [self._row(cell) for cell in self.current]
        self._before = [self._row(cell) for cell in self.earlier]
        self._given = list({row.tobytes(): row for row in self._before if row.any()}.values())
        self._totals = Known(known.rows[:, self.atoms.unknown], known.below, known.above)
        self._departures = Departures(self.atoms.ground)

    def _row(self, cell: BrokenTotal) -> Numbers:
        return self.atoms.row((piece.label, cell.category) for piece in cell.pieces)

    @cached_property
    def known_already(self) -> frozenset[int]:
        """Cells that an earlier release gave, or that hold public figures alone."""
        given = {row.tobytes() for row in self._before}
        return frozenset(n for n, row in enumerate(self.rows) if not row.any() or row.tobytes() in given)

    @cached_property
    def failing(self) -> frozenset[int]:
        """Cells that are hidden for themselves: too few owner groups, or one that another can tell."""
        least = self.case.rule.minimum_holdings
        return frozenset(
            number
            for number, cell in enumerate(self.current)
            if len({piece.holding for piece in cell.pieces if piece.value > 0}) < least
            or self._fails([number])
        )

    def _fails(self, numbers: Sequence[int]) -> bool:
        """Whether the sum of some cells gives somebody away: too few behind what is confidential, or p%."""
        ground, rule = self.atoms.ground, self.case.rule
        row = sum((self.rows[n] for n in numbers), np.zeros(len(ground.values)))
        own = np.bincount(ground.owner, weights=row * ground.values, minlength=len(ground.holdings))
        parts = sorted((float(value) for value in own if value > 0), reverse=True)
        if not parts:
            return False
        return len(parts) < rule.minimum_holdings or sum(parts[2:]) < rule.p_percent / 100 * parts[0] * (
            1 - 1e-9
        )

    def decide(self, windows: frozenset[tuple[str, str]], dimensions: Sequence[str]) -> dict[CellId, Verdict]:
        """Cell -> verdict, of those dimensions in that order; `windows` are those whose total is shown."""
        failing = self.failing
        found = {
            cell.id: Verdict(False, "C", "itself") if number in failing else Verdict(False, "D", "total")
            for number, cell in enumerate(self.current)
        }
        plans = [self._plan(dimension, windows) for dimension in dimensions]
        at_risk, checked = self._all_at_risk(plans)
        accepted: list[int] = []
        for place, (mine, free, open_) in enumerate(plans):
            hidden = self._to_hide([*accepted, *free], open_, at_risk) if place < checked else set(open_)
            shown = self._worth_showing([*free, *(n for n in open_ if n not in hidden)])
            accepted += shown
            reason = "others" if place < checked else "unchecked"
            found |= {self.current[n].id: Verdict(False, "D", reason) for n in mine if n not in failing}
            found |= {self.current[n].id: Verdict(True) for n in shown}
        return found

    def _plan(self, dimension: str, windows: frozenset[tuple[str, str]]) -> Plan:
        mine = [
            number
            for number, cell in enumerate(self.current)
            if cell.dimension == dimension and (cell.kind, cell.name) in windows
        ]
        free = [
            n for n in mine if n in self.known_already and not (n in self.failing and not self.rows[n].any())
        ]
        worth = self._worth_showing([n for n in mine if n not in self.failing or n in free])
        open_ = [n for n in worth if n not in free]
        return mine, free, self._without_complements(open_, worth, mine)

    def _all_at_risk(self, plans: Sequence[Plan]) -> tuple[list[Target], int]:
        """What all that is planned gives away, and how many dimensions could be checked together."""
        free = [n for _, given, _ in plans for n in given]
        for checked in range(len(plans), 0, -1):
            planned = [n for _, given, open_ in plans[:checked] for n in (*given, *open_)]
            if not any(open_ for _, _, open_ in plans[:checked]):
                return [], checked
            try:
                return self._at_risk(planned, free), checked
            except TooManyDoubtsError:
                continue
        return [], 0

    def _without_complements(
        self, open_: Sequence[int], shown: Sequence[int], mine: Sequence[int]
    ) -> list[int]:
        """What is left to show: where a total less what is shown of it fails by itself, the cheapest go."""
        costs, left = self._costs(open_) if open_ else {}, set(open_)
        for window in sorted({(self.current[n].kind, self.current[n].name) for n in mine}):
            inside = [n for n in mine if (self.current[n].kind, self.current[n].name) == window]
            hidden = [n for n in inside if n not in shown]
            while hidden and self._fails(hidden) and (more := [n for n in inside if n in left]):
                cheapest_ = min(more, key=lambda n: costs[n])
                hidden.append(cheapest_)
                left.remove(cheapest_)
        return [n for n in open_ if n in left]

    def _worth_showing(self, numbers: Sequence[int]) -> list[int]:
        """Cells of windows in which at least one category is shown, not only what is not broken down."""
        telling = {(c.kind, c.name) for c in (self.current[n] for n in numbers) if c.category != UNDIVIDED}
        return [n for n in numbers if (self.current[n].kind, self.current[n].name) in telling]

    def _to_hide(
        self, before: Sequence[int], open_: Sequence[int], at_risk: Sequence[Target]
    ) -> frozenset[int]:
        """The cells of a dimension to hide; `before` are those that are shown in any case."""

        def prove(hidden: frozenset[int]) -> list[Proof]:
            shown = [*before, *(n for n in open_ if n not in hidden)]
            return [own for cells in self._told(shown, at_risk) if (own := cells & set(open_))]

        return cheapest(self._costs(open_), prove)[0] if open_ and at_risk else frozenset()

    def told(self, shown: Sequence[int]) -> Iterator[Proof]:
        """For each estimate that these cells help to make possible, those that take part. For the audit.

        However much is in doubt, all of it is solved.
        """
        before = [n for n in shown if n in self.known_already]
        yield from self._told(shown, self._at_risk(shown, before, most=None))

    def _told(self, shown: Sequence[int], targets: Sequence[Target]) -> Iterator[Proof]:
        """For each estimate that is possible, the cells of this release that take part."""
        first = len(self._totals.rows) + len(self._given)
        known, p_percent = self._known(shown), self.case.rule.p_percent
        for estimate in estimates(self.atoms.ground, known, targets, p_percent, departures=self._departures):
            yield frozenset(shown[i - first] for i in estimate.cells if i >= first)

    def _at_risk(
        self, shown: Sequence[int], before: Sequence[int], most: int | None = _MOST_DOUBTS
    ) -> list[Target]:
        """Targets that these cells give away if all are shown, and that are not given away without them.

        What fewer cells give away, all of them do; so no other target need be asked again.
        """
        known, p_percent = self._known(shown), self.case.rule.p_percent
        doubtful = in_doubt(self.atoms.ground, known, list(self._targets()), p_percent / 100)
        if most is not None and len(doubtful) > most:
            raise TooManyDoubtsError
        categories = {(self.current[n].dimension, self.current[n].category) for n in shown}
        listed = [dimension for dimension, _ in sorted(categories)]
        dimension = max(listed, key=listed.count, default="")
        left = self._not_within_a_category(known, doubtful, dimension)
        anyway = {id(target) for target in self._estimated(self._known(before), left)}
        return self._estimated(known, [target for target in left if id(target) not in anyway])

    def _not_within_a_category(self, known: Known, targets: Sequence[Target], dimension: str) -> list[Target]:
        """Targets that are not open already where only figures of one category may have been others.

        What these leave open stays open when all others are open too, and it is solved much faster.
        """
        ground, alike = self.atoms.ground, self.atoms.alike(dimension)
        by_category: dict[int, list[Target]] = {}
        for target in targets:
            masses = np.bincount(alike + 1, weights=np.abs(target.weights) * ground.values)
            by_category.setdefault(int(np.argmax(masses)) - 1, []).append(target)
        left: list[Target] = []
        for category, asked in sorted(by_category.items()):
            inside = alike == category
            rows = known.rows[:, inside]
            seen = rows.any(axis=1)
            whole = {}
            for target in asked:
                small = replace(target, weights=target.weights[inside])
                whole[id(small)] = small, target
            told = estimates(
                Ground(ground.holdings, ground.owner[inside], ground.values[inside], {}),
                Known(rows[seen], known.below[seen], known.above[seen]),
                [small for small, _ in whole.values()],
                self.case.rule.p_percent,
            )
            left += [whole[id(estimate.target)][1] for estimate in told]
        return left

    def _estimated(self, known: Known, targets: Sequence[Target]) -> list[Target]:
        p_percent, ground = self.case.rule.p_percent, self.atoms.ground
        found = estimates(ground, known, targets, p_percent, departures=self._departures)
        return [estimate.target for estimate in found]

    def _known(self, shown: Sequence[int]) -> Known:
        """What totals, earlier releases and these cells say."""
        more = [*self._given, *(self.rows[n] for n in shown)]
        exact = np.zeros(len(more))
        return Known(
            np.vstack([self._totals.rows, *more]),
            np.append(self._totals.below, exact),
            np.append(self._totals.above, exact),
        )

    def _targets(self) -> Iterator[Target]:
        """All that must stay open: each owner group's part of totals and cells, and its changes."""
        ground = self.atoms.ground
        for target in self.case.targets:
            yield replace(target, weights=target.weights[self.atoms.unknown])
        versions: dict[tuple[str, ...], list[Numbers]] = {}
        for cell, row in zip([*self.earlier, *self.current], [*self._before, *self.rows], strict=True):
            versions.setdefault(cell.id, []).append(row)
        seen: set[tuple[int, bytes]] = set()
        for cell_id in sorted(versions):
            rows = versions[cell_id]
            changes = [] if cell_id[0] == "running" else [b - a for a, b in pairwise(rows)]
            for row in (*rows, *changes):
                for holding in set(ground.owner[row != 0]):
                    weights = np.where(ground.owner == holding, row, 0.0)
                    size = abs(float(weights @ ground.values))
                    if size > 1e-6 and (key := (int(holding), weights.tobytes())) not in seen:
                        seen.add(key)
                        yield Target(int(holding), weights, size)
        for number in sorted(self.failing):
            size = float(self.rows[number] @ ground.values)
            if size > 1e-6:
                yield Target(None, self.rows[number], size)

    def _costs(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """What hiding each cell loses: most for the round, and more for more value; least where undivided."""
        largest = max(self.current[n].value for n in numbers) or 1.0
        return {
            n: 1000 * (1000 * (_COST[c.kind] - (c.category == UNDIVIDED)) + int(500 * c.value / largest)) + n
            for n in numbers
            for c in [self.current[n]]
        }


__all__ = ["Breakdown", "BrokenTotal", "CellId", "Piece", "TooManyAtomsError", "Verdict"]
