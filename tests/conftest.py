"""A small data home for tests, filled with accepted observations without going through files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline import warehouse
from pipeline.acceptance import write_partition
from pipeline.aggregate import build_table, read_table, table_names
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.ledger import Ledger
from pipeline.model import CAPABILITY_COLUMNS, OBSERVATION_COLUMNS, Observation, Submission

EDITED = {
    "calendar.yaml": """
start: 2018-01-01
rounds:
  - {round: 2020-Q4, opens: 2021-01-01, due: 2021-01-31, cut_off: 2021-02-28}
  - {round: 2021-Q1, opens: 2021-04-01, due: 2021-04-30, cut_off: 2021-05-31}
  - {round: 2021-Q2, opens: 2021-07-01, due: 2021-07-31, cut_off: 2021-08-31}
""",
    "settings.yaml": """
title: {en: A test, zh: 测试}
publisher: Nobody
invented: true
salt: sixteen characters
minimum_holdings: 3
p_percent: 15
""",
    "target.yaml": "targets: []\n",
    "permissions.yaml": "permissions: []\n",
    "waivers.yaml": "waivers: []\n",
    "register.yaml": """
parties:
  - {id: coalition, kind: group, name: {en: The Coalition, zh: 联盟}}
  - {id: secretariat, kind: secretariat, name: {en: Secretariat, zh: 秘书处}}
  - {id: watch, kind: convener, name: {en: Watch, zh: 观察}}
  - {id: group, kind: holding, name: {en: Group, zh: 集团}}
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: beta, kind: company, name: {en: Beta, zh: 乙}}
  - {id: gamma, kind: company, name: {en: Gamma, zh: 丙}}
  - {id: delta, kind: company, name: {en: Delta, zh: 丁}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
relations:
  - {party: alpha, relation: member, of: coalition, start: 2018-03-07}
  - {party: beta, relation: member, of: coalition, start: 2018-03-07}
  - {party: gamma, relation: member, of: coalition, start: 2018-03-07, end: 2021-05-15}
  - {party: delta, relation: member, of: coalition, start: 2021-04-22}
  - {party: shop, relation: member, of: coalition, start: 2021-04-22}
  - {party: shop, relation: platform_of, of: delta, start: 2015-01-01}
  - {party: alpha, relation: owned_by, of: group, start: 2010-01-01}
  - {party: beta, relation: owned_by, of: group, start: 2021-04-01}
""",
}


@dataclass
class SmallHome:
    """A data home with a handful of parties, three rounds and whatever a test lets in."""

    home: Home

    def write(self, name: str, text: str) -> None:
        """Replace an edited file."""
        self.home.edited(name).write_text(text, encoding="utf-8")

    @property
    def deployment(self) -> Deployment:
        return Deployment.load(self.home)

    def scope(self, round_: str = "2021-Q2", as_of: datetime | None = None) -> Scope:
        deployment = self.deployment
        return Scope(deployment, round_, as_of or deployment.calendar.round(round_).closes_at)

    def accept(
        self,
        reporter: str,
        round_: str,
        received: str,
        *values: dict[str, Any],
        verdict: str = "accepted",
    ) -> Submission:
        """Let observations in as if a file with them had been reviewed; returns the submission."""
        moment = datetime.fromisoformat(received).replace(tzinfo=UTC)
        content = f"{reporter}{round_}{received}{values}".encode()
        ledger = Ledger(self.home)
        submission = ledger.receive(
            content, reporter=reporter, round_=round_, file_name="test.csv", received_at=moment
        ).submission
        observations = [observed(submission.id, moment, number, **v) for number, v in enumerate(values)]
        folder = self.home.review(submission.id)
        folder.mkdir(parents=True)
        (folder / "review.json").write_text("{}")
        warehouse.write_parquet(
            folder / "observations-test.parquet",
            {**OBSERVATION_COLUMNS, "held": "BOOLEAN"},
            [o.as_row() | {"held": False} for o in observations],
        )
        warehouse.write_parquet(folder / "capabilities-test.parquet", CAPABILITY_COLUMNS, [])
        ledger.record_review(submission=submission.id, verdict=verdict, fingerprint="test", decided_at=moment)
        write_partition(self.home, ledger, reporter, round_)
        return submission

    def observe(self, submission: str, received: str, *values: dict[str, Any]) -> list[Observation]:
        """The observations that `accept` would let in, let in nowhere."""
        moment = datetime.fromisoformat(received).replace(tzinfo=UTC)
        return [observed(submission, moment, number, **value) for number, value in enumerate(values)]

    def build(self, round_: str = "2021-Q2", as_of: datetime | None = None) -> Scope:
        """Build every table of a round."""
        scope = self.scope(round_, as_of)
        for name in table_names():
            build_table(name, scope)
        return scope

    def rows(self, table: str, scope: Scope, /, **wanted: object) -> list[dict[str, Any]]:
        """Rows of a built table with the wanted values."""
        return [
            row for row in read_table(table, scope) if all(row[key] == value for key, value in wanted.items())
        ]


def observed(submission: str, moment: datetime, number: int, **given: Any) -> Observation:
    """An observation; `quarter="2021-Q2"` or `period=(start, end)`, `value=5`, the rest by name."""
    if "quarter" in given:
        year, quarter = given.pop("quarter").split("-Q")
        last = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}[quarter]
        period = (date(int(year), 3 * int(quarter) - 2, 1), date(int(year), *last))
    else:
        period = given.pop("period")
    value = given.pop("value")
    exact = None if value is None else Decimal(str(value))
    given.setdefault("value_low", exact)
    given.setdefault("value_high", exact)
    given.setdefault("indicator", "listings_removed")
    return Observation(
        period_start=period[0],
        period_end=period[1],
        value=exact,
        printed_text=str(value),
        submission=submission,
        place=f"B{number + 2}",
        decided_at=moment,
        **given,
    )


def make_small_home(root: Path) -> SmallHome:
    """A fresh small home at a place."""
    home = Home(root)
    home.root.mkdir()
    home.profiles.mkdir()
    made = SmallHome(home)
    for name, text in EDITED.items():
        made.write(name, text)
    return made


@pytest.fixture
def small_home(tmp_path: Path) -> SmallHome:
    """A fresh small home."""
    return make_small_home(tmp_path / "home")


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """A small home that all tests of a module fill and read together."""
    return make_small_home(tmp_path_factory.mktemp("shared") / "home")
