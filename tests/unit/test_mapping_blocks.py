"""Reading blocks strictly: what is altered in a file is told, or changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from one_block import values

from pipeline.readers.cells import Cell

PLAIN = """
name: plain
from: 2018-Q1
file: {format: delimited}
notes: ['/Prepared by .*/']
blocks:
  - name: removals
    header: [[Quarter, Category, Removed, Blocked]]
    title: [Totals for the quarter]
    values: [Removed, Blocked]
    ignore: [Remarks]
    empty: [Reserved]
    rows:
      - {where: {Category: Total}, role: total}
      - {where: {Quarter: '/Note.*/'}, role: note}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
    markers: {n/a: not_applicable, '-': not_collected}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
"""
FILE = """
Totals for the quarter
Quarter;Category;Removed;Blocked;Remarks;Reserved
2021-Q1;Ivory;12;3;fine
2021-Q1;Rhino;n/a;4
2021-Q1;Total;12;7

Note: counts are final
Prepared by Ann
"""


def test_a_good_file_is_read_whole_and_every_cell_is_accounted_for(mapping_desk) -> None:
    mapped = mapping_desk.map(FILE, PLAIN)
    assert mapped.findings == ()
    assert values(mapped) == {"C3": 12, "D3": 3, "C4": None, "D4": 4}
    assert (mapped.cells.in_file, mapped.cells.as_observations, mapped.cells.unexplained) == (22, 4, 0)
    first = mapped.observations[0]
    assert (first.taxon_group, first.indicator, first.value_low, first.value_high, first.printed_text) == (
        "elephant_ivory",
        "listings_removed",
        12,
        12,
        "12",
    )
    assert (first.period_start, first.period_end) == (date(2021, 1, 1), date(2021, 3, 31))
    assert mapped.observations[2].obs_status == "not_applicable"


ALTERED = [
    ("title changed", "Totals for the quarter", "Totals for the year", {"missing-title": ("A1",)}),
    ("header renamed", "Removed;", "Taken down;", {"missing-label": ("C2",)}),
    ("header doubled", "Remarks;Reserved", "Blocked;Remarks", None),
    ("column added", "Reserved", "Reserved;Appeals", {"unclaimed-column": ("G2",)}),
    (
        "cell without header",
        "4\n2021-Q1;Total",
        "4;;;5\n2021-Q1;Total",
        {"blank-header": ("G4",), "row-width": ("C4", "D4")},
    ),
    ("category unknown", "Ivory", "Elephant", {"unknown-code": ("B3",)}),
    ("period longer", "2021-Q1;Rhino", "2021;Rhino", {"period-span": ("A4",)}),
    ("period unreadable", "2021-Q1;Rhino", "Q1;Rhino", {"bad-period": ("A4",)}),
    ("period later", "2021-Q1;Rhino", "2021-Q2;Rhino", {"period-after-round": ("C4", "D4")}),
    ("period blank", "2021-Q1;Rhino", ";Rhino", {"blank-dimension": ("A4",)}),
    ("placeholder", "2021-Q1;Rhino", "YYYY-QN;Rhino", {"placeholder": ("A4",)}),
    ("value blank", "12;3", ";3", {"blank-value": ("C3",)}),
    ("value a text", "12;3", "twelve;3", {"type-error": ("C3",)}),
    ("thousands", "12;3", "1,200;3", {"type-error": ("C3",)}),
    ("decimals", "12;3", "12.5;3", {"not-whole": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("zeros that may be thousands", "12;3", "12.000;3", {"not-whole": ("C3",)}),
    ("negative", "12;3", "-12;3", {"negative-value": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("percent", "12;3", "12%;3", {"percent-unexpected": ("C3",)}),
    ("too large", "12;3", f"{10**22};3", {"number-too-large": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("total wrong", "Total;12", "Total;13", {"total-differs": ("C5", "C3", "C4")}),
    ("total gone", "2021-Q1;Total;12;7", "", {"missing-total": ()}),
    ("row twice", "2021-Q1;Rhino", "2021-Q1;Ivory", None),
    ("loose text", "Note: counts", "Counts", {"unclaimed-cell": ("A7",)}),
    ("number in a note", "are final", "are final;;500", {"number-in-note": ("C7",)}),
    ("reserved filled", "fine", "fine;x", {"filled-empty-column": ("F3",)}),
    ("header twice", "\nNote", "\nQuarter;Category;Removed;Blocked\nNote", {"block-twice": ("A2", "A7")}),
    ("header gone", "Quarter;Category;Removed;Blocked;Remarks;Reserved", "", {"block-missing": ()}),
]


@pytest.mark.parametrize(("old", "new", "told"), [a[1:] for a in ALTERED], ids=[a[0] for a in ALTERED])
def test_what_is_altered_is_told(
    mapping_desk, old: str, new: str, told: dict[str, tuple[str, ...]] | None
) -> None:
    assert old in FILE
    found = mapping_desk.found(FILE.replace(old, new, 1), PLAIN)
    assert found
    if told is not None:
        assert {code: found.get(code) for code in told} == told
        assert set(found) - set(told) <= {"total-differs"}


def test_a_count_that_became_a_wording_is_told(mapping_desk) -> None:
    spoken = PLAIN.replace("values: [Removed, Blocked]", "values: [Removed, Blocked]\n    number: chinese")
    assert mapping_desk.found(FILE, spoken) == {}
    assert mapping_desk.found(FILE.replace("12;3", "数百;3", 1), spoken) == {"vague-number": ("C3",)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ivory;12", " Ivory\u00a0;１２"),
        ("Quarter;Category", "Ｑuarter;Category "),
        ("2021-Q1;Rhino", "Q1 2021;Rhino"),
        ("\nNote", "\n\n;;;\nNote"),
    ],
)
def test_what_means_the_same_is_read_the_same(mapping_desk, old: str, new: str) -> None:
    changed = mapping_desk.map(FILE.replace(old, new, 1), PLAIN)
    assert changed.findings == ()
    assert list(values(changed).values()) == list(values(mapping_desk.map(FILE, PLAIN)).values())


def test_columns_may_change_places(mapping_desk) -> None:
    swapped = "\n".join(
        ";".join([*cells[:2], cells[3], cells[2], *cells[4:]]) if len(cells) > 3 else line
        for line in FILE.split("\n")
        for cells in [line.split(";")]
    )
    mapped = mapping_desk.map(swapped, PLAIN)
    assert mapped.findings == ()
    assert {(o.indicator, o.taxon_group): o.value for o in mapped.observations} == {
        (o.indicator, o.taxon_group): o.value for o in mapping_desk.map(FILE, PLAIN).observations
    }


def test_two_hundred_cells_with_one_fault_are_one_finding(mapping_desk) -> None:
    rows = "\n".join(f"2021-Q1;Ivory;{n},0;1" for n in range(200))
    head = "Totals for the quarter\nQuarter;Category;Removed;Blocked;Remarks;Reserved"
    mapped = mapping_desk.map(f"{head}\n{rows}", PLAIN)
    faults = [finding for finding in mapped.findings if finding.code == "type-error"]
    assert [len(finding.places) for finding in faults] == [200]
    assert faults[0].value.endswith("; …")


def test_a_file_of_another_round_is_asked_about(mapping_desk) -> None:
    assert set(mapping_desk.found(FILE.replace("2021-Q1", "2019-Q1"), PLAIN)) == {"round-not-covered"}


def test_an_equal_value_twice_is_advice_and_both_stay(mapping_desk) -> None:
    twice = FILE.replace("2021-Q1;Total", "2021-Q1;Ivory;12;3\n2021-Q1;Total").replace(
        "Total;12;7", "Total;24;10"
    )
    mapped = mapping_desk.map(twice, PLAIN)
    assert [(f.code, f.places) for f in mapped.findings] == [
        ("duplicate-value", ("C3", "C5")),
        ("duplicate-value", ("D3", "D5")),
    ]
    assert len(mapped.observations) == 6


def test_hidden_cells_that_nothing_claims_are_told_apart(mapping_desk) -> None:
    hidden = mapping_desk.sheet(FILE, named=False)
    hidden.rows[2].extend([Cell(), Cell("secret", hidden=True)])
    assert mapping_desk.found(hidden, PLAIN) == {"hidden-unclaimed": ("G3",)}


def test_a_formula_without_a_result_is_no_blank_and_no_number(mapping_desk) -> None:
    formula = mapping_desk.sheet(FILE, named=False)
    formula.rows[2][2] = Cell("=SUM(A1)", unstored_formula=True)
    mapped = mapping_desk.map(formula, PLAIN)
    assert [f.places for f in mapped.findings if f.code == "formula-unstored"] == [("C3",)]
    assert "C3" not in values(mapped)
