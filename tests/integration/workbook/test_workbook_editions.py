"""Editions of the reporting workbook: the newest, earlier ones, and none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from workbook_words import (
    ACCEPTED,
    EDITION_TEXT,
    FILLED,
    accepted,
    bind,
    fill,
    looked_at,
    made,
    opened,
    read_back,
)

from pipeline.labels import fold
from pipeline.model import Severity
from quality.catalogue import catalogue
from reports.language import LANGUAGES
from reports.questionnaire.plan import newest_edition
from reports.questionnaire.wording import wording


def test_an_earlier_edition_stays_readable_and_both_editions_are_named(home, tmp_path):
    bind(home, more=", template: {edition: '" + EDITION_TEXT + "', newest: 2027-3}")
    reviewed = looked_at(home, fill(made(home), *FILLED), tmp_path)
    (told,) = reviewed.findings
    assert (told.finding.code, told.severity) == ("template-earlier", Severity.WARNING)
    for language in LANGUAGES:
        message = catalogue().message(told.finding, language)
        assert newest_edition() in message
        assert "2027-3" in message
    assert accepted(reviewed) == ACCEPTED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("edition", "code"), [("2019-4", "template-earlier"), ("2999-1", "template-unknown")]
)
def test_an_edition_is_held_against_the_newest(home, tmp_path, language, edition, code):
    bind(home)
    intake = read_back(home, fill(made(home, language), *FILLED, edition=edition), tmp_path)
    (found,) = intake.findings
    assert (found.code, found.places) == (code, (f"{getattr(wording().names['observations'], language)}!A1",))
    assert found.params == {"edition": edition, "newest": newest_edition()}
    assert catalogue().rule(code).severity is (Severity.WARNING if "earlier" in code else Severity.BLOCKER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("alteration", ["emptied", "deleted", "typed over", "moved elsewhere"])
def test_a_missing_edition_is_told_where_it_should_stand(home, tmp_path, language, alteration):
    bind(home)
    book, sheet = opened(fill(made(home, language), *FILLED))
    line = sheet["A1"].value
    if alteration == "deleted":
        sheet.delete_rows(1, 4)
    else:
        sheet["A1"].value = {"typed over": line.replace("-", ".")}.get(alteration)
    if alteration == "moved elsewhere":
        sheet["C1"].value = line
    saved = BytesIO()
    book.save(saved)
    reviewed = looked_at(home, saved.getvalue(), tmp_path)
    told = [(r.finding.code, r.finding.places, r.finding.value) for r in reviewed.findings]
    seen = line.replace("-", ".") if alteration == "typed over" else ""
    expected = [("template-unnamed", (f"{sheet.title}!A1",), fold(seen))]
    assert told == ([] if alteration == "moved elsewhere" else expected)
    assert accepted(reviewed) == ACCEPTED
    assert reviewed.verdict.value.startswith("accepted")


def test_the_newest_edition_has_its_golden_case():
    """What an edition wrote is kept as a golden case, so that it stays readable when the next one comes."""
    folder = Path(__file__).resolve().parents[2] / "golden" / f"known-coalition-workbook-{newest_edition()}"
    assert newest_edition() in (folder / "case.yaml").read_text(encoding="utf-8")
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert "! " not in expected, "raise the edition with a new case, and let this one tell it"
