"""Strict check 8: children stand under their parents and add up to them."""

from __future__ import annotations

import pytest

from pipeline.strict_yaml import EditedFileError

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
