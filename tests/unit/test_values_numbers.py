"""Numbers are read strictly in the declared notation, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Qualifier
from pipeline.values.bounds import bounded
from pipeline.values.chinese import han_number
from pipeline.values.limits import fault
from pipeline.values.numerals import (
    NotANumberError,
    read_chinese_number,
    read_grouped,
    read_plain,
    read_stored,
)
from pipeline.values.printed import plain
from pipeline.values.scales import scale

AMOUNTS = st.decimals(min_value=0, max_value=10**15, places=3, allow_nan=False)
SIGNS = [(".", ","), (",", "."), (",", " "), (".", "'"), (",", "")]


def grouped(number: Decimal, decimal: str, thousands: str) -> str:
    """The number as people of a country print it."""
    whole, _, decimals = f"{number:,f}".partition(".")
    return whole.replace(",", thousands) + (decimal + decimals if decimals else "")


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from(SIGNS))
def test_what_is_printed_with_declared_signs_is_read_back(number: Decimal, signs: tuple[str, str]) -> None:
    decimal, thousands = signs
    text = grouped(number, decimal, thousands)
    assert read_grouped(text, decimal=decimal, thousands=thousands).value == number


@settings(deadline=None)
@given(AMOUNTS)
def test_what_is_printed_plainly_is_read_back(number: Decimal) -> None:
    assert read_plain(f"{number:f}").value == number


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_number_in_han_characters_is_read_back(number: int) -> None:
    assert han_number(in_han(number)) == number


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99_999_999), st.sampled_from(["万", "亿"]))
def test_hundredths_of_a_scale_are_read_back(hundredths: int, unit: str) -> None:
    text = f"{Decimal(hundredths) / 100}{unit}条"
    assert read_chinese_number(text).value == Decimal(hundredths) / 100 * (scale(unit) or 0)


def in_han(number: int) -> str:
    """Standard numeral, 零 wherever a place is skipped."""
    if number == 0:
        return "零"
    digits, text, pending_zero = "零一二三四五六七八九", "", False
    for size, large in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // size % 10**4
        if section == 0:
            pending_zero = bool(text)
            continue
        if text and (pending_zero or section < 1000):
            text += "零"
        pending_zero, skipped, part = False, False, ""
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = section // unit % 10
            if digit == 0:
                skipped = bool(part)
                continue
            part += ("零" if skipped else "") + digits[digit] + name
            skipped = False
        text += part + large
    return text


@pytest.mark.parametrize(
    "text",
    ["1,234", "1 234", "1.234,5", "+5", "(5)", "5*", "1e5", "", "n/a", "1.", ".5", "12²", "1⁄2", "½", "٣"],
)
def test_plain_refuses_everything_but_digits_and_one_point(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_plain(text)


@pytest.mark.parametrize("text", ["1.23", "12.34.567", "1.234.56", "1234.567", "1,234.5", "1.234,", "1'234"])
def test_groups_have_three_digits(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_grouped(text, decimal=",", thousands=".")


@pytest.mark.parametrize(
    ("text", "value", "hedge"),
    [
        ("75万多条", "750000", "over"),
        ("1607万条", "16070000", None),
        ("188.4亿余", "18840000000", "over"),
        ("三百余万", "3000000", "over"),
        ("1,234万", "12340000", None),
        ("近10万", "100000", "nearly"),
        ("约26.3万条", "263000", "approximately"),
        ("２６.3万", "263000", None),
        ("逾1.4亿次", "140000000", "over"),
        ("超2.3万", "23000", "over"),
        ("至少100万", "1000000", "at_least"),
        ("不超过300", "300", "at_most"),
        ("540+", "540", "at_least"),
        ("二十六万三千", "263000", None),
        ("3万5千", "35000", None),
        ("1亿2000万", "120000000", None),
    ],
)
def test_chinese_usage(text: str, value: str, hedge: str | None) -> None:
    printed = read_chinese_number(text)
    assert (printed.value, printed.hedge) == (Decimal(value), Qualifier(hedge) if hedge else None)


@pytest.mark.parametrize(
    "text", ["一千二", "三万五", "1,23万", "约超5万", "万", "5万万", "见附件", "1亿2000", "百分"]
)
def test_chinese_usage_that_is_ambiguous_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_chinese_number(text)


def test_an_order_of_magnitude_is_vague() -> None:
    assert read_chinese_number("数百万").vague


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("0.735", "0.735"),
        ("0.30000000000000004", "0.3"),
        ("1E+6", "1000000"),
        ("263000.0", "263000"),
        ("-3", "-3"),
    ],
)
def test_a_stored_number_counts_fifteen_digits(stored: str, value: str) -> None:
    assert read_stored(stored).value == Decimal(value)


@pytest.mark.parametrize(
    ("digits", "qualifier", "value", "low", "high"),
    [
        ("263000", "approximately", "263000", "262500", "263500"),
        ("1400000", "over", "1400000", "1400000", None),
        ("750000", "nearly", "750000", "745000", "750000"),
        ("1000", "under", "1000", "0", "1000"),
        ("600000000", "rounded", "600000000", "550000000", "650000000"),
        ("39", "exact", "39", "39", "39"),
        ("1000000", "vague", None, "1000000", None),
    ],
)
def test_bounds_follow_from_the_qualifier(
    digits: str, qualifier: str, value: str | None, low: str, high: str | None
) -> None:
    found = bounded(read_plain(digits), Qualifier(qualifier))
    assert (found.value, found.low, found.high) == tuple(
        None if t is None else Decimal(t) for t in (value, low, high)
    )


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from(list(Qualifier)))
def test_a_value_lies_within_its_bounds(number: Decimal, qualifier: Qualifier) -> None:
    found = bounded(read_plain(plain(number)), qualifier)
    known = [b for b in (found.low, found.value, found.high) if b is not None]
    assert known == sorted(known)


@pytest.mark.parametrize(
    ("value", "indicator", "code"),
    [
        ("12.5", "listings_removed", "not-whole"),
        ("-1", "listings_removed", "negative-value"),
        ("12.5", "effort_hours", None),
        ("100.1", "share_removed_before_view", "percent-out-of-range"),
        ("-73", "ads_found_change", None),
        ("0.1234567", "effort_hours", "too-many-decimals"),
        ("1e22", "listings_removed", "number-too-large"),
        ("0", "listings_removed", None),
    ],
)
def test_limits_of_an_indicator(value: str, indicator: str, code: str | None) -> None:
    assert fault(Decimal(value), indicator) == code


def test_scales_are_words_or_powers_of_ten() -> None:
    assert (scale("万"), scale("Million"), scale("1000"), scale("1100"), scale("dozen")) == (
        Decimal(10**4),
        Decimal(10**6),
        Decimal(1000),
        None,
        None,
    )
