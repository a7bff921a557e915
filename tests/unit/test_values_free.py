"""Numbers and days as people fill them in: two readings are told, never guessed; scales are applied once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.fields import NumberGrammar
from pipeline.mapping.cellvalues import Expected, read_quantity
from pipeline.readers.cells import Cell
from pipeline.values.celltexts import read_celltext
from pipeline.values.chinese import read_chinese
from pipeline.values.days import order_of, read_day
from pipeline.values.english import read_english
from pipeline.values.notations import NOTATIONS, Notation, plain_digits, readings, undeclared, weigh
from pipeline.values.numerals import NotANumberError, read_grouped
from pipeline.values.printed import Printed
from pipeline.values.readings import Ambiguous

ENGLISH, GERMAN = Notation(".", ","), Notation(",", ".")


def printed(number: Decimal, notation: Notation) -> str:
    whole, _, decimals = f"{number:f}".partition(".")
    if notation.grouping == "indian" and len(whole) > 3:
        head, tail = whole[:-3], whole[-3:]
        start = len(head) % 2
        pairs = ([head[:start]] if start else []) + [head[i : i + 2] for i in range(start, len(head), 2)]
        whole = ",".join([*pairs, tail])
    else:
        whole = f"{int(whole):,}".replace(",", notation.thousands)
    return whole + (notation.decimal + decimals if decimals else "")


@settings(deadline=None)
@given(st.decimals(0, 10**12, places=2, allow_nan=False), st.sampled_from(NOTATIONS))
def test_what_is_printed_in_a_notation_is_among_its_readings(number: Decimal, notation: Notation) -> None:
    text = printed(number, notation)
    assert number in {Decimal(reading.value) for reading in readings(text)}
    found = read_celltext(text, notation)
    assert isinstance(found, Printed)
    assert found.value == number


@settings(deadline=None)
@given(st.decimals(0, 10**9, places=3, allow_nan=False), st.sampled_from(NOTATIONS))
def test_an_undeclared_number_is_right_or_told_to_be_ambiguous(number: Decimal, notation: Notation) -> None:
    text = printed(number, notation)
    assume(plain_digits(text, notation) is not None)
    found = undeclared(text)
    if isinstance(found, Ambiguous):
        assert number in {Decimal(reading.value) for reading in found.readings}
        assert len({Decimal(reading.value) for reading in found.readings}) > 1
    else:
        assert found is not None
        assert Decimal(found) == number


@pytest.mark.parametrize(("text", "values"), [("1.234", {"1.234", "1234"}), ("1,234", {"1234", "1.234"})])
def test_one_sign_before_three_digits_has_two_readings(text: str, values: set[str]) -> None:
    found = read_celltext(text)
    assert isinstance(found, Ambiguous)
    assert {str(reading.value.value) for reading in found.readings} == values
    assert {reading.under for reading in found.readings} >= {str(ENGLISH), str(GERMAN)}


@pytest.mark.parametrize(
    ("column", "notation"),
    [
        (["43086543", "85,680,819", "1,234"], ENGLISH),
        (["1.234", "12.345.678"], GERMAN),
        (["0.059", "1,234"], ENGLISH),
        (["0,86", "129.700"], GERMAN),
        (["1.234", "2.345"], None),
        (["1,234,567.8", "1.234.567,8"], None),
    ],
)
def test_a_column_settles_its_notation_by_evidence(column: list[str], notation: Notation | None) -> None:
    assert weigh(column).notation == notation


def test_evidence_names_what_it_could_not_read_and_what_contradicts() -> None:
    assert weigh(["12", "n/a"]).unread == ("n/a",)
    contradiction = weigh(["1,234,567.8", "1.234.567,8"])
    assert (contradiction.possible, contradiction.unread) == ((), ())
    assert weigh(["5", "12,345,678"]).witness == "12,345,678"


@pytest.mark.parametrize(
    ("text", "value", "more"),
    [
        ("162.4 HRS", "162.4", {"unit_text": "HRS"}),
        ("15,935*", "15935", {"mark": "*"}),
        ("15,935¹", "15935", {"mark": "¹"}),
        ("129.7M", "129700000.0", {"scale_text": "M"}),
        ("< 10,000", "10000", {"hedge": "under"}),
        ("97.30%", "97.30", {"percent": True, "decimals": 2}),
        ("0.973", "0.973", {"percent": False}),
        ("2.2 - 2.7", "2.2", {"hedge": "range", "high": Decimal("2.7")}),
        ("4%-5%", "4", {"hedge": "range", "high": Decimal(5), "percent": True}),
        ("-3", "-3", {}),
        ("\u22123", "-3", {}),
        ("$1,234", "1234", {"unit_text": "$"}),
        ("１，２３４", "1234", {}),
        ("12,34,567", "1234567", {}),
        ("约26.3万条", "263000.0", {"hedge": "approximately", "scale_text": "万"}),
        ("1.4 million", "1400000.0", {"scale_text": "million"}),
    ],
)
def test_what_stands_beside_the_digits_is_kept(text: str, value: str, more: dict[str, object]) -> None:
    found = read_celltext(text, ENGLISH if "12,34" not in text else Notation(".", ",", "indian"))
    assert isinstance(found, Printed)
    assert str(found.value) == value
    assert {name: getattr(found, name) for name in more} == more


def test_vague_words_have_no_value_and_brackets_have_two() -> None:
    vague = read_celltext("multi-billion")
    assert isinstance(vague, Printed)
    assert vague.vague
    brackets = read_celltext("(1,234)", ENGLISH)
    assert isinstance(brackets, Ambiguous)
    assert {reading.value.value for reading in brackets.readings} == {Decimal(1234), Decimal(-1234)}


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "1,23", "12½", "5 million %", "7 - 3", "over under 5", "1.2.3", "12 34", "((5))", "x5"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_celltext(text, ENGLISH)


def test_groups_of_two_are_indian_only_by_declaration() -> None:
    assert read_grouped("12,34,567", decimal=".", thousands=",", indian=True).value == 1234567
    with pytest.raises(NotANumberError):
        read_grouped("12,34,567", decimal=".", thousands=",")


@pytest.mark.parametrize(("text", "scale"), [("26.3万", "万"), ("1.2亿", "千"), ("5千", "万")])
def test_a_scale_in_the_cell_and_one_in_the_header_are_never_both_applied(text: str, scale: str) -> None:
    grammar = NumberGrammar(kind="chinese")
    found = read_quantity(Cell(text), grammar, Expected("listings_removed", scale=scale), "下架数量")
    assert getattr(found, "code", "") == "scale-twice"
    alone = read_quantity(Cell(text), grammar, Expected("listings_removed"), "下架数量")
    assert not hasattr(alone, "code")


@pytest.mark.parametrize(
    ("text", "value", "high"),
    [
        ("between 3 and 4", "3", "4"),
        ("2 million to 3 million", "2000000", "3000000"),
        ("20-30 million", "20000000", "30000000"),
        ("4%-5%", "4", "5"),
        ("three to five people", "3", "5"),
    ],
)
def test_english_ranges(text: str, value: str, high: str) -> None:
    found = read_english(text)
    assert found is not None
    assert (found.value, found.high, found.hedge) == (Decimal(value), Decimal(high), "range")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a hundred thousand listings", "100000"),
        ("one and a half million", "1500000"),
        ("two dozen", "24"),
        ("12,34,567", "1234567"),
        ("1.5 crore", "15000000"),
    ],
)
def test_english_words_of_size(text: str, value: str) -> None:
    found = read_english(text)
    assert found is not None
    assert found.value == Decimal(value)


@pytest.mark.parametrize("text", ["a thousand million", "3 and 4", "from 9 to 3", "57% to 4,190"])
def test_english_sizes_that_could_be_misread_are_refused(text: str) -> None:
    assert read_english(text) is None


@pytest.mark.parametrize(
    ("text", "value", "high", "hedge"),
    [
        ("20-30万条", "200000", "300000", "range"),
        ("4%-5%", "4", "5", "range"),
        ("百分之七十三点五", "73.5", None, None),
        ("近三成", "30", None, "nearly"),
        ("1亿2000余万", None, None, None),
        ("75萬多條", "750000", None, "over"),
        ("數百萬條", "1000000", None, "vague"),
        ("不足300家", "300", None, "under"),
    ],
)
def test_chinese_forms(text: str, value: str | None, high: str | None, hedge: str | None) -> None:
    found = read_chinese(text)
    if value is None:
        assert found is None
        return
    assert found is not None
    assert found.value == Decimal(value)
    assert found.high == (None if high is None else Decimal(high))
    assert found.hedge == hedge


def test_days_in_numbers_need_their_order() -> None:
    found = read_day("03/04/2021")
    assert isinstance(found, Ambiguous)
    assert {reading.value for reading in found.readings} == {date(2021, 4, 3), date(2021, 3, 4)}
    assert read_day("03/04/2021", order="day-month") == date(2021, 4, 3)
    assert read_day("13/04/2021") == date(2021, 4, 13)
    assert read_day("04/04/2021") == date(2021, 4, 4)
    assert isinstance(read_day("13.4.21"), Ambiguous)
    assert read_day("31/31/2021") is None
    assert read_day("44286") is None
    assert read_day("44286", serial="1900") == date(2021, 3, 31)
    assert read_day("42824", serial="1904") == date(2021, 3, 31)


def test_a_column_settles_the_order_of_days() -> None:
    assert order_of(["03/04/2021", "31/12/2021"]) == "day-month"
    assert order_of(["03/04/2021", "12/31/2021"]) == "month-day"
    assert order_of(["03/04/2021", "04/05/2021"]) is None
    assert order_of(["31/12/2021", "12/31/2021"]) is None


@settings(deadline=None)
@given(st.dates(date(1980, 1, 1), date(2060, 1, 1)), st.booleans())
def test_a_day_in_numbers_is_read_back_or_ambiguous(day: date, day_first: bool) -> None:
    text = f"{day:%d/%m/%Y}" if day_first else f"{day:%m/%d/%Y}"
    found = read_day(text)
    if isinstance(found, Ambiguous):
        assert day in {reading.value for reading in found.readings}
    else:
        assert found == day
