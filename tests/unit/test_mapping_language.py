"""Keys of the language for which columns and rows count: unnamed ones, sections, sums, what must be there."""

from __future__ import annotations

import pytest
from one_block import FIELDS, block, named

from pipeline.strict_yaml import EditedFileError

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
