"""Chances of counts: how often would a figure so far out, so alike or so round come by itself?

Pure statistics on plain numbers, without files or rules. Each answers a probability or a distance; what is
too improbable stands in `rules/odds.yaml`. Distributions are SciPy's, imported when first needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

MAD_TO_SPREAD = 1.4826
"""Median absolute deviation of a normal variable to its standard deviation: 1 / 0.6745."""

NEXT_TO_POISSON = 1e-6
"""With less over-dispersion the two distributions agree, and the other formula loses its digits."""


def median_spread(deviations: Sequence[float]) -> float:
    """Spread from the median size of some deviations, which a wild one in three cannot move.

    This is the MAD of the modified z-score: Iglewicz and Hoaglin, *How to Detect and Handle Outliers*
    (1993). 0 without deviations.
    """
    return MAD_TO_SPREAD * median(abs(d) for d in deviations) if deviations else 0.0


def over_dispersion(samples: Sequence[Sequence[float]]) -> float:
    """How much more than Poisson some series of counts scatter: phi in variance = mean + phi · mean².

    The estimate by moments, sums over all series before dividing, so that short ones weigh little:
    sum of (variance - mean) over sum of mean². Never negative. Source: Bliss and Fisher, *Biometrics* 9
    (1953), 176-200, as McCullagh and Nelder, *Generalized Linear Models* (1989), section 6.2.3, write it.
    """
    over = squares = 0.0
    for counts in samples:
        if len(counts) > 1:
            mean = sum(counts) / len(counts)
            variance = sum((c - mean) ** 2 for c in counts) / (len(counts) - 1)
            over += variance - mean
            squares += mean * mean
    return max(over / squares, 0.0) if squares else 0.0


def at_most(count: float, mean: float, dispersion: float) -> float:
    """Chance of a count so small or smaller: negative binomial, or Poisson without over-dispersion."""
    from scipy import special  # noqa: PLC0415 - only a doubtful figure needs it

    if dispersion < NEXT_TO_POISSON:
        return float(special.gammaincc(math.floor(count) + 1, mean))
    shape = 1 / dispersion
    return float(special.betainc(shape, math.floor(count) + 1, shape / (shape + mean)))


def at_least(count: float, mean: float, dispersion: float) -> float:
    """Chance of a count so large or larger: negative binomial, or Poisson without over-dispersion."""
    from scipy import special  # noqa: PLC0415 - only a doubtful figure needs it

    whole = math.ceil(count)
    if whole <= 0:
        return 1.0
    if dispersion < NEXT_TO_POISSON:
        return float(special.gammainc(whole, mean))
    shape = 1 / dispersion
    return float(special.betainc(whole, shape, mean / (shape + mean)))


def expected_after(counts: Sequence[float], dispersion: float) -> tuple[float, float]:
    """Mean and over-dispersion of the next count, that the mean is itself only estimated allowed for.

    The mean of a Poisson count after n counts of sum s is as a gamma variable of shape s + 1/2 and rate n
    (Jeffreys' prior; Gelman and others, *Bayesian Data Analysis* (2013), section 2.6), which makes the next
    count negative binomial with phi = 1 / (s + 1/2) on top of its own.
    """
    told = sum(counts) + 0.5
    return told / len(counts), dispersion * (1 + 1 / len(counts)) + 1 / told


def coincidence(value: float, scatter: float, grain: float = 1.0) -> float:
    """Chance that a figure comes out equal to the one before.

    Two draws of spread `scatter` (on logs) around a level differ by less than half the `grain` that figures
    are told in, with chance grain / (value · scatter · 2 · sqrt(pi)): the normal density of their difference.
    """
    return min(grain / (abs(value) * scatter * 2 * math.sqrt(math.pi)), 1.0) if value else 1.0


def so_many(times: int, chances: Sequence[float]) -> float:
    """Chance of at least so many successes, each with a chance of its own.

    Bounded by the Poisson tail of their sum, which is larger where the chances are small: Hodges and Le Cam,
    *Annals of Mathematical Statistics* 31 (1960), 737-740.
    """
    return at_least(times, sum(chances), 0.0)


def binomial_tail(times: int, trials: int, chance: float) -> float:
    """Chance of at least so many successes in so many trials."""
    from scipy import special  # noqa: PLC0415 - only a doubtful figure needs it

    return float(special.bdtrc(times - 1, trials, chance)) if times > 0 else 1.0


def zeros_at_end(value: float) -> int:
    """How many zeros a whole number ends with: 1,200 -> 2; none for 0 and for broken numbers."""
    if value == 0 or value != math.floor(value):
        return 0
    whole, zeros = int(abs(value)), 0
    while whole % 10 == 0:
        whole //= 10
        zeros += 1
    return zeros
