"""How much rarer something became: the ratio of two rates over the same platforms, with a 95% interval.

Point estimate: the Mantel-Haenszel rate ratio (Greenland and Robins, Biometrics 41, 1985, 55-68) with one
stratum for each platform, breakdown and calendar month, so that neither search effort moved between
platforms nor the season looks like a change. Where two observers searched side by side, counts are divided
by the share that was noticed (`detection`); where the keyword list changed, the ratio is divided by the
ratio of the two lists over the time when both ran (`links`).

Interval: on the log scale, from what the platforms contribute one by one and from shocks that hit all of
them in one month (`platform_variance`), with Student's t on the effective degrees of freedom. Neither the
counts compared, nor the shares noticed, nor the links are taken to be surer than counting alone (Poisson)
makes them. Check: percentiles over resampled platforms, and the estimate without each platform in turn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pipeline.indicators.detection import noticed
from pipeline.indicators.platform_variance import (
    Indices,
    Numbers,
    Part,
    by_platform,
    contributions,
    freedom,
    shocks_in_common,
    within_and_between,
)

LEVEL = 0.95
FEWEST_PLATFORMS = 3
FEWEST_FOUND = 5
FEWEST_BOTH = 7
"""Below seven found by both observers the estimator is biased (Robson and Regier 1964)."""
LARGEST = 0.95
"""Of the weight, the most that one platform may have: beyond, the others cannot show how platforms differ."""
WIDEST = 100.0
"""An upper limit that lets the rate have grown a hundredfold says nothing."""
_RESAMPLES, _SEED = 2000, 1951


class TooLittleError(ValueError):
    """Why there is no estimate: a code of `missing_CODE` in `sentences.yaml`, and what fills its blanks."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        """A code, its message for programmers, and the blanks of its sentence."""
        super().__init__(message)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts before and after in matched cells; `platform`, `month` and `channel` number from 0."""

    platform: Indices
    month: Indices
    channel: Indices
    found_before: Numbers
    effort_before: Numbers
    found_after: Numbers
    effort_after: Numbers


@dataclass(frozen=True, slots=True)
class Doubles:
    """Searches made by two observers: what the first, the second and both found; `after` is 0 or 1."""

    platform: Indices
    channel: Indices
    after: Indices
    first: Numbers
    second: Numbers
    both: Numbers


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Rate after divided by rate before, with its 95% interval; `freedom` are the degrees of freedom."""

    log_ratio: float
    error: float
    """Standard error of the log ratio."""
    freedom: float
    platforms: int
    between: float
    """Variance of the log ratio that only more platforms would lower."""
    within: float
    """Variance of the log ratio from the months of each platform, which more months would lower too."""
    shocks: float
    """Variance of the log ratio from months in which all platforms moved together."""
    after_share: float
    """Of the variance from the months, the share of the current window."""
    largest_share: float
    """Of all that was expected, the share of the largest platform."""
    noticed: dict[tuple[int, int], float] = field(default_factory=dict)
    """(channel, 0 before or 1 after) -> share noticed by the first observer."""
    link: float = 1.0
    """How many times as much the later keyword lists find."""
    resampled: tuple[float, float] = (math.nan, math.nan)
    """Ratio: 2.5% and 97.5% over resampled platforms."""
    without_one: tuple[float, float] = (math.nan, math.nan)
    """Ratio: least and most when one platform is left out."""

    @property
    def ratio(self) -> float:
        """The estimate itself."""
        return math.exp(self.log_ratio)

    @property
    def low(self) -> float:
        """Lower limit of the ratio."""
        return math.exp(self.log_ratio - self._half_width)

    @property
    def high(self) -> float:
        """Upper limit of the ratio."""
        return math.exp(self.log_high)

    @property
    def log_high(self) -> float:
        """Logarithm of the upper limit."""
        return self.log_ratio + self._half_width

    @property
    def _half_width(self) -> float:
        return float(special.stdtrit(self.freedom, (1 + LEVEL) / 2)) * self.error

    def chance_below(self, ratio: float) -> float:
        """Probability, by the sampling distribution of the log ratio, that the true ratio is at most this."""
        return float(special.stdtr(self.freedom, (math.log(ratio) - self.log_ratio) / self.error))


def rate_ratio(
    cells: Cells, doubles: Doubles | None = None, links: Sequence[Cells] = (), *, check: bool = True
) -> RateRatio:
    """Estimate the ratio. Raises TooLittleError for fewer than three platforms, too little found, or an
    interval so wide that it says nothing.

    `check=False` leaves out the resampling.
    """
    _refuse_too_little(cells, doubles, links)
    numbered = [cells.platform, *(link.platform for link in links)]
    numbered += [] if doubles is None else [doubles.platform]
    number = 1 + max(int(platforms.max()) for platforms in numbered)
    everyone = np.ones((1, number))
    log_ratio = float(_estimates(cells, doubles, links, everyone)[0])
    parts = _parts(cells, doubles, links)
    each, lengths = contributions(parts, number)
    shocks = shocks_in_common(parts[0], number)
    within, between = within_and_between(parts, lengths)
    chance = _chance_alone(cells)
    unseen = sum(max(0.0, part.chance - seen) for part, seen in zip(parts[1:], lengths[1:], strict=True))
    variance = max(float((each**2).sum()) + shocks, sum(chance)) + unseen
    shares = by_platform(parts[0], parts[0].under, number) / parts[0].under.sum()
    own = min(sum(within), variance - shocks)
    estimate = RateRatio(
        log_ratio=log_ratio,
        error=math.sqrt(variance),
        freedom=freedom(parts, within, between, number),
        platforms=len(np.unique(cells.platform)),
        between=variance - shocks - own,
        within=own,
        shocks=shocks,
        after_share=_after_share(chance, own + shocks),
        largest_share=float(shares.max()),
        noticed={} if doubles is None else _all_noticed(doubles),
        link=math.exp(float(_links(links, everyone)[0])),
        **(_checks(cells, doubles, links, number) if check else {}),
    )
    if estimate.log_high > math.log(WIDEST):
        largest = f"{100 * estimate.largest_share:.0f}"
        raise TooLittleError("wide", "the interval says nothing", largest=largest, times=f"{WIDEST:.0f}")
    return estimate


def _refuse_too_little(cells: Cells, doubles: Doubles | None, links: Sequence[Cells]) -> None:
    for compared, linked in ((cells, ""), *((link, "_linked") for link in links)):
        platforms, needed = len(np.unique(compared.platform)), str(FEWEST_PLATFORMS)
        if platforms < FEWEST_PLATFORMS:
            message = f"{platforms} platforms; at least {needed} are needed"
            raise TooLittleError("few_platforms", message, platforms=str(platforms), fewest=needed)
        before, after = float(compared.found_before.sum()), float(compared.found_after.sum())
        if min(before, after) < FEWEST_FOUND:
            message = f"only {min(before, after):g} found in a window; at least {FEWEST_FOUND} are needed"
            blanks = {"before": f"{before:g}", "after": f"{after:g}", "fewest": str(FEWEST_FOUND)}
            raise TooLittleError(f"few_found{linked}", message, **blanks)
        for counts, most in zip(_matched_counts(compared), (LARGEST, 1.0), strict=True):
            largest = float(np.bincount(compared.platform, counts).max() / counts.sum())
            if largest > most or largest == 1:
                blanks = {"largest": f"{100 * largest:.0f}", "most": f"{100 * LARGEST:.0f}"}
                message = "without one platform nothing is left to compare"
                raise TooLittleError(f"one_platform{linked}", message, **blanks)
    if doubles is not None:
        if (doubles.both > np.minimum(doubles.first, doubles.second)).any():
            raise TooLittleError("observers", "more found by both observers than by one of them")
        for channel in np.unique(cells.channel):
            for after in (0, 1):
                both = doubles.both[(doubles.channel == channel) & (doubles.after == after)].sum()
                if both < FEWEST_BOTH:
                    few = f"only {both:g} found by both observers in a window"
                    raise TooLittleError("detection", f"{few}; at least {FEWEST_BOTH} are needed")


def _matched_counts(cells: Cells) -> tuple[Numbers, Numbers]:
    """Counts of both windows, each times the other window's share of the effort (Mantel-Haenszel weights)."""
    total = cells.effort_before + cells.effort_after
    return cells.found_before * cells.effort_after / total, cells.found_after * cells.effort_before / total


def _estimates(cells: Cells, doubles: Doubles | None, links: Sequence[Cells], weights: Numbers) -> Numbers:
    """Log ratios with the platforms weighted: one for each row of `weights` (platforms across)."""
    before, after = _matched_counts(cells)
    under, over = np.zeros(len(weights)), np.zeros(len(weights))
    for channel in np.unique(cells.channel):
        inside = cells.channel == channel
        platforms = weights[:, cells.platform[inside]]
        shares = [np.ones(len(weights))] * 2
        if doubles is not None:
            shares = [_noticed(doubles, int(channel), window, weights) for window in (0, 1)]
        under += platforms @ before[inside] / shares[0]
        over += platforms @ after[inside] / shares[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs: Numbers = np.log(over) - np.log(under) - _links(links, weights)
    return logs


def _links(links: Sequence[Cells], weights: Numbers) -> Numbers:
    total = np.zeros(len(weights))
    for link in links:
        old, new = _matched_counts(link)
        platforms = weights[:, link.platform]
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.log(platforms @ new) - np.log(platforms @ old)
    return total


def _noticed(doubles: Doubles, channel: int, after: int, weights: Numbers) -> Numbers:
    inside = (doubles.channel == channel) & (doubles.after == after)
    platforms = weights[:, doubles.platform[inside]]
    return noticed(
        platforms @ doubles.first[inside],
        platforms @ doubles.second[inside],
        platforms @ doubles.both[inside],
    )


def _all_noticed(doubles: Doubles) -> dict[tuple[int, int], float]:
    everyone = np.ones((1, int(doubles.platform.max()) + 1))
    return {
        (int(channel), window): float(_noticed(doubles, int(channel), window, everyone)[0])
        for channel in np.unique(doubles.channel)
        for window in (0, 1)
    }


def _parts(cells: Cells, doubles: Doubles | None, links: Sequence[Cells]) -> list[Part]:
    """The estimate as a sum of weighted logs of ratios, to first order."""
    before, after = _matched_counts(cells)
    shares = {} if doubles is None else _all_noticed(doubles)
    before = before / np.array([shares.get((int(c), 0), 1.0) for c in cells.channel])
    after = after / np.array([shares.get((int(c), 1), 1.0) for c in cells.channel])
    parts = [Part(1.0, cells.platform, cells.month, after, before, sum(_chance_alone(cells)))]
    if doubles is not None:
        for (channel, window), _ in shares.items():
            counts = after if window else before
            weight = float(counts[cells.channel == channel].sum() / counts.sum()) * (-1 if window else 1)
            inside = (doubles.channel == channel) & (doubles.after == window)
            if weight:
                rows = (doubles.platform[inside], np.arange(int(inside.sum()), dtype=np.int64))
                found = (cells.found_after if window else cells.found_before)[cells.channel == channel]
                chance = weight**2 * _chance_of_share(doubles, inside, float(found.sum()))
                parts.append(Part(weight, *rows, doubles.both[inside], doubles.second[inside], chance))
    for link in links:
        old, new = _matched_counts(link)
        parts.append(Part(-1.0, link.platform, link.month, new, old, sum(_chance_alone(link))))
    return parts


def _chance_of_share(doubles: Doubles, inside: NDArray[np.bool_], found: float) -> float:
    """Variance of the log of a share noticed from counting alone, less what it shares with the counts."""
    first, second, both = (float(x[inside].sum()) for x in (doubles.first, doubles.second, doubles.both))
    return (1 - both / second) * max(0.0, 1 / both - 2 / max(found, first))


def _chance_alone(cells: Cells) -> tuple[float, float]:
    """Variance of the log ratio from counting alone (Poisson) in either window: it cannot be less."""
    total = cells.effort_before + cells.effort_after
    before = cells.found_before * (cells.effort_after / total) ** 2
    after = cells.found_after * (cells.effort_before / total) ** 2
    weighted = _matched_counts(cells)
    return float(before.sum() / weighted[0].sum() ** 2), float(after.sum() / weighted[1].sum() ** 2)


def _after_share(chance: tuple[float, float], variance: float) -> float:
    """Share of the current window in the variance: chance as it is, what is more by half."""
    more = max(0.0, variance - sum(chance))
    return (chance[1] + more / 2) / (sum(chance) + more)


def _checks(
    cells: Cells, doubles: Doubles | None, links: Sequence[Cells], number: int
) -> dict[str, tuple[float, float]]:
    """Platforms drawn again with replacement, and each left out in turn."""
    present = np.unique(cells.platform)
    times = np.full(len(present), 1 / len(present))
    drawn = np.zeros((_RESAMPLES, number))
    drawn[:, present] = np.random.default_rng(_SEED).multinomial(len(present), times, size=_RESAMPLES)
    resampled = _estimates(cells, doubles, links, drawn)
    left = _estimates(cells, doubles, links, 1 - np.eye(number))
    usable, known = resampled[np.isfinite(resampled)], left[np.isfinite(left)]
    low, high = np.exp(np.quantile(usable, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    return {
        "resampled": (float(low), float(high)),
        "without_one": (float(np.exp(known.min())), float(np.exp(known.max()))),
    }
