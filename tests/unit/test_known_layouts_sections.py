"""Parts 7 to 10 of the template, a row an indicator of a section: what is read, and what is no number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from filed_report import ACCURACY, COMPLAINTS, FILLED, RECIPIENTS, codes, read, sections, values, written
from openpyxl import Workbook


@pytest.mark.parametrize(
    ("number", "row", "expected"),
    [
        (7, (COMPLAINTS, "Total number", "15411338"), ("appeals_received", "eu_all", 15411338)),
        (7, (COMPLAINTS, "Median time", "1.91"), ("hours_to_decide_appeal", "eu_all", "1.91")),
        (8, (ACCURACY, "Total number", "0.86"), ("automation_accuracy", "eu_all", 86)),
        (9, ("Number of internal moderators employed by the provider", "Total number", "7"),
         ("moderators_internal", "eu_all", 7)),
        (10, (RECIPIENTS, "TOTAL", "1000"), ("monthly_users", "eu_all", 1000)),
        (10, (RECIPIENTS, "EL", "10"), ("monthly_users", "eu_all", 10)),
    ],
)  # fmt: skip
def test_parts_by_section(tmp_path, number, row, expected):
    intake = read(tmp_path, written(sections(row)), f"eu-template-{number}", **FILLED)
    assert codes(intake) == set()
    indicator, category, value = expected
    assert {key: str(float(v)) for key, v in values(intake).items()} == {
        (indicator, category): str(float(value))
    }


@pytest.mark.parametrize(
    ("number", "row", "code"),
    [
        (7, (COMPLAINTS, "Median time", "162.4 HRS"), "type-error"),
        (8, (ACCURACY, "Total number", "0,86"), "type-error"),
        (8, (ACCURACY, "Total number", "86%"), "percent-unexpected"),
        (8, (ACCURACY, "Total number", "86"), "percent-out-of-range"),
        (10, (RECIPIENTS, "AT, […], SE", "1000"), "unknown-code"),
        (10, (RECIPIENTS, "[...]", "1000"), "placeholder"),
    ],
)
def test_faults_of_sections_are_findings(tmp_path, number, row, code):
    intake = read(tmp_path, written(sections(row)), f"eu-template-{number}", **FILLED)
    assert code in codes(intake)
    assert intake.observations == ()


def test_a_median_that_became_a_date_is_a_finding(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "7_appeals"
    for row in sections((COMPLAINTS, "Median time", datetime(1900, 1, 6, tzinfo=UTC).replace(tzinfo=None))):
        sheet.append(list(row))
    book.save(tmp_path / "made.xlsx")
    content = (tmp_path / "made.xlsx").read_bytes()
    file = {"format": "excel", "name": "/.*/"}
    intake = read(tmp_path, content, "eu-template-7", file_name="made.xlsx", file=file, **FILLED)
    assert intake.observations == ()
    assert codes(intake)
