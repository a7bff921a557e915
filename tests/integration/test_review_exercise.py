"""Real files through the whole review: the exercise's planted mistakes, and nothing but them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inbox import collect
from pipeline.ledger import Ledger
from quality.review import Case, Review, review

EXERCISE = Path(__file__).resolve().parents[2] / "examples" / "exercise" / "generate.py"
REPORTERS = ("fable-finds", "mirage-mall", "phantom-posts", "storybook-store", "unreal-auctions")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> list[Review]:
    root = tmp_path_factory.mktemp("exercise")
    runpy.run_path(str(EXERCISE))["write"](root)
    home = Home(root)
    deployment, ledger = Deployment.load(home), Ledger(home)
    collect(deployment, ledger)
    cases = [Case(s, ledger.content(s)) for s in ledger.submissions() if s.reporter in REPORTERS]
    return review(cases, deployment)


def test_only_what_was_planted_is_found(reviews: list[Review]) -> None:
    assert {
        (r.submission.reporter, r.submission.round, r.verdict.value): sorted(
            f.finding.code for f in r.findings
        )
        for r in reviews
        if r.findings
    } == {
        ("fable-finds", "2021-Q2", "rejected"): ["file-damaged"],
        ("mirage-mall", "2020-Q2", "accepted_with_findings"): ["received-after-due", "value-corrected"],
        ("phantom-posts", "2021-Q2", "accepted_with_findings"): ["value-corrected"] * 4,
        ("storybook-store", "2020-Q4", "accepted_in_part"): ["negative-value", "unknown-code"],
        ("unreal-auctions", "2020-Q3", "accepted_with_findings"): ["received-after-due", "value-corrected"],
        ("unreal-auctions", "2020-Q4", "accepted_with_findings"): ["received-after-due", "value-corrected"],
    }


def test_findings_name_the_cells(reviews: list[Review]) -> None:
    planted = next(
        r for r in reviews if (r.submission.reporter, r.submission.round) == ("storybook-store", "2020-Q4")
    )
    assert {f.finding.code: (f.finding.places, f.finding.value) for f in planted.findings} == {
        "unknown-code": (("D4",), "Unicorn"),
        "negative-value": (("E8",), "-188"),
    }
    assert planted.accepted
    assert planted.cells.unexplained == 0


def test_every_cell_of_every_accepted_file_is_accounted_for(reviews: list[Review]) -> None:
    assert [r.submission.id for r in reviews if r.accepted and r.cells.unexplained] == []
