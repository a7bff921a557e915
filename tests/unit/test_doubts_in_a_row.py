"""Numbers where none are read, fields that cancel out, scales in remarks; and which cells are named."""

from __future__ import annotations

import pytest

from pipeline.model import Owing

WIDE = """
name: counts
from: 2018-Q1
file: {format: delimited, delimiter: ','}
notes: ['/Wildlife.*/']
blocks:
  - name: removals
    header: [[Quarter, Category, Removed, Blocked]]
    values: [Removed, Blocked]
    ignore: [Remarks]
    rows:
      - {where: {Quarter: '/Prepared by.*/'}, role: note}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group:
        {column: Category, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino, Pangolins: pangolin}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
"""
ROWS = [
    "Quarter;Category;Removed;Blocked;Remarks",
    "2021-Q1;Ivory;1234;56;",
    "2021-Q1;Rhino;12;4;seen by two",
    "2021-Q1;Pangolins;7;8;",
    "Prepared by Ann",
]
GOOD = "\n".join(ROWS)


def told(desk, text, layout=WIDE):
    found = desk.map(text, layout).findings
    return {f.code: tuple(p for g in found if g.code == f.code for p in g.places) for f in found}


class TestNumbersWhereNoneAreRead:
    def test_the_good_twin_passes(self, mapping_desk):
        assert told(mapping_desk, GOOD) == {}

    def test_a_comma_and_a_missing_field_cancel_out(self, mapping_desk):
        shifted = GOOD.replace("Ivory;1234;56;", "Ivory;1;234;56")
        assert told(mapping_desk, shifted) == {"row-shifted": ("C2", "D2")}

    def test_other_delimiters_part_no_number(self, mapping_desk):
        other = WIDE.replace("delimiter: ','", "delimiter: ';'")
        shifted = GOOD.replace("Ivory;1234;56;", "Ivory;1;234;56")
        assert told(mapping_desk, shifted, other) == {"number-unread": ("E2",)}

    def test_a_number_among_the_remarks(self, mapping_desk):
        assert told(mapping_desk, GOOD.replace("seen by two", "30")) == {"number-unread": ("E3",)}

    def test_a_column_of_numbers_left_aside_is_agreed(self, mapping_desk):
        filled = GOOD.replace("1234;56;", "1234;56;1").replace("seen by two", "2")
        assert told(mapping_desk, filled) == {}

    def test_a_number_in_a_note_beside_the_figures(self, mapping_desk):
        assert told(mapping_desk, GOOD + ";;;;500") == {"number-unread": ("E5",)}
        assert told(mapping_desk, GOOD + ";;500") == {"number-in-note": ("C5",)}

    @pytest.mark.parametrize("remark", ["in thousands", "单位：万条"])
    def test_a_scale_among_the_remarks(self, mapping_desk, remark):
        scaled = GOOD.replace("seen by two", remark)
        assert told(mapping_desk, scaled) == {"scale-disagrees": ("C3", "D3")}

    def test_an_agreed_scale_among_the_remarks(self, mapping_desk):
        agreed = WIDE.replace("Removed: listings_removed", "Removed: {indicator: listings_removed, scale: 1}")
        scaled = GOOD.replace("seen by two", "in thousands")
        assert told(mapping_desk, scaled, agreed) == {"scale-disagrees": ("D3",)}


class TestWhichTextIsToBlame:
    JOINED = WIDE.replace("taxon_group:", "form: {constant: live}\n      taxon_group:").replace(
        "indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}",
        "indicator:\n        join: [{column: What}, {column: Unit}]\n"
        "        codes: {removedlisting: listings_removed, closedaccount: accounts_closed}",
    )

    def found(self, desk, what, unit):
        layout = self.JOINED.replace("Removed, Blocked]]", "What, Unit, Number]]")
        layout = layout.replace("values: [Removed, Blocked]", "values: [Number]")
        layout = layout.replace("accounts_closed", "accounts_sanctioned")
        rows = ["Quarter;Category;What;Unit;Number;Remarks", f"2021-Q1;Ivory;{what};{unit};5;"]
        return told(desk, "\n".join(rows), layout).get("unknown-code")

    def test_the_text_that_the_others_do_not_fit(self, mapping_desk):
        assert self.found(mapping_desk, "removed", "listing") is None
        assert self.found(mapping_desk, "wished", "listing") == ("C2",)
        assert self.found(mapping_desk, "removed", "furlongs") == ("D2",)

    def test_both_where_only_their_company_is_wrong(self, mapping_desk):
        assert self.found(mapping_desk, "removed", "account") == ("C2", "D2")
        assert self.found(mapping_desk, "wished", "furlongs") == ("C2", "D2")


LEVELS = """
name: levels
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: figures
    header: [[Month, Ivory, Rhino], [Removed, Blocked]]
    fill: [1]
    values: [Removed, Blocked]
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      taxon_group: {header: 1, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 2, codes: {Removed: listings_removed, Blocked: listings_blocked}}
"""
TALL = "Month;Ivory;;Rhino;\n;Removed;Blocked;Removed;Blocked\n2021-01;1;2;3;4"


class TestWhichHeadingIsNamed:
    def test_a_blank_below_a_heading_that_spans(self, mapping_desk):
        blank = TALL.replace(";Removed;Blocked;Removed", ";;Blocked;Removed")
        assert told(mapping_desk, blank, LEVELS)["unclaimed-column"] == ("B2",)

    def test_a_new_heading_of_the_upper_level(self, mapping_desk):
        more = TALL.replace("Rhino;\n", "Rhino;;Appeals\n").replace("3;4", "3;4;5")
        assert told(mapping_desk, more, LEVELS)["unclaimed-column"] == ("F1",)

    def test_an_unknown_text_of_the_upper_level(self, mapping_desk):
        wide = LEVELS.replace("[[Month, Ivory, Rhino]", "[[Month, Ivory]")
        assert set(told(mapping_desk, TALL.replace("Rhino", "Unicorn"), wide)["unknown-code"]) == {"D1"}


class TestTextsAroundATable:
    def test_two_texts_fit_a_title(self, mapping_desk):
        titled = LEVELS.replace("{column: Month, span: month}", "{title: '/Figures for (.*)/', span: month}")
        titled = titled.replace("[[Month, Ivory", "[[Ivory")
        one = "Figures for 2021-01\n" + TALL.replace("Month", "").replace("2021-01", "")
        assert told(mapping_desk, one, titled) == {"missing-period": ()}
        two = one.replace("\n", ";Figures for 2021-02\n", 1)
        assert told(mapping_desk, two, titled)["ambiguous-title"] == ("A1", "B1")

    def test_a_text_unlike_its_pattern(self, mapping_desk):
        like = LEVELS.replace("column: Month,", "column: Month, pattern: '/(20.*)/',")
        assert told(mapping_desk, TALL, like) == {"missing-period": ()}
        assert told(mapping_desk, TALL.replace("2021-01", "January"), like)["pattern-mismatch"] == ("A3",)


class TestWhatMayAccountForAGap:
    def owing(self, desk, text, code):
        return next(f.owing for f in desk.map(text, WIDE).findings if f.code == code)

    def test_an_unread_row_accounts_for_its_figures(self, mapping_desk):
        unknown = GOOD.replace("Rhino", "Unicorn")
        assert self.owing(mapping_desk, unknown, "missing-code") == Owing({"B3": 2}, 2)

    def test_a_row_left_out_beside_an_unread_one_is_more_than_that(self, mapping_desk):
        less = GOOD.replace("Rhino", "Unicorn").replace(ROWS[3] + "\n", "")
        assert self.owing(mapping_desk, less, "missing-code") == Owing({"B3": 2}, 4)

    def test_nothing_accounts_for_a_row_left_out(self, mapping_desk):
        assert self.owing(mapping_desk, GOOD.replace(ROWS[3] + "\n", ""), "missing-code") == Owing({}, 2)
