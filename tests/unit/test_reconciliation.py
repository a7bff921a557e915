"""The public record held against itself: arithmetic that anyone can check."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.comparisons import Comparison, ComparisonFile
from pipeline.composing.days import days_apart
from pipeline.composing.reconciliation import reconciliations
from pipeline.model import Text

D = Decimal
ABOUT = Text("What is compared", "对照内容")


@pytest.fixture
def quoted(record):
    """Figures made from the record's first quotation: name -> value, lower and upper bound."""
    model = next(f for f in record.figures if f.topic == "quotation")

    def make(**values):
        return [
            dataclasses.replace(
                model,
                id=name,
                subject="ebay",
                value=D(v),
                value_low=D(low),
                value_high=high and D(high),
                qualifier="over" if high is None else "exact" if low == high else "rounded",
                period_start=date.fromisoformat(days[0]) if days and days[0] else None,
                period_end=date.fromisoformat(days[1] if days else "2020-12-31"),
            )
            for name, (v, low, high, *days) in values.items()
        ]

    return make


def compare(figures, kind, of, **given):
    comparison = Comparison(id="x", kind=kind, about=ABOUT, figures=of, **given)
    (told,) = (r for r in reconciliations((comparison,), figures) if r.id == "x")
    return told


def test_growth_between_two_totals(quoted) -> None:
    figures = quoted(
        then=(11_631_819, 11_631_819, 11_631_819, "2018-03-01", "2021-09-30"),
        before=(3_335_381, 3_335_381, 3_335_381, "", "2020-03-31"),
        grown=(8_300_000, 8_250_000, 8_350_000, "2020-04-01", "2021-09-30"),
    )
    told = compare(figures, "difference", ("then", "before"), printed="grown")
    assert told.answer == "agrees"
    assert "8,296,438" in told.wording.en
    assert "8,296,438" in told.wording.zh
    assert "does not say when counting began" in told.wording.en
    assert told.figures == ("then", "before", "grown")


PARTS = ("first", "second", "third")
FOUR_YEARS = ("2017-01-01", "2020-12-31")


@pytest.mark.parametrize(
    ("most", "printed", "answer"),
    [
        (100_500, (522_000, 521_500, 522_500), "agrees"),
        (None, (522_000, 521_500, 522_500), "possible"),
        (None, (530_000, 529_500, 530_500), "possible"),
        (None, (500_000, 499_500, 500_500), "disagrees"),
    ],
)
def test_parts_against_their_sum(quoted, most, printed, answer) -> None:
    """An open part leaves open what the parts come to, however near the printed numbers are."""
    figures = quoted(
        first=(100_000, 100_000, most, "2017-01-01", "2018-12-31"),
        second=(165_000, 165_000, 165_000, "2019-01-01", "2019-12-31"),
        third=(257_000, 256_500, 257_500, "2020-01-01", "2020-12-31"),
        whole=(*printed, *FOUR_YEARS),
    )
    told = compare(figures, "sum", PARTS, printed="whole")
    assert told.answer == answer
    assert told.wording.en.startswith("100,000 + 165,000 + 257,000 = 522,000. ")
    assert ("over 100,000 + 165,000 + 257,000”: 521,500 or more" in told.wording.en) == (most is None)
    assert "days" not in told.wording.en.replace("of the same days", "")


@pytest.mark.parametrize(
    ("first", "second", "printed", "answer", "said"),
    [
        (("2016-11-01", "2018-10-31"), 2019, 522_000, "possible", "whole (November 2016 to December 2016)"),
        (("2016-11-01", "2018-10-31"), 2019, 522_000, "possible", "part (November 2018 to December 2018)"),
        (("2017-01-01", "2019-06-15"), 2019, 522_000, "possible", "twice (1 January 2019 to 15 June 2019)"),
        (("2017-01-01", "2018-10-31"), 2019, 700_000, "not_comparable", "need not add up"),
    ],
)
def test_numbers_that_fit_over_other_days_are_no_agreement(
    quoted, first, second, printed, answer, said
) -> None:
    figures = quoted(
        first=(100_000, 100_000, 100_000, *first),
        second=(165_000, 165_000, 165_000, f"{second}-01-01", f"{second}-12-31"),
        third=(257_000, 257_000, 257_000, "2020-01-01", "2020-12-31"),
        whole=(printed, printed, printed, *FOUR_YEARS),
    )
    told = compare(figures, "sum", PARTS, printed="whole")
    assert told.answer == answer
    assert said in told.wording.en


FIRST_DAY = date(2018, 1, 1)


@given(
    cuts=st.sets(st.integers(1, 900), max_size=4),
    nth=st.integers(0, 4),
    moved=st.integers(-40, 40).filter(bool),
)
def test_days_add_up_exactly_when_the_parts_tile_the_whole(public_edition_once, cuts, nth, moved) -> None:
    model = public_edition_once.figures[0]
    edges = [0, *sorted(cuts), 1000]
    spans = [(a, b - 1) for a, b in pairwise(edges)]

    def figure(span):
        start, end = (FIRST_DAY + timedelta(days=n) for n in span)
        return dataclasses.replace(model, period_start=start, period_end=end)

    whole = figure((0, 999))
    assert not days_apart(whole, [figure(span) for span in reversed(spans)])
    start, end = spans[nth % len(spans)]
    spans[nth % len(spans)] = (min(start + moved, end), end)
    assert bool(days_apart(whole, [figure(span) for span in spans])) == (start != min(start + moved, end))


def segments(*months):
    return tuple({"first": a, "then": b, "assumed": {"en": "If", "zh": "如"}} for a, b in months)


def test_a_trend_whose_sign_hangs_on_an_unstated_day(quoted) -> None:
    figures = quoted(first=(11_631_819, 11_631_819, 11_631_819), whole=(24_100_000, 24_050_000, 24_150_000))
    told = compare(figures, "pace", ("first", "whole"), segments=segments((36, 42), (42, 36)))
    assert told.answer == "depends"
    assert "−8.1%" in told.wording.en
    assert "+25.1%" in told.wording.en
    told = compare(figures, "pace", ("first", "whole"), segments=segments((42, 36), (43, 35)))
    assert told.answer == "agrees"


def test_what_a_release_does_not_hold_is_not_compared(quoted) -> None:
    comparison = Comparison(
        id="x", kind="apart", about=ABOUT, figures=("there", "missing"), why=Text("a", "b")
    )
    assert reconciliations((comparison,), quoted(there=(1, 1, 1))) == ()


def test_a_published_total_stands_beside_ours_of_the_same_days(record, exercise) -> None:
    ours = next(f for f in exercise.figures if f.topic == "output_round" and f.value is not None)
    told = dataclasses.replace(ours, id="told", topic="quotation", subject="coalition")
    (row,) = reconciliations((), (ours, told))
    assert (row.answer, row.figures) == ("agrees", ("told", ours.id))
    higher = dataclasses.replace(told, value_low=ours.value + 10, value_high=None)
    assert reconciliations((), (ours, higher))[0].answer == "disagrees"
    at_least = dataclasses.replace(told, value_low=ours.value - 10, value_high=None)
    assert reconciliations((), (ours, at_least))[0].answer == "possible"
    lower = dataclasses.replace(told, value_low=D(0), value_high=ours.value - 10)
    part = dataclasses.replace(ours, coverage_n=ours.coverage_of - 1)
    beside = [reconciliations((), (part, one))[0] for one in (told, higher, lower)]
    assert [row.answer for row in beside] == ["possible", "possible", "disagrees"]
    assert "the others may add to it" in beside[0].wording.en
    unknown = dataclasses.replace(told, period_start=None)
    assert reconciliations((), (ours, unknown))[0].answer == "not_comparable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sum"},
        {"kind": "apart"},
        {"kind": "pace", "segments": []},
        {"kind": "difference", "figures": ["a", "b", "c"], "printed": "d"},
        {"kind": "sum", "printed": "c", "why": {"en": "x", "zh": "y"}},
        {"kind": "apart", "why": {"en": "x", "zh": "y"}, "note": {"en": "x", "zh": "y"}},
    ],
)
def test_a_comparison_that_misses_something_is_refused(wrong) -> None:
    given = {"id": "x", "about": {"en": "a", "zh": "b"}, "figures": ["a", "b"]} | wrong
    with pytest.raises(ValidationError, match="x"):
        Comparison.model_validate(given)


def test_a_comparison_stands_once() -> None:
    one = {"id": "x", "kind": "apart", "about": {"en": "a", "zh": "b"}, "figures": ["a", "b"]}
    one["why"] = {"en": "x", "zh": "y"}
    with pytest.raises(ValidationError, match="twice"):
        ComparisonFile.model_validate({"comparisons": [one, one]})
