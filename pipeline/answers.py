"""Answers: what a member, or the secretariat for it, says about a finding of one submission.

An answer is kept in the ledger for ever; a later one about the same finding and place supersedes it. A blank
cell is answered with its state: why there is no value, or that it is a zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pipeline.model import ObsStatus
from pipeline.values.limits import PERCENT

BLANK = "blank-value"
"""The finding on a cell that should hold a value and holds none."""
ROW_GONE = "asked-row-gone"
"""The finding on a row that the sender was asked to fill in and that is no longer there."""
BLANKS = (BLANK, ROW_GONE)
"""Findings on figures that are not given, each answered with what that means."""
ZERO = "zero"
STATUSES: tuple[str, ...] = (
    ZERO,
    ObsStatus.NOT_COLLECTED.value,
    ObsStatus.NOT_APPLICABLE.value,
    ObsStatus.REPORTED_ELSEWHERE.value,
    ObsStatus.LATE.value,
    ObsStatus.WITHHELD.value,
)
"""What a blank can mean: nothing happened, or a state in which there is no value (code list `obs_status`)."""


SETTLED_COLUMNS: dict[str, str] = {
    "submission": "VARCHAR",
    "code": "VARCHAR",
    "severity": "VARCHAR",
    "place": "VARCHAR",
    "kind": "VARCHAR",
    "status": "VARCHAR",
    "reason": "VARCHAR",
    "by": "VARCHAR",
    "given_at": "TIMESTAMP",
    "expires": "DATE",
    "decided_at": "TIMESTAMP",
}
"""A finding that an answer or a waiver (`kind`) settled at one place ('' where it has none), as a review
keeps it; `decided_at` is when the decision that rests on it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said about one finding of one submission."""

    submission: str
    code: str
    """Code of the finding; empty for a reason that came with the same bytes sent again."""
    place: str = ""
    """One of the finding's places; empty for all of them."""
    reason: str
    status: str = ""
    """What a blank means, one of `STATUSES`; empty for any other finding."""
    by: str
    at: datetime
    """When it was given, UTC."""
    given_for: str = ""
    """Where it is carried over: name of the earlier file of the round that it was given for; not kept."""

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values; `from_json` reads it back."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Answer:
        """An answer written by `as_json`."""
        return cls(**{**given, "at": datetime.fromisoformat(given["at"])})


def can_mean(status: str, unit: str) -> bool:
    """Whether a blank of that unit can mean this: a share of nothing is no 0%."""
    return status != ZERO or unit != PERCENT


def in_words(text: str) -> bool:
    """Whether a reason says anything: one letter at least, in any script."""
    return any(sign.isalpha() for sign in text)


def standing(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Of the answers to the same finding and place the last one given, in the order of giving."""
    last: dict[tuple[str, str, str], Answer] = {}
    for answer in sorted(answers, key=lambda a: a.at):
        key = (answer.submission, answer.code, answer.place)
        last.pop(key, None)
        last[key] = answer
    return tuple(last.values())


def blanks_told(answers: Iterable[Answer]) -> dict[str, str]:
    """Place of a blank cell -> what it means, by the answers that stand."""
    return {a.place: a.status for a in standing(answers) if a.code in BLANKS and a.place and a.status}
