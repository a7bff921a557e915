"""How much of what is there a search notices, from two observers who searched the same pages side by side.

Of `first` found by one observer and `second` found by another, `both` found the same ones. Chapman's
estimate of all that was there is (first + 1)(second + 1) / (both + 1) - 1 (Chapman, University of
California Publications in Statistics 1, 1951, 131-160), nearly unbiased from about seven found by both
(Robson and Regier, Transactions of the American Fisheries Society 93, 1964, 215-226). How sure it is, the
interval learns from the platforms one by one (`rate_ratio`).

It takes the observers to be independent and every advertisement equally easy to notice. Advertisements that
are easy for both make the estimate too low; in a ratio of two windows that cancels as far as it stays the
same.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
SURELY = 2.576
"""Standard errors beyond which, in one case of a hundred by chance, two shares are taken to differ."""


def chapman(first: Numbers, second: Numbers, both: Numbers) -> Numbers:
    """Chapman's estimate of all that was there."""
    total: Numbers = (first + 1) * (second + 1) / (both + 1) - 1
    return total


def noticed(first: Numbers, second: Numbers, both: Numbers) -> Numbers:
    """Share of all that was there which the first observer found, by Chapman's estimate."""
    total = chapman(first, second, both)
    share: Numbers = np.divide(first, total, out=np.full(np.shape(total), np.nan), where=total > 0)
    return share


def shares_differ(second: tuple[float, float], both: tuple[float, float]) -> bool:
    """Whether the first observer surely noticed another share in the second of two windows than in the first.

    Of what the second observer found, the share that the first found too, with its binomial error.
    """
    logs = [math.log(both[n] / second[n]) for n in (0, 1)]
    variance = sum((1 - both[n] / second[n]) / both[n] for n in (0, 1))
    return abs(logs[1] - logs[0]) > SURELY * math.sqrt(variance)
