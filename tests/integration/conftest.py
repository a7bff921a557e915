"""A home in which four of five reporters have sent a file; one of the files has an unknown header."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets.launch import Outcome, run_round
from pipeline.home import Home

EDITED = {
    "calendar.yaml": """
start: 2021-01-01
rounds:
  - {round: 2021-Q1, opens: 2021-04-01, due: 2021-04-30, cut_off: 2021-05-31}
  - {round: 2021-Q2, opens: 2021-07-01, due: 2021-07-31, cut_off: 2021-08-31}
  - {round: 2021-Q3, opens: 2021-10-01, due: 2021-10-31, cut_off: 2021-11-30}
""",
    "settings.yaml": """
title: {en: A test, zh: 测试}
publisher: Nobody
invented: true
salt: sixteen characters
p_percent: 15
""",
    "target.yaml": "targets: []\n",
    "permissions.yaml": "permissions: []\n",
    "waivers.yaml": "waivers: []\n",
}
PROFILE = """
profile: {reporter}
reporter: {reporter}
version: 1
confirmed: {{by: Secretariat, on: 2021-01-02}}
layouts:
  - name: quarterly
    from: 2021-Q1
    file: {{name: '/.*\\.csv/', format: delimited, encoding: utf-8, delimiter: ';'}}
    blocks:
      - name: removals
        header: [[Quarter, Species, Listings removed]]
        values: [Listings removed]
        fields:
          subject: {{constant: {reporter}}}
          period: {{column: Quarter, span: quarter}}
          taxon_group: {{column: Species, codes: {{Ivory: elephant_ivory}}}}
          indicator: {{header: 1, codes: {{Listings removed: listings_removed}}}}
"""
REPORTERS = ("alpha", "beta", "gamma", "delta", "epsilon")


def drop(home: Home, reporter: str, round_: str, text: str) -> None:
    """Leave a file in the inbox, as received on 20 July 2021."""
    folder = home.inbox / reporter / round_
    folder.mkdir(parents=True)
    (folder / "numbers.csv").write_text(text, encoding="utf-8")
    (folder / "numbers.csv.receipt.yaml").write_text("received_at: 2021-07-20T09:00:00Z\n", encoding="utf-8")


def make_home(root: Path) -> Home:
    """The home, its inbox full, nothing reviewed."""
    home = Home(root)
    home.profiles.mkdir(parents=True)
    for name, text in EDITED.items():
        home.edited(name).write_text(text, encoding="utf-8")
    parties = "".join(
        f"  - {{id: {name}, kind: company, name: {{en: {name}, zh: {name}}}}}\n" for name in REPORTERS
    )
    relations = "".join(
        f"  - {{party: {name}, relation: member, of: coalition, start: 2018-03-07}}\n" for name in REPORTERS
    )
    home.edited("register.yaml").write_text(
        "parties:\n  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}\n"
        f"{parties}relations:\n{relations}",
        encoding="utf-8",
    )
    for number, reporter in enumerate(REPORTERS):
        text = PROFILE.format(reporter=reporter)
        (home.profiles / f"{reporter}.yaml").write_text(text, encoding="utf-8")
        if reporter != "epsilon":
            label = "Listings taken away" if reporter == "gamma" else "Listings removed"
            drop(home, reporter, "2021-Q2", f"Quarter;Species;{label}\n2021-Q2;Ivory;{100 + number}\n")
    return home


@pytest.fixture(scope="session")
def unsent_home() -> Callable[[Path], Home]:
    """Makes the home at a place, its inbox empty."""

    def made(root: Path) -> Home:
        home = make_home(root)
        shutil.rmtree(home.inbox)
        return home

    return made


@pytest.fixture
def five_reporters(tmp_path: Path) -> Home:
    """The home, its inbox full, nothing reviewed."""
    return make_home(tmp_path / "home")


@pytest.fixture
def drawn_without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts without images: the browser takes longer than everything else."""
    monkeypatch.setenv("BROWSER_PATH", "no-such-browser")


@dataclass(frozen=True)
class FirstRun:
    """The home after its first run, what came of it, and what was said meanwhile."""

    home: Home
    outcome: Outcome
    said: tuple[str, ...]


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Run once for all tests; not to be changed, see `drafted`."""
    home = make_home(tmp_path_factory.mktemp("first") / "home")
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "no-such-browser")
        outcome = run_round(home, "2021-Q2", progress=said.append)
    return FirstRun(home, outcome, tuple(said))


@pytest.fixture
def drafted(first_run: FirstRun, tmp_path: Path, drawn_without_browser: None) -> Home:
    """A copy of the home after its first run."""
    return Home(shutil.copytree(first_run.home.root, tmp_path / "home"))
