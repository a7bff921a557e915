"""Rows of the reporting workbook that are deleted: `asked-row-gone` asks for each, and for nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.answers import ROW_GONE, Answer
from pipeline.model import ObsStatus, Severity, Verdict
from quality.catalogue import catalogue
from quality.report import as_json
from reports.feedback.workbook import annotated

ASKED = ("subject", "indicator", "taxon_group", "form", "period", "unit")
LATER = datetime(2021, 7, 25, tzinfo=UTC)


def told(reviewed):
    return [(r.finding.code, r.finding.places) for r in reviewed.findings if not r.settled]


def test_a_deleted_row_is_asked_for_where_it_could_stand(workbook_desk):
    filled = workbook_desk.filled("zh").delete(2)
    reviewed = workbook_desk.one(filled)
    (found,) = reviewed.findings
    assert (found.finding.code, found.finding.places) == (ROW_GONE, (filled.free(),))
    assert found.severity is Severity.ERROR
    assert reviewed.verdict is Verdict.ACCEPTED_IN_PART
    assert len(reviewed.accepted) == 4
    assert "穿山甲" in catalogue().message(found.finding, "zh")


def test_every_deleted_row_is_named_and_a_whole_series_too(workbook_desk):
    filled = workbook_desk.filled().delete(1, 3)
    gone = workbook_desk.read(filled).rows_gone
    assert [(o.place, o.taxon_group) for o in gone] == [
        (filled.free(0), "elephant_ivory"),
        (filled.free(1), "all"),
    ]
    assert [o.printed_text for o in gone] == [
        "Shop, Listings removed, Elephant ivory",
        "Shop, Accounts sanctioned",
    ]


def test_with_all_rows_gone_every_one_is_asked_for(workbook_desk):
    assert len(workbook_desk.read(workbook_desk.filled().delete(0, 1, 2, 3, 4)).rows_gone) == 5


def test_an_emptied_row_is_gone_like_a_deleted_one(workbook_desk):
    filled = workbook_desk.filled()
    for column in filled.at:
        filled.put(1, column, None)
    assert [o.place for o in workbook_desk.read(filled).rows_gone] == [filled.free()]


def test_it_is_answered_like_a_blank_and_a_share_is_no_zero(workbook_desk):
    filled = workbook_desk.filled().delete(1, 2, 4)
    case = workbook_desk.case(filled)
    about = {
        "submission": case.submission.id,
        "code": ROW_GONE,
        "reason": "nothing",
        "by": "Ana",
        "at": LATER,
    }
    meant = dict(zip((0, 1, 2), ("zero", "not_collected", "zero"), strict=True))
    said = [Answer(**about, place=filled.free(n), status=status) for n, status in meant.items()]
    (reviewed,) = workbook_desk.review(workbook_desk.answered(case, *said))
    assert told(reviewed) == [(ROW_GONE, (filled.free(2),))]
    assert {r.answer for r in reviewed.findings if r.settled} == set(said[:2])
    given = {o.place: o for o in reviewed.accepted if o.decided_at == LATER}
    assert {place: (o.taxon_group, o.value, o.obs_status) for place, o in given.items()} == {
        filled.free(0): ("elephant_ivory", Decimal(0), ObsStatus.NORMAL),
        filled.free(1): ("pangolin", None, ObsStatus.NOT_COLLECTED),
    }
    assert {(o.period_start, o.period_end) for o in given.values()} == {(date(2021, 4, 1), date(2021, 6, 30))}


def test_given_again_below_it_is_accepted(workbook_desk):
    filled = workbook_desk.filled().delete(2)
    figure = ("Shop", "Listings removed", "Pangolins", "All forms", "2021-Q2", "listings", 9)
    for name, text in zip((*ASKED, "value"), figure, strict=True):
        filled.put(4, name, text)
    intake = workbook_desk.read(filled)
    assert (intake.rows_gone, intake.findings) == ((), ())


def _sorted(filled):
    rows = [[filled.sheet.cell(row, column).value for column in filled.at.values()] for row in filled.rows]
    for row, values in zip(filled.rows, reversed(rows), strict=True):
        for column, value in zip(filled.at.values(), values, strict=True):
            filled.sheet.cell(row, column).value = value


def _by_month(filled):
    filled.delete(0)
    for number, month in enumerate(("2021-04", "2021-05", "2021-06"), start=4):
        figure = ("Delta", "Listings removed", "Elephant ivory", "All forms", month, "listings", 43)
        for name, text in zip((*ASKED, "value"), figure, strict=True):
            filled.put(number, name, text)


def _blank(filled):
    filled.put(1, "value", None)


def _reason(filled):
    filled.put(1, "value", None).put(1, "status", "Not collected")


def _unknown(filled):
    filled.put(1, "taxon_group", "Dodos")


def _without_list(filled):
    filled.delete(1)
    del filled.book["Asked for"]


def _list_of_another_round(filled):
    filled.delete(1)
    for row in filled.book["Asked for"].iter_rows(min_row=5):
        row[4].value = "2021-Q1"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_sorted, []),
        (_by_month, ["missing-period"]),
        (_reason, []),
        (_blank, ["blank-value"]),
        (_unknown, ["unknown-code"]),
        (_without_list, []),
        (_list_of_another_round, []),
    ],
)
def test_what_is_there_or_was_never_asked_for_is_not_asked_for(workbook_desk, change, codes):
    filled = workbook_desk.filled()
    change(filled)
    intake = workbook_desk.read(filled)
    assert (intake.rows_gone, [finding.code for finding in intake.findings]) == ((), codes)


def test_beside_a_row_that_cannot_be_read_the_others_that_are_gone_are_asked_for(workbook_desk):
    filled = workbook_desk.filled().put(1, "taxon_group", "Dodos").delete(3)
    assert [o.indicator for o in workbook_desk.read(filled).rows_gone] == ["accounts_sanctioned"]


def test_what_an_earlier_file_of_the_round_gave_is_not_asked_for_again(workbook_desk):
    whole = workbook_desk.case(workbook_desk.filled())
    corrected = workbook_desk.filled().put(0, "value", 131).delete(1, 2, 3, 4)
    second = workbook_desk.case(corrected, reason="a slip", replaces=whole.submission.id)
    (reviewed, _) = workbook_desk.review(second, whole)
    assert ROW_GONE not in {code for code, _ in told(reviewed)}
    assert ROW_GONE in {code for code, _ in told(workbook_desk.review(second)[0])}


def test_the_cell_is_marked_in_the_copy_handed_back(workbook_desk):
    filled = workbook_desk.filled().delete(2)
    place = filled.free().partition("!")[2]
    content = annotated(filled.content, as_json(workbook_desk.one(filled)))
    copy = type(filled)(content)
    sheet = copy.book["Observations"]
    assert "Pangolins" in sheet[place].comment.text
    links = [cell.hyperlink.location for row in copy.sheet.iter_rows() for cell in row if cell.hyperlink]
    assert any(place in link for link in links)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_says_what_the_sheet_asks_for(workbook_desk, language):
    filled = workbook_desk.made(language)
    asked = [tuple(filled.sheet.cell(row, filled.at[name]).value for name in ASKED) for row in filled.rows]
    listed = filled.book.worksheets[-1].iter_rows(min_row=5, values_only=True)
    assert [row[: len(ASKED)] for row in listed] == asked
