"""Rules that the corpus does not plant, why not, and the tests that plant them instead."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from quality.catalogue import catalogue

TESTS = Path(__file__).resolve().parent.parent / "tests"
ELSEWHERE: dict[tuple[str, str], tuple[str, ...]] = {
    (
        "reading makes no such value, so no file can bring it: values made by hand",
        "integration/reviewing/test_review_rules.py",
    ): (
        "value-not-a-number",
        "key-incomplete",
        "bounds-disagree",
        "bounds-against-qualifier",
        "vague-with-value",
        "value-missing",
    ),
    ("a gap in our own account of the cells", "integration/reviewing/test_review_verdicts.py"): (
        "cells-unaccounted",
    ),
    ("logs of single decisions", "unit/test_logs.py"): (
        "log-header",
        "log-unreadable",
        "log-rows-damaged",
        "log-rows-repeated",
        "log-unknown-code",
        "log-platform-unknown",
        "log-platform-absent",
        "log-bad-day",
        "log-correction-known",
        "log-rows",
    ),
    ("by odds", "unit/test_unusual.py"): (
        "zero-unlike-before",
        "figure-unlike-before",
        "decimal-point",
        "count-unlike-before",
        "zero-after-figures",
        "figure-as-before",
        "round-figures",
    ),
    ("files of records", "unit/test_reader_json.py"): ("json-error", "duplicate-key", "records-missing"),
    ("Parquet", "unit/test_reader_archives.py"): ("column-nested",),
    ("statements proposed by a program", "unit/test_proposing.py"): ("statements-unconfirmed",),
    ("free numbers", "unit/test_mapping_dates_and_numbers.py"): (
        "ambiguous-number",
        "unit-unexpected",
        "footnote-mark",
    ),
    ("shares as bare numbers", "unit/test_mapping_checks_units.py"): ("percent-or-fraction",),
    ("groups of rows", "unit/test_mapping_checks_parents.py"): ("child-elsewhere", "parents-differ"),
    ("several tables", "unit/test_mapping_checks_periods.py"): ("periods-disagree",),
    ("titles and patterns that are read", "unit/test_doubts_in_a_row.py"): (
        "ambiguous-title",
        "pattern-mismatch",
    ),
    ("wordings of numbers, several tables", "unit/test_mapping_blocks.py"): ("vague-number", "block-missing"),
    ("values with parts", "unit/test_mapping_pitfalls.py"): ("incomplete-value",),
    ("rows of the reporting workbook", "integration/workbook/test_rows_gone.py"): ("asked-row-gone",),
    ("number formats", "unit/test_what_people_see.py"): ("shown-otherwise",),
    ("parts, ratios and running totals", "integration/reviewing/test_review_rules.py"): (
        "period-order",
        "numerator-above-denominator",
        "ratio-against-parts",
        "parts-fall-short",
        "automated-above-total",
        "running-total-falls",
        "period-sum-differs",
    ),
    ("other sources and files", "integration/reviewing/test_review_history.py"): (
        "running-total-below-accepted",
        "late-original",
        "key-vanished",
        "sources-disagree",
    ),
}
"""Why the corpus has none, and the test -> codes."""


def unplanted(told: Collection[str]) -> tuple[list[str], list[str]]:
    """Codes that are planted nowhere, and those that are listed although the corpus tells of them."""
    listed = {code: test for (_, test), codes in ELSEWHERE.items() for code in codes}
    nowhere = [
        rule.code
        for rule in catalogue().rules
        if rule.code not in told and not (rule.code in listed and _names(listed[rule.code], rule.code))
    ]
    by_chance = ELSEWHERE["by odds", "unit/test_unusual.py"]
    return nowhere, sorted(code for code in listed if code in told and code not in by_chance)


def _names(test: str, code: str) -> bool:
    return code in (TESTS / test).read_text(encoding="utf-8")
