"""Keys of the language for how dates, fiscal years and numbers are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from one_block import FIELDS, block

from pipeline.strict_yaml import EditedFileError

# Dates and fiscal years

DATED = block(
    """
    header: [[From, To, Removed]]
    values: [Removed]
    dates: day-month
    fields:
      subject: {constant: alpha}
      period_start: {column: From}
      period_end: {column: To}
      indicator: {constant: listings_removed}
"""
)
UNDECLARED = DATED.replace("    dates: day-month\n", "")


def spans(mapped):
    return [f"{o.period_start}/{o.period_end}" for o in mapped.observations]


def test_the_order_of_day_and_month_is_declared(mapping_desk):
    text = "From;To;Removed\n02/01/2021;03/02/2021;12"
    assert spans(mapping_desk.map(text, DATED)) == ["2021-01-02/2021-02-03"]
    assert spans(mapping_desk.map(text, DATED.replace("day-month", "month-day"))) == ["2021-02-01/2021-03-02"]
    (first, second) = mapping_desk.map(text, UNDECLARED).findings
    assert (first.code, first.places, second.places) == ("ambiguous-date", ("A2",), ("B2",))
    assert first.params["readings"] == "day before month; month before day"
    with pytest.raises(EditedFileError, match="dates"):
        mapping_desk.layout(DATED.replace("day-month", "european"))


def test_a_date_with_one_reading_needs_no_declaration(mapping_desk):
    text = "From;To;Removed\n01/01/2021;31/03/2021;12"
    assert spans(mapping_desk.map(text, UNDECLARED)) == ["2021-01-01/2021-03-31"]
    assert mapping_desk.found(text, DATED.replace("day-month", "month-day")) == {"bad-period": ("B2",)}


def test_a_range_of_dates_has_one_order(mapping_desk):
    ranged = FIELDS.replace("span: quarter", "span: declared")
    layout = block("    header: [[Quarter, Removed]]\n    values: [Removed]" + ranged)
    mapped = mapping_desk.map("Quarter;Removed\n01/02/2021 - 31/03/2021;12", layout)
    assert spans(mapped) == ["2021-02-01/2021-03-31"]
    assert set(mapping_desk.found("Quarter;Removed\n01/02/2021 - 03/03/2021;12", layout)) == {
        "ambiguous-date"
    }


FISCAL = block(
    "    header: [[Quarter, Removed]]\n    values: [Removed]\n    fiscal: {first_month: 7, named_by: end}"
    + FIELDS
)


def test_a_fiscal_year_is_declared(mapping_desk):
    text = "Quarter;Removed\nFY2021 Q3;12"
    assert spans(mapping_desk.map(text, FISCAL)) == ["2021-01-01/2021-03-31"]
    assert spans(
        mapping_desk.map("Quarter;Removed\nFY21;12", FISCAL.replace("span: quarter", "span: year"), "2021-Q2")
    ) == ["2020-07-01/2021-06-30"]
    assert set(mapping_desk.found("Quarter;Removed\nFY2021;12", FISCAL)) == {"period-span"}
    undeclared = FISCAL.replace("    fiscal: {first_month: 7, named_by: end}\n", "")
    assert mapping_desk.found(text, undeclared) == {"fiscal-undeclared": ("A2",)}
    with pytest.raises(EditedFileError, match="first_month"):
        mapping_desk.layout(FISCAL.replace("first_month: 7", "first_month: 13"))


# Free numbers

FREE = block(
    """
    header: [[Quarter, Species, Removed]]
    values: [Removed]
    number: free
    rows: [{where: {Quarter: '/[*].*/'}, role: note}]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino, Turtles: marine_turtles}}
"""
)


def free(mapping_desk, *numbers, layout=FREE, notes=()):
    rows = [
        f"2021-Q1;{name};{number}"
        for name, number in zip(("Ivory", "Rhino", "Turtles"), numbers, strict=False)
    ]
    return mapping_desk.map("\n".join(["Quarter;Species;Removed", *rows, *notes]), layout)


def test_words_beside_the_digits(mapping_desk):
    mapped = free(mapping_desk, "over 43086543", "1.4 million", "85,680,819")
    assert mapped.findings == ()
    assert [(o.qualifier, o.value) for o in mapped.observations] == [
        ("over", 43086543),
        ("rounded", 1400000),
        ("exact", 85680819),
    ]


def test_digits_with_two_readings_are_settled_by_the_column_or_the_profile(mapping_desk):
    (finding,) = free(mapping_desk, "1,234").findings
    assert (finding.code, finding.places) == ("ambiguous-number", ("C2",))
    assert "decimal" in finding.params["readings"]
    assert [o.value for o in free(mapping_desk, "1,234", "1,234,567").observations] == [1234, 1234567]
    declared = FREE.replace("number: free", "number: {decimal: '.', thousands: ',', free: yes}")
    assert [o.value for o in free(mapping_desk, "1,234", "< 10,000", layout=declared).observations] == [
        1234,
        10000,
    ]


def test_a_unit_beside_the_digits_is_the_indicators_own(mapping_desk):
    assert {f.code for f in free(mapping_desk, "12 kg").findings} == {"unit-unexpected"}
    assert free(mapping_desk, "12 listings").findings == ()
    hours = FREE.replace("constant: listings_removed", "constant: hours_to_action")
    mapped = free(mapping_desk, "162.4 HRS", layout=hours)
    assert (mapped.findings, mapped.observations[0].value) == ((), Decimal("162.4"))


def test_a_footnote_mark_points_to_a_row_below(mapping_desk):
    mapped = free(mapping_desk, "15935*", "3", notes=("* without March",))
    assert [(f.code, f.places, f.params["note"]) for f in mapped.findings] == [
        ("footnote-mark", ("C2",), "* without March")
    ]
    assert [o.value for o in mapped.observations] == [15935, 3]


@pytest.mark.parametrize(
    "number", ["{decimal: '.', free: yes, thousands: '.'}", "{free: yes}", "loose", "{kind: free}"]
)
def test_a_slip_in_the_number_grammar_is_refused(mapping_desk, number):
    with pytest.raises(EditedFileError, match="number"):
        mapping_desk.layout(FREE.replace("number: free", f"number: {number}"))
