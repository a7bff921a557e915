"""The strict checks on what is claimed: for each, a file that breaks it is told, and its good twin passes.

Those on units and scales (4, 5), periods and constants (6, 7) and parents (8) have files of their own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sheet_of_counts import COUNTS, GOOD, values

from pipeline.readers.cells import Book, Cell, Sheet


def test_the_good_twin_passes(mapping_desk):
    mapped = mapping_desk.map(GOOD, COUNTS)
    assert mapped.findings == ()
    assert values(mapped) == {"C2": 12, "D2": 3, "C3": None, "D3": 4}
    assert mapped.cells.unexplained == 0


class TestCheck1BlocksAndLabels:
    """Each block once, each label one column, patterns under `ignore` say what they hid."""

    def test_a_block_that_stands_twice(self, mapping_desk):
        assert mapping_desk.found(GOOD + "\n" + GOOD, COUNTS) == {"block-twice": ("A1", "A6")}

    def test_a_block_that_is_not_there(self, mapping_desk):
        assert "block-missing" in mapping_desk.found("something;else", COUNTS)

    def test_a_label_that_two_columns_bear(self, mapping_desk):
        twice = GOOD.replace("Blocked;Contact", "Category;Blocked;Contact").replace("3;Ann", "Ivory;3;Ann")
        assert mapping_desk.found(twice, COUNTS)["duplicate-label"] == ("B1", "D1")

    def test_a_label_that_no_column_bears(self, mapping_desk):
        renamed = GOOD.replace("Contact", "Telephone")
        (finding,) = mapping_desk.map(renamed, COUNTS).findings
        assert (finding.code, finding.places, finding.params["unclaimed"]) == (
            "missing-label",
            ("E1",),
            "Telephone",
        )

    def test_a_pattern_under_ignore_says_what_it_hid(self, mapping_desk):
        hidden = GOOD.replace("Blocked;Contact", "Blocked;Contact;Remarks 2").replace("3;Ann", "3;Ann;900")
        (finding,) = mapping_desk.map(hidden, COUNTS).findings
        assert (finding.code, finding.places, finding.params["labels"]) == (
            "ignored-by-pattern",
            ("F1",),
            "Remarks 2",
        )

    def test_a_pattern_under_ignored_sheets_says_what_it_hid(self, mapping_desk):
        data, notes = mapping_desk.sheet(GOOD), mapping_desk.sheet("x;900", "Notes 2")
        listed, blank = mapping_desk.sheet("y", "Lists"), Sheet("Notes", [])
        (finding,) = mapping_desk.map([data, notes, listed, blank], COUNTS).findings
        assert (finding.code, finding.params) == (
            "sheet-ignored-by-pattern",
            {"sheet": "Notes 2", "cells": "2"},
        )


class TestCheck2EverythingIsClaimed:
    def test_a_sheet_that_nothing_claims(self, mapping_desk):
        sheets = [mapping_desk.sheet(GOOD), mapping_desk.sheet("900", "More")]
        assert mapping_desk.found(sheets, COUNTS) == {"unclaimed-sheet": ("More!A1",)}

    def test_a_column_that_nothing_claims(self, mapping_desk):
        more = GOOD.replace("Contact", "Contact;Appeals").replace("Ann\n", "Ann;900\n")
        assert mapping_desk.found(more, COUNTS) == {"unclaimed-column": ("F1",)}

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("Prepared by Ann", "Approved by Ann", {"unclaimed-cell": ("A5",)}),
            ("3;Ann", "3;Ann;;900", {"blank-header": ("G2",)}),
            ("Prepared by Ann", "\n\nPrepared by Ann;;;;;;900", {"blank-header": ("G7",)}),
        ],
    )
    def test_a_cell_that_nothing_claims(self, mapping_desk, old, new, told):
        mapped = mapping_desk.map(GOOD.replace(old, new), COUNTS)
        assert {f.code: f.places for f in mapped.findings} == told
        assert mapped.cells.unexplained == 1

    def test_a_note_that_means_anything_explains_no_number(self, mapping_desk):
        wide = COUNTS.replace("/Prepared by .*/", "/.*/")
        assert mapping_desk.found(GOOD + ";;;;;see above", wide) == {}
        assert mapping_desk.found(GOOD + ";;;;;900", wide) == {"blank-header": ("F5",)}
        years = COUNTS.replace("notes: [", "notes: ['/20../', ")
        assert mapping_desk.found(GOOD + ";;;;;2021", years) == {}


class TestCheck3ClosedLists:
    def test_a_text_without_a_code(self, mapping_desk):
        assert mapping_desk.found(GOOD.replace("Rhino", "Subtotal horns"), COUNTS) == {
            "unknown-code": ("B3",)
        }

    def test_a_dimension_without_codes_takes_codes_only(self, mapping_desk):
        open_list = COUNTS.replace(", codes: {Ivory: elephant_ivory, Rhino: rhino}", "")
        coded = GOOD.replace("Ivory", "elephant_ivory").replace("Rhino", "rhino")
        assert mapping_desk.found(coded, open_list) == {}
        assert mapping_desk.found(GOOD, open_list)["unknown-code"] == ("B2", "B3")


class TestCheck9Blanks:
    def test_a_blank_without_a_marker(self, mapping_desk):
        assert mapping_desk.found(GOOD.replace("n/a;4", ";4"), COUNTS) == {"blank-value": ("C3",)}

    def test_a_blank_with_a_marker(self, mapping_desk):
        marked = COUNTS.replace("{n/a: not_applicable}", "{'': not_collected}")
        mapped = mapping_desk.map(GOOD.replace("n/a;4", ";4"), marked)
        assert mapped.findings == ()
        assert mapped.observations[2].obs_status == "not_collected"

    @pytest.mark.parametrize("markers", ["{n/a: not_applicable}", "{'': not_collected}"])
    def test_a_formula_without_a_result_is_never_a_blank(self, mapping_desk, markers):
        sheet = mapping_desk.sheet(GOOD.replace("n/a", "0"))
        sheet.rows[2][2] = Cell("=B9", unstored_formula=True)
        mapped = mapping_desk.map(sheet, COUNTS.replace("{n/a: not_applicable}", markers))
        assert {f.code: f.places for f in mapped.findings} == {"formula-unstored": ("Data!C3",)}
        assert "Data!C3" not in values(mapped)

    def test_a_formula_without_a_result_in_a_total(self, mapping_desk):
        sheet = mapping_desk.sheet(GOOD)
        sheet.rows[3][2] = Cell("=SUM(C2:C3)", unstored_formula=True)
        assert mapping_desk.found(sheet, COUNTS) == {"type-error": ("Data!C4",)}


class TestCheck10OneKeyOnce:
    def test_equal_values_corroborate(self, mapping_desk):
        twice = GOOD.replace("2021-Q1;Total;12;7", "2021-Q1;Ivory;12;3\n2021-Q1;Total;24;10")
        mapped = mapping_desk.map(twice, COUNTS)
        assert {f.code for f in mapped.findings} == {"duplicate-value"}
        assert len(mapped.observations) == 6

    def test_different_values_conflict(self, mapping_desk):
        twice = GOOD.replace("2021-Q1;Total;12;7", "2021-Q1;Ivory;13;3\n2021-Q1;Total;25;10")
        found = mapping_desk.found(twice, COUNTS)
        assert (found["conflicting-values"], found["duplicate-value"]) == (("C2", "C4"), ("D2", "D4"))

    def test_two_texts_of_one_key(self, mapping_desk):
        respelled = COUNTS.replace("Rhino: rhino", "Rhino: rhino, Rhino horn: rhino")
        twice = GOOD.replace("2021-Q1;Total;12;7", "Q1 2021;Rhino horn;5;4\n2021-Q1;Total;17;11")
        assert mapping_desk.found(twice, respelled)["conflicting-values"] == ("C3", "C4")


class TestCheck11Hidden:
    def test_hidden_cells_that_are_read_count_and_others_are_told(self, mapping_desk):
        sheet = mapping_desk.sheet(GOOD)
        sheet.rows[1] = [cell._replace(hidden=True) for cell in sheet.rows[1]]
        assert mapping_desk.found(sheet, COUNTS) == {}
        sheet.rows[1].append(Cell("900", hidden=True))
        assert mapping_desk.found(sheet, COUNTS) == {"hidden-unclaimed": ("Data!F2",)}

    def test_a_hidden_sheet(self, mapping_desk):
        secret = replace(mapping_desk.sheet("900", "Secret"), hidden=True)
        assert mapping_desk.found([mapping_desk.sheet(GOOD), secret], COUNTS) == {
            "hidden-unclaimed": ("Secret!A1",)
        }

    def test_what_the_reader_saw_is_told(self, mapping_desk):
        from pipeline.model import Finding

        seen = Finding(code="cells-hidden", places=("Data!A2",))
        book = Book([mapping_desk.sheet(GOOD)], [seen])
        assert mapping_desk.map(book, COUNTS).findings == (seen,)

    def test_a_format_that_scales_what_is_shown(self, mapping_desk):
        sheet = mapping_desk.sheet(GOOD.replace("n/a;4", "0;4"))
        sheet.rows[1][2] = Cell("12", number_format='#,##0,"k"', shown="0k")
        mapped = mapping_desk.map(sheet, COUNTS)
        assert {f.code: f.value for f in mapped.findings} == {"scaled-format": "0k"}
        assert values(mapped)["Data!C2"] == 12


def test_check_12_two_headers_swapped_pass_every_check_inside_the_file(mapping_desk):
    """Only the comparison with what was accepted before can show it; nothing here pretends to."""
    swapped = GOOD.replace("Removed;Blocked", "Blocked;Removed")
    assert mapping_desk.found(swapped, COUNTS) == {}
    assert values(mapping_desk.map(swapped, COUNTS)) == values(mapping_desk.map(GOOD, COUNTS))
