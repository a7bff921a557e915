"""The public record held against itself: arithmetic that anyone can check."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from pydantic import ValidationError

from pipeline.comparisons import Comparison, ComparisonFile
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
                model, id=name, subject="ebay", value=D(v), value_low=D(low), value_high=high and D(high)
            )
            for name, (v, low, high) in values.items()
        ]

    return make


def compare(figures, kind, of, **given):
    comparison = Comparison(id="x", kind=kind, about=ABOUT, figures=of, **given)
    (told,) = (r for r in reconciliations((comparison,), figures) if r.id == "x")
    return told


def test_growth_between_two_totals(quoted) -> None:
    figures = quoted(
        then=(11_631_819, 11_631_819, 11_631_819),
        before=(3_335_381, 3_335_381, 3_335_381),
        grown=(8_300_000, 8_250_000, 8_350_000),
    )
    told = compare(figures, "difference", ("then", "before"), printed="grown")
    assert told.answer == "agrees"
    assert "8,296,438" in told.wording.en
    assert "8,296,438" in told.wording.zh
    assert told.figures == ("then", "before", "grown")


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        ((522_000, 521_500, 522_500), "agrees"),
        ((530_000, 529_500, 530_500), "possible"),
        ((500_000, 499_500, 500_500), "disagrees"),
    ],
)
def test_parts_against_their_sum(quoted, printed, answer) -> None:
    figures = quoted(
        first=(100_000, 100_000, None),
        second=(165_000, 165_000, None),
        third=(257_000, 256_500, 257_500),
        whole=printed,
    )
    assert compare(figures, "sum", ("first", "second", "third"), printed="whole").answer == answer


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
