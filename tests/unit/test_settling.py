"""Findings settled without another file: by whom, at which places, from when on; and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from one_decision import ANSWER, LATER, RECEIVED, SUBMISSION, WAIVER, decided, level

from pipeline.answers import BLANK, standing
from pipeline.model import Finding, Severity, Verdict
from quality.catalogue import catalogue
from quality.rating import decide


def test_an_answer_lets_an_explainable_error_through_from_its_moment_on() -> None:
    made = decided(level("B2"), answers=[ANSWER])
    assert made.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    assert made.findings[0].answer == ANSWER
    assert {o.place: o.decided_at for o in made.accepted} == {"B2": LATER, "B3": RECEIVED, "B4": RECEIVED}
    assert made.decided_at == LATER


def test_an_answer_about_one_place_leaves_the_others_held() -> None:
    made = decided(level("B2", "B3"), answers=[replace(ANSWER, place="B3")])
    assert [h.observation.place for h in made.held] == ["B2"]
    assert [(f.finding.places, f.holds) for f in made.findings] == [(("B2",), True), (("B3",), False)]


def test_an_answer_settles_nothing_that_nobody_spoke_of() -> None:
    of_old = replace(ANSWER, place="")
    made = decided(level("B2"), answers=[of_old])
    assert [h.observation.place for h in made.held] == ["B2"]
    assert decided(level(), answers=[of_old]).findings[0].settled
    assert decided(level("B3"), answers=[ANSWER]).held
    assert not decided(level("B3"), reason="level-unlike-before, a company was bought").held


def test_the_later_answer_stands_and_goes_before_the_reason_of_the_file() -> None:
    again = replace(ANSWER, reason="two of them", at=LATER + timedelta(days=1))
    here = replace(ANSWER, code="", place="", reason="here another: level-unlike-before")
    made = decided(level("B2", "B3"), answers=[again, ANSWER, here])
    made = replace(made, findings=tuple(sorted(made.findings, key=lambda f: f.finding.places)))
    assert [(f.finding.places, f.answer.reason) for f in made.findings] == [
        (("B2",), "two of them"),
        (("B3",), "here another: level-unlike-before"),
    ]
    assert standing([again, ANSWER]) == (again,)


@pytest.mark.parametrize("code", ["not-whole", "type-error", "file-damaged", "duplicate-value", BLANK])
def test_what_a_reason_does_not_settle(code: str) -> None:
    finding = Finding(code=code, places=("B2",))
    before, after = decided(finding), decided(finding, answers=[replace(ANSWER, code=code)])
    assert after.findings == before.findings
    assert (after.verdict, after.held) == (before.verdict, before.held)


def test_a_blocker_is_not_waived_and_a_warning_is() -> None:
    waivers = [WAIVER.model_copy(update={"code": code}) for code in ("file-damaged", "parts-exceed-whole")]
    made = decided(Finding(code="file-damaged"), Finding(code="parts-exceed-whole"), waivers=waivers)
    assert [(f.finding.code, f.settled) for f in made.findings] == [
        ("file-damaged", False),
        ("parts-exceed-whole", True),
    ]
    assert made.verdict is Verdict.REJECTED


def test_a_reason_with_the_file_answers_the_findings_that_it_names() -> None:
    made = decided(level("B2"), reason="因level-unlike-before：a company bought")
    assert made.findings[0].answer.by == "alpha"
    assert {o.decided_at for o in made.accepted} == {RECEIVED}
    assert decided(level("B2"), reason="level-unlike-before-last-year").held
    assert decided(level("B2"), reason="sent again").held


def test_any_reason_says_why_past_figures_changed() -> None:
    restated = Finding(code="value-restated", places=("B2",))
    assert decided(restated).held
    assert not decided(restated, answers=[replace(ANSWER, code="", place="", reason="counted anew")]).held
    assert decided(restated, answers=[replace(ANSWER, code="", reason=".")]).held


def test_what_is_waived_and_answered_is_let_in_by_the_first_of_them() -> None:
    waiver = WAIVER.model_copy(update={"code": "level-unlike-before"})
    made = decided(level("B2"), answers=[ANSWER], waivers=[waiver])
    assert made.accepted[0].decided_at == datetime(2021, 7, 20, tzinfo=UTC)
    assert made.accepted[0].place == "B2"
    both = decided(level("B2"), Finding(code="not-whole", places=("B2",)), answers=[ANSWER], waivers=[WAIVER])
    assert both.accepted[0].decided_at == LATER


def test_only_errors_are_explainable_and_these_are() -> None:
    explainable = {rule.code for rule in catalogue().rules if rule.explainable}
    assert explainable >= {"value-restated", "value-withdrawn", "level-unlike-before", "labels-exchanged"}
    assert all(catalogue().rule(code).severity is Severity.ERROR for code in explainable)


# Waivers that let nothing in


MUTE = ("type-error", "not-whole", "unknown-code", "negative-value", "bad-period", "number-too-large", BLANK)


@pytest.mark.parametrize("code", MUTE)
def test_a_waiver_of_a_cell_without_a_value_lets_nothing_in(code: str) -> None:
    waivers = [WAIVER.model_copy(update={"code": code})]
    made = decided(Finding(code=code, places=("B9",)), waivers=waivers)
    assert (made.verdict, made.valueless) == (Verdict.ACCEPTED_IN_PART, ("B9",))
    assert not made.findings[0].settled


def test_a_file_of_which_nothing_is_left_is_rejected_whatever_is_waived() -> None:
    waivers = [WAIVER.model_copy(update={"code": "log-rows-damaged"})]
    about = {"submission": SUBMISSION, "capabilities": (), "waivers": waivers, "since": RECEIVED}
    made = decide(observations=(), findings=[Finding(code="log-rows-damaged")], **about)
    assert made.findings[0].settled
    assert made.verdict is Verdict.REJECTED


def test_a_waiver_of_lines_beside_values_lets_the_values_in() -> None:
    waivers = [WAIVER.model_copy(update={"code": "log-rows-damaged"})]
    made = decided(Finding(code="log-rows-damaged", places=("line 7", "B2")), waivers=waivers)
    assert (made.held, made.valueless) == ((), ())
    half = decided(
        Finding(code=BLANK, places=("B2", "B9")), waivers=[WAIVER.model_copy(update={"code": BLANK})]
    )
    assert [(f.finding.places, f.holds) for f in half.findings] == [(("B9",), True), (("B2",), False)]


def test_of_values_at_odds_one_is_let_in() -> None:
    at_odds = Finding(code="conflicting-values", places=("B2", "B3", "B4"))
    one = WAIVER.model_copy(update={"code": "conflicting-values", "place": "B3"})
    made = decided(at_odds, waivers=[one])
    assert [o.place for o in made.accepted] == ["B3"]
    for waivers in ([one, one.model_copy(update={"place": "B4"})], [one.model_copy(update={"place": ""})]):
        assert [h.observation.place for h in decided(at_odds, waivers=waivers).held] == ["B2", "B3", "B4"]
