"""The ladder of a round: due, 30 days later overdue, 60 days later delinquent; and when members are reminded.

It is about time alone. How much of a return is there, and how much of it could be accepted, is completeness
and stands apart: a file in time may be rejected, and a late one may be whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Step = Literal["open", "due", "overdue", "delinquent", "on_time", "late"]
OVERDUE_AFTER, DELINQUENT_AFTER, REMINDED_BEFORE = timedelta(days=30), timedelta(days=60), timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a member stands on the ladder on a day."""

    step: Step
    """`open` until the day it is due; `on_time` and `late` once a usable file is there."""
    days: int
    """Days from the due day to the file, or to the day asked about while there is none; below 0 before."""
    next_reminder: date | None
    """The day of the next reminder, today included; None when all were sent or none is needed."""


def reminders(due: date) -> tuple[date, date, date]:
    """When a member without a usable file is reminded: 14 days before, when due, when overdue."""
    return due - REMINDED_BEFORE, due, due + OVERDUE_AFTER


def standing(due: date, on: date, usable: date | None) -> Standing:
    """Where a member stands on a day whose first usable file came on another (None: none yet)."""
    if usable is not None:
        return Standing(
            step="on_time" if usable <= due else "late", days=(usable - due).days, next_reminder=None
        )
    upcoming = next((day for day in reminders(due) if day >= on), None)
    return Standing(step=_step(due, on), days=(on - due).days, next_reminder=upcoming)


def _step(due: date, on: date) -> Step:
    if on >= due + DELINQUENT_AFTER:
        return "delinquent"
    if on >= due + OVERDUE_AFTER:
        return "overdue"
    return "due" if on >= due else "open"
