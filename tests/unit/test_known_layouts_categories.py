"""Parts 3 to 6 of the template, a row a category: what is read, and the faults of reports that were filed."""

from __future__ import annotations

from collections import Counter

import pytest
from filed_report import FILLED, GOOD, SERVICE, category_rows, codes, read, values, written


@pytest.mark.parametrize("number", [3, 4, 5, 6])
def test_parts_by_category(tmp_path, number):
    rows = category_rows(number, *GOOD)
    if number == 3:
        rows = [rows[0], *([*row[:3], "TOTAL", *row[4:]] for row in rows[1:])]
    intake = read(tmp_path, written(rows), f"eu-template-{number}", **FILLED)
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    found = Counter(o.category for o in intake.observations)
    assert set(found) == {
        "eu_all",
        "animal_welfare",
        "animal_harm",
        "unlawful_sale_animals",
        "animal_welfare_other",
        "violence",
    }


def test_parts_are_never_mixed_up(tmp_path):
    """The same category and indicator in parts 5 and 6 are different figures."""
    five, six = (
        read(tmp_path, written(category_rows(number, *GOOD)), f"eu-template-{number}", **FILLED)
        for number in (5, 6)
    )
    keys = [{(o.indicator, o.category, o.definition_version) for o in i.observations} for i in (five, six)]
    assert keys[0].isdisjoint(keys[1])


def changed(change):
    rows = category_rows(5, *GOOD)
    change(rows)
    return rows


def set_cell(row, column, text):
    return lambda rows: rows[row].__setitem__(column, text)


def move(source, target):
    return lambda rows: rows.insert(target, rows.pop(source))


def add_column(rows):
    rows[0].append("original_index")
    for number, row in enumerate(rows[1:]):
        row.append(str(number))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_cell(1, 1, "YYYY-MM-DD/YYYY-MM-DD"), "placeholder"),
        (set_cell(1, 1, "2024-01-01/2024-06-30"), "missing-period"),
        (set_cell(1, 0, "Other Place"), "unknown-code"),
        (set_cell(1, 0, ""), "blank-dimension"),
        (set_cell(1, 3, "129.7M"), "type-error"),
        (set_cell(1, 3, "129,700,000"), "type-error"),
        (set_cell(1, 3, "129.700.000"), "type-error"),
        (set_cell(4, 2, "KEYWORD_OTHER_TRAFFICKING"), "unknown-code"),
        (set_cell(2, 2, "STATEMENT_CATEGORY_ANIMALS"), "unknown-code"),
        (set_cell(3, 3, "6"), "total-differs"),
        (set_cell(2, 3, "10"), "total-differs"),
        (move(3, 7), "child-elsewhere"),
        (add_column, "unclaimed-column"),
        (lambda rows: rows[3].append("stray"), "blank-header"),
    ],
)
def test_faults_of_filed_reports_are_findings(tmp_path, change, code):
    intake = read(tmp_path, written(changed(change)), "eu-template-5", **FILLED)
    assert code in codes(intake)


def test_every_period_of_another_filing_is_a_finding(tmp_path):
    rows = category_rows(5, *GOOD)
    for row in rows[1:]:
        row[1] = "2025-01-01/2025-06-30"
    assert "round-not-covered" in codes(read(tmp_path, written(rows), "eu-template-5", **FILLED))


def test_a_blank_is_not_a_zero(tmp_path):
    intake = read(tmp_path, written(changed(set_cell(4, 3, ""))), "eu-template-5", **FILLED)
    (blank,) = [o for o in intake.observations if o.place == "D5"]
    assert (blank.value, blank.obs_status) == (None, "not_applicable")


def test_a_category_is_never_rebuilt_from_its_keywords(tmp_path):
    rows = changed(set_cell(3, 3, "7"))
    intake = read(tmp_path, written(rows), "eu-template-5", **FILLED)
    assert values(intake)["measures_taken", "animal_welfare"] == 9
    assert "total-differs" in codes(intake)


@pytest.mark.parametrize("service", ["", SERVICE])
@pytest.mark.parametrize("number", [4, 5, 6])
def test_the_empty_template_gives_no_zero(tmp_path, number, service):
    rows = category_rows(number, *GOOD)
    empty = [
        rows[0],
        *([service, "YYYY-MM-DD/YYYY-MM-DD", row[2], *[""] * (len(row) - 3)] for row in rows[1:]),
    ]
    intake = read(tmp_path, written(empty), f"eu-template-{number}", **FILLED)
    assert intake.observations == ()
    assert codes(intake) & {"placeholder", "unclaimed-cell"}


def test_thousands_are_read_when_the_profile_says_how_they_are_written(tmp_path):
    rows = category_rows(5, ("TOTAL", "129,700,000"), ("STATEMENT_CATEGORY_VIOLENCE", 129700000))
    intake = read(tmp_path, written(rows), "eu-template-5", number={"thousands": ","}, **FILLED)
    assert codes(intake) == set()
    assert values(intake)["measures_taken", "eu_all"] == 129_700_000


def test_columns_of_ones_own_are_named(tmp_path):
    intake = read(
        tmp_path, written(changed(add_column)), "eu-template-5", ignore=["original_index"], **FILLED
    )
    assert codes(intake) == set()
