"""From findings to a verdict: what is accepted, what is held, what is said."""

from __future__ import annotations

from datetime import date

from review_desk import Desk, found, observed

from pipeline.model import (
    Capability,
    Finding,
    Verdict,
)


def test_blocker_rejects_everything(sql_desk: Desk) -> None:
    reviewed = sql_desk.one(observed("B2", 1), findings=(Finding(code="file-empty", params={"file": "x"}),))
    assert reviewed.verdict is Verdict.REJECTED
    assert not reviewed.accepted
    assert [h.codes for h in reviewed.held] == [("file-empty",)]


def test_error_holds_its_observation_only(sql_desk: Desk) -> None:
    reviewed = sql_desk.one(observed("B2", 1), observed("B3", "1.5", form="live"))
    assert reviewed.verdict is Verdict.ACCEPTED_IN_PART
    assert [o.place for o in reviewed.accepted] == ["B2"]
    assert [(h.observation.place, h.codes) for h in reviewed.held] == [("B3", ("not-whole",))]


def test_error_about_a_row_that_was_not_read_still_makes_it_in_part(sql_desk: Desk) -> None:
    unread = Finding(code="type-error", places=("B9",), value="abc", params={"label": "x", "number": "plain"})
    assert sql_desk.one(observed("B2", 1), findings=(unread,)).verdict is Verdict.ACCEPTED_IN_PART
    assert sql_desk.one(findings=(unread,)).verdict is Verdict.REJECTED


def test_warning_is_accepted_with_findings(sql_desk: Desk) -> None:
    missing = Finding(code="missing-period", params={"block": "months", "missing": "2021-05"})
    reviewed = sql_desk.one(observed("B2", 1), findings=(missing,))
    assert found(reviewed) == [("missing-period", ())]
    assert reviewed.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert len(reviewed.accepted) == 1


def test_a_file_about_another_round_is_held(sql_desk: Desk) -> None:
    reviewed = sql_desk.one(observed("B2", 1, quarter="2021-Q1"), observed("B3", 2, quarter="2020-Q4"))
    assert found(reviewed) == [("round-not-covered", ("B2", "B3"))]
    assert reviewed.verdict is Verdict.REJECTED


def test_advice_about_a_late_file(sql_desk: Desk) -> None:
    reviewed = sql_desk.one(observed("B2", 1), received="2021-08-01T00:00:00")
    assert found(reviewed) == [("received-after-due", ())]
    assert found(sql_desk.one(observed("B2", 1), received="2021-07-31T23:59:59")) == []


def test_capabilities_alone_are_something(sql_desk: Desk) -> None:
    record = Capability(
        party="alpha",
        kind="detection_tool",
        title="A tool",
        status="planned",
        status_date=date(2021, 6, 5),
        submission="s00",
        place="/capabilities/0",
    )
    reviewed = sql_desk.one(reporter="secretariat", capabilities=(record,))
    assert (reviewed.verdict, found(reviewed)) == (Verdict.ACCEPTED, [])
    assert [c.decided_at for c in reviewed.capabilities] == [reviewed.decided_at]


def test_silence_and_lost_cells_never_pass(sql_desk: Desk) -> None:
    assert found(sql_desk.one()) == [("nothing-reported", ())]
    lost = sql_desk.one(observed("B2", 1), unexplained=2)
    assert found(lost) == [("cells-unaccounted", ())]
    assert lost.verdict is Verdict.REJECTED


def test_what_reading_has_said_is_not_said_again(sql_desk: Desk) -> None:
    said = Finding(
        code="scale-twice", places=("B2",), params={"label": "x", "scale": "万", "cell_scale": "万"}
    )
    assert found(sql_desk.one(observed("B2", "1.5"), findings=(said,))) == [("scale-twice", ("B2",))]


def test_one_root_cause_is_one_finding(sql_desk: Desk) -> None:
    of_the_file = Finding(code="formula-unstored", places=("S!B2", "S!B3"), value="=A1")
    of_a_cell = Finding(code="formula-unstored", places=("S!B3",), value="=A1")
    other_cell = Finding(code="formula-unstored", places=("S!B4",), value="=A1")
    reviewed = sql_desk.one(observed("S!B9", 1), findings=(of_the_file, of_a_cell, other_cell))
    assert [f.finding for f in reviewed.findings] == [of_the_file, other_cell]
