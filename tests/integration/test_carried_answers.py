"""What was said about a file of the round, and the next file that says the same again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assets.pending import cases
from pipeline.answers import BLANK, Answer
from pipeline.ledger import Ledger
from pipeline.model import Verdict
from quality import store, suite
from quality.case import case_of
from quality.report import as_json
from quality.review import review
from quality.told import as_text

PROFILE = """
profile: alpha
reporter: alpha
version: 1
confirmed: {by: Secretariat, on: 2021-07-02}
layouts:
  - name: quarterly
    from: 2018-Q1
    file: {format: delimited, encoding: utf-8, delimiter: ','}
    blocks:
      - name: removals
        header: [[Quarter, Species, Listings removed]]
        values: [Listings removed]
        fields:
          subject: {constant: alpha}
          period: {column: Quarter, span: quarter}
          taxon_group:
            column: Species
            codes: {Ivory: elephant_ivory, Rhino: rhino, Cats: big_cats, Turtles: marine_turtles}
          indicator: {constant: listings_removed}
"""
HEAD = "Quarter,Species,Listings removed\n"
FIRST = HEAD + "2021-Q2,Ivory,120\n2021-Q2,Rhino,\n2021-Q2,Cats,\n2021-Q2,Turtles,40\n"
MOVED = HEAD + "2021-Q2,Ivory,120\n2021-Q2,Cats,\n2021-Q2,Rhino,\n2021-Q2,Turtles,40\n"
FILLED = HEAD + "2021-Q2,Ivory,120\n2021-Q2,Rhino,\n2021-Q2,Cats,7\n2021-Q2,Turtles,40\n"
NEXT_ROUND = HEAD + "2021-Q1,Ivory,120\n2021-Q1,Rhino,\n2021-Q1,Cats,3\n2021-Q1,Turtles,40\n"
LATER = datetime(2021, 8, 3, tzinfo=UTC)


@pytest.fixture
def desk(small_home, monkeypatch):
    """A home without Great Expectations, on which nothing here depends: much faster."""
    monkeypatch.setattr(suite, "failures", lambda rows, rules, register, kept: [])
    (small_home.home.profiles / "alpha.yaml").write_text(PROFILE, encoding="utf-8")
    return small_home


def receive(home, text, day, round_="2021-Q2"):
    received = datetime(2021, 7, day, tzinfo=UTC)
    return (
        Ledger(home.home)
        .receive(
            text.encode(), reporter="alpha", round_=round_, file_name=f"of-{day}.csv", received_at=received
        )
        .submission
    )


def reviewed(home, given):
    """Review, keep, and tell the ledger, as a run does."""
    made = review(given, home.deployment)
    for one in made:
        store.save(one, home.home)
        Ledger(home.home).record_review(
            submission=one.submission.id,
            verdict=one.verdict,
            fingerprint=one.fingerprint,
            decided_at=one.decided_at,
        )
    return made


def test_a_blank_answered_once_is_not_asked_about_again(desk):
    ledger = Ledger(desk.home)
    first, moved = receive(desk, FIRST, 10), receive(desk, MOVED, 12)
    silent = reviewed(desk, cases(desk.deployment, ledger))
    assert [r.verdict for r in silent] == [Verdict.ACCEPTED_IN_PART] * 2
    assert cases(desk.deployment, ledger) == []
    said = {"submission": first.id, "code": BLANK, "by": "Ana", "at": LATER}
    ledger.record_answers(
        [
            Answer(**said, place="C3", status="zero", reason="none was found"),
            Answer(**said, place="C4", status="not_collected", reason="nobody counted"),
        ]
    )
    waiting = cases(desk.deployment, ledger)
    assert [case.submission.id for case in waiting] == [first.id, moved.id]
    _, again = reviewed(desk, waiting)
    assert again.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert {r.finding.places: r.answer.status for r in again.findings} == {
        ("C4",): "zero",
        ("C3",): "not_collected",
    }
    assert {(r.answer.by, r.answer.at, r.answer.given_for) for r in again.findings} == {
        ("Ana", LATER, "of-10.csv")
    }
    assert {o.place: (o.value, o.obs_status) for o in again.accepted} == {
        "C2": (120, "normal"),
        "C3": (None, "not_collected"),
        "C4": (0, "normal"),
        "C5": (40, "normal"),
    }
    assert "nobody counted (said of the same figure in of-10.csv" in " ".join(as_text(again).split())
    assert "针对 of-10.csv 中同一数据" in as_text(again, "zh")
    assert again.answers == ()
    assert store.load(desk.home, moved.id).findings == again.findings
    assert cases(desk.deployment, ledger) == []

    third, elsewhere = receive(desk, FILLED, 14), receive(desk, NEXT_ROUND, 15, "2021-Q1")
    told = {
        s.id: r
        for s, r in zip(
            (third, elsewhere),
            review([case_of(s, ledger.content(s), ledger) for s in (third, elsewhere)], desk.deployment),
            strict=True,
        )
    }
    filled = told[third.id]
    assert {r.finding.places: r.answer.status for r in filled.findings if r.answer} == {("C3",): "zero"}
    assert {o.place: o.value for o in filled.accepted} == {"C2": 120, "C3": 0, "C4": 7, "C5": 40}
    assert BLANK in {r.finding.code for r in told[elsewhere.id].findings if not r.settled}
    assert as_json(filled)["findings"][0]["answer"]["given_for"] == "of-10.csv"


def test_a_file_of_its_own_says_otherwise(desk):
    ledger = Ledger(desk.home)
    first, moved = receive(desk, FIRST, 10), receive(desk, MOVED, 12)
    old = {"code": BLANK, "by": "Ana", "at": LATER, "reason": "none", "status": "zero"}
    new = {"submission": moved.id, "code": BLANK, "by": "Bo", "at": LATER.replace(day=1), "reason": "unseen"}
    ledger.record_answers(
        [Answer(submission=first.id, place="C3", **old), Answer(place="C4", status="zero", **new)]
    )
    (_, again) = review(cases(desk.deployment, ledger), desk.deployment)
    assert {r.finding.places: (r.answer.by if r.answer else None) for r in again.findings} == {
        ("C4",): "Bo",
        ("C3",): None,
    }
    assert {o.place: o.value for o in again.accepted} == {"C2": Decimal(120), "C4": 0, "C5": Decimal(40)}
