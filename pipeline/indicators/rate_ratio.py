"""How much rarer something became: the ratio of two rates over the same sites, with a 95% interval.

Point estimate: the Mantel-Haenszel rate ratio with sites as strata, so that search effort moved between sites
does not look like a change (Greenland and Robins, Biometrics 41, 1985, 55-68). Interval: on the log
scale, the wider of (a) the Greenland-Robins variance times the Pearson over-dispersion of the single counts
(McCullagh and Nelder, Generalized Linear Models, 1989, section 6.2) and (b) the delete-one-site jackknife,
which also allows for sites that changed differently (Efron and Tibshirani, An Introduction to the Bootstrap,
1993, chapter 11), with Student's t on the number of sites less one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy import special

LEVEL = 0.95
FEWEST_SITES = 3
FEWEST_FOUND = 5


@dataclass(frozen=True, slots=True)
class Count:
    """One count and the effort behind it, in any unit that is the same throughout."""

    found: float
    effort: float


@dataclass(frozen=True, slots=True)
class Site:
    """Counts of one site in the baseline window and in the current window."""

    before: tuple[Count, ...]
    after: tuple[Count, ...]

    def found(self) -> tuple[float, float]:
        """Total found before and after."""
        return sum(c.found for c in self.before), sum(c.found for c in self.after)

    def effort(self) -> tuple[float, float]:
        """Total effort before and after."""
        return sum(c.effort for c in self.before), sum(c.effort for c in self.after)


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Rate after divided by rate before, with its 95% interval; `dispersion` is 1 for Poisson counts."""

    ratio: float
    low: float
    high: float
    dispersion: float
    method: str
    """Which of the two variances was the wider: `dispersion` or `jackknife`."""


def rate_ratio(sites: Mapping[str, Site]) -> RateRatio:
    """Estimate the ratio. Raises ValueError for fewer than three sites or five found in a window."""
    strata = [sites[name] for name in sorted(sites)]
    if len(strata) < FEWEST_SITES:
        raise ValueError(f"{len(strata)} sites; at least {FEWEST_SITES} are needed")
    totals = [sum(site.found()[window] for site in strata) for window in (0, 1)]
    if min(totals) < FEWEST_FOUND:
        raise ValueError(f"only {min(totals):g} found in a window; at least {FEWEST_FOUND} are needed")
    log_ratio = math.log(_mantel_haenszel(strata))
    dispersion = _dispersion(strata)
    normal, student = special.ndtri((1 + LEVEL) / 2), special.stdtrit(len(strata) - 1, (1 + LEVEL) / 2)
    widths = {
        "dispersion": float(normal) * math.sqrt(dispersion * _log_variance(strata)),
        "jackknife": float(student) * math.sqrt(_jackknife_variance(strata)),
    }
    method = max(sorted(widths), key=lambda name: widths[name])
    return RateRatio(
        ratio=math.exp(log_ratio),
        low=math.exp(log_ratio - widths[method]),
        high=math.exp(log_ratio + widths[method]),
        dispersion=dispersion,
        method=method,
    )


def _weighted_counts(strata: Sequence[Site]) -> tuple[float, float]:
    after = before = 0.0
    for site in strata:
        (found_before, found_after), (effort_before, effort_after) = site.found(), site.effort()
        after += found_after * effort_before / (effort_before + effort_after)
        before += found_before * effort_after / (effort_before + effort_after)
    return before, after


def _mantel_haenszel(strata: Sequence[Site]) -> float:
    before, after = _weighted_counts(strata)
    if not before or not after:
        raise ValueError("without one site nothing is left to compare")
    return after / before


def _log_variance(strata: Sequence[Site]) -> float:
    before, after = _weighted_counts(strata)
    spread = 0.0
    for site in strata:
        efforts = site.effort()
        spread += sum(site.found()) * efforts[0] * efforts[1] / sum(efforts) ** 2
    return spread / (before * after)


def _dispersion(strata: Sequence[Site]) -> float:
    """Pearson statistic over its degrees of freedom, with one rate per site and window; at least 1."""
    statistic, freedom = 0.0, 0
    for site in strata:
        for counts in (site.before, site.after):
            rate = sum(c.found for c in counts) / sum(c.effort for c in counts)
            if not rate:
                continue
            statistic += sum((c.found - rate * c.effort) ** 2 / (rate * c.effort) for c in counts)
            freedom += len(counts) - 1
    return max(1.0, statistic / freedom) if freedom > 0 else 1.0


def _jackknife_variance(strata: Sequence[Site]) -> float:
    number = len(strata)
    without = [math.log(_mantel_haenszel([*strata[:i], *strata[i + 1 :]])) for i in range(number)]
    mean = sum(without) / number
    return (number - 1) / number * sum((value - mean) ** 2 for value in without)
