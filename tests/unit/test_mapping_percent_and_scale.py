"""Values that are not plain digits: percentages with their bounds, scales in headers, hedges in cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline.mapping import Mapped
from pipeline.readers.cells import Cell, Sheet


def found(mapped: Mapped) -> dict[str, tuple[str, ...]]:
    return {finding.code: finding.places for finding in mapped.findings}


RATES = """
name: rates
from: 2018-Q1
file: {format: excel}
blocks:
  - name: rates
    sheet: Data
    header: [[Quarter, Rate, Low, High]]
    values: [Rate, Low, High]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: share_removed_before_view}
      into: {header: 1, codes: {Rate: value, Low: value_low, High: value_high}}
"""


def rates(mapping_desk, *cells: Cell) -> Mapped:
    head = [Cell(text) for text in ("Quarter", "Rate", "Low", "High")]
    return mapping_desk.map(Sheet("Data", [head, [Cell("2021-Q1"), *cells]]), RATES, file_name="alpha.xlsx")


def percent(stored: str) -> Cell:
    return Cell(stored, number_format="0.0%", shown=f"{Decimal(stored) * 100}%")


def test_a_stored_fraction_shown_as_percent_is_a_percentage(mapping_desk) -> None:
    mapped = rates(mapping_desk, percent("0.735"), percent("0.7"), percent("0.8"))
    assert mapped.findings == ()
    (observation,) = mapped.observations
    assert (observation.value, observation.value_low, observation.value_high) == (Decimal("73.5"), 70, 80)
    assert observation.place == "Data!B2"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell("0.735", number_format="0.000"), "percent-missing"),
        (Cell("73.5"), "percent-missing"),
        (percent("1.2"), "percent-out-of-range"),
        (Cell("73.5 %*"), "type-error"),
    ],
)
def test_a_percentage_must_say_so(mapping_desk, cell: Cell, code: str) -> None:
    mapped = rates(mapping_desk, cell, percent("0.7"), percent("0.8"))
    assert found(mapped) == {code: ("Data!B2",)}
    assert mapped.observations == ()


def test_a_value_outside_its_bounds_is_told(mapping_desk) -> None:
    assert found(rates(mapping_desk, percent("0.9"), percent("0.7"), percent("0.8"))) == {
        "bounds-disagree": ("Data!B2", "Data!C2", "Data!D2")
    }


SCALED = """
name: scaled
from: 2018-Q1
file: {format: excel}
blocks:
  - name: counts
    header: [[Month, 下架数量（万条）]]
    values: ['下架数量(万条)']
    number: chinese
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      indicator: {header: 1, codes: {下架数量(万条): {indicator: listings_removed, scale: 万}}}
"""


def scaled(mapping_desk, cell: Cell) -> Mapped:
    rows = [[Cell("Month"), Cell("下架数量(万条)")]]
    rows += [[Cell(f"2021-0{month}-01", number_format="mmm-yy"), cell] for month in (1, 2, 3)]
    return mapping_desk.map(Sheet("S", rows), SCALED)


def test_a_scale_in_the_header_multiplies_and_rounds(mapping_desk) -> None:
    mapped = scaled(mapping_desk, Cell("26.3"))
    assert mapped.findings == ()
    first = mapped.observations[0]
    assert (first.value, first.value_low, first.value_high) == (263000, 262500, 263500)
    assert (first.qualifier, first.printed_scale, first.printed_text) == ("rounded", "万", "26.3")
    assert first.period_end == date(2021, 1, 31)


def test_full_digits_under_a_scale_are_exact(mapping_desk) -> None:
    assert scaled(mapping_desk, Cell("26.3451")).observations[0].qualifier == "exact"


@pytest.mark.parametrize("cell", [Cell("26.3万"), Cell("263000", number_format='#,##0,"k"', shown="263k")])
def test_a_scale_in_header_and_cell_is_told(mapping_desk, cell: Cell) -> None:
    assert set(found(scaled(mapping_desk, cell))) == {"scale-twice"}


def test_a_hedge_in_the_cell_becomes_a_bound(mapping_desk) -> None:
    first = scaled(mapping_desk, Cell("超26")).observations[0]
    assert (first.qualifier, first.value_low, first.value_high) == ("over", 260000, None)


def test_a_vague_number_is_told(mapping_desk) -> None:
    assert set(found(scaled(mapping_desk, Cell("数百")))) == {"vague-number"}
