"""Invented intakes handed to the review, and the words to speak of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model import (
    Capability,
    CellCount,
    Finding,
    Intake,
    Observation,
    Submission,
)
from quality.review import Case, Review, review

QUARTERS = {
    "2020-Q4": (date(2020, 10, 1), date(2020, 12, 31)),
    "2021-Q1": (date(2021, 1, 1), date(2021, 3, 31)),
    "2021-Q2": (date(2021, 4, 1), date(2021, 6, 30)),
}


def observed(place: str, value: int | str | None, **given: Any) -> Observation:
    """An observation of alpha in 2021-Q2; anything can be said otherwise."""
    start, end = QUARTERS[given.pop("quarter", "2021-Q2")]
    exact = None if value is None else Decimal(value)
    row: dict[str, Any] = {
        "subject": "alpha",
        "indicator": "listings_removed",
        "period_start": start,
        "period_end": end,
        "value": exact,
        "value_low": exact,
        "value_high": exact,
        "printed_text": "" if value is None else str(value),
        "submission": "",
        "place": place,
    }
    return Observation(**{**row, **given})


@dataclass
class Desk:
    """Hands invented intakes to the review."""

    small_home: Any
    intakes: dict[str, Intake]

    def case(
        self,
        *observations: Observation,
        reporter: str = "alpha",
        round_: str = "2021-Q2",
        received: str = "2021-07-10T09:00:00",
        replaces: str | None = None,
        reason: str | None = None,
        findings: tuple[Finding, ...] = (),
        capabilities: tuple[Capability, ...] = (),
        unexplained: int = 0,
    ) -> Case:
        name = f"s{len(self.intakes):02d}"
        submission = Submission(
            id=name,
            reporter=reporter,
            round=round_,
            file_name=f"{name}.csv",
            sha256=name * 21,
            size=10,
            received_at=datetime.fromisoformat(received).replace(tzinfo=UTC),
            reason=reason,
            replaces=replaces,
        )
        self.intakes[name] = Intake(
            observations=tuple(replace(o, submission=name) for o in observations),
            capabilities=capabilities,
            findings=findings,
            cells=CellCount(in_file=len(observations) + unexplained, as_observations=len(observations)),
            profile="alpha@1/quarterly",
        )
        return Case(submission, Path(name))

    def review(self, *cases: Case) -> list[Review]:
        return review(cases, self.small_home.deployment)

    def one(self, *observations: Observation, **given: Any) -> Review:
        return self.review(self.case(*observations, **given))[0]


def found(reviewed: Review) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.finding.code, f.finding.places) for f in reviewed.findings]


def waive(sql_desk: Desk, **given: str) -> None:
    entry = {
        "code": "not-whole",
        "submission": "alpha",
        "reason": "known",
        "by": "Secretariat",
        "on": "2021-07-20",
        "expires": "2021-12-31",
        **given,
    }
    lines = "".join(f"    {key}: {value}\n" for key, value in entry.items())
    sql_desk.small_home.write("waivers.yaml", "waivers:\n  -\n" + lines)


PROFILE = """
profile: alpha
reporter: alpha
version: 1
confirmed: {by: Secretariat, on: 2021-08-02}
layouts:
  - name: quarterly
    from: 2018-Q1
    file: {format: delimited, encoding: utf-8, delimiter: ','}
    blocks:
      - name: removals
        header: [[Quarter, Listings removed]]
        values: [Listings removed]
        fields:
          subject: {constant: alpha}
          period: {column: Quarter, span: quarter}
          indicator: {constant: listings_removed}
"""
