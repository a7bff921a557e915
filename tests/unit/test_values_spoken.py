"""Periods as people say them, resolved by the day they were said, or left open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.values.fiscal import FiscalYear, fiscal_period, is_fiscal
from pipeline.values.periods import Period, calendar_months, describe, parse_period
from pipeline.values.spoken import find_periods, read_spoken

SAID = date(2020, 10, 21)


@pytest.mark.parametrize(
    ("text", "start", "end", "precisions"),
    [
        ("since 2018", "2018-01-01", "2020-10-21", "year day"),
        ("as of 5 June 2020", "None", "2020-06-05", "day day"),
        ("last year", "2019-01-01", "2019-12-31", "year year"),
        ("this year", "2020-01-01", "2020-12-31", "year year"),
        ("last quarter", "2020-07-01", "2020-09-30", "quarter quarter"),
        ("last month", "2020-09-01", "2020-09-30", "month month"),
        ("in August 2020", "2020-08-01", "2020-08-31", "month month"),
        ("in June", "2020-06-01", "2020-06-30", "month month"),
        ("in December", "2019-12-01", "2019-12-31", "month month"),
        ("by 2020", "None", "2020-12-31", "day year"),
        ("at the end of this year", "None", "2020-12-31", "day year"),
        ("2017-2018", "2017-01-01", "2018-12-31", "year year"),
        ("between March 2018 and September 2020", "2018-03-01", "2020-09-30", "month month"),
        ("from March 2018-Sept 2020", "2018-03-01", "2020-09-30", "month month"),
        ("January to March 2020", "2020-01-01", "2020-03-31", "month month"),
        ("in the past year", "2019-10-22", "2020-10-21", "day day"),
        ("over the past two years", "2018-10-22", "2020-10-21", "day day"),
        ("the last six months of 2019", "2019-07-01", "2019-12-31", "month month"),
        ("the first quarter of 2020", "2020-01-01", "2020-03-31", "quarter quarter"),
        ("on March 7 last year", "2019-03-07", "2019-03-07", "day day"),
        ("6th March 2019", "2019-03-06", "2019-03-06", "day day"),
        ("22th April, 2020", "2020-04-22", "2020-04-22", "day day"),
        ("on September, 2016", "2016-09-01", "2016-09-30", "month month"),
        ("From July 1 to Sept. 30", "2020-07-01", "2020-09-30", "day day"),
        ("to date", "None", "2020-10-21", "day day"),
        ("截止2015年12月", "None", "2015-12-31", "day month"),
        ("截至2019年4月底", "None", "2019-04-30", "day month"),
        ("5月1日以来", "2020-05-01", "2020-10-21", "day day"),
        ("12月1日以来", "2019-12-01", "2020-10-21", "day day"),
        ("自2018年成立以来", "2018-01-01", "2020-10-21", "year day"),
        ("2018年3月至2019年4月", "2018-03-01", "2019-04-30", "month month"),
        ("2020年1月截至3月", "2020-01-01", "2020-03-31", "month month"),
        ("去年全年", "2019-01-01", "2019-12-31", "year year"),
        ("今年上半年", "2020-01-01", "2020-06-30", "month month"),
        ("去年12月底", "2019-12-01", "2019-12-31", "month month"),
        ("上月", "2020-09-01", "2020-09-30", "month month"),
        ("近三年", "2017-10-22", "2020-10-21", "day day"),
        ("五年间", "2015-10-22", "2020-10-21", "day day"),
        ("四季度", "2020-10-01", "2020-12-31", "quarter quarter"),
        ("截至目前", "None", "2020-10-21", "day day"),
    ],
)
def test_what_is_said_has_its_days(text: str, start: str, end: str, precisions: str) -> None:
    found = read_spoken(text, SAID)
    assert found is not None
    assert (str(found.start), str(found.end), found.needs) == (start, end, "")
    assert f"{found.start_precision} {found.end_precision}" == precisions


@pytest.mark.parametrize(
    "text",
    ["last year", "since 2018", "5月1日以来", "in June", "去年", "近三年", "to date", "the past two years"],
)
def test_without_the_day_it_was_said_it_stays_open(text: str) -> None:
    (found,) = find_periods(text)
    assert found.needs == "date-said" or found.end is None
    assert found.end is None


@pytest.mark.parametrize(
    "text",
    ["removed 2000 listings", "it may be so", "over 2018 items", "2,019 items", "march on", "two centuries"],
)
def test_counts_and_words_are_no_periods(text: str) -> None:
    assert find_periods(text, SAID) == []


def test_several_periods_keep_their_places() -> None:
    text = "Results 2017-2018 declined compared to that in 2012-2016."
    assert [text[p.offset : p.stop] for p in find_periods(text, SAID)] == ["2017-2018", "in 2012-2016"]


@settings(deadline=None)
@given(st.integers(1990, 2060), st.integers(1, 12), st.integers(1, 12))
def test_months_of_a_year_are_found_in_chinese_and_english(year: int, first: int, count: int) -> None:
    last = min(12, first + count - 1)
    period = calendar_months(year, first, last - first + 1)
    for text in (f"{year}年{first}月至{last}月", f"{year}年{first}月截至{last}月"):
        found = read_spoken(text)
        assert found is not None
        assert (found.start, found.end) == (period.start, period.end)
        assert parse_period(text) == period


@settings(deadline=None)
@given(st.dates(date(1995, 1, 1), date(2050, 12, 31)))
def test_the_last_full_year_lies_before_the_day_it_was_said(said: date) -> None:
    found = read_spoken("last year", said)
    assert found is not None
    assert (found.start, found.end) == (date(said.year - 1, 1, 1), date(said.year - 1, 12, 31))
    month = read_spoken("last month", said)
    assert month is not None
    assert month.end is not None
    assert 1 <= (said - month.end).days <= 31


@pytest.mark.parametrize(
    ("text", "first_month", "named_by", "name"),
    [
        ("FY2020", 4, "end", "2019-04-01/2020-03-31"),
        ("FY2020", 4, "start", "2020-04-01/2021-03-31"),
        ("FY20", 1, "end", "2020"),
        ("FY2019/20", 7, "end", "2019-07-01/2020-06-30"),
        ("FY2020 Q3", 4, "end", "2019-10-01/2019-12-31"),
        ("Q1 FY2020", 10, "end", "2019-Q4"),
        ("2020财年", 4, "end", "2019-04-01/2020-03-31"),
    ],
)
def test_a_fiscal_year_needs_its_first_month(text: str, first_month: int, named_by: str, name: str) -> None:
    assert is_fiscal(text)
    assert parse_period(text) is None
    found = fiscal_period(text, FiscalYear(first_month, "start" if named_by == "start" else "end"))
    assert found is not None
    assert found == parse_period(name) or describe(found) == name


def test_fiscal_years_that_contradict_are_refused() -> None:
    assert fiscal_period("FY2019/21", FiscalYear(4)) is None
    assert fiscal_period("2020", FiscalYear(4)) is None
    assert not is_fiscal("2020")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2021年前三季度", "2021-01-01/2021-09-30"),
        ("Q1-Q2 2021", "2021-01-01/2021-06-30"),
        ("1-31 March 2021", "2021-03"),
        ("1 January - 31 March 2021", "2021-Q1"),
        ("2012-2016", "2012-01-01/2016-12-31"),
        ("Jul-Sep 2020", "2020-Q3"),
        ("second half of 2020", "2020-07-01/2020-12-31"),
        ("2019年全年", "2019"),
    ],
)
def test_further_notations_of_periods(text: str, name: str) -> None:
    found = parse_period(text)
    assert isinstance(found, Period)
    assert describe(found) == name
