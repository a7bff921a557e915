"""The copy that is handed back, mended and sent again."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from workbook_words import (
    ACCEPTED,
    accepted,
    bind,
    codes,
    columns,
    fill,
    looked_at,
    made,
    saved,
)

from pipeline.mapping.mending_list import TITLE
from quality.report import as_json
from reports.feedback.workbook import annotated
from reports.questionnaire.observations import HEADER_ROW
from reports.questionnaire.wording import wording


def handed_back(home, content, folder):
    """The copy that the member gets for a filled-in workbook."""
    return annotated(content, as_json(looked_at(home, content, folder)))


@pytest.fixture
def copy(home, tmp_path):
    """A copy handed back for a workbook with a blank in its second row."""
    bind(home)
    return handed_back(home, fill(made(home), 130, None, 9, 16, 71.25), tmp_path)


def test_the_copy_handed_back_is_mended_and_sent(home, copy, tmp_path):
    book = load_workbook(BytesIO(copy))
    sheet = book[wording().names["observations"].en]
    sheet.cell(HEADER_ROW + 2, columns(sheet)["value"]).value = 1100
    listed = next(row for row in book[TITLE].iter_rows() if row[0].value == "1")
    book[TITLE].cell(listed[0].row, 12).value = "done"
    reviewed = looked_at(home, saved(book), tmp_path)
    assert codes(reviewed) == set()
    assert accepted(reviewed) == ACCEPTED
    assert reviewed.cells.unexplained == 0


def test_a_copy_sent_back_has_one_list_only(home, copy, tmp_path):
    content = saved(load_workbook(BytesIO(copy)))
    reviewed = looked_at(home, content, tmp_path)
    assert [rated.finding.code for rated in reviewed.findings] == ["blank-value"]
    for sent_back in (copy, content):
        again = load_workbook(BytesIO(handed_back(home, sent_back, tmp_path)))
        assert again.sheetnames == load_workbook(BytesIO(copy)).sheetnames
        texts = [row[0].value for row in again[TITLE].iter_rows() if row[0].value]
        assert texts.count("1") == 1
        assert sum("this list" in text for text in texts) == 1


def test_nothing_hides_behind_the_list(home, copy, tmp_path):
    def changed(change):
        book = load_workbook(BytesIO(copy))
        change(book[TITLE])
        return {
            (rated.finding.code, place)
            for rated in looked_at(home, saved(book), tmp_path).findings
            for place in rated.finding.places
        }

    def below(sheet):
        sheet.cell(40, 3).value = 77

    def another_title(sheet):
        sheet["A1"].value = "My own figures"

    def another_name(sheet):
        sheet.title = "To mend"

    assert ("unclaimed-cell", f"{TITLE}!C40") in changed(below)
    assert "unclaimed-sheet" in {code for code, _ in changed(another_title)}
    assert "unclaimed-sheet" in {code for code, _ in changed(another_name)}
