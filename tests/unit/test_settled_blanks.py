"""Blank cells whose meaning is said afterwards: what they become, and when they are asked about again."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from figures_by_species import write_profile
from one_decision import ANSWER, LATER, RECEIVED

from pipeline.answers import BLANK, STATUSES, blanks_told
from pipeline.ledger import Ledger
from pipeline.model import ObsStatus, Verdict
from quality.review import Case, review
from quality.store import feedback
from quality.store import load as load_review
from quality.store import save as save_review
from quality.told import as_text

BLANKS = "Quarter,Species,Removed\n2021-Q2,All,7\n2021-Q2,Ivory,\n2021-Q2,Horn,\n2021-Q2,Cats,5\n"


@pytest.fixture
def blanks(small_home):
    """A file of which two cells are blank, reviewed with answers that say what they mean."""
    write_profile(small_home.home, total="All")
    ledger = Ledger(small_home.home)
    sent = ledger.receive(
        BLANKS.encode(), reporter="alpha", round_="2021-Q2", file_name="a.csv", received_at=RECEIVED
    ).submission

    def reviewed(**meanings: str):
        said = tuple(
            replace(ANSWER, submission=sent.id, code=BLANK, place=place, status=status)
            for place, status in meanings.items()
        )
        [made] = review([Case(sent, ledger.content(sent), said)], small_home.deployment)
        return made

    return reviewed


def test_a_blank_becomes_what_it_was_said_to_mean_and_stays_a_finding(blanks, small_home) -> None:
    silent = blanks()
    assert [f.finding.places for f in silent.findings if f.holds] == [("C3", "C4")]
    assert {o.place for o in silent.accepted} == {"C2", "C5"}
    told = blanks(C3="zero", C4="withheld")
    zero = next(o for o in told.accepted if o.place == "C3")
    assert (zero.value, zero.value_low, zero.value_high, zero.obs_status) == (0, 0, 0, ObsStatus.NORMAL)
    assert (zero.printed_text, zero.decided_at) == ("", LATER)
    answered = [f for f in told.findings if f.finding.code == BLANK]
    assert [(f.finding.places, f.answer.status) for f in answered] == [
        (("C3",), "zero"),
        (("C4",), "withheld"),
    ]
    assert told.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    withheld = next(o for o in told.accepted if o.place == "C4")
    assert (withheld.value, withheld.obs_status) == (None, ObsStatus.WITHHELD)
    save_review(told, small_home.home)
    kept = load_review(small_home.home, told.submission.id)
    assert (kept.findings, kept.answers) == (told.findings, told.answers)
    text = as_text(told)
    assert "Explained (2)" in text
    assert "Explained by Ana on 2021-08-09 as “0”: a company bought" in text
    assert "as “Withheld by the reporter”" in text
    assert "已说明 (2)" in as_text(told, "zh")
    feedback(told, small_home.home)
    lines = (small_home.home.feedback("alpha", "2021-Q2") / f"{told.submission.id}.csv").read_text(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(lines.splitlines()))
    assert {(r["cell"], r["explained"]) for r in rows if r["code"] == BLANK} == {
        ("C3", "a company bought"),
        ("C4", "a company bought"),
    }


def test_a_blank_that_takes_back_a_figure_is_asked_about_again(blanks, small_home) -> None:
    past = {"subject": "alpha", "quarter": "2021-Q2", "taxon_group": "rhino", "value": 3}
    small_home.accept("alpha", "2021-Q2", "2021-07-01", past)
    told = blanks(C4="withheld")
    withdrawn = next(f for f in told.findings if f.finding.code == "value-withdrawn")
    assert (withdrawn.finding.places, withdrawn.finding.value) == (("C4",), "3 → withheld")
    assert withdrawn.holds


def test_an_answered_blank_takes_part_in_the_sum(blanks) -> None:
    told = blanks(C3="zero", C4="zero")
    differing = next(f.finding for f in told.findings if f.finding.code == "total-differs")
    assert differing.places == ("C2", "C3", "C4", "C5")


def test_blanks_are_told_by_place_and_the_last_word_counts() -> None:
    said = replace(ANSWER, code=BLANK, place="C3", status="zero")
    assert blanks_told([replace(said, status="late", at=LATER + timedelta(1)), said]) == {"C3": "late"}
    assert blanks_told([replace(said, place="")]) == {}
    assert set(STATUSES[1:]) < {status.value for status in ObsStatus}
