"""The reporting workbook filled in as told, or nearly so, and read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl.utils import get_column_letter
from workbook_words import (
    ACCEPTED,
    FILLED,
    accepted,
    asked_rows,
    bind,
    codes,
    columns,
    fill,
    looked_at,
    made,
    opened,
    read_back,
)

from pipeline.codes import codelist
from pipeline.model import Severity, Verdict
from reports.language import LANGUAGES
from reports.questionnaire.observations import HEADER_ROW
from reports.questionnaire.wording import wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_as_told_it_passes_with_the_same_values(home, tmp_path, language):
    bind(home)
    reviewed = looked_at(home, fill(made(home, language), *FILLED), tmp_path)
    assert codes(reviewed) == set()
    assert reviewed.verdict is Verdict.ACCEPTED
    assert accepted(reviewed) == ACCEPTED
    assert {(o.period_start, o.period_end) for o in reviewed.accepted} == {
        (date(2021, 4, 1), date(2021, 6, 30))
    }
    assert reviewed.cells.unexplained == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_without_a_status_is_a_finding(home, tmp_path, language):
    bind(home)
    intake = read_back(home, fill(made(home, language), 130, None, 9, 16, 71.25), tmp_path)
    sheet = opened(made(home, language))[1]
    value = sheet.cell(HEADER_ROW + 2, columns(sheet)["value"]).coordinate
    (found,) = intake.findings
    assert (found.code, found.places) == ("blank-value", (f"{sheet.title}!{value}",))
    assert sorted(o.value for o in intake.observations) == [9, 16, Decimal("71.25"), 130]


@pytest.mark.parametrize("column", ["taxon_group", "form", "unit"])
def test_an_emptied_label_is_said_and_its_figure_is_about_nothing_else(home, tmp_path, column):
    bind(home)
    book, sheet = opened(fill(made(home), *FILLED))
    sheet.cell(HEADER_ROW + 2, columns(sheet)[column]).value = None
    saved = BytesIO()
    book.save(saved)
    reviewed = looked_at(home, saved.getvalue(), tmp_path)
    place = f"{sheet.title}!{get_column_letter(columns(sheet)[column])}{HEADER_ROW + 2}"
    told = [(r.finding.code, r.finding.places, r.severity) for r in reviewed.findings]
    assert ("blank-dimension", (place,), Severity.ERROR) in told
    left = {key: value for key, value in ACCEPTED.items() if value != 1100}
    assert accepted(reviewed) == left


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_a_blank_is_read(home, tmp_path, language):
    bind(home)
    reasons = list(wording().meanings)
    labels = [getattr(codelist("obs_status").label(status), language) for status in reasons]
    reviewed = looked_at(home, fill(made(home, language), *labels), tmp_path)
    assert [(o.value, o.obs_status) for o in reviewed.accepted] == [(None, status) for status in reasons]
    assert not [rated for rated in reviewed.findings if rated.severity is not Severity.WARNING]


def test_who_never_reported_is_asked_for_what_fits_and_is_read_back(small_home, tmp_path):
    bind(small_home, "beta")
    content = made(small_home, member="beta")
    count = len(asked_rows(opened(content)[1]))
    assert count > 2
    intake = read_back(small_home, fill(content, *range(1, count + 1)), tmp_path, "beta")
    assert not intake.findings
    assert sorted(o.value for o in intake.observations) == list(range(1, count + 1))
