"""How much rarer something became: the ratio of two rates over the same platforms, with a 95% interval.

Point estimate: the Mantel-Haenszel rate ratio (Greenland and Robins, Biometrics 41, 1985, 55-68) with one
stratum for each platform, breakdown and calendar month, so that neither search effort moved between
platforms nor the season looks like a change. Where two observers searched side by side, counts are divided
by the share that was noticed (`detection`); where the keyword list changed, the ratio is divided by the
ratio of the two lists over the time when both ran (`links`).

Interval: on the log scale, from what the platforms contribute one by one (the cluster-robust variance),
with the small-sample correction CR2 and the effective degrees of freedom of Bell and McCaffrey (Survey
Methodology 28, 2002, 169-181); plus the variance of shocks that hit all platforms in one month (two-way
clustering, Cameron, Gelbach and Miller, Journal of Business & Economic Statistics 29, 2011, 238-249). The
working variance behind the degrees of freedom is what the months within platforms and the platforms among
each other show. Check: percentiles over resampled platforms, and the estimate without each platform in
turn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pipeline.indicators.detection import noticed

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

LEVEL = 0.95
FEWEST_PLATFORMS = 3
FEWEST_FOUND = 5
FEWEST_BOTH = 7
"""Below seven found by both observers the estimator is biased (Robson and Regier 1964)."""
_RESAMPLES, _SEED = 2000, 1951


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
    months: int
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
        return math.exp(self.log_ratio + self._half_width)

    @property
    def _half_width(self) -> float:
        return float(special.stdtrit(self.freedom, (1 + LEVEL) / 2)) * self.error

    def chance_below(self, ratio: float) -> float:
        """Probability, by the sampling distribution of the log ratio, that the true ratio is at most this."""
        return float(special.stdtr(self.freedom, (math.log(ratio) - self.log_ratio) / self.error))


@dataclass(frozen=True, slots=True)
class _Part:
    """One ratio of sums, `over` to `under`, cell by cell; its log enters the estimate times `weight`."""

    weight: float
    platform: Indices
    month: Indices
    over: Numbers
    under: Numbers


def rate_ratio(
    cells: Cells, doubles: Doubles | None = None, links: Sequence[Cells] = (), *, check: bool = True
) -> RateRatio:
    """Estimate the ratio. Raises ValueError for fewer than three platforms or too little found.

    `check=False` leaves out the resampling.
    """
    _refuse_too_little(cells, doubles, links)
    number = 1 + max(
        int(counts.platform.max()) for counts in (cells, *links, *([doubles] if doubles else []))
    )
    everyone = np.ones((1, number))
    log_ratio = float(_estimates(cells, doubles, links, everyone)[0])
    parts = _parts(cells, doubles, links)
    contributions, lengths = _contributions(parts, number)
    months = len(np.unique(cells.month))
    shocks = _shocks_in_common(parts[0], number)
    within, between = _within_and_between(parts, lengths)
    variance = float((contributions**2).sum()) + shocks
    shares = _by_platform(parts[0], parts[0].under, number) / parts[0].under.sum()
    own = min(sum(within), variance - shocks)
    return RateRatio(
        log_ratio=log_ratio,
        error=math.sqrt(variance),
        freedom=_freedom(parts, within, between, number),
        platforms=len(np.unique(cells.platform)),
        months=months,
        between=variance - shocks - own,
        within=own,
        shocks=shocks,
        after_share=_after_share(cells, own + shocks),
        largest_share=float(shares.max()),
        noticed={} if doubles is None else _all_noticed(doubles),
        link=math.exp(float(_links(links, everyone)[0])),
        **(_checks(cells, doubles, links, number) if check else {}),
    )


def _refuse_too_little(cells: Cells, doubles: Doubles | None, links: Sequence[Cells]) -> None:
    for compared in (cells, *links):
        platforms = len(np.unique(compared.platform))
        if platforms < FEWEST_PLATFORMS:
            raise ValueError(f"{platforms} platforms; at least {FEWEST_PLATFORMS} are needed")
        fewest = min(compared.found_before.sum(), compared.found_after.sum())
        if fewest < FEWEST_FOUND:
            raise ValueError(f"only {fewest:g} found in a window; at least {FEWEST_FOUND} are needed")
        for counts in _matched_counts(compared):
            per_platform = np.bincount(compared.platform, counts)
            if per_platform.max() >= counts.sum():
                raise ValueError("without one platform nothing is left to compare")
    if doubles is not None:
        if (doubles.both > np.minimum(doubles.first, doubles.second)).any():
            raise ValueError("more found by both observers than by one of them")
        for channel in np.unique(cells.channel):
            for after in (0, 1):
                both = doubles.both[(doubles.channel == channel) & (doubles.after == after)].sum()
                if both < FEWEST_BOTH:
                    few = f"only {both:g} found by both observers in a window"
                    raise ValueError(f"{few}; at least {FEWEST_BOTH} are needed")


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


def _parts(cells: Cells, doubles: Doubles | None, links: Sequence[Cells]) -> list[_Part]:
    """The estimate as a sum of weighted logs of ratios, to first order."""
    before, after = _matched_counts(cells)
    shares = {} if doubles is None else _all_noticed(doubles)
    before = before / np.array([shares.get((int(c), 0), 1.0) for c in cells.channel])
    after = after / np.array([shares.get((int(c), 1), 1.0) for c in cells.channel])
    parts = [_Part(1.0, cells.platform, cells.month, after, before)]
    if doubles is not None:
        for (channel, window), _ in shares.items():
            counts = after if window else before
            weight = float(counts[cells.channel == channel].sum() / counts.sum()) * (-1 if window else 1)
            inside = (doubles.channel == channel) & (doubles.after == window)
            if weight:
                rows = (doubles.platform[inside], np.arange(int(inside.sum()), dtype=np.int64))
                parts.append(_Part(weight, *rows, doubles.both[inside], doubles.second[inside]))
    for link in links:
        old, new = _matched_counts(link)
        parts.append(_Part(-1.0, link.platform, link.month, new, old))
    return parts


def _after_share(cells: Cells, variance: float) -> float:
    """Chance alone (Poisson) is split by the counts of the windows, what is more by half."""
    total = cells.effort_before + cells.effort_after
    by_window = [
        float((found * weight**2).sum() / (found * weight).sum() ** 2)
        for found, weight in (
            (cells.found_before, cells.effort_after / total),
            (cells.found_after, cells.effort_before / total),
        )
    ]
    more = max(0.0, variance - sum(by_window))
    return (by_window[1] + more / 2) / (sum(by_window) + more)


def _by_platform(part: _Part, values: Numbers, number: int) -> Numbers:
    sums: Numbers = np.bincount(part.platform, values, minlength=number)
    return sums


def _contributions(parts: Sequence[_Part], number: int) -> tuple[Numbers, list[float]]:
    """What each platform adds to the log ratio, corrected (CR2), and the squared length part by part."""
    total, lengths = np.zeros(number), []
    for part in parts:
        over, under = _by_platform(part, part.over, number), _by_platform(part, part.under, number)
        leverage = under / under.sum()
        residual = part.weight * (over - over.sum() / under.sum() * under) / over.sum()
        corrected = residual / np.sqrt(1 - np.minimum(leverage, 1 - 1e-9))
        lengths.append(float((corrected**2).sum()))
        total += corrected
    return total, lengths


def _residuals(part: _Part, number: int) -> tuple[Numbers, Indices]:
    """How far each cell is from its own platform's ratio, and the number of cells of its platform."""
    over, under = _by_platform(part, part.over, number), _by_platform(part, part.under, number)
    ratios = np.divide(over, under, out=np.full(number, over.sum() / under.sum()), where=under > 0)
    cells: Indices = np.bincount(part.platform, minlength=number)
    residual: Numbers = part.weight * (part.over - ratios[part.platform] * part.under) / over.sum()
    return residual, cells[part.platform]


def _within_and_between(parts: Sequence[_Part], lengths: Sequence[float]) -> tuple[list[float], list[float]]:
    """Variance that the months within platforms explain, and what is left between platforms, part by part."""
    within = []
    for part in parts:
        residual, cells = _residuals(part, int(part.platform.max()) + 1)
        several = cells > 1
        within.append(float((residual[several] ** 2 * cells[several] / (cells[several] - 1)).sum()))
    return within, [max(0.0, length - own) for length, own in zip(lengths, within, strict=True)]


def _shocks_in_common(part: _Part, number: int) -> float:
    """Variance from months in which all platforms moved together; 0 when months look independent."""
    residual, _ = _residuals(part, number)
    months, position = np.unique(part.month, return_inverse=True)
    if len(months) < 3:
        return 0.0
    together = np.bincount(position, residual)
    alone = np.bincount(position * number + part.platform, residual)
    return max(0.0, float((together**2).sum() - (alone**2).sum())) * len(months) / (len(months) - 1)


def _freedom(parts: Sequence[_Part], within: Sequence[float], between: Sequence[float], number: int) -> float:
    """Degrees of freedom of Bell and McCaffrey under the working variance; at least 1."""
    working = np.zeros(number)
    for part, own, left in zip(parts, within, between, strict=True):
        over, under = _by_platform(part, part.over, number), _by_platform(part, part.under, number)
        shares = under / under.sum()
        counted = over + (over.sum() / under.sum()) ** 2 * under
        working += own * counted / counted.sum() + left * shares**2 / (shares**2).sum()
    under = _by_platform(parts[0], parts[0].under, number)
    leverage = np.minimum(under / under.sum(), 1 - 1e-9)
    centred = np.eye(number) - leverage[:, None]
    covariance = (centred * working) @ centred.T
    correction = 1 / np.sqrt(1 - leverage)
    covariance = correction[:, None] * covariance * correction
    total = float((covariance**2).sum())
    return max(1.0, float(np.trace(covariance)) ** 2 / total) if total else float(number - 1)


def _checks(
    cells: Cells, doubles: Doubles | None, links: Sequence[Cells], number: int
) -> dict[str, tuple[float, float]]:
    """Platforms drawn again with replacement, and each left out in turn."""
    drawn = np.random.default_rng(_SEED).multinomial(number, np.full(number, 1 / number), size=_RESAMPLES)
    resampled = _estimates(cells, doubles, links, drawn.astype(float))
    left = _estimates(cells, doubles, links, 1 - np.eye(number))
    usable, known = resampled[np.isfinite(resampled)], left[np.isfinite(left)]
    low, high = np.exp(np.quantile(usable, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    return {
        "resampled": (float(low), float(high)),
        "without_one": (float(np.exp(known.min())), float(np.exp(known.max()))),
    }
