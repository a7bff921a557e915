"""The decision for one indicator: which totals are shown, which only as bounds, which not at all.

A total fails by itself (*primary*, C) when too few owner groups stand behind what is confidential in it, or
when one of them could tell another's figure within p%. Further totals are hidden
(*secondary*, D) where they, together with others of this release and of every earlier one, would let somebody
tell too much; the cheapest such set is sought. What is hidden, but has owner groups enough behind it, is
given as bounds where some that are wide enough protect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np

from pipeline.disclosure.bands import Band, PastBand, Told, bands_before, told_with
from pipeline.disclosure.broken import BrokenTotal
from pipeline.disclosure.departures import Departures
from pipeline.disclosure.estimating import Estimate, estimates
from pipeline.disclosure.ground import Cell, Ground, Key, Numbers, ground
from pipeline.disclosure.hiding import Proof, cheapest
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.pieces import Pieces
from pipeline.disclosure.rule import Decision, Rule, brought
from pipeline.disclosure.spans import Span, outward
from pipeline.disclosure.statements import PastChange, Row, rows_before

_OPEN = Decimal(10) ** 15
_COST = {"running": 1, "year": 2, "round": 3}


class Case:
    """The totals of one indicator in this release, and all that earlier ones published of it."""

    def __init__(
        self,
        current: Sequence[Cell],
        earlier: Sequence[Cell],
        rule: Rule,
        changes: Sequence[PastChange] = (),
        bands: Sequence[PastBand] = (),
        *,
        broken: Sequence[BrokenTotal] = (),
        wholes: Iterable[tuple[str, frozenset[Key]]] = (),
    ) -> None:
        """Take totals; the changes, bands and broken-down totals that earlier releases gave; in any order.

        `wholes` are the figures that lie wholly in one category of this release, with the kind of window.
        """
        self.rule, self._wholes = rule, sorted(wholes, key=lambda whole: (whole[0], sorted(whole[1])))
        self.broken_before = broken
        self.current = sorted(current, key=lambda c: (c.kind, c.name))
        self.earlier = sorted(
            earlier, key=lambda c: (c.recency, c.kind, c.name, c.low, c.high or _OPEN, c.value)
        )
        changes = sorted(changes, key=lambda c: (c.recency, c.link, c.percent, c.rounded_to, c.parts))
        bands = sorted(bands, key=lambda b: (b.cell.recency, b.cell.window, b.code, b.cell.parts))
        said = [*(c.cell for c in changes), *(b.cell for b in bands)]
        self.ground: Ground = ground([*self.earlier, *said, *self.current])
        self.said_before: list[Row] = rows_before(self.ground, changes)
        """What changes that earlier releases gave say."""
        self.bands_before: list[Band] = bands_before(self.ground, bands)
        """What bands of largest owner groups that earlier releases stated say."""
        self.rows: list[Numbers] = [self.ground.row(cell) for cell in self.current]
        self._before: list[Numbers] = [self.ground.row(cell) for cell in self.earlier]
        self.departures = Departures(self.ground)
        """Found while this case was thought about; they are measured anew against whatever is known."""

    @cached_property
    def _given(self) -> dict[frozenset[Key], Span]:
        """What earlier releases said of each total, bounds among it."""
        return {cell.keys: (cell.low, cell.high) for cell in self.earlier}

    @cached_property
    def too_few(self) -> frozenset[int]:
        """Totals with too few owner groups behind them, or behind what is confidential in them."""
        found = set()
        for number, cell in enumerate(self.current):
            holdings = len({part.holding for part in cell.parts})
            confidential = len({part.holding for part in cell.parts if self.ground.of[part.key]})
            if holdings < self.rule.minimum_holdings or 0 < confidential < self.rule.minimum_holdings:
                found.add(number)
        return frozenset(found - self.known_already)

    @cached_property
    def known_already(self) -> frozenset[int]:
        """Totals that an earlier release gave, or that differ from such by public figures alone."""
        given = {
            row.tobytes()
            for row, cell in zip(self._before, self.earlier, strict=True)
            if row.any() and cell.low == cell.high
        }
        return frozenset(n for n, row in enumerate(self.rows) if row.tobytes() in given)

    @cached_property
    def dominated(self) -> frozenset[int]:
        """Totals in which one owner group can tell another's figure within p%, looking at nothing else."""
        return frozenset(
            number
            for number, row in enumerate(self.rows)
            if number not in self.known_already and self.rule.is_dominated(brought(self.ground, row))
        )

    @cached_property
    def pieces(self) -> Pieces | None:
        """What the broken-down totals of earlier releases add to what is known; None where they gave none."""
        if not any(cell.shown for cell in self.broken_before):
            return None
        return Pieces(self.ground, self.current, self.targets, self.broken_before)

    @cached_property
    def primary(self) -> frozenset[int]:
        """Totals that are hidden for themselves."""
        return self.too_few | self.dominated

    @cached_property
    def targets(self) -> list[Target]:
        """All that must stay open: each owner group's part of each window and its changes; hidden totals."""
        found: dict[tuple[int | None, bytes], Target] = {}

        def add(holding: int | None, weights: Numbers) -> None:
            size = abs(float(weights @ self.ground.values))
            if size > 0:
                found.setdefault((holding, weights.tobytes()), Target(holding, weights, size))

        versions: dict[tuple[str, str], list[Numbers]] = {}
        for cell, row in zip([*self.earlier, *self.current], [*self._before, *self.rows], strict=True):
            versions.setdefault(cell.window, []).append(row)
        for window, row in self._running_then():
            versions.setdefault(window, []).append(row)
        wanted: list[Numbers] = []
        for window, rows in sorted(versions.items()):
            changes = [] if window[0] == "running" else [b - a for a, b in pairwise(rows)]
            wanted += [*rows, *(change for change in changes if change.any())]
        for row in (*wanted, *self._categories()):
            for holding in range(len(self.ground.holdings)):
                add(holding, np.where(self.ground.owner == holding, row, 0.0))
        for number in sorted(self.primary):
            add(None, self.rows[number])
        return list(found.values())

    def _running_then(self) -> Iterator[tuple[tuple[str, str], Numbers]]:
        """Running totals as of earlier days, which an earlier release may have hidden."""
        for cell in self.current:
            if cell.kind == "running":
                for day in sorted({part.end for part in cell.parts})[:-1]:
                    parts = tuple(part for part in cell.parts if part.end <= day)
                    yield ("running", day.isoformat()), self.ground.row(replace(cell, parts=parts))

    def _categories(self) -> Iterator[Numbers]:
        """Figures that lie wholly in one category, and which of them running totals and rounds had before."""
        rounds = [cell.keys for cell in self.current if cell.kind == "round"]
        for kind, keys in self._wholes:
            days = sorted({key[2] for key in keys}) if kind == "running" else []
            then = [frozenset(key for key in keys if key[2] <= day) for day in days[:-1]]
            inside = [keys & round_ for round_ in rounds] if kind == "running" else []
            for some in (keys, *then, *inside):
                yield self.ground.row_of(some)

    def known(self, shown: Sequence[int], bounds: Mapping[int, Span]) -> Known:
        """What readers would know: first what earlier releases said, then what is asked about."""
        cells = [
            *self.earlier,
            *(_as_printed(self.current[n]) for n in shown),
            *(replace(self.current[n], low=low, high=high) for n, (low, high) in sorted(bounds.items())),
        ]
        said = [row.weights for row in self.said_before]
        rows = [*self._before, *said, *(self.rows[n] for n in (*shown, *sorted(bounds)))]
        below = [float(cell.value - cell.low) for cell in cells]
        above = [float((_OPEN if cell.high is None else cell.high) - cell.value) for cell in cells]
        at = slice(len(self.earlier), len(self.earlier))
        below[at], above[at] = [r.below for r in self.said_before], [r.above for r in self.said_before]
        return Known(
            np.array(rows).reshape(len(rows), len(self.ground.values)), np.array(below), np.array(above)
        )

    def told(
        self, shown: Sequence[int], bounds: Mapping[int, Span], *, finely: bool = True
    ) -> Iterator[tuple[Estimate, Proof]]:
        """Estimates that this release makes possible, each with the cells of this release that take part.

        What earlier releases gave away by themselves cannot be taken back, and is left out. Unless `finely`,
        it is left open what the broken-down totals of earlier releases tell beside all else.
        """
        shown = [number for number in shown if number not in self.known_already]
        repeated = {n for n, span in bounds.items() if self._given.get(self.current[n].keys) == span}
        known, of = self.known(shown, bounds), [*shown, *sorted(bounds)]
        before, found = len(self.earlier) + len(self.said_before), False

        def added(cells: Iterable[int]) -> Proof:
            return frozenset(of[i - before] for i in cells if i >= before) - self.known_already - repeated

        for estimate in estimates(
            self.ground, known, self.targets, self.rule.p_percent, departures=self.departures
        ):
            if proof := added(estimate.cells):
                found = True
                yield estimate, proof
        if not found:
            more = self.told_beside(known, lambda told: bool(added(told.cells)), finely=finely)
            for told in more or ():
                yield told.estimate, added(told.cells)

    def told_beside(
        self,
        known: Known,
        matters: Callable[[Told], bool],
        bands: Sequence[Band] = (),
        most_doubtful: int | None = None,
        *,
        finely: bool = True,
    ) -> list[Told] | None:
        """Those estimates that bands and broken-down totals make possible beside what is known.

        Bands and broken-down totals that earlier releases gave are known in any case. None where more
        targets are in doubt than may be.
        """
        bands, p_percent = [*bands, *self.bands_before], self.rule.p_percent
        told = told_with(
            self.ground,
            known,
            bands,
            self.targets,
            p_percent=p_percent,
            departures=self.departures,
            matters=matters,
            most_doubtful=most_doubtful,
        )
        if told or told is None or self.pieces is None or not finely:
            return told
        fine, first = self.pieces, len(known.rows)

        def of_totals(told: Told) -> Told:
            return replace(told, cells=frozenset(cell for cell in told.cells if cell < first))

        found = fine.told(
            fine.known(known),
            fine.bands(bands),
            fine.targets,
            p_percent=p_percent,
            matters=lambda told: matters(of_totals(told)),
            most_doubtful=most_doubtful,
        )
        return found if found is None else [of_totals(told) for told in found]

    def costs(self) -> dict[int, int]:
        """What hiding each total loses: most for the newest round; within a kind, more for more value.

        A hidden total is given as bounds where possible, whose width depends on what they protect: the
        larger the total, the less is lost. So running totals cost least, then years, then rounds.
        """
        newest = max((c.name for c in self.current if c.kind == "round"), default="")
        largest = max((c.value for c in self.current), default=Decimal(0)) or Decimal(1)
        return {
            number: 1000 * (1000 * (_COST[cell.kind] + (cell.window == ("round", newest))) + share) + number
            for number, cell in enumerate(self.current)
            for share in [int(500 * cell.value / largest)]
        }

    def decide(self, method: str = "") -> dict[tuple[str, str], Decision]:
        """Window -> decision."""
        candidates = [n for n in range(len(self.current)) if n not in self.primary]

        def prove(hidden: frozenset[int]) -> list[Proof]:
            shown = [n for n in candidates if n not in hidden]
            return [cells for _, cells in self.told(shown, {})] + self._sparse_differences(shown)

        hidden, used = cheapest(self.costs(), prove, method)
        shown = [n for n in candidates if n not in hidden]
        bounds = self._bounds(shown, sorted({*hidden, *self.primary} - self.too_few))
        return {
            cell.window: Decision(
                shown=number in shown,
                conf_status="" if number in shown else "C" if number in self.primary else "D",
                low=bounds[number][0] if number in bounds else None,
                high=bounds[number][1] if number in bounds else None,
                method=used,
            )
            for number, cell in enumerate(self.current)
        }

    def _sparse_differences(self, shown: Sequence[int]) -> list[Proof]:
        """Totals that, less others inside them, leave figures of too few owner groups."""
        known = [(row, None) for row, c in zip(self._before, self.earlier, strict=True) if c.low == c.high]
        listed = [*known, *((self.rows[n], n) for n in shown)]
        listed.sort(key=lambda item: (-item[0].sum(), item[0].tobytes()))
        found = []
        for row, number in listed:
            rest, taken = row.copy(), {number}
            for other, n in listed:
                if other.any() and other.sum() < row.sum() and (other <= rest).all():
                    rest, taken = rest - other, {*taken, n}
            owners = set(self.ground.owner[(rest * self.ground.values) > 0])
            cells = frozenset(n for n in taken if n is not None) - self.known_already
            if cells and 0 < len(owners) < self.rule.minimum_holdings:
                found.append(cells)
        return found

    def _bounds(self, shown: Sequence[int], hidden: Sequence[int]) -> dict[int, Span]:
        """Bounds for hidden totals: the narrowest round ones that give nothing away, largest total first.

        Those that do so together with broken-down totals of earlier releases become wider, and in the end go.
        """
        found = {n: self._given[self.current[n].keys] for n in hidden if self.current[n].keys in self._given}
        chosen = []
        for number in sorted(hidden, key=lambda n: (-self.current[n].value, n)):
            if number not in found:
                found |= self._narrowest(number, shown, found)
                chosen += [number] if number in found else []
        while chosen and (
            involved := sorted(
                {n for _, cells in self.told(shown, found) for n in cells if n in chosen and n in found}
            )
        ):
            for number in involved:
                given, wider = found.pop(number), [*outward(self.current[number])]
                wider = [span for span in wider[wider.index(given) + 1 :] if span != given]
                found |= {number: wider[len(wider) // 2]} if wider else {}
        return found

    def _narrowest(self, number: int, shown: Sequence[int], others: Mapping[int, Span]) -> dict[int, Span]:
        """Narrow bounds that protect, sought by halving: at times not quite the narrowest."""
        spans = list(outward(self.current[number]))
        found: dict[int, Span] = {}
        first, last = 0, len(spans) - 1
        while first <= last:
            middle = (first + last) // 2 if found else last
            if any(True for _ in self.told(shown, {**others, number: spans[middle]}, finely=False)):
                if not found and middle > len(spans) - 4:
                    last = middle - 1
                    continue
                first = middle + 1
                if not found:
                    break
            else:
                found = {number: spans[middle]}
                last = middle - 1
        return found


def _as_printed(cell: Cell) -> Cell:
    """A shown total: its printed value is exactly the sum of the printed parts, however these were hedged."""
    return replace(cell, low=cell.value, high=cell.value)
