"""The claim gate: what may be said about a target, how likely it is, and what more monitoring would decide.

`met` only when the lower limit of the reduction reaches the target; `not_met` only when its upper limit
stays below; otherwise `undecided`. The probability is read from the sampling distribution of the log ratio
(Student's t with the interval's degrees of freedom): the chance that the true reduction reaches the target
if every reduction was as plausible beforehand as any other. How much more: the least that gives a chance of
four in five of a decided answer, if the true reduction is the one estimated (power; Cohen, Statistical
Power Analysis, 1988). More months sharpen the current window only, since the baseline cannot be searched
again; they come in whole years, since a window of other months would look at other seasons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from scipy import special

from pipeline.indicators.rate_ratio import LEVEL, RateRatio

State = Literal["met", "not_met", "undecided", "not_computable"]
POWER = 0.8
YEAR = 12
LONGEST_WINDOW, MOST_PLATFORMS = 60, 500


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer for one target."""

    state: State
    probability: float
    """That the true reduction is at least the target."""
    months_more: int | None
    """Undecided: by how many months longer a window would decide; None when none does."""
    platforms_more: int | None
    """Undecided: more platforms like these, searched in both windows, that would decide."""
    detectable: float
    """Smallest true reduction, in percent, that this monitoring would show to be met in four of five
    cases.
    """


def claim(estimate: RateRatio, target: float, window_months: int = YEAR) -> Claim:
    """Hold an estimated ratio, from a window of so many months, against a target in percent."""
    wanted = 1 - target / 100
    state: State = "met" if estimate.high <= wanted else "not_met" if estimate.low > wanted else "undecided"
    undecided = state == "undecided"
    return Claim(
        state=state,
        probability=estimate.chance_below(wanted),
        months_more=_more_months(estimate, math.log(wanted), window_months) if undecided else None,
        platforms_more=_more_platforms(estimate, math.log(wanted)) if undecided else None,
        detectable=100 * (1 - math.exp(math.log(wanted) - _reach(estimate.error, estimate.freedom))),
    )


def _reach(error: float, freedom: float) -> float:
    """How far from the target the log ratio must truly lie to be told from it in four of five cases."""
    return (float(special.stdtrit(freedom, (1 + LEVEL) / 2)) + float(special.ndtri(POWER))) * error


def _least(enough: Callable[[int], bool], steps: Iterable[int]) -> int | None:
    return next((more for more in steps if enough(more)), None)


def _more_months(estimate: RateRatio, wanted: float, months: int) -> int | None:
    def enough(more: int) -> bool:
        left = 1 - estimate.after_share * more / (months + more)
        error = math.sqrt(estimate.between + (estimate.within + estimate.shocks) * left)
        return _reach(error, estimate.freedom) <= abs(wanted - estimate.log_ratio)

    return _least(enough, range(YEAR, LONGEST_WINDOW - months + 1, YEAR) if months % YEAR == 0 else ())


def _more_platforms(estimate: RateRatio, wanted: float) -> int | None:
    def enough(more: int) -> bool:
        wider = (estimate.platforms + more) / estimate.platforms
        error = math.sqrt((estimate.between + estimate.within) / wider + estimate.shocks)
        return _reach(error, estimate.freedom * wider) <= abs(wanted - estimate.log_ratio)

    return _least(enough, range(1, MOST_PLATFORMS + 1))
