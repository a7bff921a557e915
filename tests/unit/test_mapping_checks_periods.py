"""Strict checks 6 and 7: periods are the round's and whole, and a constant is confirmed by a text."""

from __future__ import annotations

import pytest

from pipeline.strict_yaml import EditedFileError

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
