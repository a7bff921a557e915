"""The variance of a log ratio of sums, from what the platforms contribute one by one.

Cluster-robust variance with the small-sample correction CR2 and the effective degrees of freedom of Bell
and McCaffrey (Survey Methodology 28, 2002, 169-181; in closed form as in Pustejovsky and Tipton, Journal of
Business & Economic Statistics 36, 2018, 672-683). The working variance behind the degrees of freedom is
what the months within platforms and the platforms among each other show. Shocks that hit all platforms in
one month are added as in two-way clustering (Cameron, Gelbach and Miller, Journal of Business & Economic
Statistics 29, 2011, 238-249).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One ratio of sums, `over` to `under`, cell by cell; its log enters the estimate times `weight`."""

    weight: float
    platform: Indices
    month: Indices
    over: Numbers
    under: Numbers
    chance: float = 0.0
    """Variance of its logarithm from counting alone."""


def by_platform(part: Part, values: Numbers, number: int) -> Numbers:
    """Sums of cell values by platform."""
    return np.bincount(part.platform, values, minlength=number).astype(np.float64)


def contributions(parts: Sequence[Part], number: int) -> tuple[Numbers, list[float]]:
    """What each platform adds to the log ratio, corrected (CR2), and the squared length part by part."""
    total, lengths = np.zeros(number), []
    for part in parts:
        over, under = by_platform(part, part.over, number), by_platform(part, part.under, number)
        leverage = under / under.sum()
        residual = part.weight * (over - over.sum() / under.sum() * under) / over.sum()
        corrected = residual / np.sqrt(1 - np.minimum(leverage, 1 - 1e-9))
        lengths.append(float((corrected**2).sum()))
        total += corrected
    return total, lengths


def _residuals(part: Part, number: int) -> tuple[Numbers, Indices]:
    """How far each cell is from its own platform's ratio, and the number of cells of its platform."""
    over, under = by_platform(part, part.over, number), by_platform(part, part.under, number)
    ratios = np.divide(over, under, out=np.full(number, over.sum() / under.sum()), where=under > 0)
    cells: Indices = np.bincount(part.platform, minlength=number)
    residual: Numbers = part.weight * (part.over - ratios[part.platform] * part.under) / over.sum()
    return residual, cells[part.platform]


def within_and_between(parts: Sequence[Part], lengths: Sequence[float]) -> tuple[list[float], list[float]]:
    """Variance that the months within platforms explain, and what is left between platforms, part by part."""
    within = []
    for part in parts:
        residual, cells = _residuals(part, int(part.platform.max()) + 1)
        several = cells > 1
        within.append(float((residual[several] ** 2 * cells[several] / (cells[several] - 1)).sum()))
    return within, [max(0.0, length - own) for length, own in zip(lengths, within, strict=True)]


def shocks_in_common(part: Part, number: int) -> float:
    """Variance from months in which all platforms moved together; 0 when months look independent."""
    residual, _ = _residuals(part, number)
    months, position = np.unique(part.month, return_inverse=True)
    if len(months) < 3:
        return 0.0
    together = np.bincount(position, residual)
    alone = np.bincount(position * number + part.platform, residual)
    return max(0.0, float((together**2).sum() - (alone**2).sum())) * len(months) / (len(months) - 1)


def freedom(parts: Sequence[Part], within: Sequence[float], between: Sequence[float], number: int) -> float:
    """Degrees of freedom of Bell and McCaffrey under the working variance; at least 1.

    Where nothing scatters at all, the working variance is that of counting alone.
    """
    working = np.zeros(number)
    seen = sum(within) + sum(between) > 0
    for part, scatter, left in zip(parts, within, between, strict=True):
        own = scatter if seen else part.chance
        over, under = by_platform(part, part.over, number), by_platform(part, part.under, number)
        shares = under / under.sum()
        counted = over + (over.sum() / under.sum()) ** 2 * under
        working += own * counted / counted.sum() + left * shares**2 / (shares**2).sum()
    under = by_platform(parts[0], parts[0].under, number)
    leverage = np.minimum(under / under.sum(), 1 - 1e-9)
    centred = np.eye(number) - leverage[:, None]
    covariance = (centred * working) @ centred.T
    correction = 1 / np.sqrt(1 - leverage)
    covariance = correction[:, None] * covariance * correction
    total = float((covariance**2).sum())
    return max(1.0, float(np.trace(covariance)) ** 2 / total) if total else 1.0
