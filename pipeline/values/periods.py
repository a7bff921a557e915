"""Periods in the notations that reporters use, to first and last day.

2021-Q1, Q1 2021, 2021Q1, 1Q21, 2021年第一季度, 2021年上半年, H1 2021, Jan-Mar 2021, January 2021, 2021-03,
2021, 2021年3月, 2021年1月截至3月, 2021年前三季度, 2012-2016, 2021-03-31, 2021年3月31日,
2021-01-01/2021-03-31. Notations whose meaning depends on the country (03/04/2021: see `days`), the century
(1.4.21), the day they were said ("last year": see `spoken`) or a company's calendar (FY2020: see `fiscal`)
are refused here; of two-digit years only 1Q21 is taken.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pipeline.labels import fold

Span = Literal["day", "month", "quarter", "half", "year", "declared"]
_MONTHS_OF: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}

MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_LONGEST = 120
"""Signs of the longest text that is looked at: two written-out dates with all that may stand between them."""
_HAN_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day, both included."""

    start: date
    end: date

    @property
    def span(self) -> Span:
        """Calendar unit that the period is; `declared` when it is none."""
        if self.start == self.end:
            return "day"
        for span, months in _MONTHS_OF.items():
            aligned = self.start.day == 1 and (self.start.month - 1) % months == 0
            if aligned and self.end == calendar_months(self.start.year, self.start.month, months).end:
                return span  # type: ignore[return-value]
        return "declared"


def calendar_months(year: int, month: int, count: int) -> Period:
    """Days of a number of calendar months. Raises ValueError for a month or year that does not exist."""
    last = month + count - 1
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Period(date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]))


def _day(year: str, month: str, day: str) -> Period:
    on = date(int(year), int(month), int(day))
    return Period(on, on)


def _quarter(year: int, number: int) -> Period:
    return calendar_months(year, 3 * number - 2, 3)


def _half(year: int, number: int) -> Period:
    return calendar_months(year, 6 * number - 5, 6)


def _month_range(first: str, last: str, year: str) -> Period:
    start, end = MONTH_NAMES[first.lower()], MONTH_NAMES[last.lower()]
    if end < start:
        raise ValueError("the months run backwards")
    return calendar_months(int(year), start, end - start + 1)


def _day_range(first: str, start: str | None, last: str, end: str, year: str) -> Period:
    """1-31 March 2021, 1 January - 31 March 2021."""
    month = MONTH_NAMES[(start or end).lower()]
    begin = date(int(year), month, int(first))
    until = date(int(year), MONTH_NAMES[end.lower()], int(last))
    if until < begin:
        raise ValueError("the days run backwards")
    return Period(begin, until)


def _words_quarter(word: str, year: str) -> Period:
    return _quarter(int(year), {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[word.lower()])


def _first_quarters(year: str, count: str) -> Period:
    return calendar_months(int(year), 1, 6 if count in "二2两" else 9)


def _quarter_range(first: str, last: str, year: str) -> Period:
    return _number_range(year, str(3 * int(first) - 2), str(3 * int(last)))


def _number_range(year: str, first: str, last: str) -> Period:
    if int(last) < int(first):
        raise ValueError("the months run backwards")
    return calendar_months(int(year), int(first), int(last) - int(first) + 1)


def _between(first: str, last: str) -> Period:
    start, end = parse_period(first), parse_period(last)
    if start is None or end is None or end.end < start.start:
        raise ValueError("no range")
    return Period(start.start, end.end)


_Y = r"((?:19|20)\d{2})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = tuple(
    (re.compile(form, re.IGNORECASE | re.ASCII), build)
    for form, build in (
        (rf"{_Y}[- /]?Q([1-4])", lambda y, q: _quarter(int(y), int(q))),
        (rf"Q([1-4])[- /,]{{0,2}}{_Y}", lambda q, y: _quarter(int(y), int(q))),
        (rf"([1-4])Q[- ]?{_Y}", lambda q, y: _quarter(int(y), int(q))),
        (r"([1-4])Q[- ']?(\d{2})", lambda q, y: _quarter(2000 + int(y), int(q))),
        (rf"{_Y} ?年? ?第?([一二三四1-4]) ?季度?", lambda y, q: _quarter(int(y), _HAN_DIGIT[q])),
        (rf"{_Y}[- /]?H([12])", lambda y, h: _half(int(y), int(h))),
        (rf"H([12])[- /]?{_Y}", lambda h, y: _half(int(y), int(h))),
        (rf"{_Y} ?年? ?([上下])半年", lambda y, h: _half(int(y), 1 if h == "上" else 2)),
        (rf"(?:the )?(first|second|third|fourth|last) quarter(?: of|,)? {_Y}", _words_quarter),
        (
            rf"(?:the )?(first|second|last) half(?: of|,)? {_Y}",
            lambda w, y: _half(int(y), 1 if w.lower() == "first" else 2),
        ),
        (rf"{_Y} ?年?前([二三2-3两]) ?(?:个)?季度", _first_quarters),
        (rf"Q([1-4]) ?(?:-|–|to) ?Q([1-4]),? {_Y}", _quarter_range),
        (rf"({_MONTH})\.? ?(?:-|–|—|to) ?({_MONTH})\.?,? {_Y}", _month_range),
        (rf"({_MONTH})\.?,?[ -]{_Y}", lambda m, y: calendar_months(int(y), MONTH_NAMES[m.lower()], 1)),
        (rf"{_Y} ?年 ?(\d{{1,2}}) ?月? ?(?:[-–—至到~]|截至|截止) ?(\d{{1,2}}) ?月(?:份|底)?", _number_range),
        (rf"{_Y}[-/](\d{{1,2}})", lambda y, m: calendar_months(int(y), int(m), 1)),
        (rf"{_Y} ?年 ?(\d{{1,2}}) ?月(?:份)?", lambda y, m: calendar_months(int(y), int(m), 1)),
        (rf"{_Y}(?: ?年(?:全年|度)?)?", lambda y: calendar_months(int(y), 1, 12)),
        (rf"{_Y}-(\d{{2}})-(\d{{2}})(?:[T ]00:00(?::00(?:\.0+)?)?)?", _day),
        (rf"{_Y}/(\d{{1,2}})/(\d{{1,2}})", _day),
        (rf"{_Y} ?年 ?(\d{{1,2}}) ?月 ?(\d{{1,2}}) ?日", _day),
        (rf"(\d{{1,2}})\.? ({_MONTH})\.?,? {_Y}", lambda d, m, y: _day(y, str(MONTH_NAMES[m.lower()]), d)),
        (rf"({_MONTH})\.? (\d{{1,2}}),? {_Y}", lambda m, d, y: _day(y, str(MONTH_NAMES[m.lower()]), d)),
        (rf"(\d{{1,2}})(?: ({_MONTH}))? ?(?:-|–|—|to) ?(\d{{1,2}}) ({_MONTH}),? {_Y}", _day_range),
        (rf"{_Y} ?年? ?(?:-|–|—|~|至|到) ?{_Y}(?: ?年)?", _between),
        (r"(.{8,}?) (?:-|–|—) (.{8,})", _between),
        (rf"((?:{_MONTH})\.? \d{{4}}) ?(?:-|–|—) ?((?:{_MONTH})\.? \d{{4}})", _between),
        (r"([^/]{4,}?) ?/ ?(\d{4}-[^/]{1,})", _between),
        (r"(.{4,}?) (?:to|until) (.{4,})", _between),
        (r"(\d{4}-\d{2}-\d{2}) ?(?:–|~) ?(\d{4}-\d{2}-\d{2})", _between),
        (r"(.{4,}?) ?(?:至|到) ?(.{4,})", _between),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period | None:
    """The period that a text means; None when it is none or could be several."""
    folded = fold(text)
    if len(folded) > _LONGEST:
        return None
    for form, build in _FORMS:
        match = form.fullmatch(folded)
        if match is None:
            continue
        try:
            return build(*match.groups())
        except ValueError:
            continue
    return None


def parse_day(text: str) -> date | None:
    """The day that a text means; None for anything that is not one day."""
    period = parse_period(text)
    return period.start if period and period.start == period.end else None


def ending_on(day: date, span: Span) -> Period | None:
    """The calendar period of a span that ends on a day; None when none does."""
    if span == "day":
        return Period(day, day)
    months = _MONTHS_OF.get(span)
    if months is None:
        return None
    first = day.year * 12 + day.month - months
    period = calendar_months(first // 12, first % 12 + 1, months)
    return period if period.end == day and period.span == span else None


def describe(period: Period) -> str:
    """ISO-like name: 2021-Q1, 2021-03, 2021, or first/last day."""
    if period.span == "quarter":
        return f"{period.start.year}-Q{(period.start.month + 2) // 3}"
    if period.span == "month":
        return f"{period.start:%Y-%m}"
    if period.span == "year":
        return str(period.start.year)
    if period.span == "day":
        return period.start.isoformat()
    return f"{period.start.isoformat()}/{period.end.isoformat()}"
