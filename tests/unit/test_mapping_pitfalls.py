"""Pitfalls seen in real files, one test each; some have a home elsewhere and are only named here.

Four printings of a percentage, and a scale mistake that makes a total wrong: `test_mapping_checks`. Footnote
marks, labels that stand several times: `test_mapping_language`. Two layouts for one file name: `test_intake`.
"""

from __future__ import annotations

import pytest

from pipeline.readers.cells import Cell, Merge, Sheet
from pipeline.strict_yaml import EditedFileError

TABLE = """
name: table
from: 2018-Q1
file: {format: excel}
blocks:
  - name: table
    header: [[Quarter, Species, Removed]]
    values: [Removed]
    rows: [{where: {Quarter: '/Notes?:.*/'}, role: notes}]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino}}
    markers: {'-': late, '#2': suppressed, '%': withheld, no: not_applicable, 12:30: late, '*': not_collected}
"""


def grid(*rows, **options):
    return Sheet("S", [[Cell(text) for text in row] for row in rows], **options)


def values(mapped):
    return {o.place: o.value for o in mapped.observations}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("no", "not_applicable"),
        ("12:30", "late"),
        ("#2", "suppressed"),
        ("%", "withheld"),
        ("*", "not_collected"),
    ],
)
def test_yaml_does_not_guess(mapping_desk, text, status):
    mapped = mapping_desk.map(grid(["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", text]), TABLE)
    assert [(o.obs_status, o.value) for o in mapped.observations] == [(status, None)]


def test_a_key_that_stands_twice_is_refused(mapping_desk):
    with pytest.raises(EditedFileError, match="stands twice"):
        mapping_desk.layout(TABLE.replace("'-': late", "'-': late, '-': not_collected"))


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Ｑｕａｒｔｅｒ", "Ivory"),
        ("Quarter\u00a0", "\u3000Ivory\u200b"),
        ("  Quarter", "Ivory\n"),
        ("Quarter\ufeff", "Ｉvory"),
    ],
)
def test_widths_and_blanks_of_any_kind_are_folded(mapping_desk, header, cell):
    mapped = mapping_desk.map(grid([header, "Species", "Removed"], ["2021-Q1", cell, "12"]), TABLE)
    assert (mapped.findings, values(mapped)) == ((), {"S!C2": 12})


def test_blanks_between_han_characters_are_nothing(mapping_desk):
    chinese = TABLE.replace("Species", "类别").replace("Ivory: elephant_ivory", "象牙: elephant_ivory")
    mapped = mapping_desk.map(
        grid(["Quarter", "类        别", "Removed"], ["2021-Q1", "象 牙", "12"]), chinese
    )
    assert (mapped.findings, values(mapped)) == ((), {"S!C2": 12})


def test_case_is_kept(mapping_desk):
    assert mapping_desk.found(grid(["Quarter", "Species", "Removed"], ["2021-Q1", "IVORY", "12"]), TABLE) == {
        "unknown-code": ("S!B2",)
    }


@pytest.mark.parametrize("header", ["Removed⁴", "Removed³,⁴"])
def test_a_superscript_in_a_header_is_another_header(mapping_desk, header):
    found = mapping_desk.found(grid(["Quarter", "Species", header], ["2021-Q1", "Ivory", "12"]), TABLE)
    assert found == {"missing-label": ("S!C1",)}


def test_a_superscript_in_a_value_is_not_a_digit(mapping_desk):
    found = mapping_desk.found(grid(["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", "12²"]), TABLE)
    assert found == {"type-error": ("S!C2",)}


MERGED = """
name: merged
from: 2018-Q1
file: {format: excel}
blocks:
  - name: merged
    header: [[Month, Removed], [Ivory, Rhino]]
    values: ['/Removed . .*/']
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      indicator: {constant: listings_removed}
      taxon_group: {header: 2, codes: {Ivory: elephant_ivory, Rhino: rhino}}
"""
MERGED_ROWS = (
    ["Month", "Removed", ""],
    ["", "Ivory", "Rhino"],
    ["2021-01", "1", "2"],
    ["2021-02", "3", "4"],
    ["2021-03", "5", "6"],
)
HEADER_MERGES = (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3))


def test_merged_headers_count_in_all_their_columns(mapping_desk):
    mapped = mapping_desk.map(grid(*MERGED_ROWS, merges=HEADER_MERGES), MERGED)
    assert mapped.findings == ()
    assert [(o.taxon_group, int(o.value)) for o in mapped.observations] == [
        ("elephant_ivory", 1),
        ("rhino", 2),
        ("elephant_ivory", 3),
        ("rhino", 4),
        ("elephant_ivory", 5),
        ("rhino", 6),
    ]


def test_merged_values_never_count_twice(mapping_desk):
    rows = [list(row) for row in MERGED_ROWS]
    rows[2][2] = ""
    found = mapping_desk.found(grid(*rows, merges=(*HEADER_MERGES, Merge(3, 2, 3, 3))), MERGED)
    assert found == {"blank-value": ("S!C3",)}


def test_a_merged_dimension_counts_in_its_first_row_unless_carried(mapping_desk):
    rows = (["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", "12"], ["", "Rhino", "3"])
    sheet = grid(*rows, merges=(Merge(2, 1, 3, 1),))
    assert mapping_desk.found(sheet, TABLE) == {"blank-dimension": ("S!A3",)}
    carried = mapping_desk.map(sheet, TABLE.replace("span: quarter}", "span: quarter, carry: down}"))
    assert (carried.findings, values(carried)) == ((), {"S!C2": 12, "S!C3": 3})


def test_a_merged_bottom_header_counts_at_its_anchor_only(mapping_desk):
    rows = (["Quarter", "Species", "Removed", ""], ["2021-Q1", "Ivory", "12", ""])
    sheet = grid(*rows, merges=(Merge(1, 3, 1, 4),))
    assert mapping_desk.map(sheet, TABLE).findings == ()
    strayed = grid(rows[0], ["2021-Q1", "Ivory", "12", "13"], merges=(Merge(1, 3, 1, 4),))
    assert mapping_desk.found(strayed, TABLE) == {"blank-header": ("S!D2",)}


def test_a_corner_merged_down_beside_the_rows(mapping_desk):
    corner = """
name: corner
from: 2018-Q1
file: {format: excel}
blocks:
  - name: corner
    header: [[/2021.*/, Species, Removed]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {title: '/Report of (.*)/', span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino}}
    ignore: ['2021-Q1']
"""
    rows = (["Report of 2021-Q1"], ["2021-Q1", "Species", "Removed"], ["", "Ivory", "12"], ["", "Rhino", "3"])
    mapped = mapping_desk.map(grid(*rows, merges=(Merge(2, 1, 4, 1),)), corner)
    assert (mapped.findings, values(mapped)) == ((), {"S!C3": 12, "S!C4": 3})


def test_one_label_may_be_a_title_and_a_column(mapping_desk):
    titled = TABLE.replace("    header", "    title: [Removed]\n    header")
    mapped = mapping_desk.map(
        grid(["Removed"], ["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", "12"]), titled
    )
    assert (mapped.findings, values(mapped)) == ((), {"S!C3": 12})
    assert set(
        mapping_desk.found(grid(["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", "12"]), titled)
    ) == {"missing-title"}


def test_a_label_that_stands_four_times_is_told_apart_by_what_stands_above(mapping_desk):
    four = MERGED.replace("[Ivory, Rhino]]", "[Count]]").replace(
        "[[Month, Removed]", "[[Month, Ivory, Rhino, Turtles, Seals]"
    )
    four = four.replace("'/Removed . .*/'", "'/.* . Count/'").replace(
        "{header: 2, codes: {Ivory: elephant_ivory, Rhino: rhino}}",
        "{header: 1, codes: {Ivory: elephant_ivory, Rhino: rhino, Turtles: marine_turtles, Seals: seals}}",
    )
    rows = (
        ["Month", "Ivory", "Rhino", "Turtles", "Seals"],
        ["", "Count", "Count", "Count", "Count"],
        *[[f"2021-0{m}", "1", "2", "3", "4"] for m in (1, 2, 3)],
    )
    mapped = mapping_desk.map(grid(*rows, merges=(Merge(1, 1, 2, 1),)), four)
    assert mapped.findings == ()
    assert [int(o.value) for o in mapped.observations[:4]] == [1, 2, 3, 4]
    alike = (
        ["Month", "Ivory", "Ivory", "Turtles", "Seals", "Rhino"],
        [*rows[1], "Count"],
        ["2021-01", *"12345"],
    )
    assert mapping_desk.found(grid(*alike, merges=(Merge(1, 1, 2, 1),)), four)["duplicate-label"] == (
        "S!B2",
        "S!C2",
    )


def test_a_header_row_that_stands_twice_is_two_levels(mapping_desk):
    twice = TABLE.replace(
        "[[Quarter, Species, Removed]]", "[[Quarter, Species, Removed], [Quarter, Species, Removed]]"
    )
    rows = (["Quarter", "Species", "Removed"], ["Quarter", "Species", "Removed"], ["2021-Q1", "Ivory", "12"])
    mapped = mapping_desk.map(grid(*rows), twice)
    assert (mapped.findings, values(mapped)) == ((), {"S!C3": 12})
    assert set(mapping_desk.found(grid(*rows), TABLE)) == {"block-twice"}
    assert set(mapping_desk.found(grid(*rows[1:]), twice)) & {"block-missing", "missing-label"}


BOUNDS = """
name: bounds
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: bounds
    header: [[Quarter, Metric, Result]]
    values: [Result]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator:
        column: Metric
        codes:
          Prevalence: violating_view_rate
          Lower prevalence: {indicator: violating_view_rate, into: value_low}
          Upper prevalence: {indicator: violating_view_rate, into: value_high}
"""


def test_low_and_high_stand_on_rows_of_their_own(mapping_desk):
    text = "Quarter;Metric;Result\n2021-Q1;Lower prevalence;0.04%\n2021-Q1;Upper prevalence;0.06%"
    mapped = mapping_desk.map(text, BOUNDS)
    assert mapped.findings == ()
    (one,) = mapped.observations
    assert (one.value, str(one.value_low), str(one.value_high), one.qualifier) == (
        None,
        "0.04",
        "0.06",
        "range",
    )
    with_value = mapping_desk.map(text + "\n2021-Q1;Prevalence;0.05%", BOUNDS)
    assert (len(with_value.observations), str(with_value.observations[0].value)) == (1, "0.05")
    assert set(mapping_desk.found(text.rpartition("\n")[0], BOUNDS)) == {"incomplete-value"}
    crossed = text.replace("0.06", "0.03")
    assert mapping_desk.found(crossed, BOUNDS) == {"bounds-disagree": ("C2", "C3")}


def test_notes_go_on_to_the_end_but_hold_no_number(mapping_desk):
    rows = [
        ["Quarter", "Species", "Removed"],
        ["2021-Q1", "Ivory", "12"],
        ["Notes:"],
        ["Any text of this edition"],
    ]
    assert mapping_desk.map(grid(*rows), TABLE).findings == ()
    assert mapping_desk.found(grid(*rows, ["2021-Q1", "Rhino", "5"]), TABLE) == {"number-in-note": ("S!C5",)}


CARRIED = (
    TABLE.replace("{column: Species, codes", "{column: Species, carry: down, codes")
    .replace(
        "      indicator:",
        "      form: {column: Form, codes: {Live: live, Product: product}}\n      indicator:",
    )
    .replace("[[Quarter, Species, Removed]]", "[[Quarter, Species, Form, Removed]]")
)
CARRIED_ROWS = (
    ["2021-Q1", "Ivory", "Live", "1"],
    ["2021-Q1", "", "Product", "2"],
    ["2021-Q1", "Rhino", "Live", "3"],
    ["2021-Q1", "", "Product", "4"],
)


def test_rows_that_were_sorted_carry_nothing(mapping_desk):
    head = ["Quarter", "Species", "Form", "Removed"]
    good = mapping_desk.map(grid(head, *CARRIED_ROWS), CARRIED)
    assert (good.findings, [o.taxon_group for o in good.observations]) == (
        (),
        ["elephant_ivory", "elephant_ivory", "rhino", "rhino"],
    )
    upside_down = mapping_desk.map(grid(head, *CARRIED_ROWS[::-1]), CARRIED)
    assert {f.code: f.places for f in upside_down.findings} == {"blank-dimension": ("S!B2", "S!B4")}
    assert [o.value for o in upside_down.observations] == [3, 1]
    by_form = [CARRIED_ROWS[i] for i in (0, 2, 1, 3)]
    merged = grid(head, *by_form, merges=(Merge(2, 2, 3, 2),))
    assert mapping_desk.found(merged, CARRIED)["blank-dimension"] == ("S!B4", "S!B5")
