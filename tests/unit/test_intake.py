"""Intake chooses how to read a file, and never raises for a bad one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.intake import read_submission
from pipeline.model import Intake, Submission

EDITED = {
    "register.yaml": """
parties:
  - {id: secretariat, kind: secretariat, name: {en: Secretariat, zh: 秘书处}}
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: beta, kind: company, name: {en: Beta, zh: 乙}}
""",
    "calendar.yaml": """
start: 2018-01-01
rounds: [{round: 2021-Q1, opens: 2021-04-01, due: 2021-04-30, cut_off: 2021-05-31}]
""",
    "settings.yaml": "{title: {en: A, zh: 甲}, publisher: Nobody, salt: sixteen characters, p_percent: 15}",
    "target.yaml": "targets: []",
    "permissions.yaml": "permissions: []",
    "waivers.yaml": "waivers: []",
}
BLOCK = """
    blocks:
      - name: removals
        header: [[Quarter, %s]]
        values: [%s]
        fields:
          subject: {constant: alpha}
          period: {column: Quarter, span: quarter}
          indicator: {constant: listings_removed}
"""
HEAD = """
profile: alpha
reporter: alpha
version: 2
confirmed: {by: Secretariat, on: 2021-04-02}
layouts:
"""


def layout(name: str, label: str, rest: str = "file: {format: delimited}", start: str = "2020-Q1") -> str:
    return f"  - name: {name}\n    from: {start}\n    {rest}{BLOCK % (label, label)}"


def deployment(folder: Path, profile: str | None) -> Deployment:
    home = Home(folder / "home")
    home.profiles.mkdir(parents=True)
    for name, text in EDITED.items():
        home.edited(name).write_text(text, encoding="utf-8")
    if profile is not None:
        (home.profiles / "alpha.yaml").write_text(profile, encoding="utf-8")
    return Deployment.load(home)


def read(
    folder: Path,
    content: bytes,
    profile: str | None,
    *,
    file_name: str = "alpha.csv",
    reporter: str = "alpha",
) -> Intake:
    path = folder / "stored"
    path.write_bytes(content)
    submission = Submission(
        id="s1",
        reporter=reporter,
        round="2021-Q1",
        file_name=file_name,
        sha256="",
        size=len(content),
        received_at=datetime(2021, 4, 20, tzinfo=UTC),
    )
    return read_submission(path, submission, deployment(folder, profile))


def codes(intake: Intake) -> list[str]:
    return [finding.code for finding in intake.findings]


GOOD = b"Quarter,Removed\n2021-Q1,12\n"
ONE = HEAD + layout("plain", "Removed")


def test_a_file_is_read_through_its_layout(tmp_path: Path) -> None:
    intake = read(tmp_path, GOOD, ONE)
    assert codes(intake) == []
    assert [(o.place, o.value, o.submission) for o in intake.observations] == [("B2", 12, "s1")]
    assert intake.profile == "alpha@2/plain"
    assert (intake.cells.in_file, intake.cells.unexplained) == (4, 0)


def test_without_a_profile_nothing_is_read(tmp_path: Path) -> None:
    assert codes(read(tmp_path, GOOD, None)) == ["profile-missing"]


def test_a_draft_profile_reads_on_trial_only(tmp_path: Path) -> None:
    draft = ONE.replace("confirmed: {by: Secretariat, on: 2021-04-02}\n", "")
    intake = read(tmp_path, GOOD, draft)
    assert codes(intake) == ["profile-unconfirmed"]
    assert len(intake.observations) == 1


def test_no_layout_for_round_or_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    later = HEAD + layout("plain", "Removed", start="2021-Q2")
    assert codes(read(tmp_path / "a", GOOD, later)) == ["layout-missing"]
    (tmp_path / "b").mkdir()
    named = HEAD + layout("plain", "Removed", "file: {format: delimited, name: '/beta-.*/'}")
    assert codes(read(tmp_path / "b", GOOD, named)) == ["layout-missing"]


TWO = ONE + layout("other", "Taken down")


@pytest.mark.parametrize(
    ("content", "told", "profile"),
    [
        (GOOD, [], "alpha@2/plain"),
        (b"Quarter,Taken down\n2021-Q1,12\n", [], "alpha@2/other"),
        (b"Quarter,Deleted\n2021-Q1,12\n", ["layout-ambiguous", "missing-label"], ""),
        (b"Quarter,Removed\n2021-Q1,twelve\n", ["type-error"], "alpha@2/plain"),
    ],
)
def test_of_several_layouts_exactly_one_must_fit(
    tmp_path: Path, content: bytes, told: list[str], profile: str
) -> None:
    intake = read(tmp_path, content, TWO)
    assert (codes(intake), intake.profile) == (told, profile)


def test_of_several_layouts_none_can_open_a_file_that_is_empty(tmp_path: Path) -> None:
    assert codes(read(tmp_path, b"", TWO)) == ["file-empty"]


def test_several_layouts_that_fit_are_too_many(tmp_path: Path) -> None:
    assert codes(read(tmp_path, GOOD, ONE + layout("again", "Removed"))) == ["layout-ambiguous"]


def test_the_format_must_be_the_agreed_one(tmp_path: Path) -> None:
    assert codes(read(tmp_path, GOOD, ONE, file_name="alpha.json")) == ["format-differs"]


def test_what_the_reader_refuses_becomes_findings(tmp_path: Path) -> None:
    assert codes(read(tmp_path, b"", ONE)) == ["file-empty"]


def test_another_encoding_than_agreed_is_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "Quarter,Removed\n2021-Q1,é\n".encode("cp1252"), ONE)) == ["encoding-error"]


STATEMENT = """
source: {title: T, publisher: P, date: 2021-02-01}
statements:
- {quote: 39 members, subject: alpha, indicator: members_stated, printed: "39", value: 39,
   period: {end: 2021-02-01}}
"""


def test_statements_come_from_the_secretariat_without_a_profile(tmp_path: Path) -> None:
    intake = read(tmp_path, STATEMENT.encode(), None, file_name="a.yaml", reporter="secretariat")
    assert codes(intake) == []
    assert [(o.value, o.period_start) for o in intake.observations] == [(39, None)]


def test_statements_do_not_come_from_companies(tmp_path: Path) -> None:
    assert codes(read(tmp_path, STATEMENT.encode(), ONE, file_name="a.yaml")) == ["statement-not-allowed"]


def test_an_unknown_reporter_is_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, GOOD, ONE, reporter="nobody")) == ["unknown-reporter"]
