"""What a waiver lets in, and from when on what is accepted counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from review_desk import PROFILE, Desk, observed, waive

from pipeline.model import (
    Verdict,
)


def test_waiver_lets_an_error_pass_and_is_recorded(sql_desk: Desk) -> None:
    waive(sql_desk)
    reviewed = sql_desk.one(observed("B2", "1.5"))
    assert reviewed.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert [f.waiver and f.waiver.reason for f in reviewed.findings] == ["known"]
    assert reviewed.decided_at == datetime(2021, 7, 20, tzinfo=UTC)
    assert reviewed.accepted[0].decided_at == reviewed.decided_at


@pytest.mark.parametrize(
    "given",
    [
        {"expires": "2021-07-09", "on": "2021-07-01"},
        {"code": "bad-period"},
        {"submission": "beta"},
        {"place": "B3", "submission": "s00"},
    ],
)
def test_waiver_that_does_not_apply(sql_desk: Desk, given: dict[str, str]) -> None:
    waive(sql_desk, **given)
    reviewed = sql_desk.one(observed("B2", "1.5"))
    assert reviewed.verdict is Verdict.REJECTED
    assert reviewed.decided_at == datetime(2021, 7, 10, 9, tzinfo=UTC)


def test_waiver_of_one_place_leaves_the_others_held(sql_desk: Desk) -> None:
    waive(sql_desk, place="B2", submission="s00")
    reviewed = sql_desk.one(observed("B2", "1.5"), observed("B3", "1.5", form="live"))
    assert reviewed.verdict is Verdict.ACCEPTED_IN_PART
    assert [h.observation.place for h in reviewed.held] == ["B3"]
    assert sorted((f.finding.places, f.waiver is not None) for f in reviewed.findings) == [
        (("B2",), True),
        (("B3",), False),
    ]


def test_decision_waits_for_the_confirmation_of_the_layout(sql_desk: Desk) -> None:
    (sql_desk.small_home.home.profiles / "alpha.yaml").write_text(PROFILE, encoding="utf-8")
    assert sql_desk.one(observed("B2", 1)).decided_at == datetime(2021, 8, 2, tzinfo=UTC)
