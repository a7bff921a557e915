"""Period texts under what a profile declares of dates: the order of day and month, and the fiscal year.

A date with two readings and a fiscal year without a declaration are never read; each says what to declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.fields import FieldSpan
from pipeline.values.days import ORDERS, DayOrder, read_day
from pipeline.values.fiscal import FiscalYear, fiscal_period, is_fiscal
from pipeline.values.periods import Period, parse_period
from pipeline.values.readings import Ambiguous, Reading, settle

_RANGE = re.compile(r"(\d.*?\d) ?(?:-|–|—|~|至|到|to|until) ?(\d.*\d)")
_SPANS: dict[int, FieldSpan] = {1: "month", 3: "quarter", 6: "half", 12: "year"}


@dataclass(frozen=True, slots=True)
class Dates:
    """What a block declares of its dates."""

    order: DayOrder | None = None
    fiscal: FiscalYear | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A period and the unit that it is (a fiscal quarter is a quarter)."""

    period: Period
    span: FieldSpan


class NoPeriodError(ValueError):
    """A text that means no period, or several: `code` is the finding's, `readings` what it could mean."""

    def __init__(self, code: str, readings: str = "") -> None:
        super().__init__(code)
        self.code, self.readings = code, readings


@lru_cache(maxsize=4096)
def read_period(text: str, dates: Dates) -> Dated:
    """The period that a text means. Raises NoPeriodError."""
    if period := parse_period(text):
        return Dated(period, period.span)
    if is_fiscal(text):
        return _fiscal(text, dates.fiscal)
    found = settle(text, list(_readings(text, dates.order)))
    if found is None:
        raise NoPeriodError("bad-period")
    if isinstance(found, Ambiguous):
        raise NoPeriodError("ambiguous-date", _told(found))
    return Dated(found, found.span)


def _told(found: Ambiguous[Period]) -> str:
    """What would have to be declared for each reading."""
    return "; ".join(reading.under for reading in found.readings)


def _fiscal(text: str, declared: FiscalYear | None) -> Dated:
    if declared is None:
        raise NoPeriodError("fiscal-undeclared")
    period = fiscal_period(text, declared)
    if period is None:
        raise NoPeriodError("bad-period")
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return Dated(period, _SPANS[months])


def _readings(text: str, order: DayOrder | None) -> Iterator[Reading[Period]]:
    """What dates in numbers can mean: one day, or a range of two with one order of day and month."""
    ends = _RANGE.fullmatch(text)
    for candidate in ORDERS if order is None else (order,):
        if day := _day(text, candidate):
            yield Reading(Period(day, day), ORDERS[candidate])
        elif ends is not None:
            first, last = (_day(end, candidate) for end in ends.groups())
            if first and last and first <= last:
                yield Reading(Period(first, last), ORDERS[candidate])


def _day(text: str, order: DayOrder) -> date | None:
    found = read_day(text, order=order)
    return found if isinstance(found, date) else None
