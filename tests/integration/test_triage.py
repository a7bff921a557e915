"""Triage of a round: what weighs most comes first; completeness and timeliness stand apart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import ladder
from pipeline.acceptance import write_partition
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from portal.cli import main
from quality import store
from quality.review import Case, review
from quality.triage import triage
from quality.triage_text import as_text
from quality.triage_words import STATE_WORDS, STEP_WORDS, as_json

D = Decimal
ON = date(2021, 8, 20)
DUE = date(2021, 7, 31)


def send(home: Home, reporter: str, round_: str, received: str, *counts: object, label: str = "") -> None:
    """Receive a file with the reporter's counts, of ivory where they do not say."""
    lines = [f"Quarter;Species;{label or 'Listings removed'}"]
    lines += [f"{round_};{count if ';' in str(count) else f'Ivory;{count}'}" for count in counts]
    Ledger(home).receive(
        ("\n".join(lines) + "\n").encode(),
        reporter=reporter,
        round_=round_,
        file_name=f"{reporter}.csv",
        received_at=datetime.fromisoformat(received).replace(tzinfo=UTC),
    )


def review_all(home: Home) -> None:
    """Review and take in what was sent, as a run does."""
    deployment, ledger = Deployment.load(home), Ledger(home)
    for reviewed in review([Case(s, ledger.content(s)) for s in ledger.submissions()], deployment):
        store.save(reviewed, home)
        write_partition(home, ledger, reviewed.submission.reporter, reviewed.submission.round)
        ledger.record_review(
            submission=reviewed.submission.id,
            verdict=reviewed.verdict,
            fingerprint=reviewed.fingerprint,
            decided_at=reviewed.decided_at,
        )


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory, unsent_home: Callable[[Path], Home]) -> Home:
    """Five members: one whole, two with a value held back, one rejected, one of whom nothing came."""
    home = unsent_home(tmp_path_factory.mktemp("triage") / "home")
    for profile in home.profiles.glob("*.yaml"):
        text = profile.read_text(encoding="utf-8")
        known = "{Ivory: elephant_ivory, Horn: rhino}"
        profile.write_text(text.replace("{Ivory: elephant_ivory}", known), encoding="utf-8")
    for reporter, count in (("alpha", 900), ("gamma", 500), ("epsilon", 3000)):
        send(home, reporter, "2021-Q1", "2021-04-20", count)
    send(home, "beta", "2021-Q1", "2021-04-21", "Ivory;90", "Horn;300")
    send(home, "alpha", "2021-Q2", "2021-07-20", 1000)
    send(home, "beta", "2021-Q2", "2021-07-31", "Ivory;100", "Horn;300.5")
    send(home, "delta", "2021-Q2", "2021-08-02", "Ivory;100", "Ivory;112", "Horn;10")
    send(home, "gamma", "2021-Q2", "2021-07-21", 450, label="Listings taken away")
    review_all(home)
    return home


def test_what_weighs_most_comes_first(weighed: Home) -> None:
    found = triage(Deployment.load(weighed), "2021-Q2", ON)
    weights = {(p.reporter, p.effect.means, str(p.effect.share)) for p in found.points if p.effect}
    # 1,110 is in. 3,000 are missing, 500 and 300 could not be read; of two figures for one thing one gets in.
    assert weights == {
        ("epsilon", "last_round", "0.7299"),
        ("gamma", "last_round", "0.3106"),
        ("beta", "last_round", "0.2128"),
        ("delta", "let_in", "0.0826"),
    }
    order = list(dict.fromkeys(p.reporter for p in found.points if p.effect))
    assert order == ["epsilon", "gamma", "beta", "delta"]
    delta = next(p for p in found.points if p.reporter == "delta" and p.effect)
    assert (delta.cells, delta.values, delta.effect.now, delta.effect.then) == (2, 2, D(1110), D(1210))
    # With it three groups stand behind the total, but one outweighs the others: p% would tell it.
    assert not delta.effect.shown


def test_completeness_and_timeliness_stand_apart(weighed: Home) -> None:
    found = triage(Deployment.load(weighed), "2021-Q2", ON)
    members = {m.member: m for m in found.members}
    assert {name: m.state for name, m in members.items()} == {
        "alpha": "in",
        "beta": "in_part",
        "gamma": "rejected",
        "delta": "in_part",
        "epsilon": "absent",
    }
    assert {name: (m.standing.step, m.standing.days) for name, m in members.items()} == {
        "alpha": ("on_time", -11),
        "beta": ("on_time", 0),  # in part, and in time
        "gamma": ("due", 20),  # in time, and nothing of it usable
        "delta": ("late", 2),
        "epsilon": ("due", 20),
    }
    beta, gamma, epsilon = members["beta"], members["gamma"], members["epsilon"]
    assert (beta.expected, beta.accepted, beta.held, beta.missing) == (2, 1, 0, 1)
    delta = members["delta"]
    assert (delta.expected, delta.accepted, delta.held, delta.missing) == (None, 1, 1, 0)
    assert (gamma.expected, gamma.expected_from, gamma.accepted, gamma.missing) == (1, "2021-Q1", 0, 1)
    assert epsilon.standing.next_reminder == date(2021, 8, 30)


def test_it_is_as_known_on_the_day(weighed: Home) -> None:
    found = triage(Deployment.load(weighed), "2021-Q2", date(2021, 7, 20))
    states = {m.member: (m.state, m.standing.step) for m in found.members}
    assert states["alpha"] == ("in", "on_time")
    assert {states[name] for name in ("beta", "gamma", "delta", "epsilon")} == {("absent", "open")}
    assert [p.reporter for p in found.points if p.submission] == []


def test_a_mended_file_takes_its_point_away(weighed: Home, tmp_path: Path) -> None:
    home = Home(shutil.copytree(weighed.root, tmp_path / "home"))
    send(home, "beta", "2021-Q2", "2021-08-03", "Ivory;100", "Horn;300")
    review_all(home)
    found = triage(Deployment.load(home), "2021-Q2", ON)
    assert not [
        p for p in found.points if p.reporter == "beta" and p.severity and p.severity.value == "error"
    ]
    assert next(m for m in found.members if m.member == "beta").state == "in"


def test_the_command_shows_it_in_both_languages(weighed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["triage", "2021-Q2", "--home", str(weighed.root), "--on", ON.isoformat()]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    deployment = Deployment.load(weighed)
    found = triage(deployment, "2021-Q2", ON)
    assert told == json.loads(json.dumps(as_json(found)))
    assert told["completeness"]["absent"] == 1
    assert told["timeliness"]["due"] == 2
    assert sum(told["completeness"][state] for state in STATE_WORDS) == 5
    assert sum(told["timeliness"][step] for step in STEP_WORDS) == 5
    assert all(point["message"]["zh"] and point["advice"]["en"] for point in told["points"])
    assert main(asked) == 0
    english = capsys.readouterr().out
    assert english.rstrip("\n") == as_text(found, deployment.register)
    assert "8.26% of a total, delta, delta.csv" in english
    assert "from 1,110 to 1,210" in english
    assert main([*asked, "--language", "zh"]) == 0
    assert "合计由1,110变为1,210" in "".join(capsys.readouterr().out.split())


def test_an_unknown_round_is_refused(weighed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", "2031-Q2", "--home", str(weighed.root)]) == 2
    assert "not in the calendar" in capsys.readouterr().err


def test_a_run_leaves_the_triage_beside_the_release(drafted: Home) -> None:
    told = json.loads(drafted.triage("2021-Q2").read_text(encoding="utf-8"))
    assert (told["round"], len(told["completeness"]["members"])) == ("2021-Q2", 5)
    assert {p["reporter"] for p in told["points"]} >= {"gamma", "epsilon"}
    feedback = next(drafted.feedback("alpha", "2021-Q2").glob("*.json"))
    impact = json.loads(feedback.read_text(encoding="utf-8"))["impact"]
    assert {(g["topic"], g["value"]) for g in impact["groups"]} == {
        ("output_round", "100"),
        ("running_total", "100"),
    }
    draft = [path.name for path in drafted.draft("2021-Q2").rglob("*") if "triage" in path.name]
    assert draft == []


@pytest.mark.parametrize(
    ("days", "step", "following"),
    [
        *((-15, "open", -14), (-14, "open", -14), (-13, "open", 0), (-1, "open", 0), (0, "due", 0)),
        *((1, "due", 30), (29, "due", 30), (30, "overdue", 30), (31, "overdue", None)),
        *((59, "overdue", None), (60, "delinquent", None)),
    ],
)
def test_the_ladder_without_a_file(days: int, step: str, following: int | None) -> None:
    standing = ladder.standing(DUE, DUE + timedelta(days=days), None)
    reminder = None if following is None else DUE + timedelta(days=following)
    assert (standing.step, standing.days, standing.next_reminder) == (step, days, reminder)


@pytest.mark.parametrize(("days", "step"), [(-3, "on_time"), (0, "on_time"), (1, "late"), (99, "late")])
def test_the_ladder_with_a_usable_file(days: int, step: str) -> None:
    standing = ladder.standing(DUE, DUE + timedelta(days=200), DUE + timedelta(days=days))
    assert (standing.step, standing.days, standing.next_reminder) == (step, days, None)
