"""What the invented monitor finds: advertisements and hours of search, for each site and month.

The true rate is flat in 2018, falls evenly through 2019 and the first half of 2020, and is flat again from
July 2020. Search effort grows meanwhile, so the plain counts fall far less than the rate: who forgets the
effort understates the reduction. The season is the same every year and cancels over twelve months.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from invented.chance import named, negative_binomial
from invented.parties import SITES, Site
from invented.quarters import Month, Quarter

TRUE_REDUCTION = Decimal("0.68")
PROTOCOL = "core-2018"
BASELINE = tuple(Month(2018, number) for number in range(1, 13))
WINDOW = tuple(Month(2020, number) for number in range(7, 13)) + tuple(
    Month(2021, number) for number in range(1, 7)
)
_MONTHS_OF_DECLINE = 18
_SHAPE = 12.0
"""Shape of the negative binomial: the smaller, the more the counts of one month scatter."""


@dataclass(frozen=True, slots=True)
class Search:
    """One site searched in one month."""

    site: Site
    month: Month
    found: int
    """New advertisements."""
    hours: Decimal
    """Hours of search, to the half hour."""


@cache
def search(site: Site, month: Month) -> Search:
    """The outcome of one month's search on one site."""
    hours = _hours(site, month)
    found = negative_binomial(true_rate(site, month) * float(hours), _SHAPE, named("found", site.id, month))
    return Search(site, month, found, hours)


def searches(quarter: Quarter) -> tuple[Search, ...]:
    """All searches of one quarter, by site, then month."""
    return tuple(search(site, month) for site in SITES for month in quarter.months)


def true_rate(site: Site, month: Month) -> float:
    """True advertisements found per hour of search."""
    since_2018 = 12 * (month.year - 2018) + month.month - 1
    declined = min(max(since_2018 - 11, 0), _MONTHS_OF_DECLINE + 1) / (_MONTHS_OF_DECLINE + 1)
    season = 1 + 0.15 * math.cos(2 * math.pi * (month.month - 12) / 12)
    return float(site.rate * season * (1 - float(TRUE_REDUCTION)) ** declined)


def _hours(site: Site, month: Month) -> Decimal:
    years = (month.year - 2018) + (month.month - 1) / 12
    typical = 10.0 * (1 + 0.18 * years)
    drawn = typical * named("hours", site.id, month).uniform(0.8, 1.2)
    return Decimal(round(drawn * 2)) / 2
