"""What may be said of a finding: refusals that say what to do, and the list of what can be settled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from one_decision import ANSWER, LATER, SUBMISSION, WAIVER, decided, level

from pipeline.answers import BLANK
from pipeline.model import CellCount, Finding
from quality.explaining import (
    NotSettledError,
    Said,
    answers,
    check_lets_in,
    check_one_counts,
    effect,
    effect_on_files,
    overview,
)
from quality.settled import as_table, beside_table, rule_use
from quality.store import StoredReview


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


def test_what_the_table_of_rules_leaves_out_is_told(stored: StoredReview) -> None:
    made = decided(Finding(code="file-damaged"), Finding(code="value-corrected", places=("B2", "B3")))
    kept = [replace(stored, findings=made.findings)]
    assert [used.code for used in rule_use(kept)] == []
    assert [line.split(";")[0] for line in beside_table(kept)] == [
        "not in the table, being blocker: file-damaged (1)",
        "not in the table, being advice: value-corrected (2)",
    ]
    assert [*beside_table([replace(stored, findings=())] * 2)] == ["files reviewed: 2, findings: none"]
    both = [replace(stored, findings=decided(level("B2")).findings)]
    assert [*beside_table(both)] == []


def test_a_waived_warning_is_not_said_to_let_values_in() -> None:
    assert effect_on_files("type-error", "alpha") == (
        "From the next run on type-error holds back no value that was read in a file of alpha."
    )
    told = effect_on_files("figure-unlike-before", "alpha")
    assert "counts as waived in files of alpha" in told
    assert "it holds back no value, and nothing that is accepted changes" in told
