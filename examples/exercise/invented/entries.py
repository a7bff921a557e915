"""What a company truthfully reports for a quarter, in the periods that its layout has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from invented.layouts import LAYOUTS
from invented.parties import Company
from invented.quantities import monthly, quarterly, taxa_of
from invented.quarters import QUARTERS, START, Month, Quarter
from invented.report import Entry


def entries(company: Company, layout: str, quarter: Quarter) -> Iterator[Entry]:
    """What a company reports for a quarter, by indicator and taxon group; by month where the layout does."""
    for indicator in company.indicators:
        for taxon in taxa_of(company, indicator):
            match LAYOUTS[layout].period:
                case "month":
                    for month in quarter.months:
                        count = monthly(company.id, indicator, taxon, month)
                        yield _entry(company, indicator, taxon, month, count)
                case "quarter":
                    count = quarterly(company.id, indicator, taxon, quarter)
                    yield _entry(company, indicator, taxon, quarter, count)
                case "running":
                    past = (q for q in QUARTERS if q <= quarter)
                    count = sum(quarterly(company.id, indicator, taxon, q) for q in past)
                    total = _entry(company, indicator, taxon, quarter, count)
                    yield replace(total, start=START)


def _entry(company: Company, indicator: str, taxon: str, period: Quarter | Month, count: int) -> Entry:
    return Entry(
        subject=company.id,
        indicator=indicator,
        taxon_group=taxon,
        start=period.first_day,
        end=period.last_day,
        value=Decimal(count),
    )
