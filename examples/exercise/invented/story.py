"""The story: who sends which file for which round, and when; `oddities` makes some of them odd."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from invented.chance import named
from invented.entries import entries
from invented.monitoring import PROTOCOL, searches
from invented.oddities import as_sent
from invented.parties import BY_ID, MONITOR, reporting_companies, subjects_of
from invented.quarters import QUARTERS, Quarter
from invented.report import Entry, Report


@cache
def reports() -> tuple[Report, ...]:
    """Every file of the exercise, by round, reporter and arrival."""
    return tuple(report for quarter in QUARTERS for report in _reports_of(quarter))


def _reports_of(quarter: Quarter) -> Iterator[Report]:
    for reporter in reporting_companies(quarter):
        yield from as_sent(_company_report(reporter, quarter))
    yield _monitor_report(quarter)


def _company_report(reporter: str, quarter: Quarter) -> Report:
    layout = BY_ID[reporter].layout_in(quarter)
    told = [
        entry for company in subjects_of(reporter, quarter) for entry in entries(company, layout, quarter)
    ]
    return Report(
        reporter=reporter,
        quarter=quarter,
        file_stem=f"{reporter}-{quarter}",
        layout=layout,
        entries=tuple(told),
        received_at=_arrival(reporter, quarter),
    )


def _arrival(reporter: str, quarter: Quarter) -> datetime:
    """Some day between the opening and the due date, in office hours."""
    chance = named("arrival", reporter, quarter)
    day = quarter.opens + timedelta(days=chance.randint(5, 27))
    return datetime.combine(day, time(chance.randint(8, 16), chance.randint(0, 59)), tzinfo=UTC)


def _monitor_report(quarter: Quarter) -> Report:
    told = [
        Entry(
            subject=search.site.id,
            indicator=indicator,
            channel=search.site.channel,
            protocol=PROTOCOL,
            start=search.month.first_day,
            end=search.month.last_day,
            value=value,
        )
        for search in searches(quarter)
        for indicator, value in (("ads_found", Decimal(search.found)), ("effort_hours", search.hours))
    ]
    return Report(
        reporter=MONITOR,
        quarter=quarter,
        file_stem=f"{MONITOR}-{quarter}",
        layout="monitor",
        entries=tuple(told),
        received_at=_arrival(MONITOR, quarter),
    )
