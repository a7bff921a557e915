"""The twelve strict checks: for each, a file that breaks it is told, and its good twin passes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.readers.cells import Book, Cell, Sheet
from pipeline.strict_yaml import EditedFileError

COUNTS = """
name: counts
from: 2018-Q1
file: {format: delimited}
ignore_sheets: ['/Notes.*/', Lists]
notes: ['/Prepared by .*/']
blocks:
  - name: removals
    header: [[Quarter, Category, Removed]]
    values: [Removed, '/Blocked.*/']
    ignore: ['/Remark.*/', Contact]
    rows:
      - {where: {Category: Total}, role: total}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator:
        header: 1
        codes: {Removed: listings_removed, Blocked: listings_blocked, Blocked (k): listings_blocked}
    markers: {n/a: not_applicable}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
"""
HEAD = "Quarter;Category;Removed;Blocked;Contact\n"
GOOD = HEAD + "2021-Q1;Ivory;12;3;Ann\n2021-Q1;Rhino;n/a;4\n2021-Q1;Total;12;7\nPrepared by Ann"


def values(mapped):
    return {o.place: o.value for o in mapped.observations}


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


MONTHS = """
name: months
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: first
    header: [[Month, Category, Removed]]
    values: [Removed]
    fields: &fields
      subject: {constant: alpha}
      period: {column: Month, span: month}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino, Turtles: marine_turtles}}
      indicator: {constant: listings_removed}
  - name: second
    header: [[Month, Species, Blocked]]
    values: [Blocked]
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {constant: listings_blocked}
""".replace("fields: &fields", "fields:")
MONTHLY = (
    "Month;Category;Removed\n"
    + "".join(f"2021-0{m};{c};1\n" for m in (1, 2, 3) for c in ("Ivory", "Rhino", "Turtles"))
    + "Month;Species;Blocked\n"
    + "".join(f"2021-0{m};Ivory;1\n" for m in (1, 2, 3))
)


class TestCheck6Periods:
    def told(self, mapping_desk, text, layout=MONTHS, **options):
        findings = mapping_desk.map(text, layout, **options).findings
        return {f.code: f.params.get("missing") or f.places for f in findings}

    def test_the_good_twin(self, mapping_desk):
        assert self.told(mapping_desk, MONTHLY) == {}

    def test_a_month_that_is_missing(self, mapping_desk):
        without = "\n".join(line for line in MONTHLY.split("\n") if not line.startswith("2021-02"))
        findings = mapping_desk.map(without, MONTHS).findings
        assert [(f.code, f.params["block"], f.params["missing"]) for f in findings] == [
            ("missing-period", "first", "2021-02"),
            ("missing-period", "second", "2021-02"),
        ]

    def test_a_month_that_one_series_lacks(self, mapping_desk):
        told = self.told(mapping_desk, MONTHLY.replace("2021-02;Rhino;1\n", ""))
        assert set(told) == {"missing-period"}
        assert told["missing-period"] == "2021-02 (rhino)"

    def test_a_period_between_others(self, mapping_desk):
        quarters = MONTHS.split("  - name: second")[0].replace("span: month", "span: quarter")
        rows = ["2020-Q1", "2020-Q2", "2020-Q4", "2021-Q1"]
        text = "Month;Category;Removed\n" + "\n".join(f"{q};Ivory;1" for q in rows)
        assert self.told(mapping_desk, text, quarters) == {"missing-period": "2020-Q3"}

    def test_a_comparison_with_the_year_before_is_no_gap(self, mapping_desk):
        quarters = MONTHS.split("  - name: second")[0].replace("span: month", "span: quarter")
        assert (
            self.told(mapping_desk, "Month;Category;Removed\n2020-Q1;Ivory;1\n2021-Q1;Ivory;2", quarters)
            == {}
        )

    def test_another_length(self, mapping_desk):
        assert self.told(mapping_desk, MONTHLY.replace("2021-02;Rhino", "2021-Q1;Rhino"))["period-span"] == (
            "A6",
        )

    def test_a_row_with_another_year(self, mapping_desk):
        told = self.told(mapping_desk, MONTHLY.replace("2021-02;Rhino", "2019-02;Rhino"))
        assert told["period-apart"] == ("C6",)

    def test_a_year_after_the_round(self, mapping_desk):
        assert self.told(mapping_desk, MONTHLY.replace("2021-02;Rhino", "2022-02;Rhino"))[
            "period-after-round"
        ] == ("C6",)

    def test_a_block_that_was_left_behind(self, mapping_desk):
        head, mark, tail = MONTHLY.partition("Month;Species")
        told = self.told(mapping_desk, head + mark + tail.replace("2021-", "2020-"))
        assert told == {"periods-disagree": ("C12", "C13", "C14")}

    def test_a_file_of_another_year(self, mapping_desk):
        assert set(self.told(mapping_desk, MONTHLY.replace("2021-", "2020-"))) == {"round-not-covered"}

    def test_a_file_renamed_to_another_year(self, mapping_desk):
        named = MONTHS.split("  - name: second")[0].replace(
            "period: {column: Month, span: month}",
            r"period: {join: [{file: '/alpha-(\d{4})\.csv/'}, {column: Month}], span: month}",
        )
        text = MONTHLY.partition("Month;Species")[0].replace("2021-0", "-0")
        assert self.told(mapping_desk, text, named, file_name="alpha-2021.csv") == {}
        assert set(self.told(mapping_desk, text, named, file_name="alpha-2020.csv")) == {"round-not-covered"}
        assert "period-after-round" in self.told(mapping_desk, text, named, file_name="alpha-2022.csv")


RUNNING = """
name: running
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: totals
    header: [[As of, Removed]]
    title: ['/.*totals since 1 January 2018/']
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: As of, date_is: end}
      since: {constant: 2018-01-01}
      indicator: {constant: listings_removed}
"""


class TestCheck7Constants:
    def test_a_constant_is_confirmed_by_a_text(self, mapping_desk):
        text = "Alpha: totals since 1 January 2018\nAs of;Removed\n2021-03-31;12"
        mapped = mapping_desk.map(text, RUNNING)
        assert mapped.findings == ()
        assert str(mapped.observations[0].period_start) == "2018-01-01"
        assert set(mapping_desk.found(text.replace("2018", "2021"), RUNNING)) == {"missing-title"}
        assert set(mapping_desk.found(text.split("\n", 1)[1], RUNNING)) == {"missing-title"}

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (
                "    title: ['/.*totals since 1 January 2018/']\n",
                "",
                "no text of the file confirms the constant 2018",
            ),
            ("1 January 2018/", ".*/", "no text of the file confirms the constant 2018"),
            ("January 2018/", "January 20181/", "no text of the file confirms"),
            (
                "period: {column: As of, date_is: end}\n      since: {constant: 2018-01-01}",
                "period: {constant: 2021-Q1, span: quarter}",
                "no text of the file confirms the constant 2021-Q1",
            ),
            (
                "indicator: {constant",
                "scale: {constant: thousand}\n      indicator: {constant",
                "confirms the constant thousand",
            ),
        ],
    )
    def test_a_profile_without_such_a_text_is_refused(self, mapping_desk, old, new, said):
        assert old in RUNNING
        with pytest.raises(EditedFileError, match=said):
            mapping_desk.layout(RUNNING.replace(old, new))

    def test_a_constant_may_be_confirmed_by_header_title_or_sheet(self, mapping_desk):
        without = RUNNING.replace("    title: ['/.*totals since 1 January 2018/']\n", "")
        mapping_desk.layout(
            without.replace("[[As of, Removed]]", "[[As of, Removed since 2018]]").replace(
                "[Removed]", "[Removed since 2018]"
            )
        )
        mapping_desk.layout(without.replace("    header", "    sheet: Since 2018\n    header"))
        scaled = RUNNING.replace(
            "indicator: {constant", "scale: {constant: thousand}\n      indicator: {constant"
        )
        mapping_desk.layout(scaled.replace("[[As of", "[['Period (in thousands)', As of"))


FAMILY = """
name: family
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: categories
    header: [[Quarter, Category, Measures]]
    values: [Measures]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      category:
        column: Category
        parent: {text: '/TOTAL|STATEMENT_.*/', count: 3}
        codes:
          TOTAL: eu_all
          STATEMENT_ANIMALS: animal_welfare
          STATEMENT_FRAUD: scams_and_fraud
          KEYWORD_SALE: unlawful_sale_animals
          STATEMENT_ANIMALS | KEYWORD_OTHER: animal_welfare_other
      indicator: {constant: measures_taken}
    checks:
      - {total: {Category: '/STATEMENT_ANIMALS/'}, parts: {Category: '/KEYWORD_.*/'}}
"""
TREE = """
Quarter;Category;Measures
2021-Q1;TOTAL;30
2021-Q1;STATEMENT_ANIMALS;9
2021-Q1;KEYWORD_SALE;4
2021-Q1;KEYWORD_OTHER;5
2021-Q1;STATEMENT_FRAUD;21
"""
TWO_COLUMNS = (
    FAMILY.replace("[[Quarter, Category, Measures]]", "[[Quarter, Category, Keyword, Measures]]")
    .replace(
        "column: Category\n        parent: {text: '/TOTAL|STATEMENT_.*/', count: 3}",
        "column: Keyword\n        parent: {column: Category, count: 3}",
    )
    .split("    checks")[0]
)


class TestCheck8Parents:
    def codes(self, mapped):
        return [(o.category, int(o.value)) for o in mapped.observations]

    def test_children_stand_under_their_parents(self, mapping_desk):
        mapped = mapping_desk.map(TREE, FAMILY)
        assert mapped.findings == ()
        assert self.codes(mapped) == [
            ("eu_all", 30),
            ("animal_welfare", 9),
            ("unlawful_sale_animals", 4),
            ("animal_welfare_other", 5),
            ("scams_and_fraud", 21),
        ]

    def test_a_child_under_another_parent(self, mapping_desk):
        lines = TREE.strip().split("\n")
        moved = "\n".join([*lines[:3], lines[4], lines[5], lines[3]])
        assert mapping_desk.found(moved, FAMILY)["child-elsewhere"] == ("B6",)
        assert mapping_desk.found("\n".join([*lines[:3], lines[3], lines[5], lines[4]]), FAMILY)[
            "unknown-code"
        ] == ("B6",)

    def test_a_child_without_a_parent(self, mapping_desk):
        lines = TREE.strip().split("\n")
        found = mapping_desk.found("\n".join([lines[0], lines[3]]), FAMILY)
        assert found["child-elsewhere"] == ("B2",)

    def test_the_number_of_parents(self, mapping_desk):
        without = TREE.replace("2021-Q1;STATEMENT_FRAUD;21\n", "")
        (finding,) = mapping_desk.map(without, FAMILY).findings
        assert (finding.code, finding.params["found"], finding.params["expected"]) == (
            "parents-differ",
            "2",
            "3",
        )

    def test_children_that_do_not_add_up_to_their_own_parent(self, mapping_desk):
        assert mapping_desk.found(TREE.replace("SALE;4", "SALE;3"), FAMILY) == {
            "total-differs": ("C3", "C4", "C5")
        }

    def test_a_parent_in_a_column_of_its_own(self, mapping_desk):
        text = (
            "Quarter;Category;Keyword;Measures\n2021-Q1;TOTAL;;30\n2021-Q1;STATEMENT_ANIMALS;;9\n"
            "2021-Q1;;KEYWORD_SALE;4\n2021-Q1;;KEYWORD_OTHER;5\n2021-Q1;STATEMENT_FRAUD;;21"
        )
        mapped = mapping_desk.map(text, TWO_COLUMNS)
        assert mapped.findings == ()
        assert self.codes(mapped) == self.codes(mapping_desk.map(TREE, FAMILY))
        slipped = text.replace("2021-Q1;;KEYWORD_SALE", "2021-Q1;STATEMENT_FRAUD;KEYWORD_SALE")
        assert mapping_desk.found(slipped, TWO_COLUMNS)["child-elsewhere"] == ("C4",)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("parent: {text: '/TOTAL|STATEMENT_.*/', count: 3}", "parent: {count: 3}", "either in a text"),
            ("      category:\n", "      taxon_group:\n", "no parents|not in the code list"),
            ("column: Category\n", "column: Category\n        carry: down\n", "without carry"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, mapping_desk, old, new, said):
        with pytest.raises(EditedFileError, match=said):
            mapping_desk.layout(FAMILY.replace(old, new))


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
