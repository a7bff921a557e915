"""Findings settled from the command line: what was held is let in, a blank speaks, earlier releases stay."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from pipeline import warehouse
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from portal.cli import main

ROUND = "2021-Q2"


@pytest.fixture
def asked(drafted: Home, capsys):
    """The command line on a home; status, standard output and standard error."""

    def ask(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([*words, "--home", str(drafted.root)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ask


def send(home: Home, reporter: str, text: str, *, reason: str = "") -> str:
    ledger = Ledger(home)
    received = datetime(2021, 7, 25, tzinfo=UTC)
    return ledger.receive(
        text.encode(),
        reporter=reporter,
        round_=ROUND,
        file_name="more.csv",
        received_at=received,
        reason=reason or None,
    ).submission.id


def verdicts(home: Home) -> dict[str, str]:
    return {name: review.verdict for name, review in Ledger(home).last_reviews().items()}


def accepted(home: Home, reporter: str) -> dict[str, tuple]:
    rows = warehouse.read_parquet(home.observations(reporter, ROUND))
    return {f"{r['submission']} {r['place']}": (r["value"], r["obs_status"], r["decided_at"]) for r in rows}


def test_what_is_explained_and_waived_is_let_in_and_earlier_releases_stay(drafted: Home, asked) -> None:
    blank = send(drafted, "epsilon", "Quarter;Species;Listings removed\n2021-Q2;Ivory;\n")
    restated = send(drafted, "alpha", "Quarter;Species;Listings removed\n2021-Q2;Ivory;90\n")
    fraction = send(drafted, "beta", "Quarter;Species;Listings removed\n2021-Q1;Ivory;-5\n")
    assert asked("explain", blank, "blank-value")[0] == 2
    assert "was not reviewed yet" in asked("explain", blank)[2]
    assert asked("run", ROUND)[0] == 0
    assert [verdicts(drafted)[name] for name in (blank, restated, fraction)] == ["rejected"] * 3
    assert asked("release", "seal", ROUND, "--reason", "a test")[0] == 0

    status, listed, _ = asked("explain", restated)
    assert status == 0
    assert re.match(r"open \(explain or waive\)\terror\tvalue-restated\tC2\t", listed)
    for words, said in (
        (("explain", "nothing", "value-restated"), "there is no submission 'nothing'"),
        (("explain", restated, "value-restated"), "--by is needed"),
        (("explain", blank, "blank-value", "--by", "Ana", "--reason", "x"), "say what the blank means"),
        (("explain", fraction, "negative-value", "--by", "Ana", "--reason", "x"), "cannot be explained away"),
        (waiving(fraction, "file-damaged"), "cannot be waived"),
        (waiving(fraction, "not-whole"), "its findings are: negative-value"),
        (waiving("beta", "no-such-rule"), "there is no rule"),
        ((*waiving(fraction, "negative-value")[:-1], "2021-01-01"), "has passed"),
    ):
        status, _, err = asked(*words)
        assert (status, said in err) == (2, True), err
    assert Ledger(drafted).answers() == ()

    by = ("--by", "Ana", "--reason", "counted twice before")
    assert "no longer holds back C2" in asked("explain", restated, "value-restated", *by)[1]
    assert "nothing was added" in asked("explain", restated, "value-restated", *by)[2]
    told = asked("explain", blank, "blank-value", "--status", "not_collected", *by)[1]
    assert "the blank at C2 becomes “Not collected”" in told
    assert asked(*waiving(fraction, "negative-value"))[0] == 0
    assert "stands already" in asked(*waiving(fraction, "negative-value"))[2]
    assert Deployment.load(drafted).waivers[0].by == "Bo"

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert asked("run", ROUND, "--as-of", today)[0] == 0
    after = verdicts(drafted)
    assert [after[name] for name in (blank, restated, fraction)] == ["accepted_with_findings"] * 3
    assert asked("run", ROUND, "--as-of", today)[1].count("\t") == 0, "nothing is left to review"
    told = accepted(drafted, "alpha")[f"{restated} C2"]
    assert told[0] == 90
    assert told[2] > datetime(2022, 1, 1)  # noqa: DTZ001 - as stored
    assert accepted(drafted, "epsilon")[f"{blank} C2"][:2] == (None, "not_collected")
    assert f"settles 1\tnegative-value\t{fraction}" in asked("waivers")[1]
    assert asked("rules")[1].splitlines()[1].endswith("100%")

    public = json.loads((drafted.draft(ROUND) / "public" / "manifest.json").read_text())
    assert [(w["rule"], w["values"]) for w in public["waivers"]] == [("negative-value", 1)]
    internal = json.loads((drafted.draft(ROUND) / "internal" / "manifest.json").read_text())
    assert {(s["kind"], s["code"], s["by"]) for s in internal["settled"]} == {
        ("answer", "value-restated", "Ana"),
        ("answer", "blank-value", "Ana"),
        ("waiver", "negative-value", "Bo"),
    }
    assert len(internal["inputs"]["answers"]) == 2
    assert "Ana" not in json.dumps(public)
    assert asked("release", "rebuild", f"{ROUND}@1")[:2] == (0, f"{ROUND}@1: rebuilt to the same bytes\n")


def waiving(whose: str, code: str) -> tuple[str, ...]:
    return ("waive", whose, code, "--by", "Bo", "--reason", "agreed by letter", "--expires", "2999-12-31")


def test_an_answer_to_a_file_accepted_already_is_kept_with_its_review(drafted: Home, asked) -> None:
    """A reason that comes with the same bytes is an answer too."""
    text = "Quarter;Species;Listings removed\n2021-Q2;Ivory;90\n"
    restated = send(drafted, "alpha", text)
    assert send(drafted, "alpha", text, reason="counted twice before") == restated
    assert send(drafted, "alpha", text, reason="counted twice before") == restated
    assert [a.reason for a in Ledger(drafted).answers(restated)] == ["counted twice before"]
    assert asked("run", ROUND)[0] == 0
    assert verdicts(drafted)[restated] == "accepted_with_findings"
    assert asked("explain", restated)[1].startswith("explained\terror\tvalue-restated\tC2\talpha, 2021-07-25")
    assert asked("explain", restated, "value-restated", "--by", "Ana", "--reason", "said better")[0] == 0
    assert "alpha" in asked("run", ROUND)[1], "what was said since is reviewed"
    assert "Ana" in asked("explain", restated)[1]
    moment = accepted(drafted, "alpha")[f"{restated} C2"][2]
    assert moment == datetime(2021, 7, 25)  # noqa: DTZ001 - as stored: once accepted, known since then
