"""A blank in a column: one cell left out, or a column pushed by a row?

Deleting a single cell in a spreadsheet moves up all cells below it and leaves a blank at the end; inserting
one moves them down and leaves a blank in its place. The past decides: the figures must fit their own rows
better than the rows beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quality.exchanges import SUPPORTED
from quality.likeness import support
from quality.past_cells import Beside, Figure
from quality.places import Position, position


@dataclass(frozen=True, slots=True)
class Gaps:
    """What reading complained of: cells blank without a word, and cells that nothing could be made of."""

    blank: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()


def pushed(beside: Beside, gaps: Gaps) -> list[Figure]:
    """Figures of columns with a blank that the past does not show to stand in their rows.

    Where a row without figures below the blank has a stray cell, the cells between were pushed down.
    """
    found: dict[int, Figure] = {}
    filled = {(p.sheet, p.row) for f in beside.figures if (p := f.position)}
    stray = [p for p in map(position, gaps.stray) if p and (p.sheet, p.row) not in filled]
    for blank in filter(None, map(position, gaps.blank)):
        placed = _column(beside, blank)
        above = [f for f, p in placed if p.row < blank.row]
        below = [f for f, p in placed if p.row > blank.row]
        fallen = any(p.sheet == blank.sheet and p.row > blank.row for p in stray)
        if fallen or not (_stand(beside, above, 1) and _stand(beside, below, -1)):
            found.update({f.row: f for f, _ in placed})
    return [found[row] for row in sorted(found)]


def _column(beside: Beside, blank: Position) -> list[tuple[Figure, Position]]:
    """Figures in the blank's column, from top to bottom."""
    placed = [(f, p) for f in beside.figures if (p := f.position)]
    column = [(f, p) for f, p in placed if (p.sheet, p.column) == (blank.sheet, blank.column)]
    return sorted(column, key=lambda standing: standing[1].row)


def _stand(beside: Beside, figures: Sequence[Figure], step: int) -> bool:
    """Whether figures fit their rows better than those below (1: pushed up) or above (-1: pushed down).

    They may have been pushed from any row on to the blank, so every such run must fit.
    """
    told = [f for f in figures if f.value == f.value]
    run = told if step > 0 else told[::-1]
    gains = []
    for figure, neighbour in pairwise(run):
        if not {figure.labels, neighbour.labels} <= beside.series.keys():
            return False
        own, other = beside.series[figure.labels], beside.series[neighbour.labels]
        gains.append(
            _fit(own.fit(figure.value, figure.start, figure.end))
            - _fit(other.fit(figure.value, neighbour.start, neighbour.end))
        )
    odds = 0.0
    for gain in reversed(gains):
        odds += gain
        if odds < SUPPORTED:
            return False
    return True


def _fit(fitted: tuple[float, float]) -> float:
    return support([fitted[0]], [fitted[1]], 1.0, 0.0)
