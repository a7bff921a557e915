"""How well a figure fits what its series said before: the statistics, without files, rules or SQL.

Counts of removals are skewed and often zero, and most series are short. So figures are compared as signed
logarithms of one more than their size, evened to the length of the period; a series is its median, with a
spread borrowed from its neighbours; and tails are heavy (Student's t with three degrees of freedom), so
that no single figure decides anything. A running total is compared by what it grew since its last day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

USUAL_SPREAD = 0.2
"""Spread of a log figure around its series where little is known, and how many figures that weighs."""
USUAL_SPREAD_WEIGHS = 4
USUAL_SHIFT = 0.15
"""The same for the shift that all figures of a round have in common: season, growth."""
USUAL_SHIFT_WEIGHS = 2
LEAST_SPREAD = 0.03
FEWEST_FOR_SHIFT = 4
"""With fewer figures a common shift cannot be told from the figures themselves."""
MEAN_TO_SPREAD = 1.2533
"""Mean absolute deviation of a normal variable to its standard deviation."""


def logged(value: float) -> float:
    """log(1 + size), with the sign of the value: 0 -> 0, 9 -> 2.30, -9 -> -2.30."""
    return math.copysign(math.log1p(abs(value)), value)


@dataclass(frozen=True, slots=True)
class Earlier:
    """One figure that a series had before."""

    start: date | None
    end: date
    value: float


@dataclass(slots=True)
class Series:
    """What one series said before, oldest first, and how far it scatters."""

    earlier: tuple[Earlier, ...]
    flows: bool = True
    """Whether a figure covers its period, so that twice the days mean twice the figure."""
    spread: float = USUAL_SPREAD
    _steps: list[tuple[float, int, str]] = field(init=False)
    _centres: dict[int, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Break running totals into what they grew by."""
        self._steps = list(_steps(self.earlier, self.runs)) if self.flows else _plain(self.earlier)

    @property
    def runs(self) -> bool:
        """Whether its figures are totals from one day on to a later and a later day."""
        starts = {e.start for e in self.earlier}
        ends = {e.end for e in self.earlier}
        return self.flows and len(self.earlier) > 1 and len(starts) == 1 and len(ends) > 1

    def centre(self, days: int) -> float:
        """Median of the earlier log figures, each evened to so many days."""
        if days not in self._centres:
            self._centres[days] = median(logged(value * days / of) for value, of, _ in self._steps)
        return self._centres[days]

    def fit(self, value: float, start: date | None, end: date) -> tuple[float, float]:
        """How far the log of a figure lies from the centre, and how far it usually may.

        The latter is the spread together with what chance alone does to a small count:
        sqrt(spread² + 1/(count + 1)).
        """
        count, days = self.evened(value, start, end)
        centre = self.centre(days)
        return logged(count) - centre, math.sqrt(self.spread**2 + math.exp(-abs(centre)))

    def evened(self, value: float, start: date | None, end: date) -> tuple[float, int]:
        """What a figure says of its own period alone, and that period's days (1 for a stock)."""
        if self._continues(start, end):
            return value - self.earlier[-1].value, (end - self.earlier[-1].end).days
        return value, _days(start, end) if self.flows else 1

    def told(self) -> list[tuple[float, int, str]]:
        """Each earlier figure as said of its own period alone, that period's days, and its last day."""
        return self._steps

    def _continues(self, start: date | None, end: date) -> bool:
        """Whether a figure is a running total that goes on where the last one ended."""
        last = self.earlier[-1]
        return self.flows and start is not None and start == last.start and end > last.end

    def beyond(self, value: float, start: date | None, end: date) -> float:
        """How far the log of a figure lies outside the earlier ones, 0 within their range."""
        deviation, _ = self.fit(value, start, end)
        own = self.own_deviations().values()
        return max(deviation - max(own), min(own) - deviation, 0.0)

    def own_deviations(self) -> Mapping[str, float]:
        """Deviation of each earlier figure from the centre, by its last day."""
        found: dict[str, float] = {}
        for value, days, end in self._steps:
            found[end] = logged(value) - self.centre(days)
        return found


def _days(start: date | None, end: date) -> int:
    return max((end - start).days + 1, 1) if start else 1


def _plain(earlier: Sequence[Earlier]) -> list[tuple[float, int, str]]:
    return [(e.value, 1, e.end.isoformat()) for e in earlier]


def _steps(earlier: Sequence[Earlier], runs: bool) -> list[tuple[float, int, str]]:
    if not runs:
        return [(e.value, _days(e.start, e.end), e.end.isoformat()) for e in earlier]
    found, before = [], 0.0
    day = None
    for e in earlier:
        days = (e.end - day).days if day else _days(e.start, e.end)
        found.append((e.value - before, max(days, 1), e.end.isoformat()))
        before, day = e.value, e.end
    return found


def settle(series: Sequence[Series]) -> float:
    """Give each of some neighbouring series its spread; returns the usual size of their common shift.

    Around its median a series of k figures scatters sqrt((k - 1) / k) too little, which is made good. A
    series that scatters more than its neighbours keeps most of its own spread.
    """
    deviations = [s.own_deviations() for s in series]
    shifts = _common(deviations)
    rests = [
        [(abs(d - shifts.get(end, 0.0)), _corrected(len(own))) for end, d in own.items()]
        for own in deviations
    ]
    pooled = [size * correction for own in rests for size, correction in own if len(own) > 1]
    shared = _blend(pooled, USUAL_SPREAD, USUAL_SPREAD_WEIGHS)
    for one, own in zip(series, rests, strict=True):
        alone = [size * correction for size, correction in own if len(own) > 1]
        kept = MEAN_TO_SPREAD * sum(alone) / (len(alone) + 1)
        one.spread = max(shared, kept, LEAST_SPREAD)
    return _blend([abs(shift) for shift in shifts.values()], USUAL_SHIFT, USUAL_SHIFT_WEIGHS)


def _corrected(figures: int) -> float:
    return math.sqrt(figures / (figures - 1)) if figures > 1 else 1.0


def _common(deviations: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Median deviation on each last day on which enough series have a figure."""
    by_day: dict[str, list[float]] = {}
    for own in deviations:
        for end, deviation in own.items():
            by_day.setdefault(end, []).append(deviation)
    return {end: median(all_) for end, all_ in by_day.items() if len(all_) >= FEWEST_FOR_SHIFT}


def _blend(sizes: Sequence[float], usual: float, weight: int) -> float:
    """Spread from mean absolute deviations and the usual one, which weighs as so many figures."""
    return (weight * usual + MEAN_TO_SPREAD * sum(sizes)) / (weight + len(sizes))


def support(
    deviations: Sequence[float], scatters: Sequence[float], usual_shift: float, shift: float | None = None
) -> float:
    """Log-likelihood of some figures, constants left out; their median is the shift where none is given.

    The median of few or small figures is itself uncertain, by 1.25 scatter / sqrt(their number).
    """
    if shift is None:
        shift = median(deviations)
        usual_shift = math.hypot(usual_shift, 1.25 * median(scatters) / math.sqrt(len(scatters)))
    fits = (_tail((d - shift) / s) - math.log(s) for d, s in zip(deviations, scatters, strict=True))
    return sum(fits) + _tail(shift / usual_shift)


def _tail(z: float) -> float:
    """Log density of Student's t with three degrees of freedom, without its constant: 0 at the centre."""
    return -2 * math.log1p(z * z / 3)


def cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Column for each row of a square matrix, each taken once, so that their costs add up to the least.

    The Hungarian method with potentials; n³ steps.
    """
    n = len(costs)
    row_price, column_price = [0.0] * (n + 1), [0.0] * (n + 1)
    owner, way = [0] * (n + 1), [0] * (n + 1)
    for row in range(1, n + 1):
        owner[0], column = row, 0
        least, done = [math.inf] * (n + 1), [False] * (n + 1)
        while owner[column]:
            done[column] = True
            current, step, following = owner[column], math.inf, 0
            for j in range(1, n + 1):
                if done[j]:
                    continue
                reduced = costs[current - 1][j - 1] - row_price[current] - column_price[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, column
                if least[j] < step:
                    step, following = least[j], j
            for j in range(n + 1):
                if done[j]:
                    row_price[owner[j]] += step
                    column_price[j] -= step
                else:
                    least[j] -= step
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    taken = [0] * n
    for j in range(1, n + 1):
        taken[owner[j] - 1] = j - 1
    return taken
