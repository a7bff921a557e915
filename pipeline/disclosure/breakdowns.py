"""The decision for one indicator: which of its broken-down totals are shown beside the totals that are.

Totals come first: what they, the changes between them and the bands of their largest owner groups give away
is settled before, and none of these is hidden for the sake of a breakdown. A cell, one category in one
window, fails by itself (C) like a total. Further cells are hidden (D) where they, with all totals, changes,
bands, other breakdowns and whatever earlier releases showed, would let somebody tell an owner group's part of
a total or of a cell within p%; the cheapest such set is sought. Breakdowns are decided one dimension after
another, each with those before it in view. There are no bounds: a window whose total is not shown as it is
has no cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.disclosure.bands import Band, Told
from pipeline.disclosure.broken import UNDIVIDED, BrokenTotal, CellId
from pipeline.disclosure.deciding import Case
from pipeline.disclosure.ground import Numbers
from pipeline.disclosure.hiding import Proof, cheapest
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.pieces import Pieces
from pipeline.disclosure.rule import brought

_NOTHING = 1e-6
_COST = {"running": 2, "year": 4, "round": 6}
_MOST_DOUBTS = 1500
"""Targets in doubt beyond which a dimension is not shown: more than can be solved in reasonable time."""


_MOST_PIECES = 6000
"""Pieces beyond which there is more to cross than can be checked."""
Plan = tuple[list[int], list[int], list[int]]
"""Cells of a dimension in windows whose total is shown: all, those known already, those that may be shown."""


class TooManyDoubtsError(Exception):
    """More is in doubt than can be solved."""


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
        self, case: Case, known: Known, current: Sequence[BrokenTotal], bands: Sequence[Band] = ()
    ) -> None:
        """`known` is what totals and changes say, `bands` those of this release (over the case's unknowns).

        Raises TooManyAtomsError.
        """
        self.case, self._totals = case, known
        self.pieces = Pieces(
            case.ground, case.current, case.targets, case.broken_before, current, most=_MOST_PIECES
        )
        self.current, self.rows = self.pieces.current, self.pieces.rows
        given = {band.content for band in case.bands_before}
        new = [band for band in bands if band.content not in given]
        self._bands = self.pieces.bands([*case.bands_before, *new])

    @cached_property
    def known_already(self) -> frozenset[int]:
        """Cells that an earlier release gave, or that hold public figures alone."""
        given = self.pieces.given
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
        rule, amounts = self.case.rule, brought(self.pieces.ground, self._sum(numbers))
        return bool(amounts) and (len(amounts) < rule.minimum_holdings or rule.is_dominated(amounts))

    def _sum(self, numbers: Sequence[int]) -> Numbers:
        return sum((self.rows[n] for n in numbers), np.zeros(len(self.pieces.ground.values)))

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
        """For each estimate that this release makes possible, the cells that take part. For the audit.

        However much is in doubt, all of it is solved. Where no cell is needed, totals, changes or bands of
        this release tell an owner group's part beside what earlier releases gave; what these gave away by
        themselves cannot be taken back.
        """
        before = [n for n in shown if n in self.known_already]
        yield from self._told(shown, self._at_risk(shown, before, most=None))
        targets = [target for target in self._targets if target.holding is not None]
        if anyway := self._estimated(self.pieces.known(self._totals), targets, self._bands):
            earlier = self.pieces.known(self.case.known([], {}))
            bands = self.pieces.bands(self.case.bands_before)
            long_known = self._estimated(earlier, [told.estimate.target for told in anyway], bands)
            yield from [frozenset[int]()] * (len(anyway) - len(long_known))

    def _told(self, shown: Sequence[int], targets: Sequence[Target]) -> Iterator[Proof]:
        """For each estimate that is possible, the cells of this release that take part."""
        first = len(self._totals.rows) + len(self.pieces.given)
        for told in self._estimated(self.pieces.known(self._totals, shown), targets, self._bands):
            yield frozenset(shown[i - first] for i in told.cells if i >= first)

    def _at_risk(
        self, shown: Sequence[int], before: Sequence[int], most: int | None = _MOST_DOUBTS
    ) -> list[Target]:
        """Targets that these cells give away if all are shown, and that are not given away without them.

        What fewer cells give away, all of them do; so no other target need be asked again.
        """
        told = self._estimated(self.pieces.known(self._totals, shown), self._targets, self._bands, most)
        targets = [told.estimate.target for told in told]
        without = self.pieces.known(self._totals, before)
        anyway = {id(told.estimate.target) for told in self._estimated(without, targets, self._bands)}
        return [target for target in targets if id(target) not in anyway]

    def _estimated(
        self, known: Known, targets: Sequence[Target], bands: Sequence[Band], most: int | None = None
    ) -> list[Told]:
        found = self.pieces.told(
            known,
            bands,
            targets,
            p_percent=self.case.rule.p_percent,
            matters=lambda _: True,
            most_doubtful=most,
        )
        if found is None:
            raise TooManyDoubtsError
        return found

    @cached_property
    def _targets(self) -> list[Target]:
        """What must stay open of totals and cells, and the cells that are hidden for themselves."""
        sizes = {
            number: float(self.rows[number] @ self.pieces.ground.values) for number in sorted(self.failing)
        }
        return [
            *self.pieces.targets,
            *(Target(None, self.rows[number], size) for number, size in sizes.items() if size > _NOTHING),
        ]

    def _costs(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """What hiding each cell loses: most for the round, and more for more value; least where undivided."""
        largest = max(self.current[n].value for n in numbers) or 1.0
        return {
            n: 1000 * (1000 * (_COST[c.kind] - (c.category == UNDIVIDED)) + int(500 * c.value / largest)) + n
            for n in numbers
            for c in [self.current[n]]
        }
