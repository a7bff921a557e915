"""What readers know over the finer unknowns: totals, changes, bands and categories of breakdowns, together.

A category that was shown is a sum of pieces of figures, known exactly, and for ever once a release gave it.
Whatever is decided afterwards is held against it: a category in which some members' figures lie wholly is a
total of these members, and a later total less it might tell of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.bands import Band, Told, told_with
from pipeline.disclosure.broken import BrokenTotal, CellId, Piece
from pipeline.disclosure.departures import Departures
from pipeline.disclosure.estimating import estimates
from pipeline.disclosure.ground import Cell, Ground, Numbers
from pipeline.disclosure.knowledge import Known, Target
from pipeline.disclosure.screening import in_doubt
from pipeline.disclosure.splitting import Atoms, atoms

_NOTHING = 1e-6


class Pieces:
    """The unknowns behind totals split by all breakdowns, and the cells over them."""

    def __init__(
        self,
        ground: Ground,
        totals: Sequence[Cell],
        targets: Sequence[Target],
        earlier: Iterable[BrokenTotal],
        current: Iterable[BrokenTotal] = (),
        *,
        most: int | None = None,
    ) -> None:
        """Take the release's totals, and what must stay open of them.

        Raises TooManyAtomsError for more than `most` pieces.
        """
        self.current = sorted(current, key=lambda c: c.id)
        self._earlier = sorted(earlier, key=lambda c: (c.recency, c.id, not c.shown))
        cells = [*self._earlier, *self.current]
        public = {(p.label, c.category) for c in cells for p in c.pieces if p.is_public}
        labels = (p.label for c in cells for p in c.pieces)
        self.atoms: Atoms = atoms(ground, labels, frozenset(public), most)
        self.ground = self.atoms.ground
        self.rows = [self._row(cell) for cell in self.current]
        self._before = [self._row(cell) for cell in self._earlier]
        shown = [row for row, c in zip(self._before, self._earlier, strict=True) if c.shown and row.any()]
        self.given = {row.tobytes(): row for row in shown}
        """What earlier releases gave."""
        self.departures = Departures(self.ground)
        self._of_totals = targets
        self._rounds = [cell.keys for cell in totals if cell.kind == "round"]

    def _row(self, cell: BrokenTotal, pieces: Iterable[Piece] | None = None) -> Numbers:
        inside = cell.pieces if pieces is None else pieces
        return self.atoms.row((piece.label, cell.category) for piece in inside)

    def known(self, totals: Known, shown: Sequence[int] = ()) -> Known:
        """What totals and changes say, the cells of earlier releases, and some of this one."""
        over = Known(totals.rows[:, self.atoms.unknown], totals.below, totals.above)
        return over.beside([*self.given.values(), *(self.rows[n] for n in shown)])

    def bands(self, bands: Iterable[Band]) -> list[Band]:
        """The same over the pieces."""
        return [replace(band, rows=band.rows[:, self.atoms.unknown]) for band in bands]

    @cached_property
    def targets(self) -> list[Target]:
        """All that must stay open: each owner group's part of totals and cells, shown or not, and changes."""
        found = [replace(t, weights=t.weights[self.atoms.unknown]) for t in self._of_totals]
        seen = {(target.holding, target.weights.tobytes()) for target in found}
        versions: dict[CellId, list[Numbers]] = {}
        wanted: list[Numbers] = []
        for cell, row in zip([*self._earlier, *self.current], [*self._before, *self.rows], strict=True):
            versions.setdefault(cell.id, []).append(row)
        for cell_id, rows in sorted(versions.items()):
            changes = [] if cell_id[0] == "running" else [b - a for a, b in pairwise(rows)]
            wanted += [*rows, *changes]
        different = {row.tobytes(): row for row in (*wanted, *self._cells_then())}
        for row in different.values():
            for holding in sorted(set(self.ground.owner[row != 0].tolist())):
                weights = np.where(self.ground.owner == holding, row, 0.0)
                size = abs(float(weights @ self.ground.values))
                if size > _NOTHING and (key := (holding, weights.tobytes())) not in seen:
                    seen.add(key)
                    found.append(Target(holding, weights, size))
        return found

    def _cells_then(self) -> Iterator[Numbers]:
        """Categories of rounds, and of running totals as of earlier days, which a release may have hidden.

        They are taken out of the categories of the newest running total.
        """
        running = [cell for cell in (self.current or self._earlier) if cell.kind == "running"]
        newest = max((cell.recency for cell in running), default=0)
        for cell in running:
            if cell.recency == newest:
                for day in sorted({piece.key[2] for piece in cell.pieces})[:-1]:
                    yield self._row(cell, [piece for piece in cell.pieces if piece.key[2] <= day])
                for inside in self._rounds:
                    yield self._row(cell, [piece for piece in cell.pieces if piece.key in inside])

    def told(
        self,
        known: Known,
        bands: Sequence[Band],
        targets: Sequence[Target],
        *,
        p_percent: int,
        matters: Callable[[Told], bool],
        most_doubtful: int | None = None,
    ) -> list[Told] | None:
        """The estimates that are possible, of those that matter; None where too many targets are in doubt.

        `known` and `bands` are over the pieces. First departures within single categories are sought, then it
        is asked what can be told without bands: the departures found for that answer most of the rest.
        """
        doubtful = in_doubt(self.ground, known, targets, p_percent / 100, bands)
        if most_doubtful is not None and len(doubtful) > most_doubtful:
            return None
        self._depart_within_categories(known, doubtful, p_percent)
        without = [
            Told(estimate, estimate.cells, frozenset())
            for estimate in estimates(
                self.ground,
                known,
                doubtful,
                p_percent,
                departures=self.departures,
                explicitly=bool(bands),
            )
        ]
        if (found := [told for told in without if matters(told)]) or not bands:
            return found
        return told_with(
            self.ground,
            known,
            bands,
            doubtful,
            p_percent=p_percent,
            departures=self.departures,
            matters=matters,
        )

    def _depart_within_categories(self, known: Known, targets: Sequence[Target], p_percent: int) -> None:
        """Find departures in which only one category differs: small programs that answer for most targets."""
        ground, alike = self.ground, self._alike
        by_category: dict[int, list[Target]] = {}
        for target in targets:
            masses = np.bincount(alike + 1, weights=np.abs(target.weights) * ground.values)
            by_category.setdefault(int(np.argmax(masses)) - 1, []).append(target)
        for category, asked in sorted(by_category.items()):
            inside = alike == category
            rows = known.rows[:, inside]
            seen = rows.any(axis=1)
            small = Ground(ground.holdings, ground.owner[inside], ground.values[inside], {})
            found = Departures(small)
            inner = Known(rows[seen], known.below[seen], known.above[seen])
            parts = [replace(target, weights=target.weights[inside]) for target in asked]
            for _ in estimates(small, inner, parts, p_percent, departures=found, explicitly=True):
                pass
            self.departures.take(found, inside)

    @cached_property
    def _alike(self) -> NDArray[np.int64]:
        """For each piece a number of its category in the dimension with most cells."""
        dimensions = [cell.dimension for cell in (*self._earlier, *self.current)]
        return self.atoms.alike(max(sorted(set(dimensions)), key=dimensions.count, default=""))
