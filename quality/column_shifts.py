"""A blank in a column: one cell left out, or a column pushed by a row?

Deleting a single cell in a spreadsheet moves up all cells below it and leaves a blank at the end; inserting
one moves them down and leaves a blank in its place. The past decides: the figures must fit their own rows
better than the rows beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quality.likeness import support
from quality.past_cells import Beside, Figure
from quality.places import Position, position

CLEARED = 4.6
"""Log of the odds, about 100 to 1, at which the past rules a push out. Less let pushed columns pass."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What reading complained of: cells blank without a word, and cells that nothing could be made of."""

    blank: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Blank cells that somebody said the meaning of: nothing was pushed into them."""


def pushed(beside: Beside, gaps: Gaps) -> list[Figure]:
    """Figures that may stand a row from their own, because of a blank in their column.

    Where a row without figures below the blank has a stray cell, the cells between were pushed down, and the
    whole column is in doubt. Elsewhere only the figures between the blank and the furthest row from which
    the past does not rule a push out.
    """
    found: dict[int, Figure] = {}
    filled = {(p.sheet, p.row) for f in beside.figures if (p := f.position)}
    stray = [p for p in map(position, gaps.stray) if p and (p.sheet, p.row) not in filled]
    for blank in filter(None, map(position, gaps.blank)):
        placed = [(f, p) for f, p in _column(beside, blank) if f.place not in gaps.told]
        above = [f for f, p in placed if p.row < blank.row]
        below = [f for f, p in placed if p.row > blank.row]
        fallen = any(p.sheet == blank.sheet and p.row > blank.row for p in stray)
        doubtful = (
            [f for f, _ in placed]
            if fallen
            else [*_unsupported(beside, above[::-1]), *_unsupported(beside, below)]
        )
        found.update({f.row: f for f in doubtful})
    return [found[row] for row in sorted(found)]


def _column(beside: Beside, blank: Position) -> list[tuple[Figure, Position]]:
    """Figures in the blank's column, from top to bottom."""
    placed = [(f, p) for f in beside.figures if (p := f.position)]
    column = [(f, p) for f, p in placed if (p.sheet, p.column) == (blank.sheet, blank.column)]
    return sorted(column, key=lambda standing: standing[1].row)


def _unsupported(beside: Beside, figures: Sequence[Figure]) -> list[Figure]:
    """The figures next to the blank that may all have been pushed by a row, from the nearest one on.

    A push begins at some row and ends at the blank. Each figure on that way must fit its own row better than
    the row before it, as seen from the blank; their odds multiply. Cells without value or past say neither.
    No push passes over a figure that was accepted before for the same row and period.
    """
    odds, doubtful = 0.0, 0
    for number, figure in enumerate(figures, start=1):
        if _accepted_so(beside, figure):
            break
        odds += _gain(beside, figure, figures[number - 2]) if number > 1 else _gain_on_blank(beside, figure)
        if odds < CLEARED:
            doubtful = number
    return list(figures[:doubtful])


def _accepted_so(beside: Beside, figure: Figure) -> bool:
    """Whether this very figure was accepted before."""
    told = beside.told.get(figure.labels, ())
    return any((r.start, r.end, r.value) == (figure.start, figure.end, figure.value) for r in told)


def _gain_on_blank(beside: Beside, figure: Figure) -> float:
    """By how much the figure next to the blank fits its own row better than the blank's.

    Nothing says which series the blank is of; it is one of those that were told before and are not now, and
    the one that the figure fits best is taken.
    """
    told = {f.labels for f in beside.figures}
    missing = [series for labels, series in beside.series.items() if labels not in told]
    if figure.value != figure.value or figure.labels not in beside.series or not missing:
        return 0.0
    own = _fit(beside.series[figure.labels].fit(figure.value, figure.start, figure.end))
    return own - max(_fit(series.fit(figure.value, figure.start, figure.end)) for series in missing)


def _gain(beside: Beside, figure: Figure, neighbour: Figure) -> float:
    """By how much a figure fits its own row better than its neighbour's, as the log of the odds."""
    if figure.value != figure.value or not {figure.labels, neighbour.labels} <= beside.series.keys():
        return 0.0
    own, other = beside.series[figure.labels], beside.series[neighbour.labels]
    return _fit(own.fit(figure.value, figure.start, figure.end)) - _fit(
        other.fit(figure.value, neighbour.start, neighbour.end)
    )


def _fit(fitted: tuple[float, float]) -> float:
    return support([fitted[0]], [fitted[1]], 1.0, 0.0)
