"""Numbers in English prose, with their hedges; an unknown word before a number is never passed over."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.values.english import ONES, TENS, hedge_at_end, read_english


@pytest.mark.parametrize(
    ("text", "value", "hedge", "unit"),
    [
        ("over 1.4 million", "1400000", "over", "100000"),
        ("approximately 263,000", "263000", "approximately", "1000"),
        ("more than one million viewers", "1000000", "over", "1000000"),
        ("a total of 39", "39", None, "1"),
        ("an additional eight internet companies", "8", None, "1"),
        ("43,000", "43000", None, "1000"),
        ("reached 600 million", "600000000", None, "100000000"),
        ("73.5%", "73.5", None, "0.1"),
        ("declined by 73%", "73", None, "1"),
        ("80 percent", "80", None, "1"),
        (">18 m yuan", "18000000", "over", "1000000"),
        (">1 bn", "1000000000", "over", "1000000000"),
        ("almost 750,000", "750000", "nearly", "10000"),
        ("~389,000", "389000", "approximately", "1000"),
        ("28,000+", "28000", "at_least", "1000"),
        ("half a million", "500000", None, "100000"),
        ("at least one million pieces", "1000000", "at_least", "1000000"),
        ("an average of over 400 million", "400000000", "over", "100000000"),
        ("fewer than 1,000", "1000", "under", "1000"),
        ("up to 500", "500", "at_most", "100"),
        ("two hundred and six", "206", None, "1"),
    ],
)
def test_phrases(text: str, value: str, hedge: str | None, unit: str) -> None:
    printed = read_english(text)
    assert printed is not None
    assert (printed.value, printed.hedge, printed.unit) == (Decimal(value), hedge, Decimal(unit))


@pytest.mark.parametrize(
    "text",
    [
        "barely 500",
        "six of the seven",
        "5 in 7",
        "1,23",
        "half of 7",
        "people",
        "12 of 30",
    ],
)
def test_phrases_with_unknown_words_or_two_numbers_are_refused(text: str) -> None:
    assert read_english(text) is None


@pytest.mark.parametrize(
    ("text", "low"), [("millions", "1e6"), ("thousands of creators", "1e3"), ("tens of millions", "1e7")]
)
def test_orders_of_magnitude_are_vague(text: str, low: str) -> None:
    printed = read_english(text)
    assert printed is not None
    assert printed.vague
    assert printed.value == Decimal(low)


def test_a_range_has_two_ends() -> None:
    printed = read_english("0.16-0.18%")
    assert printed is not None
    assert (printed.value, printed.high, printed.percent) == (Decimal("0.16"), Decimal("0.18"), True)


@settings(deadline=None)
@given(st.integers(0, 999))
def test_number_words_are_read_back(number: int) -> None:
    printed = read_english(in_words(number))
    assert printed is not None
    assert printed.value == number


def in_words(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{name_of(ONES, hundreds)} hundred"] if hundreds else []
    if rest or not hundreds:
        words += ["and"] if hundreds else []
        if rest < 20:
            words.append(name_of(ONES, rest))
        else:
            ones = f"-{name_of(ONES, rest % 10)}" if rest % 10 else ""
            words.append(name_of(TENS, rest - rest % 10) + ones)
    return " ".join(words)


def name_of(names: dict[str, int], number: int) -> str:
    return next(name for name, value in names.items() if value == number)


def test_the_hedge_before_a_figure_is_seen() -> None:
    assert hedge_at_end("have removed or blocked over") == "over"
    assert hedge_at_end("more than a total of") == "over"
    assert hedge_at_end("moreover") is None
