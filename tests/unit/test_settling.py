"""Findings settled without another file: by whom, at which places, from when on; and what never is."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pipeline.answers import BLANK, STATUSES, Answer, blanks_told, standing
from pipeline.deployment import Waiver
from pipeline.ledger import Ledger
from pipeline.model import CellCount, Finding, Observation, ObsStatus, Severity, Submission, Verdict
from quality.catalogue import catalogue
from quality.explaining import (
    NotSettledError,
    Said,
    answers,
    check_lets_in,
    check_one_counts,
    effect,
    overview,
)
from quality.rating import decide
from quality.review import Case, review
from quality.settled import as_table, rule_use
from quality.store import StoredReview, feedback
from quality.store import load as load_review
from quality.store import save as save_review
from quality.told import as_text

RECEIVED = datetime(2021, 7, 10, tzinfo=UTC)
LATER = RECEIVED + timedelta(days=30)
SUBMISSION = Submission(
    id="abc",
    reporter="alpha",
    round="2021-Q2",
    file_name="a.csv",
    sha256="0" * 64,
    size=1,
    received_at=RECEIVED,
)
ANSWER = Answer(
    submission="abc", code="level-unlike-before", place="B2", reason="a company bought", by="Ana", at=LATER
)
WAIVER = Waiver(
    code="not-whole",
    submission="alpha",
    reason="agreed",
    by="Bo",
    on=date(2021, 7, 20),
    expires=date(2021, 12, 31),
)
ROWS = [
    Observation(
        subject="alpha",
        indicator="listings_removed",
        period_start=date(2021, 4, 1),
        period_end=date(2021, 6, 30),
        value=Decimal(1),
        value_low=Decimal(1),
        value_high=Decimal(1),
        printed_text="1",
        submission="abc",
        place=place,
    )
    for place in ("B2", "B3", "B4")
]


def decided(*findings, answers=(), waivers=(), reason=None):
    return decide(
        submission=replace(SUBMISSION, reason=reason),
        observations=ROWS,
        capabilities=(),
        findings=findings,
        waivers=waivers,
        answers=answers,
        since=RECEIVED,
    )


def level(*places):
    return Finding(code="level-unlike-before", places=places)


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


PROFILE = """
profile: alpha
reporter: alpha
version: 1
confirmed: {by: Secretariat, on: 2018-04-02}
layouts:
  - name: figures
    from: 2018-Q1
    file: {format: delimited}
    blocks:
      - name: figures
        header: [[Quarter, Species, Removed]]
        values: [Removed]
        checks: [{total: {Species: All}, parts: {Species: '!All'}}]
        fields:
          subject: {constant: alpha}
          period: {column: Quarter, span: quarter}
          taxon_group:
            column: Species
            codes: {Ivory: elephant_ivory, Horn: rhino, Cats: big_cats, All: all}
          indicator: {constant: listings_removed}
"""
BLANKS = "Quarter,Species,Removed\n2021-Q2,All,7\n2021-Q2,Ivory,\n2021-Q2,Horn,\n2021-Q2,Cats,5\n"


@pytest.fixture
def blanks(small_home):
    """A file of which two cells are blank, reviewed with answers that say what they mean."""
    (small_home.home.profiles / "alpha.yaml").write_text(PROFILE, encoding="utf-8")
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


# What may be said


@pytest.fixture
def stored() -> StoredReview:
    made = decided(
        Finding(code=BLANK, places=("C3", "C4"), params={"label": "Removed"}),
        level("B2"),
        Finding(code="type-error", places=("B3",)),
        Finding(code="duplicate-value", places=("B4",)),
    )
    return StoredReview(
        submission=SUBMISSION,
        verdict=made.verdict,
        findings=made.findings,
        accepted=len(made.accepted),
        held=len(made.held),
        capabilities=0,
        cells=CellCount(),
        profile="alpha@1/figures",
        rules_version="r",
        codes_version="c",
        software_version="s",
        fingerprint="f",
        decided_at=made.decided_at,
        held_at=frozenset({"B2"}),
    )


def test_refusals_say_what_to_do(stored: StoredReview) -> None:
    def refused(code: str, *places: str, status: str = "", reason: str = "because") -> str:
        said = Said(code=code, places=places, reason=reason, by="Ana")
        with pytest.raises(NotSettledError) as told:
            answers(said, status, stored, LATER)
        return str(told.value)

    assert "its findings are: blank-value" in refused("sources-disagree")
    assert "it is at: B2" in refused("level-unlike-before", "B9")
    assert "--status" in refused(BLANK)
    assert "zero, not_collected" in refused(BLANK, status="nothing")
    assert "about no blank" in refused("level-unlike-before", status="zero")
    assert "coalition waive" in refused("type-error")
    assert "nothing is owed" in refused("duplicate-value")
    assert "on one line" in refused("level-unlike-before", reason="two\nlines")
    assert "on one line" in refused("level-unlike-before", reason=" ")


def test_a_blank_percentage_is_no_zero(stored: StoredReview) -> None:
    shares = Finding(code=BLANK, places=("C9",), params={"label": "Share", "unit": "percent"})
    (blank,) = decided(shares).findings
    review_of_both = replace(stored, findings=(*stored.findings, blank))

    def said(*places: str) -> Said:
        return Said(code=BLANK, places=places, reason="nothing was found", by="Ana")

    for places in (("C9",), ("C3", "C9"), ()):
        with pytest.raises(NotSettledError, match=r"a blank percentage is not 0%.*\(C9\)"):
            answers(said(*places), "zero", review_of_both, LATER)
    assert len(answers(said("C3"), "zero", review_of_both, LATER)) == 1
    assert len(answers(said("C9"), "not_applicable", review_of_both, LATER)) == 1
    kept = replace(ANSWER, code=BLANK, place="C9", status="zero")
    assert not decided(shares, answers=[kept]).findings[0].settled
    assert decided(shares, answers=[replace(kept, status="late")]).findings[0].settled


@pytest.mark.parametrize("text", [" ", ".", "—", "12"])
def test_a_reason_is_given_in_words(stored: StoredReview, text: str) -> None:
    for said in ({"reason": text, "by": "Ana"}, {"reason": "counted", "by": text}):
        with pytest.raises(NotSettledError, match="write it in words"):
            answers(Said(code=BLANK, places=(), **said), "zero", stored, LATER)


def test_a_waiver_must_have_a_value_to_let_in(stored: StoredReview) -> None:
    known = replace(stored, valueless=frozenset({"B3", "C3", "C4"}))

    def refused(code: str, *places: str) -> str:
        with pytest.raises(NotSettledError) as told:
            check_lets_in(Said(code=code, places=places, reason="because", by="Bo"), known)
        return str(told.value)

    assert "at B3: no value was read there" in refused("type-error")
    assert "`coalition explain`" in refused(BLANK, "C4")
    assert "it is at: B3" in refused("type-error", "B9")
    check_lets_in(Said(code="level-unlike-before", places=("B2",), reason="because", by="Bo"), known)
    check_lets_in(Said(code="type-error", places=(), reason="because", by="Bo"), stored)
    lines = [line.split("\t")[:4] for line in overview(known, [])]
    assert ["open (explain with --status)", "error", BLANK, "C3, C4"] in lines
    assert ["open (mend the cell)", "error", "type-error", "B3"] in lines


def test_a_waiver_names_one_of_the_values_at_odds(stored: StoredReview) -> None:
    slots = {"B2": "ivory", "B3": "ivory", "B4": "horn"}
    let_in = WAIVER.model_copy(update={"code": "conflicting-values", "submission": "abc", "place": "B2"})

    def named(*places: str, waivers=()) -> None:
        said = Said(code="conflicting-values", places=places, reason="because", by="Bo")
        check_one_counts(said, stored, slots, waivers)

    named("B2", "B4")
    named("B2", waivers=[let_in])
    with pytest.raises(NotSettledError, match="B2 and B3 say different things"):
        named("B2", "B3")
    with pytest.raises(NotSettledError, match=r"take the other out of waivers\.yaml"):
        named("B3", waivers=[let_in])


def test_what_is_said_of_all_blanks_is_kept_cell_by_cell(stored: StoredReview) -> None:
    said = Said(code=BLANK, places=(), reason="nobody counted", by="Ana")
    kept = answers(said, "not_collected", stored, LATER)
    assert [(a.place, a.status) for a in kept] == [("C3", "not_collected"), ("C4", "not_collected")]
    assert [*effect(said, "not_collected", stored)] == [
        "With the next `coalition run 2021-Q2` the blank at C3, C4 becomes “Not collected”, without a value."
    ]
    whole = Said(code="level-unlike-before", places=(), reason="a company bought", by="Ana")
    assert [a.place for a in answers(whole, "", stored, LATER)] == ["B2"]
    assert "no longer holds back B2." in " ".join(effect(whole, "", stored))


def test_the_list_says_how_each_finding_can_be_settled(stored: StoredReview) -> None:
    said = replace(ANSWER, submission=stored.submission.id)
    lines = [line.split("\t")[:4] for line in overview(stored, [said])]
    assert ["open (explain with --status, or waive)", "error", BLANK, "C3, C4"] in lines
    assert ["answered", "error", "level-unlike-before", "B2"] in lines
    assert ["open (waive)", "error", "type-error", "B3"] in lines


def test_the_most_settled_rules_come_first(stored: StoredReview) -> None:
    both = [ANSWER, replace(ANSWER, place="B3")]
    made = decided(level("B2", "B3"), Finding(code="not-whole", places=("B4",)), answers=both)
    waived = decided(Finding(code="not-whole", places=("B2", "B3", "B4")), waivers=[WAIVER])
    kept = [replace(stored, findings=d.findings) for d in (made, waived)]
    used = {u.code: (u.findings, u.waived, u.explained, u.share) for u in rule_use(kept)}
    assert used == {"level-unlike-before": (2, 0, 2, 1.0), "not-whole": (4, 3, 0, 0.75)}
    table = as_table(rule_use(kept)).splitlines()
    assert table[0].split() == ["rule", "weight", "findings", "waived", "explained", "share"]
    assert table[1].split() == ["level-unlike-before", "error", "2", "0", "2", "100%"]
    assert as_table([]).startswith("rule")
