"""What a review depends on, and how it is kept and handed back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from review_desk import PROFILE, Desk, observed, waive

from pipeline.model import (
    Finding,
)
from quality import store
from quality.review import Case, fingerprint


def test_fingerprint_changes_with_what_a_decision_depends_on(sql_desk: Desk) -> None:
    submission = sql_desk.case(observed("B2", 1)).submission
    before = fingerprint(submission, sql_desk.small_home.deployment)
    assert fingerprint(submission, sql_desk.small_home.deployment) == before
    waive(sql_desk)
    with_waiver = fingerprint(submission, sql_desk.small_home.deployment)
    (sql_desk.small_home.home.profiles / "alpha.yaml").write_text(PROFILE, encoding="utf-8")
    with_profile = fingerprint(submission, sql_desk.small_home.deployment)
    other_file = fingerprint(replace(submission, sha256="f"), sql_desk.small_home.deployment)
    assert len({before, with_waiver, with_profile, other_file}) == 4


def test_a_stored_review_reads_back(sql_desk: Desk) -> None:
    home = sql_desk.small_home.home
    rows = (observed("B2", 1), observed("B3", "1.5", form="live"), observed("B4", "2.5", form="product"))
    unwaived = sql_desk.one(*rows)
    waive(sql_desk, submission=unwaived.submission.id, place="B4")
    reviewed = sql_desk.review(Case(unwaived.submission, Path("s00")))[0]
    store.save(reviewed, home)
    stored = store.load(home, reviewed.submission.id)
    assert stored.findings == reviewed.findings
    assert (stored.submission, stored.verdict, stored.cells) == (
        reviewed.submission,
        reviewed.verdict,
        reviewed.cells,
    )
    assert (stored.accepted, stored.held, stored.capabilities) == (2, 1, 0)
    assert (stored.fingerprint, stored.decided_at) == (reviewed.fingerprint, reviewed.decided_at)
    folder = home.review(reviewed.submission.id)
    before = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    named = reviewed.fingerprint[:12]
    parts = ("observations", "capabilities", "settled")
    assert set(before) == {"review.json", *(f"{part}-{named}.parquet" for part in parts)}
    store.save(sql_desk.review(Case(reviewed.submission, Path("s00")))[0], home)
    assert {path.name: path.read_bytes() for path in sorted(folder.iterdir())} == before


def test_feedback_lists_every_place_and_is_no_formula(sql_desk: Desk) -> None:
    unread = Finding(
        code="type-error",
        places=("Data!B9", "Data!B10"),
        value="=1+1",
        params={"label": "x", "number": "plain"},
    )
    reviewed = sql_desk.one(observed("Data!B2", 1), findings=(unread,))
    store.feedback(reviewed, sql_desk.small_home.home)
    folder = sql_desk.small_home.home.feedback("alpha", "2021-Q2")
    text = (folder / "s00.csv").read_bytes().decode("utf-8-sig")
    lines = text.split("\r\n")
    assert [line.split(",")[:6] for line in lines[1:3]] == [
        ["1", "error", "type-error", "Data", "B9", "'=1+1"],
        ["1", "error", "type-error", "Data", "B10", "'=1+1"],
    ]
    assert (folder / "s00.json").exists()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=A1", "'=A1"),
        ("@x", "'@x"),
        ("+x", "'+x"),
        ("-12", "-12"),
        ("-1,200.5", "-1,200.5"),
        ("plain", "plain"),
    ],
)
def test_escaping(text: str, written: str) -> None:
    assert store.escaped(text) == written
