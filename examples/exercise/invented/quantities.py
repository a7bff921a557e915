"""What truly happened at the invented companies, month by month.

A quarter is the sum of its months. Companies that report in 万 (ten thousands) with two decimals keep whole
hundreds, so that what they print is exact.
"""

from __future__ import annotations

import math
from functools import cache

from invented.chance import named
from invented.parties import ACCOUNTS, ADS, BLOCKED, BY_ID, REMOVED, REPORTS, TAXA, Company
from invented.quarters import START, Month, Quarter

RELATIVE_TO_REMOVED = {REMOVED: 1.0, BLOCKED: 0.62, ADS: 0.85, ACCOUNTS: 0.16, REPORTS: 0.42}
TAXON_SHARE = dict(zip(TAXA, (0.34, 0.10, 0.13, 0.14, 0.29), strict=True))
GROWTH_A_YEAR = 0.11
TAKEN_OVER = Quarter(2020, 3)
"""First quarter in which Outline Outlet's figures contain the business of Sketch Shop."""


def taxa_of(company: Company, indicator: str) -> tuple[str, ...]:
    """Taxon groups under which a company reports an indicator.

    Accounts and user reports come in total only, except from companies whose form has no row for a total.
    """
    by_form = company.layout in ("semicolon", "merged", "running")
    return TAXA if by_form or indicator in (REMOVED, BLOCKED, ADS) else ("all",)


@cache
def monthly(company: str, indicator: str, taxon: str, month: Month) -> int:
    """True count of one company in one month, in the indicator's unit."""
    own = _drawn(BY_ID[company], indicator, taxon, month)
    if company == "outline-outlet" and month >= TAKEN_OVER.months[0]:
        return own + _drawn(BY_ID["sketch-shop"], indicator, taxon, month)
    return own


def quarterly(company: str, indicator: str, taxon: str, quarter: Quarter) -> int:
    """True count of one company in one quarter, in the indicator's unit."""
    return sum(monthly(company, indicator, taxon, month) for month in quarter.months)


def _drawn(company: Company, indicator: str, taxon: str, month: Month) -> int:
    years = (month.year - START.year) + (month.month - 1) / 12
    season = 1 + 0.06 * math.cos(2 * math.pi * (month.month - 11) / 12)
    share = TAXON_SHARE.get(taxon, 1.0)
    typical = company.level / 3 * RELATIVE_TO_REMOVED[indicator] * share * season
    noise = named("count", company.id, indicator, taxon, month).gauss(0, 0.05)
    count = typical * math.exp(math.log1p(GROWTH_A_YEAR) * years + noise)
    return round(count / 100) * 100 if company.layout == "chinese" else round(count)
