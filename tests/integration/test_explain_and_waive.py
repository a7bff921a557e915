"""Findings settled from the command line: what was held is let in, a blank speaks, earlier releases stay."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime

import pytest

from assets.pending import cases, pending
from pipeline import warehouse
from pipeline.acceptance import write_partition
from pipeline.answers import Answer
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from portal.cli import main
from quality import store
from quality.review import Review, review

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
    negative = send(drafted, "beta", "Quarter;Species;Listings removed\n2021-Q1;Ivory;-5\n")
    odd = send(drafted, "beta", "Quarter;Species;Listings removed\n2021-Q2;Ivory;5\n2021-Q2;Ivory;7000\n")
    waived = send(drafted, "delta", "Quarter;Species;Listings removed\n2021-Q2;Ivory;95\n")
    assert asked("explain", blank, "blank-value")[0] == 2
    assert "was not reviewed yet" in asked("explain", blank)[2]
    assert asked("run", ROUND)[0] == 0
    assert [verdicts(drafted)[name] for name in (blank, restated, waived)] == ["rejected"] * 3
    assert asked("release", "seal", ROUND, "--reason", "a test")[0] == 0

    status, listed, _ = asked("explain", restated)
    assert status == 0
    assert re.match(r"open \(explain or waive\)\terror\tvalue-restated\tC2\t", listed)
    for words, said in (
        (("explain", "nothing", "value-restated"), "there is no submission 'nothing'"),
        (("explain", restated, "value-restated"), "--by is needed"),
        (("explain", blank, "blank-value", "--by", "Ana", "--reason", "x"), "say what the blank means"),
        (("explain", negative, "negative-value", "--by", "Ana", "--reason", "x"), "cannot be explained away"),
        (waiving(negative, "file-damaged"), "cannot be waived"),
        (waiving(negative, "not-whole"), "its findings are: negative-value"),
        (waiving(negative, "negative-value"), "no value was read there"),
        (waiving("beta", "no-such-rule"), "there is no rule"),
        ((*waiving("alpha", "value-restated"), "--place", "C2"), "a place belongs to one file"),
        (waiving("alpha", "conflicting-values"), "one value can be let in: name the submission"),
        (waiving(odd, "conflicting-values"), "and the place of that value"),
        ((*waiving(odd, "conflicting-values"), "--place", "C2", "--place", "C3"), "say different things"),
        ((*waiving(waived, "value-restated")[:-1], "2021-01-01"), "has passed"),
    ):
        status, _, err = asked(*words)
        assert (status, said in err) == (2, True), err
    assert Ledger(drafted).answers() == ()

    by = ("--by", "Ana", "--reason", "counted twice before")
    assert "no longer holds back C2" in asked("explain", restated, "value-restated", *by)[1]
    assert "nothing was added" in asked("explain", restated, "value-restated", *by)[2]
    told = asked("explain", blank, "blank-value", "--status", "not_collected", *by)[1]
    assert "the blank at C2 becomes “Not collected”" in told
    at_c2 = (*waiving(odd, "conflicting-values"), "--place", "C2")
    assert "no longer holds back C2" in asked(*at_c2)[1]
    assert "take the other out" in asked(*at_c2[:-1], "C3")[2]
    assert "no longer holds back C2" in asked(*waiving(waived, "value-restated"))[1]
    assert "stands already" in asked(*waiving(waived, "value-restated"))[2]
    assert Deployment.load(drafted).waivers[0].by == "Bo"

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert asked("run", ROUND, "--as-of", today)[0] == 0
    after = verdicts(drafted)
    assert [after[name] for name in (blank, restated, waived)] == ["accepted_with_findings"] * 3
    assert pending(Deployment.load(drafted), Ledger(drafted)) == []
    told = accepted(drafted, "alpha")[f"{restated} C2"]
    assert told[0] == 90
    assert told[2] > datetime(2022, 1, 1)  # noqa: DTZ001 - as stored
    assert accepted(drafted, "epsilon")[f"{blank} C2"][:2] == (None, "not_collected")
    assert f"settles 1\tvalue-restated\t{waived}" in asked("waivers")[1]
    assert all(line.endswith("100%") for line in asked("rules")[1].splitlines()[1:2])
    as_it_was_before(asked)

    public = json.loads((drafted.draft(ROUND) / "public" / "manifest.json").read_text())
    assert ("value-restated", 1) in [(w["rule"], w["values"]) for w in public["waivers"]]
    internal = json.loads((drafted.draft(ROUND) / "internal" / "manifest.json").read_text())
    assert {(s["kind"], s["code"], s["by"]) for s in internal["settled"]} == {
        ("answer", "value-restated", "Ana"),
        ("answer", "blank-value", "Ana"),
        ("waiver", "conflicting-values", "Bo"),
        ("waiver", "value-restated", "Bo"),
    }
    assert len(internal["inputs"]["answers"]) == 2
    assert "Ana" not in json.dumps(public)
    assert asked("release", "rebuild", f"{ROUND}@1")[:2] == (0, f"{ROUND}@1: rebuilt to the same bytes\n")


def as_it_was_before(asked) -> None:
    """Before anybody said a word: no waiver, nothing settled, the values held."""
    then = ("--as-of", "2021-07-31")
    assert asked("waivers", *then)[1] == ""
    told = next(line for line in asked("rules", *then)[1].splitlines() if line.startswith("value-restated"))
    assert told.split()[3:] == ["0", "0", "0%"]
    state = json.loads(asked("triage", ROUND, *then, "--json")[1])
    open_then = {(p["reporter"], p["code"], p["values"]) for p in state["points"]}
    assert {("alpha", "value-restated", 1), ("delta", "value-restated", 1)} <= open_then


def waiving(whose: str, code: str) -> tuple[str, ...]:
    return ("waive", whose, code, "--by", "Bo", "--reason", "agreed by letter", "--expires", "2999-12-31")


def test_an_answer_to_a_file_accepted_already_is_kept_with_its_review(first_run, tmp_path) -> None:
    """A reason that comes with the same bytes is an answer too."""
    home = Home(shutil.copytree(first_run.home.root, tmp_path / "home"))
    ledger = Ledger(home)
    text = "Quarter;Species;Listings removed\n2021-Q2;Ivory;90\n"
    restated = send(home, "alpha", text)
    for _ in range(2):
        assert send(home, "alpha", text, reason="counted twice before") == restated
    (given,) = ledger.answers(restated)
    assert (given.code, given.reason, given.by) == ("", "counted twice before", "alpha")
    (first,) = reviewed(home, ledger)
    assert first.verdict == "accepted_with_findings"
    assert reviewed(home, ledger) == []
    by = {"by": "Ana", "at": datetime.now(UTC)}
    said = Answer(submission=restated, code="value-restated", place="C2", reason="better", **by)
    ledger.record_answers([said])
    (second,) = reviewed(home, ledger)
    assert [f.answer for f in second.findings] == [said]
    assert reviewed(home, ledger) == []
    moment = accepted(home, "alpha")[f"{restated} C2"][2]
    assert moment == datetime(2021, 7, 25)  # noqa: DTZ001 - as stored: once accepted, known since then


def reviewed(home: Home, ledger: Ledger) -> list[Review]:
    """What waits, reviewed and kept as a run does."""
    made = review(cases(Deployment.load(home), ledger), Deployment.load(home))
    for one in made:
        store.save(one, home)
        write_partition(home, ledger, one.submission.reporter, one.submission.round)
        ledger.record_review(
            submission=one.submission.id,
            verdict=one.verdict,
            fingerprint=one.fingerprint,
            decided_at=one.decided_at,
        )
    return made
