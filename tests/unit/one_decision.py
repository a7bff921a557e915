"""One submission with three values, an answer and a waiver, and the decision about its findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pipeline.answers import Answer
from pipeline.deployment import Waiver
from pipeline.model import Finding, Observation, Submission
from quality.rating import decide

RECEIVED = datetime(2021, 7, 10, tzinfo=UTC)
LATER = RECEIVED + timedelta(days=30)
SUBMISSION = Submission(
    id="abc",
    reporter="alpha",
    round="2021-Q2",
    file_name="a.csv",
    sha256="0" * 64,
    size=1,
    received_at=RECEIVED,
)
ANSWER = Answer(
    submission="abc", code="level-unlike-before", place="B2", reason="a company bought", by="Ana", at=LATER
)
WAIVER = Waiver(
    code="not-whole",
    submission="alpha",
    reason="agreed",
    by="Bo",
    on=date(2021, 7, 20),
    expires=date(2021, 12, 31),
)
ROWS = [
    Observation(
        subject="alpha",
        indicator="listings_removed",
        period_start=date(2021, 4, 1),
        period_end=date(2021, 6, 30),
        value=Decimal(1),
        value_low=Decimal(1),
        value_high=Decimal(1),
        printed_text="1",
        submission="abc",
        place=place,
    )
    for place in ("B2", "B3", "B4")
]


def decided(*findings, answers=(), waivers=(), reason=None):
    return decide(
        submission=replace(SUBMISSION, reason=reason),
        observations=ROWS,
        capabilities=(),
        findings=findings,
        waivers=waivers,
        answers=answers,
        since=RECEIVED,
    )


def level(*places):
    return Finding(code="level-unlike-before", places=places)
