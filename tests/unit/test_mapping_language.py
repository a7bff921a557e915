"""Keys of the language that ask for a fixture of their own: forms, places of columns, sections, dates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.readers.cells import Cell, Merge, Sheet
from pipeline.strict_yaml import EditedFileError

HEAD = "name: one\nfrom: 2018-Q1\nfile: {format: delimited}\n"
FIELDS = """
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
"""


def block(text, top=HEAD):
    return f"{top}blocks:\n  - name: one\n{text}"


def values(mapped):
    return {o.place: o.value for o in mapped.observations}


def named(mapped, field):
    return [(getattr(o, field), int(o.value)) for o in mapped.observations]


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


# Unnamed, others, section, unless


def test_names_for_the_columns_without_a_label(mapping_desk):
    text = block(
        """
    header: [[Removed]]
    unnamed: [Quarter, Species]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino}}
"""
    )
    mapped = mapping_desk.map(";;Removed\n2021-Q1;Ivory;12\n2021-Q1;Rhino;3", text)
    assert mapped.findings == ()
    assert named(mapped, "taxon_group") == [("elephant_ivory", 12), ("rhino", 3)]
    assert set(mapping_desk.found(";;Removed;\n2021-Q1;Ivory;12;9", text)) == {"blank-header"}
    assert set(mapping_desk.found("Removed\n12", text)) == {"missing-label"}


TWO_BLOCKS = block(
    """
    header: [[Quarter, Removed]]
    values: [Removed]
    others: [Blocked]
"""
    + FIELDS
    + """
  - name: two
    header: [[Quarter, Blocked]]
    values: [Blocked]
    others: [Removed]
"""
    + FIELDS.replace("listings_removed", "listings_blocked")
)


def test_columns_that_another_block_reads(mapping_desk):
    mapped = mapping_desk.map("Quarter;Removed;Blocked\n2021-Q1;12;3", TWO_BLOCKS)
    assert mapped.findings == ()
    assert named(mapped, "indicator") == [("listings_removed", 12), ("listings_blocked", 3)]


def test_columns_that_no_other_block_reads_are_told(mapping_desk):
    alone = TWO_BLOCKS.partition("  - name: two")[0]
    found = mapping_desk.found("Quarter;Removed;Blocked\n2021-Q1;12;3", alone)
    assert found == {"unclaimed-cell": ("C1", "C2")}


SECTIONS = block(
    """
    header: [[Quarter, Removed]]
    values: [Removed]
    rows: [{where: {Quarter: '/(Ivory|Rhino|Other)/'}, role: section}]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {section: yes, codes: {Ivory: elephant_ivory, Rhino: rhino}}
"""
)


def test_a_heading_counts_for_the_rows_below(mapping_desk):
    mapped = mapping_desk.map("Quarter;Removed\nIvory;\n2021-Q1;12\nRhino;\n2021-Q1;3", SECTIONS)
    assert mapped.findings == ()
    assert named(mapped, "taxon_group") == [("elephant_ivory", 12), ("rhino", 3)]


def test_rows_without_a_heading_or_under_an_unknown_one_are_told(mapping_desk):
    assert set(mapping_desk.found("Quarter;Removed\n2021-Q1;12", SECTIONS)) == {"blank-dimension"}
    assert mapping_desk.found("Quarter;Removed\nOther\n2021-Q1;12", SECTIONS) == {"unknown-code": ("A2",)}
    assert mapping_desk.found("Quarter;Removed\nTurtles\n2021-Q1;12", SECTIONS)["bad-period"] == ("A2",)


def test_a_number_in_a_section_row_is_told(mapping_desk):
    assert mapping_desk.found("Quarter;Removed\nIvory;15\n2021-Q1;12", SECTIONS) == {
        "number-in-note": ("B2",)
    }


UNLESS = block(
    """
    header: [[Quarter, What, Removed]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group:
        column: What
        unless: '/live|product/'
        carry: down
        codes: {Ivory: elephant_ivory, Rhino: rhino}
      form: {column: What, pattern: '/(live|product)/', default: all}
"""
)


def test_a_text_that_is_meant_for_another_field(mapping_desk):
    text = "Quarter;What;Removed\n2021-Q1;Ivory;12\n2021-Q1;live;4\n2021-Q1;Rhino;3\n2021-Q1;product;1"
    mapped = mapping_desk.map(text, UNLESS)
    assert mapped.findings == ()
    assert [(o.taxon_group, o.form) for o in mapped.observations] == [
        ("elephant_ivory", "all"),
        ("elephant_ivory", "live"),
        ("rhino", "all"),
        ("rhino", "product"),
    ]
    assert set(mapping_desk.found(text.replace("live", "alive"), UNLESS)) == {"unknown-code"}


# Sums

PARTS = block(
    """
    header: [[Quarter, Who, Share]]
    values: [Share]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: share_found_proactively}
      detection_source: {column: Who, codes: {Staff: own_detection, Users: user_report}}
    checks: [{parts: {Who: '/.*/'}, sum_to: 100, tolerance: '0.1'}]
"""
)


@pytest.mark.parametrize(
    ("users", "told"), [("26.5%", {}), ("26.4%", {}), ("27%", {"total-differs": ("C2", "C3")})]
)
def test_parts_that_make_a_fixed_sum(mapping_desk, users, told):
    from pipeline.codes import codelist

    codes = [code.code for code in codelist("detection_sources") if code.code != "all"]
    layout = PARTS.replace("own_detection", codes[0]).replace("user_report", codes[1])
    text = f"Quarter;Who;Share\n2021-Q1;Staff;73.5%\n2021-Q1;Users;{users}"
    assert mapping_desk.found(text, layout) == told


def test_parts_are_summed_period_by_period(mapping_desk):
    from pipeline.codes import codelist

    codes = [code.code for code in codelist("detection_sources") if code.code != "all"]
    layout = PARTS.replace("own_detection", codes[0]).replace("user_report", codes[1])
    text = "Quarter;Who;Share\n2021-Q1;Staff;73%\n2021-Q1;Users;27%\n2020-Q4;Staff;60%\n2020-Q4;Users;41%"
    assert mapping_desk.found(text, layout) == {"total-differs": ("C4", "C5")}


# Rows and columns that must always be there

EVERY = block(
    """
    header: [[Quarter, Species, Removed]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      taxon_group: {column: Species, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino, Horn: rhino}}
"""
)


def test_a_code_that_must_always_be_there(mapping_desk):
    text = "Quarter;Species;Removed\n2021-Q1;Ivory;12\n2021-Q1;Horn;3"
    assert mapping_desk.map(text, EVERY).findings == ()
    (finding,) = mapping_desk.map(text.replace("\n2021-Q1;Horn;3", ""), EVERY).findings
    assert finding.code == "missing-code"
    assert finding.params["missing"] == "rhino (2021-Q1)"
    (finding,) = mapping_desk.map(text + "\n2020-Q4;Ivory;1", EVERY).findings
    assert finding.params["missing"].endswith("2020-Q4)")
    with pytest.raises(EditedFileError, match="every goes with codes"):
        mapping_desk.layout(EVERY.replace(", codes: {Ivory: elephant_ivory, Rhino: rhino, Horn: rhino}", ""))


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
