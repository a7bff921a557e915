"""The command line as people use it: answers, exit statuses, and what bad input is told."""

from __future__ import annotations

import io
import json
import resource
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import pytest

from pipeline.home import Home
from pipeline.ledger import Ledger
from portal.cli import main

ROUND = "2021-Q2"


@pytest.fixture(scope="module")
def public_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public record, run and sealed once, without images."""
    home = tmp_path_factory.mktemp("public") / "home"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "/nonexistent/browser")
        assert main(["init", "--example", "public-record", "--home", str(home)]) == 0
        assert main(["run", ROUND, "--home", str(home)]) == 0
        assert main(["release", "seal", ROUND, "--reason", "a test", "--home", str(home)]) == 0
    return home


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    assert main(["init", "--home", str(home)]) == 0
    register = (home / "register.yaml").read_text().replace("relations: []", "relations:")
    register = register.replace("  # - {id: examplemart", "  - {id: examplemart")
    register = register.replace("  # - {party: examplemart", "  - {party: examplemart")
    (home / "register.yaml").write_text(register)
    return home


def figure(home: Path, capsys: pytest.CaptureFixture[str], words: str) -> dict:
    capsys.readouterr()
    assert main(["figures", "--home", str(home), "--find", words, "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["figures"]
    return found


@pytest.mark.parametrize(
    ("words", "value", "low", "high", "unit", "period", "said"),
    [
        ("baidu pieces of information 263,000", 263000, 262500, 263500, "item", "2019", "263,000"),
        ("baidu 1.4 million", 1400000, 1400000, None, "advertisement", "2019", "over 1.4 million"),
        ("taobao 43,000 users", 43000, 42500, 43500, "person", "2019", "43,000 users"),
        ("taobao 3 million clicks", 3000000, 2500000, 3500000, "click", "2019", "3 million clicks"),
        ("tiktok 73.5%", 73.5, 73.45, 73.55, "percent", "2021-03-01/2021-06-16", "73.5%"),
        (
            "removed or blocked over 3 million listings for the sale",
            3000000,
            3000000,
            None,
            "listing",
            None,
            "over 3 million",
        ),
        ("declined by 73%", -73, -73.5, -72.5, "percent", "2017-01-01/2018-12-31", "73%"),
        ("a total of 39 members", 39, 39, 39, "company", "../2020-10-31", "39 members"),
        ("over 30 of the world's biggest", 30, 30, None, "company", "../2020-10-31", "over 30"),
        ("41 technology companies", 41, 41, 41, "company", "../2021-06-05", "41 technology companies"),
    ],
)
def test_the_public_figures_come_out_with_bounds_period_source_and_quote(
    public_record: Path, capsys: pytest.CaptureFixture[str], words, value, low, high, unit, period, said
) -> None:
    found = figure(public_record, capsys, words)
    assert (found["value"], found["value_low"], found["value_high"]) == (value, low, high)
    assert found["unit"] == unit
    assert period is None or found["period"] == period
    assert said in found["quote"]
    assert found["source"]["title"]
    assert found["source"]["publisher"]


def test_the_goal_of_the_public_record_is_not_computable_and_says_why(public_record, capsys) -> None:
    goal = figure(public_record, capsys, "goal/")
    assert (goal["status"], goal["value"], goal["interval"]) == ("not_computable", None, None)
    missing = " ".join(text["en"] for text in goal["missing"])
    assert "No baseline was published" in missing
    assert "No monitoring protocol was published" in missing


def test_the_decline_is_quoted_with_its_true_scope(public_record, capsys) -> None:
    found = figure(public_record, capsys, "declined by 73%")
    assert found["scope"]["dimensions"]["channel"] == "website"
    assert "Websites" in found["wording"]["en"]
    assert "2012" in found["wording"]["en"]


def test_figures_as_text_and_csv_and_what_is_not_there(public_record, capsys) -> None:
    where = ["figures", "--home", str(public_record), "--find", "huya"]
    assert main(where) == 0
    assert "over 1,000 people" in capsys.readouterr().out
    assert main([*where, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("id,topic,")
    assert main(["figures", "--home", str(public_record), "--find", "unicorn"]) == 1
    assert "no published figure" in capsys.readouterr().err
    assert main(["figures", "--home", str(public_record), "--as-of", "2020-01-01"]) == 2
    assert main(["figures", "--home", str(public_record), "--round", "1999-Q1"]) == 2


def test_what_does_not_fit_is_told_with_what_there_is(public_record: Path, capsys) -> None:
    where = ["--home", str(public_record)]
    assert main(["figures", "--round", "2021-Q9", *where]) == 2
    assert f"'2021-Q9' is not in the calendar; its rounds are: {ROUND}" in capsys.readouterr().err
    for words, status in ((["figures"], 2), (["release", "list"], 0)):
        assert main([*words, "--as-of", "2010-01-01", *where]) == status
        told = capsys.readouterr()
        assert told.out == ""
        assert f"as of 2010-01-01 or earlier is sealed; sealed are: {ROUND}@1 (as of 2026-11-20)" in told.err


def test_json_of_what_was_looked_for_holds_nothing_else(public_record: Path, capsys) -> None:
    words = ["figures", "--home", str(public_record), "--format", "json"]
    capsys.readouterr()
    assert main([*words, "--find", "huya"]) == 0
    chosen = json.loads(capsys.readouterr().out)
    assert main(words) == 0
    whole = json.loads(capsys.readouterr().out)
    assert list(chosen) == ["release", "figures", "notes"]
    assert chosen["figures"] == [f for f in whole["figures"] if "huya" in json.dumps(f).casefold()]
    assert 0 < len(chosen["figures"]) < len(whole["figures"])
    assert {"trends", "vintages", "membership"} < set(whole)


def test_the_home_may_stand_before_the_command(public_record: Path, tmp_path: Path, capsys) -> None:
    home = ["--home", str(public_record)]
    listed = []
    for words in (
        ["release", "list", *home],
        [*home, "release", "list"],
        ["release", *home, "list"],
        [*home, "release", "list", *home],
    ):
        capsys.readouterr()
        assert main(words) == 0
        listed.append(capsys.readouterr().out)
    assert f"{ROUND}@1" in listed[0]
    assert set(listed) == {listed[0]}
    with pytest.raises(SystemExit) as refused:
        main(["--home", str(tmp_path), "release", "list", *home])
    assert refused.value.code == 2
    assert f"--home is given twice: {tmp_path} and {public_record}" in capsys.readouterr().err
    assert main(["release", "list", "--home", ""]) == 2
    assert "--home is empty" in capsys.readouterr().err


def test_no_waiver_and_no_finding_are_told_and_two_days_refused(fresh: Path, capsys) -> None:
    capsys.readouterr()
    assert main(["waivers", "--home", str(fresh)]) == 0
    assert capsys.readouterr() == ("", "no waiver was given\n")
    assert main(["rules", "--home", str(fresh)]) == 0
    assert capsys.readouterr().err == "files reviewed: 0, findings: none\n"
    with pytest.raises(SystemExit) as refused:
        main(["triage", "2026-Q4", "--as-of", "2026-11-01", "--on", "2026-11-02", "--home", str(fresh)])
    assert refused.value.code == 2
    assert "--on: not allowed with argument --as-of" in capsys.readouterr().err


@pytest.fixture(scope="module")
def ran_again(public_record: Path) -> str:
    """What is said when the sealed round is run a second time, without a browser."""
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stderr(told):
        patched.setenv("BROWSER_PATH", "/nonexistent/browser")
        assert main(["run", ROUND, "--home", str(public_record)]) == 0
    return told.getvalue()


def test_sealing_and_running_again_change_nothing(public_record, ran_again: str, capsys) -> None:
    capsys.readouterr()
    assert main(["release", "seal", ROUND, "--reason", "again", "--home", str(public_record)]) == 0
    assert "holds these very inputs already" in capsys.readouterr().err
    assert main(["init", "--example", "public-record", "--home", str(public_record)]) == 0
    capsys.readouterr()
    assert main(["release", "list", "--home", str(public_record)]) == 0
    assert capsys.readouterr().out.count(f"{ROUND}@1") == 1
    for day, listed in (("2026-11-19", 0), ("2026-11-20", 1)):
        assert main(["release", "list", "--as-of", day, "--home", str(public_record)]) == 0
        assert capsys.readouterr().out.count(f"{ROUND}@1") == listed
    assert main(["release", "verify", f"{ROUND}@1", "--home", str(public_record)]) == 0
    assert main(["release", "show", f"{ROUND}@1", "--home", str(public_record)]) == 0
    assert main(["release", "verify", f"{ROUND}@9", "--home", str(public_record)]) == 2


def test_without_a_browser_the_run_goes_on_and_says_what_is_missing(public_record, ran_again: str) -> None:
    assert "/nonexistent/browser" in ran_again
    public = Home(public_record).draft(ROUND) / "public"
    assert (public / "charts" / "goal.en.html").exists()
    assert not list((public / "charts").glob("*.png"))
    assert (public / "progress-figures.xlsx").exists()


def test_a_file_is_received_once_checked_and_taken_back(fresh: Path, capsys) -> None:
    sent = fresh.parent / "figures.csv"
    sent.write_text("a;b\n1;2\n")
    words = [str(sent), "--from", "examplemart", "--round", "2026-Q4", "--home", str(fresh)]
    capsys.readouterr()
    assert main(["submit", *words]) == 0
    submission = capsys.readouterr().out.strip()
    assert main(["submit", *words]) == 0
    again = capsys.readouterr()
    assert again.out.strip() == submission
    assert "received on" in again.err
    assert main(["check", *words, "--json"]) == 1
    reviewed = json.loads(capsys.readouterr().out)
    assert (reviewed["verdict"], reviewed["findings"][0]["code"]) == ("rejected", "profile-missing")
    assert main(["check", *words]) == 1
    assert "examplemart" in capsys.readouterr().out
    assert main(["withdraw", submission, "--by", "A", "--reason", "wrong", "--home", str(fresh)]) == 0
    assert Ledger(Home(fresh)).submissions() == []
    assert main(["withdraw", "nothing", "--by", "A", "--reason", "b", "--home", str(fresh)]) == 2


def test_a_reviewed_file_is_handed_back(public_record: Path, tmp_path: Path, capsys) -> None:
    sent = next(s for s in Ledger(Home(public_record)).submissions() if s.round == ROUND)
    words = ["feedback", sent.id, "--home", str(public_record)]
    assert main([*words, "--out", str(tmp_path / "back.xlsx")]) == 0
    assert zipfile.is_zipfile(tmp_path / "back.xlsx")
    assert main(["feedback", "nothing", "--home", str(public_record)]) == 2
    assert "there is no submission 'nothing'" in capsys.readouterr().err


TRIAL = """
profile: trial
reporter: examplemart
version: 1
layouts:
  - name: tidy
    from: 2026-Q4
    file: {format: delimited}
    blocks:
      - name: removals
        header: [[Quarter, Listings removed]]
        values: [Listings removed]
        fields:
          subject: {constant: examplemart}
          period: {column: Quarter, span: quarter}
          indicator: {header: 1, codes: {Listings removed: listings_removed}}
"""


def test_a_file_is_checked_with_a_profile_on_trial(fresh: Path, capsys) -> None:
    sent, draft = fresh.parent / "figures.csv", fresh.parent / "draft.yaml"
    sent.write_text("Quarter,Listings removed\n2026-Q4,12\n")
    draft.write_text(TRIAL)
    words = ["check", str(sent), "--from", "examplemart", "--round", "2026-Q4", "--home", str(fresh)]
    assert main([*words, "--json", "--profile", str(draft)]) == 1
    reviewed = json.loads(capsys.readouterr().out)
    assert reviewed["profile"] == "trial@1/tidy"
    assert "profile-unconfirmed" in {finding["code"] for finding in reviewed["findings"]}
    draft.write_text(TRIAL.replace("reporter: examplemart", "reporter: somebody"))
    assert main([*words, "--profile", str(draft)]) == 2
    assert "is the profile of 'somebody'" in capsys.readouterr().err
    assert main([*words, "--profile", str(draft) + "x"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["submit", "FILE", "--from", "nobody", "--round", "2026-Q4"], "'nobody' is not in the register"),
        (["submit", "FILE", "--from", "coalition", "--round", "2026-Q4"], "sends no files"),
        (
            ["submit", "FILE", "--from", "examplemart", "--round", "2020-Q1"],
            "'2020-Q1' is not in the calendar",
        ),
        (["submit", "FILE", "--from", "examplemart", "--round", "2026-Q4", "--reason", " ."], "say in words"),
        (["submit", "/no/file", "--from", "examplemart", "--round", "2026-Q4"], "no such file"),
        (["check", "FILE", "--from", "examplemart", "--round", "soon"], "'soon' is not in the calendar"),
        (["run", "2020-Q1"], "'2020-Q1' is not in the calendar"),
        (["run", "2026-Q4", "--as-of", "yesterday"], "'yesterday' is not a day"),
        (["release", "seal", "2020-Q1", "--reason", "x"], "'2020-Q1' is not in the calendar"),
        (["run", "2026-Q4", "--as-of", "2999-01-01"], "2999-01-01 is still to come: today is"),
        (["run", "2026-Q4", "--as-of", ""], "'' is not a day"),
        (["triage", "2026-Q4", "--on", "2999-01-01"], "2999-01-01 is still to come"),
        (["triage", "2026-Q4", "--as-of", ""], "'' is not a day"),
        (
            ["release", "seal", "2026-Q4", "--reason", "x", "--as-of", "2999-01-01"],
            "2999-01-01 is still to come",
        ),
        (["release", "list", "--as-of", "2999-01-01"], "2999-01-01 is still to come"),
        (["release", "list", "--as-of", ""], "'' is not a day"),
        (["waivers", "--as-of", "2999-01-01"], "2999-01-01 is still to come"),
        (["rules", "--as-of", "2999-01-01"], "2999-01-01 is still to come"),
        (["rules", "--round", ""], "'' is not in the calendar"),
        (["figures", "--as-of", "2999-01-01"], "2999-01-01 is still to come"),
        (["figures", "--round", "2026-Q9"], "'2026-Q9' is not in the calendar; its rounds are: 2026-Q4"),
        (["figures"], "no release is sealed yet"),
        (["register", "list", "--on", ""], "'' is not a day"),
    ],
)
def test_wrong_usage_is_explained(fresh: Path, capsys, words: list[str], said: str) -> None:
    sent = fresh.parent / "figures.csv"
    sent.write_text("a\n")
    assert main([str(sent) if word == "FILE" else word for word in words] + ["--home", str(fresh)]) == 2
    assert said in capsys.readouterr().err


def test_no_home_and_a_folder_that_is_none(tmp_path: Path, capsys) -> None:
    assert main(["register", "list", "--home", str(tmp_path / "nowhere")]) == 2
    assert "coalition init" in capsys.readouterr().err
    (tmp_path / "file").write_text("mine")
    assert main(["init", "--home", str(tmp_path)]) == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_members_and_parties_are_listed(public_record, capsys) -> None:
    capsys.readouterr()
    assert main(["register", "list", "--on", "2018-03-31", "--home", str(public_record)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 21
    assert main(["register", "list", "--on", "soon", "--home", str(public_record)]) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("register.yaml", "parties: [", "line 2"),
        ("register.yaml", "parties: []\nparties: []", "'parties' stands twice"),
        ("calendar.yaml", "start: 2026-01-01\nrounds: [{round: 2026-13}]", "rounds.0"),
        ("settings.yaml", "title: {en: a, zh: b}\npublisher: x\nsalt: short", "salt"),
        ("profiles/examplemart.yaml", "profile: examplemart\nnonsense: 1", "nonsense"),
        ("waivers.yaml", "waiver: []", "waiver"),
    ],
)
def test_a_mistake_in_an_edited_file_is_named(fresh: Path, capsys, name: str, text: str, said: str) -> None:
    (fresh / name).write_text(text)
    assert main(["profile", "lint", "--home", str(fresh)]) == 2
    complaint = capsys.readouterr().err
    assert name in complaint
    assert said in complaint


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file may grow beyond the limit: the system refuses the write as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_our_failure_and_loses_nothing(fresh: Path, capsys) -> None:
    sent = fresh.parent / "figures.csv"
    sent.write_bytes(b"a" * 100_000)
    words = ["submit", str(sent), "--from", "examplemart", "--round", "2026-Q4", "--home", str(fresh)]
    capsys.readouterr()
    with full_disk(50_000):
        assert main(words) == 3
    assert "the system refused" in capsys.readouterr().err
    assert Ledger(Home(fresh)).submissions() == []
    assert not list((fresh / "submissions").iterdir())
    assert main(words) == 0


def test_files_that_do_not_fit_stay_in_the_inbox_and_are_named(fresh: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/browser")
    for path in ("nobody/2026-Q4/a.csv", "examplemart/1999-Q1/b.csv", "examplemart/loose.csv"):
        (fresh / "inbox" / path).parent.mkdir(parents=True, exist_ok=True)
        (fresh / "inbox" / path).write_text("kept")
    bad = fresh / "inbox" / "examplemart" / "2026-Q4"
    bad.mkdir()
    for name, content in (("empty.csv", b""), ("cut.xlsx", b"PK\x03\x04rest"), ("what.bin", b"\x00\x01")):
        (bad / name).write_bytes(content)
    assert main(["run", "2026-Q4", "--home", str(fresh)]) == 0
    told = capsys.readouterr()
    assert told.err.count("left in the inbox") == 3
    assert told.out.count("rejected") == 3
    assert len(list((fresh / "inbox").rglob("*.csv"))) == 3
