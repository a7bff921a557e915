"""What is usual for a figure: the level of its series, how far that scatters, how often it repeats.

A series is held against its own past, evened to as many days. Spreads come from the series and from the
others of the same subject: short pasts borrow, wild ones keep what is theirs. A shift that all figures of a
period share is none of a single figure's doing. And a figure like that of the same months of a year before,
or like the last one, is not far from its past, wherever the median lies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from quality.chances import expected_after, median_spread, over_dispersion, zeros_at_end
from quality.likeness import FEWEST_FOR_SHIFT, Series, logged
from quality.past_cells import Beside, Figure

LEAST_SPREAD = 0.1
"""Nothing counted is steadier than this from round to round, on logarithms."""
LEAST_DISPERSION = 0.02
"""The same for counts: variance = mean + 0.02 · mean²."""
MOST_VARIANCE = 2.0
"""No neighbours make a series wilder than this."""
SHARED_WEIGHS = 4
"""How many figures of its own the spread of its neighbours is worth to a series."""


@dataclass(frozen=True, slots=True)
class Past:
    """The past of one figure, evened to its days."""

    figure: Figure
    count: float
    """What the figure says of its own period alone."""
    counts: tuple[float, ...]
    """The same of each earlier figure, oldest first."""
    stated: tuple[float, ...]
    """Earlier figures as they were stated."""
    ends: tuple[str, ...]
    logs: tuple[float, ...]
    centre: float
    """Median of the logs."""
    last: float | None
    """The figure of the round before in the same place of the round; None for running totals."""

    @classmethod
    def of(cls, figure: Figure, series: Series, periods: Sequence[str]) -> Past:
        """The past of a figure whose series has figures of these periods in the round."""
        count, days = series.evened(figure.value, figure.start, figure.end)
        told = series.told()
        counts = tuple([value * days / of for value, of, _ in told])
        logs = tuple([logged(c) for c in counts])
        stated = tuple([e.value for e in series.earlier])
        place = periods.index(figure.period) - len(periods)
        stands = len(stated) >= -place and not series.runs
        last = stated[place] if stands else None
        return cls(figure, count, counts, stated, tuple([t[2] for t in told]), logs, median(logs), last)

    def residuals(self) -> list[tuple[str, float]]:
        """Log distances of the earlier figures from their median by last day, made good for their number."""
        widened = math.sqrt(len(self.logs) / (len(self.logs) - 1))
        return [(end, (log - self.centre) * widened) for end, log in zip(self.ends, self.logs, strict=True)]

    def side(self, *, above: bool) -> float:
        """How far earlier figures lie on one side of the median, as a standard deviation.

        The two tails of counts are unlike: Hidiroglou and Berthelot, *Survey Methodology* 12 (1986), 73-83,
        keep them apart by two quartile distances. Zeros are left out: nothing is no small figure.
        """
        out = [log - self.centre for log in self.logs if log and (log > self.centre) is above]
        return math.sqrt(2 * sum(d * d for d in out) / (len(self.logs) - 1))

    def kin(self) -> list[float]:
        """Logs of the last figure, and of those of the same months of earlier years."""
        end = self.figure.end
        month, year = f"{end.month:02}", str(end.year)
        seasons = [
            log for log, day in zip(self.logs, self.ends, strict=True) if day[5:7] == month and day[:4] < year
        ]
        return [self.logs[-1], *seasons]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the series of one subject have in common."""

    variance: float
    """Of the log of a large figure around its level, chance apart."""
    dispersion: float
    """Over-dispersion of the counts of all series."""
    shifts: dict[str, float]
    """What the large figures of each period of the round have in common, on logarithms."""
    least: float
    """Log from which a figure is large."""


@dataclass(frozen=True, slots=True)
class Usual:
    """One figure of the round, and what is usual for it."""

    past: Past
    among: Neighbours

    @property
    def figure(self) -> Figure:
        """The figure."""
        return self.past.figure

    @property
    def count(self) -> float:
        """What it says of its own period alone."""
        return self.past.count

    @property
    def large(self) -> bool:
        """Whether it is compared on logarithms too."""
        return self.past.centre >= self.among.least

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest earlier figure."""
        return min(self.past.counts), max(self.past.counts)

    @property
    def deviation(self) -> float:
        """Log distance from the median of the past, the shift that the file shares taken off."""
        shift = self.among.shifts.get(self.figure.period, 0.0)
        return logged(self.count) - self.past.centre - shift

    @property
    def scatter(self) -> float:
        """Usual spread of its log on the side where it lies."""
        alone = math.exp(-self.past.centre)
        own = self.past.side(above=self.deviation > 0) ** 2
        return math.sqrt(max(self._blended(self.among.variance + alone, own), LEAST_SPREAD**2 + alone))

    @property
    def distance(self) -> float:
        """Log distance, in usual spreads, from the nearest of median, last figure and year before."""
        log = logged(self.count)
        return min([abs(self.deviation), *(abs(log - kin) for kin in self.past.kin())]) / self.scatter

    @property
    def expected(self) -> tuple[float, float]:
        """Expected count and its over-dispersion, that both are estimated allowed for."""
        own, of = over_dispersion([self.past.counts]), len(self.past.counts)
        if self.large:
            dispersion = self._blended(self.among.variance, own) * (1 + 2 / of)
        else:
            dispersion = max(own, self.among.dispersion)
        return expected_after(self.past.counts, dispersion + LEAST_DISPERSION)

    @property
    def repeat_rate(self) -> float:
        """Share of earlier figures that came out as the one before."""
        times, of = repeats([self])
        return times / of if of else 0.0

    @property
    def grain(self) -> float:
        """The power of ten that the series tells its figures in."""
        told = [zeros_at_end(v) for v in (*self.past.stated, self.figure.value) if v]
        return float(10 ** min(told, default=0))

    def _blended(self, shared: float, own: float) -> float:
        """A variance from that of the neighbours, which weighs as so many figures, and its own."""
        of = len(self.past.counts)
        return (SHARED_WEIGHS * shared + of * own) / (SHARED_WEIGHS + of)


def repeats(some: Iterable[Usual]) -> tuple[int, int]:
    """How often earlier figures of some series came out as the one before, and of how many."""
    steps = [(a, b) for usual in some for a, b in pairwise(usual.past.stated)]
    return sum(a == b for a, b in steps), len(steps)


def gathered(beside: Beside, fewest: int, large: float) -> list[Usual]:
    """What is usual for every amount of the round whose series has at least so many earlier figures."""
    periods: dict[tuple[str, ...], set[str]] = {}
    for figure in beside.figures:
        if figure.inside:
            periods.setdefault(figure.labels, set()).add(figure.period)
    pasts: dict[str, list[Past]] = {}
    for figure in beside.compared():
        series = beside.series[figure.labels]
        if figure.is_amount and len(series.earlier) >= fewest:
            past = Past.of(figure, series, sorted(periods[figure.labels]))
            pasts.setdefault(figure.labels[0], []).append(past)
    found = []
    for own in pasts.values():
        among = _neighbours(own, 2 * beside.usual_shift, math.log1p(large))
        found += [Usual(past, among) for past in own]
    return sorted(found, key=lambda usual: usual.figure.row)


def _neighbours(pasts: Sequence[Past], most: float, least: float) -> Neighbours:
    """What the figures of one subject have in common; at most so much of a shift in the round."""
    each = {p.figure.labels: p for p in pasts}
    sizeable = {labels: p.residuals() for labels, p in each.items() if p.centre >= least}
    before = _shared(r for own in sizeable.values() for r in own)
    now = _shared((p.figure.period, logged(p.count) - p.centre) for p in pasts if p.centre >= least)
    spread = median_spread([r - before.get(end, 0.0) for own in sizeable.values() for end, r in own])
    chance = median(math.exp(-each[labels].centre) for labels in sizeable) if sizeable else 0.0
    return Neighbours(
        variance=min(max(spread**2 - chance, LEAST_SPREAD**2), MOST_VARIANCE),
        dispersion=over_dispersion([p.counts for p in each.values()]),
        shifts={period: max(-most, min(most, shift)) for period, shift in now.items()},
        least=least,
    )


def _shared(deviations: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Median of what the series of one period have in common, where they are enough to tell."""
    by_period: dict[str, list[float]] = {}
    for period, deviation in deviations:
        by_period.setdefault(period, []).append(deviation)
    return {period: median(all_) for period, all_ in by_period.items() if len(all_) >= FEWEST_FOR_SHIFT}
