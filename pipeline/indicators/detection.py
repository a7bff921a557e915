"""How much of what is there a search notices, from two observers who searched the same pages side by side.

Of `first` found by one observer and `second` found by another, `both` found the same ones. Chapman's
estimate of all that was there is (first + 1)(second + 1) / (both + 1) - 1 (Chapman, University of
California Publications in Statistics 1, 1951, 131-160), nearly unbiased from about seven found by both
(Robson and Regier, Transactions of the American Fisheries Society 93, 1964, 215-226). Its variance is
Seber's (Biometrics 26, 1970, 13-22).

It takes the observers to be independent and every advertisement equally easy to notice. Advertisements that
are easy for both make the estimate too low; in a ratio of two windows that cancels as far as it stays the
same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
SURELY = 2.576
"""Standard errors beyond which, in one case of a hundred by chance, two shares are taken to differ."""


@dataclass(frozen=True, slots=True)
class Chapman:
    """Estimate of all that was there, and its variance."""

    total: float
    variance: float


def chapman(first: float, second: float, both: float) -> Chapman:
    """Chapman's estimate with Seber's variance. Raises ValueError when `both` exceeds an observer's count."""
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both:g} found by both, but {first:g} and {second:g} by each")
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Chapman((first + 1) * (second + 1) / (both + 1) - 1, variance)


def noticed(first: Numbers, second: Numbers, both: Numbers) -> Numbers:
    """Share of all that was there which the first observer found, by Chapman's estimate."""
    total = (first + 1) * (second + 1) / (both + 1) - 1
    share: Numbers = np.divide(first, total, out=np.full(np.shape(total), np.nan), where=total > 0)
    return share


def shares_differ(second: tuple[float, float], both: tuple[float, float]) -> bool:
    """Whether the first observer surely noticed another share in the second of two windows than in the first.

    Of what the second observer found, the share that the first found too, with its binomial error.
    """
    logs = [math.log(both[n] / second[n]) for n in (0, 1)]
    variance = sum((1 - both[n] / second[n]) / both[n] for n in (0, 1))
    return abs(logs[1] - logs[0]) > SURELY * math.sqrt(variance)
