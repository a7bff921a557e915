"""Are the figures of the size that they always had? Slips of scale, running totals for periods, stale files.

A factor that the figures of a group have in common is held against how much such groups moved from round
to round before. A group is the whole file, or a company, a measure, a species group, a period of it, or a
single figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from quality.likeness import FEWEST_FOR_SHIFT
from quality.past_cells import Beside, Figure

LEAST_FACTOR = 2.2
"""Smaller common factors are growth."""
LEAST_FACTOR_ALONE = 2.5
"""The same for one figure of several."""
FAR_OUT = 5.0
"""How many usual spreads a group may lie from its past."""
FAR_OUT_ALONE = 6.0
OUTSIDE = math.log(2)
"""A single figure must also lie so far outside the earlier ones."""
FEWEST_ROUNDS = 2
FEWEST_EQUAL, LEAST_EQUAL = 4, 10
"""So many figures, each so large, do not come out the same twice by chance."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Figures that are a common factor away from their past."""

    figures: tuple[Figure, ...]
    factor: float


def slips(beside: Beside, named_already: frozenset[int] = frozenset()) -> list[Slip]:
    """Groups with a common factor, the largest groups first, then single figures."""
    if len(beside.rounds) < FEWEST_ROUNDS:
        return []
    fits = {
        f.row: beside.series[f.labels].fit(f.value, f.start, f.end)
        for f in beside.compared()
        if f.row not in named_already and len(beside.series[f.labels].earlier) > 1
    }
    figures = [f for f in beside.compared() if f.row in fits]
    told: set[int] = set()
    found = []
    for group in _groups(figures):
        left = [f for f in group if f.row not in told]
        if left and (factor := _common_factor(left, fits, beside.usual_shift)):
            found.append(Slip(tuple(left), factor))
            told |= {f.row for f in left}
    outside = [
        f
        for f in figures
        if f.row not in told and beside.series[f.labels].beyond(f.value, f.start, f.end) > OUTSIDE
    ]
    found += _alone(outside, fits, beside.usual_shift)
    return sorted(found, key=lambda slip: slip.figures[0].row)


def repeated(beside: Beside) -> tuple[Figure, ...]:
    """All figures of the round, where every sizeable one equals that of the period before."""
    compared = [f for f in beside.compared() if not beside.series[f.labels].runs]
    sizeable = [f for f in compared if abs(f.value) >= LEAST_EQUAL]
    if len(sizeable) < FEWEST_EQUAL or not all(_is_stale(f, beside) for f in compared):
        return ()
    return tuple(compared)


def _is_stale(figure: Figure, beside: Beside) -> bool:
    spans = [e for e in beside.series[figure.labels].earlier if e.start and figure.start]
    months = {(f.start, f.end) for f in beside.figures if f.inside and f.labels == figure.labels}
    place = sorted(months, key=str).index((figure.start, figure.end)) - len(months)
    return len(spans) >= len(months) and spans[place].value == figure.value


def _groups(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Figures that share a company, and with it a measure, a species group, a period: large groups first."""
    gathered: dict[tuple[int, tuple[str, ...]], list[Figure]] = {}
    for f in figures:
        for key in (
            (0, ()),
            (1, (f.labels[0],)),
            (2, (f.labels[1],)),
            (3, (f.period,)),
            (4, (f.labels[0], f.labels[1])),
            (5, (f.labels[0], f.period)),
            (6, (f.labels[1], f.period)),
            (7, (f.labels[0], *f.labels[2:])),
            (8, f.labels),
        ):
            gathered.setdefault(key, []).append(f)
    for key in sorted(gathered):
        yield gathered[key]


def _common_factor(
    figures: Sequence[Figure], fits: dict[int, tuple[float, float]], usual_shift: float
) -> float | None:
    """The factor, where it is beyond growth and beyond chance."""
    deviations = [fits[f.row][0] for f in figures]
    scatter = 1.25 * median(fits[f.row][1] for f in figures) / math.sqrt(len(figures))
    shift = median(deviations)
    agreeing = [d for d in deviations if math.copysign(1, d) == math.copysign(1, shift)]
    limit = max(math.log(LEAST_FACTOR), FAR_OUT * math.hypot(usual_shift, scatter))
    if abs(shift) <= limit or len(agreeing) < 0.8 * len(deviations):
        return None
    return math.exp(shift)


def _alone(figures: Sequence[Figure], fits: dict[int, tuple[float, float]], usual_shift: float) -> list[Slip]:
    """Single figures far from their past, the common shift of the file allowed for."""
    stated = [fits[f.row][0] for f in figures]
    most = 2 * usual_shift
    shift = median(stated) if len(stated) >= FEWEST_FOR_SHIFT else 0.0
    shift = max(-most, min(most, shift))
    found = []
    for figure in figures:
        deviation, scatter = fits[figure.row]
        limit = max(math.log(LEAST_FACTOR_ALONE), FAR_OUT_ALONE * scatter)
        if abs(deviation - shift) > limit:
            found.append(Slip((figure,), math.exp(deviation)))
    return found
