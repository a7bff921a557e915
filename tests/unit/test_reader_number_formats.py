"""What a person sees, and how serial numbers and floats become text."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.excel_cells import shortest
from pipeline.readers.number_formats import FormatKind, format_code, number_format
from pipeline.readers.serial_dates import elapsed_text, iso_text

SAME_NUMBER = None


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("General", "0.735", SAME_NUMBER),
        ("@", "12", SAME_NUMBER),
        ("#,##0", "1234567", SAME_NUMBER),
        ("#,##0.00", "12.5", SAME_NUMBER),
        ("000", "7", SAME_NUMBER),
        ("0_ ", "5", SAME_NUMBER),
        ("0%", "0.735", "74%"),
        ("0.0%", "0.735", "73.5%"),
        ("0.0%", "-0.5", "-50.0%"),
        ("0%", "0", "0%"),
        ('#,##0,"k"', "263000", "263k"),
        ("0,", "263000", "263"),
        ('0.0,,"M"', "129700000", "129.7M"),
        ('0"万"', "26.4", "26万"),
        ('General"条"', "12", "12条"),
        ("[$¥-804]#,##0.00", "12.5", "¥12.50"),
        ("0.00", "26.345", "26.35"),
        ("#,##0", "1234.4", "1,234"),
        ("0", "0.5", "1"),
        ("[Red]0.0", "-2.55", "-2.6"),
        ("#,##0;(#,##0)", "-1234", "(1,234)"),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "0", "-"),
        ('[>=1000000]0.0,,"M";[>=1000]0,"k";0', "1500000", "1.5M"),
        ('[>=1000000]0.0,,"M";[>=1000]0,"k";0', "2500", "3k"),
        ('[>=1000000]0.0,,"M";[>=1000]0,"k";0', "7", SAME_NUMBER),
        ("0.00E+00", "263000", "2.63E+05"),
        ("0.0E+00", "0.0000999", "1.0E-04"),
        (";;;", "5", ""),
        ("#", "0", ""),
        ("#.##", "0.555", ".56"),
        ('"{0}"0', "5", "{0}5"),
    ],
)
def test_what_is_shown(code, stored, shown):
    assert number_format(code).shown(stored) == shown


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", FormatKind.DATE),
        ("[$-409]mmm yy;@", FormatKind.DATE),
        ('yyyy"年"m"月"', FormatKind.DATE),
        ("h:mm AM/PM", FormatKind.DATE),
        ("[h]:mm:ss", FormatKind.ELAPSED),
        ('"days" 0', FormatKind.NUMBER),
        ("[Red]0", FormatKind.NUMBER),
        ("0\\d", FormatKind.NUMBER),
        ("", FormatKind.NUMBER),
    ],
)
def test_dates_are_known_by_their_format(code, kind):
    assert number_format(code).kind is kind


def test_numbered_formats():
    assert format_code(10, {}) == "0.00%"
    assert format_code(31, {}) == 'yyyy"年"m"月"d"日"'
    assert format_code(10, {10: "0.0"}) == "0.0"
    assert format_code(199, {}) == "General"


@given(st.decimals(min_value=0, max_value=10**12, places=4), st.integers(0, 4))
def test_fixed_decimals_round_half_up(number, places):
    stored = shortest(str(number))
    code = "0." + "0" * places if places else "0"
    shown = number_format(code).shown(stored)
    exact = Decimal(stored).quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
    assert Decimal(stored if shown is None else shown) == exact


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("263000", "263000"),
        ("263000.0", "263000"),
        ("0.73499999999999999", "0.735"),
        ("0.10000000000000001", "0.1"),
        ("1E-3", "0.001"),
        ("2.63E5", "263000"),
        ("12345678901234567", "12345678901234567"),
        ("-0", "0"),
        ("+5", "5"),
        ("007", "7"),
    ],
)
def test_the_shortest_text_of_a_number(stored, text):
    assert shortest(stored) == text


@pytest.mark.parametrize("stored", ["abc", "1_000", "nan", "1e999", "1e99999", "１", "1,5", "- 5"])
def test_what_is_no_number(stored):
    with pytest.raises(ValueError, match="number"):
        shortest(stored)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_float_changes(number):
    text = shortest(f"{number:.17g}")
    assert float(text) == number
    assert "e" not in text.lower()


@given(st.integers(61, 2_958_465))
def test_days_of_the_1900_calendar(serial):
    expected = date(1899, 12, 30) + timedelta(serial)
    assert iso_text(Decimal(serial), since_1904=False) == expected.isoformat()


@pytest.mark.parametrize(
    ("serial", "since_1904", "text"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, "1900-02-29"),
        ("61", False, "1900-03-01"),
        ("0", False, "1900-01-00"),
        ("44286", False, "2021-03-31"),
        ("42824", True, "2021-03-31"),
        ("44286.604166666664", False, "2021-03-31T14:30:00"),
        ("0.5", False, "12:00:00"),
        ("44286.99999999999", False, "2021-04-01"),
        ("1.5E-8", False, "00:00:00.001"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, None),
        ("2957004", True, None),
        ("-1", False, None),
    ],
)
def test_serial_dates(serial, since_1904, text):
    assert iso_text(Decimal(serial), since_1904=since_1904) == text


def test_durations():
    assert elapsed_text(Decimal("6.75")) == "162:00:00"
    assert elapsed_text(Decimal("-0.5")) == "-12:00:00"
