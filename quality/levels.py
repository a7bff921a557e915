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
CLOSELY = (1.25, 2.0)
"""The same two limits for a measure in bad company."""
FEWEST_IN_MEASURE = 3
FAR_OUT_ALONE = 6.0
AGREEING = 0.8
"""Share of a group's figures that lie at least half of the common factor away."""
OUTSIDE = math.log(2)
"""A single figure must also lie so far outside the earlier ones."""
FEWEST_ROUNDS = 2
FEWEST_EQUAL, LEAST_EQUAL = 4, 10
"""So many figures, each so large, do not come out the same twice by chance."""
CLOSE_POWER = 0.05
"""A power of ten is a likelier slip than a factor that fits a little better."""
MOST_EQUAL = 0.75
"""Share of the sizeable figures; the others may have been held the last time."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Figures that are a common factor away from their past."""

    figures: tuple[Figure, ...]
    factor: float


def slips(
    beside: Beside, named_already: frozenset[int] = frozenset(), *, in_bad_company: bool = False
) -> list[Slip]:
    """Groups with a common factor, the largest groups first, then single figures.

    `in_bad_company`: several cells of the file could not be read as agreed, so that its columns may have
    moved; what is left of it must then fit more closely, as it must beside a group that slipped.
    """
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
            found.append(Slip(tuple(left), _rounded(left, factor, beside)))
            told |= {f.row for f in left}
    if in_bad_company or any(len(slip.figures) > 1 for slip in found):
        for group in _measures([f for f in figures if f.row not in told]):
            if factor := _common_factor(group, fits, beside.usual_shift, CLOSELY):
                found.append(Slip(tuple(group), _rounded(group, factor, beside)))
                told |= {f.row for f in group}
    outside = [
        f
        for f in figures
        if f.row not in told and beside.series[f.labels].beyond(f.value, f.start, f.end) > OUTSIDE
    ]
    found += _alone(outside, fits, beside.usual_shift)
    return sorted(found, key=lambda slip: slip.figures[0].row)


def shared_factor(beside: Beside) -> float | None:
    """The factor by which all amounts of a file lie away from their past, where there is one.

    One factor for all is a smaller assumption than any exchange of labels, which is looked for in the figures
    divided by it.
    """
    figures = [f for f in beside.compared() if f.is_amount and len(beside.series[f.labels].earlier) > 1]
    if len(beside.rounds) < FEWEST_ROUNDS or len(figures) < FEWEST_FOR_SHIFT:
        return None
    fits = {f.row: beside.series[f.labels].fit(f.value, f.start, f.end) for f in figures}
    factor = _common_factor(figures, fits, beside.usual_shift)
    return _rounded(figures, factor, beside) if factor else None


def _rounded(figures: Sequence[Figure], factor: float, beside: Beside) -> float:
    """The factor, or a power of ten near it where the figures divided by that fit their past better.

    On logarithms of one more than a count, a thousandth of a small count looks like more than that.
    """

    def misfit(divisor: float) -> float:
        fits = (beside.series[f.labels].fit(f.value / divisor, f.start, f.end) for f in figures)
        return median(abs(deviation) for deviation, _ in fits)

    size = math.floor(math.log10(factor))
    powers = [10.0**n for n in range(size - 1, size + 3) if n]
    closest = min(powers, key=misfit)
    return closest if misfit(closest) <= misfit(factor) + CLOSE_POWER else factor


def repeated(beside: Beside) -> tuple[Figure, ...]:
    """All figures of the round, where nearly every sizeable one equals that of the period before."""
    compared = [f for f in beside.compared() if not beside.series[f.labels].runs]
    sizeable = [f for f in compared if abs(f.value) >= LEAST_EQUAL]
    stale = [f for f in sizeable if _is_stale(f, beside)]
    if len(stale) < max(FEWEST_EQUAL, MOST_EQUAL * len(sizeable)):
        return ()
    return tuple(compared)


def _is_stale(figure: Figure, beside: Beside) -> bool:
    spans = [e for e in beside.series[figure.labels].earlier if e.start and figure.start]
    months = {(f.start, f.end) for f in beside.figures if f.inside and f.labels == figure.labels}
    place = sorted(months, key=str).index((figure.start, figure.end)) - len(months)
    return len(spans) >= len(months) and spans[place].value == figure.value


def _groups(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Figures that share a company, and with it a measure, a species group, a period: large groups first.

    Shares in percent are no matter of scale and stand apart from amounts.
    """
    gathered: dict[tuple[int, tuple[str, ...], bool], list[Figure]] = {}
    for f in figures:
        is_amount = f.is_amount
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
            gathered.setdefault((*key, is_amount), []).append(f)
    for _, group in sorted(gathered.items()):
        yield group


def _measures(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Figures of one company and measure, three at least."""
    gathered: dict[tuple[str, ...], list[Figure]] = {}
    for f in figures:
        gathered.setdefault(f.labels[:2], []).append(f)
    return [group for _, group in sorted(gathered.items()) if len(group) >= FEWEST_IN_MEASURE]


def _common_factor(
    figures: Sequence[Figure],
    fits: dict[int, tuple[float, float]],
    usual_shift: float,
    limits: tuple[float, float] = (LEAST_FACTOR, FAR_OUT),
) -> float | None:
    """The factor, where it is beyond growth and beyond chance."""
    deviations = [fits[f.row][0] for f in figures]
    scatter = 1.25 * median(fits[f.row][1] for f in figures) / math.sqrt(len(figures))
    shift = median(deviations)
    agreeing = [d for d in deviations if d / shift > 0.5] if shift else []
    least_factor, far_out = limits
    limit = max(math.log(least_factor), far_out * math.hypot(usual_shift, scatter))
    if abs(shift) <= limit or len(agreeing) < AGREEING * len(deviations):
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
