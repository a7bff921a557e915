"""Files of the exercise whose layout moved between two rounds: the same observations, or a stop."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.deployment import Waiver
from quality.report import as_json
from quality.review import Case, review
from quality.told import as_text

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
REPORTERS = ("pretend-bazaar", "nowhere-mall", "madeup-marketplace")
ROUND = "2018-Q4"
LAYOUTS = ("plain", "semicolon", "chinese", "merged", "wide", "records", "running", "monitor")


@pytest.fixture(scope="module")
def changes() -> Iterator[Any]:
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("formats_layout_changes")
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def bench(changes: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = changes.Bench(tmp_path_factory.mktemp("changes"), REPORTERS)
    made.accept_rounds_before(ROUND)
    return made


@pytest.fixture(scope="module")
def outcomes(changes: Any, bench: Any) -> list[Any]:
    return list(changes.outcomes(bench, ROUND, bench.deployment))


def test_every_kind_of_change_is_planted(changes: Any, outcomes: list[Any]) -> None:
    told = {o.planted.told for o in outcomes}
    elsewhere = {"the months' headings exchanged"}
    assert told | elsewhere == {planted.told for planted in changes.PLANTED}


def test_no_changed_meaning_is_accepted(outcomes: list[Any]) -> None:
    assert [(o.planted.told, o.original.submission.reporter, o.wrong) for o in outcomes if o.wrong] == []


def test_changed_meanings_are_stopped_by_name(outcomes: list[Any]) -> None:
    """What stops them says so in words without a gap, and names cells wherever values are held."""
    for o in outcomes:
        if not o.planted.benign:
            holding = [f for f in o.review.findings if f.holds]
            assert holding, (o.planted.told, o.original.submission.reporter)
            for finding in holding:
                assert "…" not in finding.message("en").replace("; …", ""), finding.finding
                assert "…" not in finding.message("zh").replace("; …", ""), finding.finding


def test_benign_changes_give_the_same_values(changes: Any, outcomes: list[Any]) -> None:
    stopped = [
        (o.planted.told, o.original.submission.reporter, sorted({f.finding.code for f in o.review.findings}))
        for o in outcomes
        if o.planted.benign and not changes._accepted_as_sent(o)
    ]
    assert stopped == []


def test_without_a_past_most_changed_meanings_pass(changes: Any, bench: Any) -> None:
    """The checks against the past are what stops them: the measure can fail."""
    planted = next(p for p in changes.PLANTED if p.told == "two measures' headings exchanged")
    cases = [c for o in bench.originals(ROUND) if (c := bench.altered(planted, o))]
    first_ever = review(cases, bench.blank)
    assert len(cases) == len(REPORTERS)
    assert all(r.accepted for r in first_ever)


@pytest.fixture
def exchanged(changes: Any, bench: Any) -> Case:
    planted = next(p for p in changes.PLANTED if p.told == "two measures' headings exchanged")
    original = next(o for o in bench.originals(ROUND) if o.submission.reporter == "nowhere-mall")
    return bench.altered(planted, original)


def test_the_secretariat_may_let_it_pass(bench: Any, exchanged: Case) -> None:
    waiver = Waiver(
        code="labels-exchanged",
        submission=exchanged.submission.id,
        reason="They changed what they count; asked on the telephone.",
        by="Secretariat",
        on=date(2019, 2, 1),
        expires=date(2019, 12, 31),
    )
    held = review([exchanged], bench.deployment)[0]
    assert "labels-exchanged" in {f.finding.code for f in held.findings}
    waived = review([exchanged], replace(bench.deployment, waivers=(waiver,)))[0]
    assert [f.waiver for f in waived.findings if f.finding.code == "labels-exchanged"] == [waiver]
    assert len(waived.accepted) > len(held.accepted)


def test_the_sender_may_explain_by_the_findings_name(bench: Any, exchanged: Case) -> None:
    vague = replace(exchanged, submission=replace(exchanged.submission, reason="Sent again."))
    assert not any(f.settled for f in review([vague], bench.deployment)[0].findings)
    reason = "labels-exchanged: from this quarter on we block before publication"
    named = replace(exchanged, submission=replace(exchanged.submission, reason=reason))
    reviewed = review([named], bench.deployment)[0]
    explained = next(f for f in reviewed.findings if f.finding.code == "labels-exchanged")
    assert explained.answer is not None
    assert (explained.answer.reason, explained.answer.by) == (reason, named.submission.reporter)
    assert explained.answer.at == named.submission.received_at
    assert explained.finding.places
    assert not explained.holds


# Reconciliation


@pytest.fixture(scope="module")
def one_of_each_layout(changes: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[Any]]:
    made = changes.Bench(tmp_path_factory.mktemp("layouts"))
    found: dict[str, Any] = {}
    for original in made.originals("2021-Q1"):
        found.setdefault(original.layout, original)
    assert sorted(found) == sorted(LAYOUTS)
    return made, list(found.values())


def test_cells_read_are_cells_explained_in_every_layout(one_of_each_layout: tuple[Any, list[Any]]) -> None:
    bench, originals = one_of_each_layout
    cases = [Case(o.submission, bench.ledger.content(o.submission)) for o in originals]
    for original, reviewed in zip(originals, review(cases, bench.blank), strict=True):
        cells = reviewed.cells
        assert cells.in_file >= cells.as_observations + 5, original.layout
        assert cells.as_observations == len(reviewed.accepted), original.layout
        assert cells.unexplained == 0, original.layout
        assert as_json(reviewed)["cells"]["unexplained"] == 0
        told = f"{cells.in_file} cells: {cells.as_observations} values, {cells.explained} explained, 0 not"
        assert told in as_text(reviewed)


def test_a_remainder_is_a_finding_in_every_layout(
    changes: Any, one_of_each_layout: tuple[Any, list[Any]]
) -> None:
    """A column that nothing names: its cells are not explained, and a finding says so."""
    bench, originals = one_of_each_layout
    planted = next(p for p in changes.PLANTED if p.told == "a column of remarks inserted")
    cases = [bench.altered(planted, o) for o in originals]
    for original, reviewed in zip(originals, review(cases, bench.blank), strict=True):
        assert reviewed.cells.unexplained >= 3, original.layout
        assert {f.finding.code for f in reviewed.findings if f.holds} == {"unclaimed-column"}, original.layout
        assert as_json(reviewed)["cells"]["unexplained"] == reviewed.cells.unexplained
        assert f"{reviewed.cells.unexplained} not" in as_text(reviewed)
        assert not reviewed.accepted
