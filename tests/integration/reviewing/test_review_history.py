"""A file held against what was accepted before, from the same reporter and from others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from review_desk import Desk, found, observed, waive

from pipeline.answers import Answer
from pipeline.model import (
    Finding,
    ObsStatus,
    Qualifier,
    Verdict,
)
from quality.earlier import since_last


def test_restatement_asks_for_a_reason(sql_desk: Desk, history: Callable[..., Any]) -> None:
    history(120)
    same, new = observed("B2", 130, quarter="2021-Q1"), observed("B3", 5)
    reviewed = sql_desk.one(same, new)
    assert found(reviewed) == [("value-restated", ("B2",))]
    assert reviewed.findings[0].finding.value == "120 → 130"
    assert found(sql_desk.one(same, new, reason="a slip")) == [("value-corrected", ("B2",))]
    assert found(sql_desk.one(observed("B2", 120, quarter="2021-Q1"), new)) == []


@pytest.mark.parametrize("reason", [" ", ".", "-", "2021", "？！"])
def test_a_reason_without_a_word_explains_nothing(
    sql_desk: Desk, history: Callable[..., Any], reason: str
) -> None:
    history(120)
    changed, new = observed("B2", 130, quarter="2021-Q1"), observed("B3", 5)
    reviewed = sql_desk.one(changed, new, reason=reason)
    assert found(reviewed) == [("value-restated", ("B2",))]
    assert [h.observation.place for h in reviewed.held] == ["B2"]
    assert not sql_desk.one(changed, new, reason="更正").held


def test_naming_what_is_replaced_is_no_reason(sql_desk: Desk, history: Callable[..., Any]) -> None:
    history(120)
    replaced = history(50, round_="2021-Q2", quarter="2021-Q2", taxon_group="rhino")
    rows = (
        observed("B2", 130, quarter="2021-Q1"),
        observed("B3", 51, taxon_group="rhino"),
        observed("B4", 125),
    )
    silent = sql_desk.one(*rows, replaces=replaced.id)
    assert found(silent) == [("value-restated", ("B2",)), ("value-restated", ("B3",))]
    assert [h.observation.place for h in silent.held] == ["B2", "B3"]
    told = sql_desk.one(*rows, replaces=replaced.id, reason="counted again")
    assert found(told) == [("value-corrected", ("B2",)), ("value-corrected", ("B3",))]
    assert not told.held
    gone = observed("B3", None, taxon_group="rhino", obs_status=ObsStatus.WITHHELD)
    assert sql_desk.one(gone, observed("B4", 1), replaces=replaced.id).held


def test_a_figure_withdrawn_meanwhile_does_not_come_back_changed_in_silence(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    history(120)
    sql_desk.small_home.accept(
        *("alpha", "2021-Q1", "2021-05-02"),
        {"subject": "alpha", "quarter": "2021-Q1", "value": None, "obs_status": ObsStatus.WITHHELD},
    )
    new = observed("B3", 5)
    changed = sql_desk.one(observed("B2", 130, quarter="2021-Q1"), new)
    assert [(r.finding.code, r.finding.value) for r in changed.findings] == [("value-restated", "120 → 130")]
    assert found(sql_desk.one(observed("B2", 120, quarter="2021-Q1"), new)) == []
    still = observed("B2", None, quarter="2021-Q1", obs_status=ObsStatus.WITHHELD)
    assert found(sql_desk.one(still, new)) == []


def test_a_file_of_an_earlier_round_is_not_replaced_in_silence(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    earlier = history(120)
    rows = observed("B2", 130, quarter="2021-Q1"), observed("B3", 5)
    assert [h.observation.place for h in sql_desk.one(*rows, replaces=earlier.id).held] == ["B2"]
    assert not sql_desk.one(*rows, replaces=earlier.id, reason="counted again").held


EXACT, OVER = {"qualifier": Qualifier.EXACT}, {"qualifier": Qualifier.OVER, "value_high": None}
ABOUT = {"qualifier": Qualifier.APPROXIMATELY, "value_low": Decimal(60), "value_high": Decimal(180)}


@pytest.mark.parametrize(
    ("before", "value", "now"),
    [
        (EXACT, 110, OVER),
        (EXACT, 120, ABOUT),
        (OVER, 5000, EXACT),
        (OVER, 90000, OVER),
        (ABOUT, 140, EXACT),
    ],
)
def test_a_hedged_figure_is_restated_when_anything_of_it_changes(
    sql_desk: Desk, history: Callable[..., Any], before: dict, value: int, now: dict
) -> None:
    history(120, **before)
    new = observed("B3", 5)
    assert found(sql_desk.one(observed("B2", value, quarter="2021-Q1", **now), new)) == [
        ("value-restated", ("B2",))
    ]
    assert found(sql_desk.one(observed("B2", 120, quarter="2021-Q1", **before), new)) == []


def test_an_older_file_does_not_overrule_a_figure_by_hedging_it(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    history(120, round_="2021-Q2")
    hedged = observed("B2", 110, quarter="2021-Q1", **OVER)
    late = sql_desk.one(hedged, round_="2021-Q1", received="2021-04-29T00:00:00")
    assert found(late) == [("late-original", ("B2",))]


@pytest.mark.parametrize("reason", [None, "sent again"])
def test_what_is_withdrawn_or_left_out_is_told_whatever_the_reason(
    sql_desk: Desk, reason: str | None
) -> None:
    groups = ("elephant_ivory", "rhino", "pangolin", "big_cats", "marine_turtles")
    past = [{"subject": "alpha", "quarter": "2021-Q1", "value": 20, "taxon_group": g} for g in groups]
    sql_desk.small_home.accept("alpha", "2021-Q1", "2021-04-20", *past)
    rows = [observed(f"B{n}", 20, quarter="2021-Q1", taxon_group=g) for n, g in enumerate(groups)]
    rows[1] = replace(rows[1], value=None, value_low=None, value_high=None, obs_status=ObsStatus.WITHHELD)
    new = observed("B9", 21, taxon_group=groups[0])
    reviewed = sql_desk.one(*rows[:4], new, reason=reason)
    told = {f.finding.code: f.answer.reason if f.answer else None for f in reviewed.findings}
    assert told == {"value-withdrawn": reason, "value-vanished": reason}
    assert [h.observation.place for h in reviewed.held] == ([] if reason else ["B1"])
    assert all("does not say" not in f.message("en") for f in reviewed.findings)


def test_a_blank_whose_meaning_was_told_pushes_nothing(sql_desk: Desk) -> None:
    groups = ("elephant_ivory", "rhino", "big_cats")
    sql_desk.small_home.accept(
        "alpha",
        "2021-Q1",
        "2021-04-20",
        *(
            {"subject": "alpha", "quarter": "2021-Q1", "value": 20 + n, "taxon_group": g}
            for n, g in enumerate(groups)
        ),
    )
    blank = Finding(code="blank-value", places=("B3",), params={"label": "Removed"})
    rows = observed("B2", 21, taxon_group=groups[0]), observed("B4", 23, taxon_group=groups[2])
    silent = sql_desk.case(*rows, findings=(blank,))
    assert [h.observation.place for h in sql_desk.review(silent)[0].held] == ["B2", "B4"]
    at = datetime(2021, 7, 20, tzinfo=UTC)
    given = {
        "submission": silent.submission.id,
        "code": "blank-value",
        "reason": "no count",
        "by": "Ana",
        "at": at,
    }
    answer = Answer(place="B3", status="not_collected", **given)
    (told,) = sql_desk.review(replace(silent, answers=(answer,)))
    assert told.held == ()
    assert found(told) == [("blank-value", ("B3",))]


def test_running_total_below_the_accepted_one(sql_desk: Desk, history: Callable[..., Any]) -> None:
    since = date(2018, 1, 1)
    history(120, period=(since, date(2021, 3, 31)))
    lower = observed("B2", 110, period_start=since)
    assert found(sql_desk.one(lower)) == [("running-total-below-accepted", ("B2",))]
    assert found(sql_desk.one(observed("B2", 121, period_start=since))) == []
    corrected = observed("B3", 100, period_start=since, period_end=date(2021, 3, 31))
    assert found(sql_desk.one(lower, corrected, reason="all corrected")) == [("value-corrected", ("B3",))]


def test_late_original_does_not_overrule_a_restatement(sql_desk: Desk, history: Callable[..., Any]) -> None:
    history(120, round_="2021-Q2")
    late = {"round_": "2021-Q1", "received": "2021-04-29T00:00:00"}
    reviewed = sql_desk.one(observed("B2", 99, quarter="2021-Q1"), **late)
    assert found(reviewed) == [("late-original", ("B2",))]
    assert reviewed.verdict is Verdict.REJECTED
    assert found(sql_desk.one(observed("B2", 120, quarter="2021-Q1"), **late)) == []


def test_a_late_answer_does_not_overrule_what_was_restated_since(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    history(120)
    asked = sql_desk.case(observed("B2", 130, quarter="2021-Q1"), observed("B3", 5))
    at = datetime(2021, 7, 20, tzinfo=UTC)
    about = {"submission": asked.submission.id, "code": "value-restated", "place": "B2"}
    answer = Answer(**about, reason="a slip", by="Ana", at=at)
    explained = replace(asked, answers=(answer,))
    (reviewed,) = sql_desk.review(explained)
    assert {o.place: o.decided_at for o in reviewed.accepted} == {
        "B2": at,
        "B3": asked.submission.received_at,
    }
    newer = sql_desk.case(
        observed("B2", 140, quarter="2021-Q1"),
        observed("B3", 5),
        received="2021-07-15T00:00:00",
        reason="counted anew",
    )
    (overruled,) = [r for r in sql_desk.review(explained, newer) if r.submission == asked.submission]
    assert [h.observation.place for h in overruled.held] == ["B2"]
    assert ("late-original", ("B2",)) in found(overruled)
    (unasked,) = [r for r in sql_desk.review(asked, newer) if r.submission == asked.submission]
    assert "late-original" not in {code for code, _ in found(unasked)}


def test_what_is_waived_is_told_whatever_else_is_wrong_with_it(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    history(120)
    unclear = Finding(code="percent-or-fraction", places=("B2",))
    rows = observed("B2", 130, quarter="2021-Q1"), observed("B3", 5)
    assert [code for code, _ in found(sql_desk.one(*rows, findings=(unclear,)))] == ["percent-or-fraction"]
    waive(sql_desk, code="percent-or-fraction")
    reviewed = sql_desk.one(*rows, findings=(unclear,))
    assert {f.finding.code: f.holds for f in reviewed.findings} == {
        "percent-or-fraction": False,
        "value-restated": True,
    }


def test_what_was_decided_later_is_no_history(sql_desk: Desk, history: Callable[..., Any]) -> None:
    history(120, round_="2021-Q2")
    early = sql_desk.one(
        observed("B2", 99, quarter="2021-Q1"), round_="2021-Q1", received="2021-04-10T00:00:00"
    )
    assert found(early) == []


def test_vanished_keys_are_named_and_nothing_is_deleted(sql_desk: Desk, history: Callable[..., Any]) -> None:
    old = history(120, round_="2021-Q2", quarter="2021-Q2")
    other = observed("B3", 7, taxon_group="rhino")
    reviewed = sql_desk.one(other, replaces=old.id)
    assert found(reviewed) == [("key-vanished", ())]
    assert "B2" in reviewed.findings[0].message("en")
    assert reviewed.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert found(sql_desk.one(other, observed("B2", 120), replaces=old.id)) == []


def test_other_sources_that_disagree(sql_desk: Desk, history: Callable[..., Any]) -> None:
    history(120, reporter="watch", quarter="2021-Q2")
    assert found(sql_desk.one(observed("B2", 100))) == [("sources-disagree", ("B2",))]
    assert "120" not in sql_desk.one(observed("B2", 100)).findings[0].message("en")
    over = observed("B2", 100, qualifier=Qualifier.OVER, value_high=None)
    assert found(sql_desk.one(over)) == []


def test_who_may_not_speak_for_a_subject_is_not_told_what_others_say_of_it(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    history(120, reporter="gamma", subject="gamma", quarter="2021-Q1")
    strange = observed("B2", 100, subject="gamma", quarter="2021-Q1"), observed("B3", 5)
    since = {"period_start": date(2021, 1, 1), "period_end": date(2021, 4, 30)}
    for row in (strange[0], replace(strange[0], **since)):
        told = [f for rated in sql_desk.one(row, strange[1]).findings for f in (rated, *rated.consequences)]
        assert {f.finding.code for f in told} >= {"not-your-subject"}
        assert "sources-disagree" not in {f.finding.code for f in told}


def test_nothing_is_told_of_a_file_of_another_reporter_that_is_named_as_replaced(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    others = history(4711, reporter="gamma", subject="gamma", quarter="2021-Q2", round_="2021-Q2")
    (sql_desk.small_home.home.review(others.id) / "review.json").write_text(
        json.dumps({"submission": {"id": others.id, "reporter": "gamma"}, "findings": []}), encoding="utf-8"
    )
    reviewed = sql_desk.one(observed("B2", 100), replaces=others.id)
    assert found(reviewed) == []
    assert since_last(reviewed, sql_desk.small_home.home) is None


def test_public_statements_of_one_secretariat_are_different_sources(
    sql_desk: Desk, history: Callable[..., Any]
) -> None:
    since = date(2018, 1, 1)
    history(120, reporter="secretariat", period=(since, date(2021, 3, 31)))
    reviewed = sql_desk.one(observed("/statements/0", 110, period_start=since), reporter="secretariat")
    assert found(reviewed) == [("sources-disagree", ("/statements/0",))]


def test_together_or_one_by_one_comes_to_the_same(sql_desk: Desk) -> None:
    first = sql_desk.case(observed("B2", 100), observed("B3", 5, form="live"), received="2021-07-02T00:00:00")
    second = sql_desk.case(
        observed("B2", 90), received="2021-07-03T00:00:00", replaces=first.submission.id, reason="a slip"
    )
    third = sql_desk.case(observed("B2", 80), received="2021-07-04T00:00:00")
    stranger = sql_desk.case(observed("B2", 1, subject="beta"), reporter="beta")
    together = sql_desk.review(third, stranger, second, first)
    assert [found(r) for r in together] == [
        [("value-restated", ("B2",))],
        [],
        [("key-vanished", ()), ("value-corrected", ("B2",))],
        [],
    ]
    assert together[0].findings[0].finding.value == "90 → 80"
