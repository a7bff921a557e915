"""Strict checks 4 and 5: a value has the form of its unit, and one scale."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sheet_of_counts import COUNTS, GOOD, HEAD

from pipeline.readers.cells import Cell, Sheet

SHARES = """
name: shares
from: 2018-Q1
file: {format: excel}
blocks:
  - name: shares
    header: [[Quarter, Category, Share]]
    values: [Share]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 1, codes: {Share: {indicator: share_removed_before_view, shown: percent}}}
"""


def shares(mapping_desk, *cells, shown="percent"):
    rows = [[Cell("Quarter"), Cell("Category"), Cell("Share")]]
    rows += [
        [Cell("2021-Q1"), Cell(name), cell] for name, cell in zip(("Ivory", "Rhino"), cells, strict=False)
    ]
    return mapping_desk.map(Sheet("S", rows), SHARES.replace("shown: percent", f"shown: {shown}"))


class TestCheck4UnitAgainstForm:
    @pytest.mark.parametrize("text", ["20.800", "12.5", "12%", "20.000", "1,200", "12,5"])
    def test_a_count_is_whole(self, mapping_desk, text):
        found = mapping_desk.found(GOOD.replace("12;3", f"{text};3"), COUNTS)
        assert "C2" in {place for places in found.values() for place in places}
        assert set(found) & {"not-whole", "percent-unexpected", "type-error"}

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (Cell("0.944"), "percent-missing"),
            (Cell("90.12"), "percent-missing"),
            (Cell("0.944", number_format="0.000"), "percent-missing"),
            (Cell("58", number_format='0"%"', shown="58%"), "percent-missing"),
            (Cell("101%"), "percent-out-of-range"),
        ],
    )
    def test_a_percentage_says_so(self, mapping_desk, cell, code):
        mapped = shares(mapping_desk, cell)
        assert [(f.code, f.places) for f in mapped.findings] == [(code, ("S!C2",))]
        assert mapped.observations == ()

    @pytest.mark.parametrize(
        ("text", "code"), [("90.12", "percent-out-of-range"), ("97.3%", "percent-unexpected")]
    )
    def test_a_fraction_lies_within_one(self, mapping_desk, text, code):
        mapped = shares(mapping_desk, Cell(text), shown="fraction")
        assert [f.code for f in mapped.findings] == [code]

    def test_bare_percentages_that_may_be_fractions(self, mapping_desk):
        mapped = shares(mapping_desk, Cell("0.58"), Cell("0.6"), shown="number")
        assert [(f.code, f.places) for f in mapped.findings] == [("percent-or-fraction", ("S!C2", "S!C3"))]

    def test_four_printings_of_a_percentage(self, mapping_desk):
        printed = [
            (Cell("97.30%"), "percent"),
            (Cell("0.973", number_format="0.0%", shown="97.3%"), "percent"),
            (Cell("97.3"), "number"),
            (Cell("0.973"), "fraction"),
        ]
        for cell, shown in printed:
            mapped = shares(mapping_desk, cell, shown=shown)
            assert mapped.findings == ()
            assert [o.value for o in mapped.observations] == [Decimal("97.3")]


class TestCheck5OneScale:
    @pytest.mark.parametrize("text", ["3万", "3 thousand"])
    def test_a_scale_in_header_and_cell(self, mapping_desk, text):
        scaled = COUNTS.replace(
            "Blocked (k): listings_blocked", "Blocked (k): {indicator: listings_blocked, scale: k}"
        )
        scaled = scaled.replace("    rows:", "    number: free\n    rows:").replace(
            "checks: [{total", "checks: [] #"
        )
        scaled = "\n".join(line for line in scaled.split("\n") if "checks" not in line)
        head = GOOD.replace("Blocked", "Blocked (k)")
        assert mapping_desk.found(head, scaled) == {}
        assert mapping_desk.found(head.replace("12;3", f"12;{text}"), scaled) == {"scale-twice": ("D2",)}

    def test_a_header_that_states_a_scale_which_nobody_declared(self, mapping_desk):
        found = mapping_desk.found(GOOD.replace("Blocked", "Blocked (k)"), COUNTS)
        assert found == {"scale-disagrees": ("D2", "D3")}

    def test_a_title_that_states_a_scale_which_nobody_declared(self, mapping_desk):
        found = mapping_desk.found("Prepared by Ann, in thousands\n" + GOOD, COUNTS)
        assert found == {"scale-disagrees": ("D3", "D4")}
        assert (
            mapping_desk.map("Prepared by Ann, in thousands\n" + GOOD, COUNTS).observations[0].value is None
        )

    @pytest.mark.parametrize(
        "remark",
        [
            "Prepared by Ann, in thousands",
            "Prepared by Ann. All figures in thousands.",
            "Prepared by 单位:万条",
        ],
    )
    def test_a_remark_below_that_states_a_scale_which_nobody_declared(self, mapping_desk, remark):
        assert set(mapping_desk.found(GOOD + remark + "\n", COUNTS)) == {"scale-disagrees"}

    def test_the_scale_one_says_that_it_is_none(self, mapping_desk):
        declared = COUNTS.replace(
            "Blocked (k): listings_blocked", "Blocked (k): {indicator: listings_blocked, scale: '1'}"
        )
        assert mapping_desk.found(GOOD.replace("Blocked", "Blocked (k)"), declared) == {}

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (Cell("26", number_format='0"万"', shown="26万"), "scale-disagrees"),
            (Cell("26", number_format="0万", shown="26万"), "scale-disagrees"),
            (Cell("26", number_format='"约"0', shown="约26"), "type-error"),
            (Cell("26000", number_format='#,##0,"k"', shown="26k"), "scaled-format"),
        ],
    )
    def test_a_scale_or_hedge_that_the_number_format_writes(self, mapping_desk, cell, code):
        sheet = mapping_desk.sheet(HEAD + "2021-Q1;Ivory;12;3\n2021-Q1;Total;12;3")
        sheet.rows[1][2] = sheet.rows[2][2] = cell
        found = mapping_desk.found(sheet, COUNTS)
        assert found[code][0] == "Data!C2"

    def test_one_scale_mistake_is_named_by_the_wrong_total(self, mapping_desk):
        chinese = COUNTS.replace("    rows:", "    number: chinese\n    rows:").replace(
            "Removed: listings_removed", "Removed: {indicator: listings_removed, scale: 万}"
        )
        assert mapping_desk.found(GOOD, chinese) == {}
        findings = mapping_desk.map(GOOD.replace("12;3", "12万;3"), chinese).findings
        assert [(f.code, f.places) for f in findings] == [
            ("scale-twice", ("C2",)),
            ("total-differs", ("C4", "C2", "C3")),
        ]
        assert findings[1].params["cause"] == "→ scale-twice (C2)"
