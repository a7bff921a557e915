"""Built-in layouts: what a profile must say to use one, and all parts of one report in a workbook."""

from __future__ import annotations

import pytest
from filed_report import (
    ACCURACY,
    COMPLAINTS,
    FILLED,
    GOOD,
    RECIPIENTS,
    SERVICE,
    category_rows,
    codes,
    read,
    sections,
    values,
)
from openpyxl import Workbook

from pipeline.layouts.known import built_in, names
from pipeline.profiles import Layout
from pipeline.strict_yaml import EditedFileError, as_model


def test_every_built_in_layout_is_a_layout():
    fillings = {"subject": "alpha", "subjects": {SERVICE: "alpha"}}
    assert len(names()) > 10
    for name in names():
        asked = {blank: fillings[blank] for blank in built_in(name).asks if blank in fillings}
        layout = as_model({"name": "x", "from": "2018-Q1", "known": name, "with": asked}, Layout, name=name)
        assert layout.known == name
        assert layout.blocks


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"known": "eu-template-99"}, "no built-in layout"),
        ({"known": "eu-template-5"}, "asks for subjects"),
        ({"known": "eu-template-5", "with": {"subjects": {}, "subject": "a"}}, "does not ask for subject"),
        ({"known": "eu-template-5", "with": {"subjects": {"A": "a"}, "number": "roman"}}, "roman"),
    ],
)
def test_a_profile_that_uses_one_wrongly_says_what_is_asked(given, complaint):
    with pytest.raises(EditedFileError, match=complaint):
        as_model({"name": "x", "from": "2018-Q1", **given}, Layout, name="p")


def test_all_parts_on_the_sheets_of_one_workbook(tmp_path):
    book = Workbook()
    book.worksheets[0].title = "1_report_identification"
    book.worksheets[0].append(["Name", "Market Place"])
    for number in (3, 4, 5, 6):
        rows = category_rows(number, *GOOD)
        for row in rows[1:]:
            if number == 3:
                row[3] = "TOTAL"
        fill(book.create_sheet(f"{number}_sheet"), rows)
    fill(book.create_sheet("7_x"), sections((COMPLAINTS, "Total number", "5")))
    fill(book.create_sheet("8_x"), sections((ACCURACY, "Total number", "0.5")))
    fill(
        book.create_sheet("9_x"),
        sections(("Number of internal moderators employed by the provider", "Total number", "7")),
    )
    fill(book.create_sheet("10_x"), sections((RECIPIENTS, "TOTAL", "1000")))
    book.save(tmp_path / "made.xlsx")
    content = (tmp_path / "made.xlsx").read_bytes()
    file = {"format": "excel", "name": "/.*/"}
    intake = read(tmp_path, content, "eu-template-workbook", file_name="made.xlsx", file=file, **FILLED)
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    assert values(intake)["monthly_users", "eu_all"] == 1000


def fill(sheet, rows):
    for row in rows:
        sheet.append([float(text) if text.replace(".", "").isdigit() else text for text in row])
