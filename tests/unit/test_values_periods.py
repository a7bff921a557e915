"""Periods in the notations of reporters; what could mean two periods is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.values.periods import Period, describe, ending_on, parse_day, parse_period

FIRST_QUARTER = Period(date(2021, 1, 1), date(2021, 3, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2021-Q1",
        "Q1 2021",
        "2021Q1",
        "2021 Q1",
        "1Q21",
        "1Q 2021",
        "2021年第一季度",
        "2021年第1季度",
        "2021 年 1 季度",
        "Jan-Mar 2021",
        "January to March 2021",
        "2021年1-3月",
        "2021年1月至3月",
        "2021-01-01/2021-03-31",
        "2021-01-01 to 2021-03-31",
        "January 2021 to March 2021",
        "2021年1月1日至2021年3月31日",
        "２０２１－Ｑ１",
    ],
)
def test_one_quarter_in_many_notations(text: str) -> None:
    assert parse_period(text) == FIRST_QUARTER


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2021",
        "1.4.21",
        "Mar-21",
        "2021-13",
        "2021-02-30",
        "Q5 2021",
        "Q1 21",
        "21-03",
        "YYYY-MM-DD",
        "2021-Q1 (prelim.)",
        "first quarter",
        "",
        "Dec-Jan 2021",
        "2021-03-31/2021-01-01",
        "20210331",
        "44286",
        "2018-19",
        "March",
    ],
)
def test_what_is_no_period_or_could_be_two_is_refused(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "span", "name"),
    [
        ("2021-03", "month", "2021-03"),
        ("March 2021", "month", "2021-03"),
        ("2021年3月", "month", "2021-03"),
        ("2021年上半年", "half", "2021-01-01/2021-06-30"),
        ("H2 2021", "half", "2021-07-01/2021-12-31"),
        ("2021", "year", "2021"),
        ("2021年度", "year", "2021"),
        ("2021-03-31", "day", "2021-03-31"),
        ("2021-03-31T00:00:00", "day", "2021-03-31"),
        ("2021年3月31日", "day", "2021-03-31"),
        ("31 March 2021", "day", "2021-03-31"),
        ("2018 to 2020", "declared", "2018-01-01/2020-12-31"),
    ],
)
def test_spans(text: str, span: str, name: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.span, describe(period)) == (span, name)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.dates(date(1950, 1, 1), date(2080, 1, 1)))
def test_what_is_described_is_read_back(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert parse_period(describe(period)) == period


@settings(deadline=None)
@given(st.integers(1950, 2080), st.integers(1, 4))
def test_calendar_units_are_read_back(year: int, quarter: int) -> None:
    period = parse_period(f"Q{quarter} {year}")
    assert period is not None
    assert describe(period) == f"{year}-Q{quarter}"
    assert ending_on(period.end, "quarter") == period


def test_a_period_ends_on_a_day_or_there_is_none() -> None:
    assert ending_on(date(2021, 3, 31), "quarter") == FIRST_QUARTER
    assert ending_on(date(2021, 4, 30), "quarter") is None
    assert ending_on(date(2021, 3, 30), "month") is None
    assert ending_on(date(2020, 12, 31), "year") == Period(date(2020, 1, 1), date(2020, 12, 31))


def test_a_day_is_one_day() -> None:
    assert parse_day("2021-03-31") == date(2021, 3, 31)
    assert parse_day("2021-03") is None
