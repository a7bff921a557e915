"""Keys of the language for where a value stands: forms of label and value, and columns by their place."""

from __future__ import annotations

import pytest
from one_block import FIELDS, HEAD, block, named, values

from pipeline.readers.cells import Cell, Merge, Sheet
from pipeline.strict_yaml import EditedFileError

# Forms

FORM = block(
    """
    pairs: right
    header: [[Quarter, Removed, Blocked]]
    values: [Removed, Blocked]
    ignore: [Contact]
    empty: ['/Office use/']
    title: [Return of Alpha]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
    markers: {n/a: not_applicable}
""",
    HEAD + "notes: ['/Signed.*/']\n",
)
FILLED = """
Return of Alpha
Quarter;2021-Q1;Contact;Ann
Removed;12;Office use
;
Blocked;n/a
Signed: Ann
"""


def test_a_form_is_read_pair_by_pair(mapping_desk):
    mapped = mapping_desk.map(FILLED, FORM)
    assert mapped.findings == ()
    assert values(mapped) == {"B3": 12, "B5": None}
    assert (mapped.cells.in_file, mapped.cells.unexplained) == (11, 0)


def test_the_pairs_of_a_form_may_stand_anywhere(mapping_desk):
    moved = "Return of Alpha\n;Blocked;;n/a;Removed;12\n;Quarter;;2021-Q1;Contact;Ann\nSigned: Ann"
    assert mapping_desk.map(moved, FORM).findings == ()
    assert values(mapping_desk.map(moved, FORM)) == {"F2": 12, "D2": None}


def test_a_merged_label_of_a_form_has_its_value_behind_the_merge(mapping_desk):
    sheet = mapping_desk.sheet(
        "Return of Alpha\nQuarter;;2021-Q1;Contact\nRemoved;;\nBlocked;;3", merges=(Merge(3, 1, 3, 2),)
    )
    assert mapping_desk.found(sheet, FORM) == {"blank-value": ("Data!C3",)}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Removed;12", "Taken down;12", {"missing-label": ("A3",)}),
        ("Removed;12", "Removed;", {"blank-value": ("B3",)}),
        ("Removed;12", "Removed;;12", {"blank-value": ("B3",), "unclaimed-cell": ("C3",)}),
        ("Removed;12;Office use", "Removed;12;Office use;seen", {"filled-empty-column": ("D3",)}),
        ("Removed;12;Office use", "Removed;12;13", {"unclaimed-cell": ("C3",)}),
        ("Blocked;n/a", "Blocked;n/a\nRemoved;13", {"block-twice": ("A3", "A6")}),
        ("Return of Alpha", "Draft", {"missing-title": ("A1",)}),
        ("2021-Q1", "", {"blank-dimension": ("B2",)}),
    ],
)
def test_what_is_altered_in_a_form_is_told(mapping_desk, old, new, told):
    assert old in FILLED
    assert mapping_desk.found(FILLED.replace(old, new), FORM) == told


def test_a_file_without_the_form_is_told(mapping_desk):
    assert "block-missing" in mapping_desk.found("something;else", FORM)


def test_a_table_ends_where_a_form_begins(mapping_desk):
    table = FORM.replace("  - name: one", "  - name: two", 1) + (
        "  - name: table\n    header: [[Month, Listings]]\n    values: [Listings]\n    fields:\n"
        "      subject: {constant: alpha}\n      period: {column: Month, span: month}\n"
        "      indicator: {constant: listings_removed}\n      channel: {constant: website}\n"
    )
    text = "Month;Listings\n2021-01;1\n2021-02;2\n2021-03;3\n" + FILLED.strip()
    mapped = mapping_desk.map(text, table)
    assert mapped.findings == ()
    assert set(values(mapped)) == {"B2", "B3", "B4", "B7", "B9"}


@pytest.mark.parametrize(
    "key",
    [
        "rows: [{where: {Quarter: x}, role: total}]",
        "fill: [1]",
        "unnamed: [x]",
        "header: [[Quarter], [Removed]]",
    ],
)
def test_a_form_has_no_rows_or_levels(mapping_desk, key):
    text = FORM.replace("    ignore: [Contact]", f"    {key}")
    if key.startswith("header"):
        text = FORM.replace("header: [[Quarter, Removed, Blocked]]", key)
    with pytest.raises(EditedFileError, match="form has"):
        mapping_desk.layout(text)


# The first B right of A

SURVEY = block(
    """
    header: [[Quarter, Ivory, Rhino], [Rate, Count]]
    values: [Ivory >> Count, Rhino >> Count]
    ignore: [Rate]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {header: 1, codes: {Ivory: elephant_ivory, Rhino: rhino}}
"""
)


def test_the_first_of_equal_labels_right_of_another(mapping_desk):
    flat = block(
        """
    header: [[Quarter, Ivory, Count, Rhino]]
    values: [Ivory >> Count]
    ignore: [Ivory, Rhino, Rhino >> Count]
"""
        + FIELDS
    )
    mapped = mapping_desk.map("Quarter;Ivory;Count;Rhino;Count\n2021-Q1;5%;12;6%;13", flat)
    assert mapped.findings == ()
    assert values(mapped) == {"C2": 12}
    swapped = mapping_desk.map("Quarter;Rhino;Count;Ivory;Count\n2021-Q1;6%;13;5%;12", flat)
    assert values(swapped) == {"E2": 12}


def test_under_a_merged_label_the_first_may_stand_at_its_left_end(mapping_desk):
    rows = [
        ["Quarter", "Ivory", "", "Rhino", ""],
        ["", "Count", "Rate", "Rate", "Count"],
        ["2021-Q1", "12", "x", "y", "13"],
    ]
    sheet = Sheet(
        "S", [[Cell(c) for c in row] for row in rows], merges=(Merge(1, 2, 1, 3), Merge(1, 4, 1, 5))
    )
    mapped = mapping_desk.map(sheet, SURVEY)
    assert mapped.findings == ()
    assert named(mapped, "taxon_group") == [("elephant_ivory", 12), ("rhino", 13)]


def test_a_column_that_stands_right_of_nothing_is_missing(mapping_desk):
    (finding,) = mapping_desk.map("Quarter;Ivory;Rhino\n;Rate;Count\n2021-Q1;1;2", SURVEY).findings
    assert (finding.code, finding.params["labels"]) == ("missing-label", "Ivory >> Count")


def test_one_column_does_not_stand_for_two_places(mapping_desk):
    flat = block(
        """
    header: [[Quarter, Ivory, Count, Rhino]]
    values: [Ivory >> Count, Rhino >> Count]
    ignore: [Ivory, Rhino]
"""
        + FIELDS
    )
    (finding,) = mapping_desk.map("Quarter;Ivory;Rhino;Count\n2021-Q1;5%;6%;13", flat).findings
    assert (finding.code, finding.params["labels"]) == ("missing-label", "Rhino >> Count")


IGNORED_ROWS = block(
    """
    header: [[Quarter, Removed]]
    values: [Removed]
    rows:
      - {where: {Quarter: '/Of which.*/'}, role: ignore}
      - {where: {Quarter: Old}, role: ignore}
      - {where: {Quarter: End}, role: end}
"""
    + FIELDS
)


def test_a_row_that_a_pattern_sets_aside_is_told(mapping_desk):
    found = mapping_desk.found("Quarter;Removed\n2021-Q1;12\nOf which new;3\nOld;4\nEnd", IGNORED_ROWS)
    assert found == {"row-ignored-by-pattern": ("A3", "B3")}


def test_a_number_in_the_row_that_ends_a_block_is_told(mapping_desk):
    assert mapping_desk.found("Quarter;Removed\n2021-Q1;12\nEnd;4", IGNORED_ROWS) == {
        "number-in-note": ("B3",)
    }


@pytest.mark.parametrize(
    ("where", "label"), [("title", "A >> B"), ("header", "[A >> B]"), ("values", " >> B")]
)
def test_only_columns_have_a_place(mapping_desk, where, label):
    text = SURVEY.replace("ignore: [Rate]", "ignore: [Rate]\n    title: [x]")
    lines = {"title": "title: [x]", "header": "[Quarter, Ivory, Rhino]", "values": "Ivory >> Count"}
    new = {"title": f"title: ['{label}']", "header": label, "values": f"' {label}'"}
    with pytest.raises(EditedFileError, match=">>"):
        mapping_desk.layout(text.replace(lines[where], new[where], 1))
