"""Rounds: the quarters for which statistics are called in, with their dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from pydantic import field_validator, model_validator

from pipeline.strict_yaml import StrictModel

ROUND_PATTERN = re.compile(r"(\d{4})-Q([1-4])")


class FutureError(ValueError):
    """Knowledge was asked for as of a day that is still to come; the message says which day it is now."""


def known_at(moment: datetime) -> datetime:
    """The moment itself, of today or an earlier day, UTC. Raises FutureError for a later one.

    What will be known then is not known yet; figures as of then would be made of less than they claim.
    """
    asked, today = moment.astimezone(UTC).date(), datetime.now(UTC).date()
    if asked > today:
        raise FutureError(
            f"{asked} is still to come: today is {today} UTC, and nobody knows what will be known then; "
            "name today or an earlier day"
        )
    return moment


def first_day(round_: str) -> date:
    """First day of `2021-Q2`. Raises ValueError for another form."""
    match = ROUND_PATTERN.fullmatch(round_)
    if not match:
        raise ValueError(f"'{round_}' is not a round; write it as 2021-Q2")
    return date(int(match[1]), 3 * int(match[2]) - 2, 1)


def last_day(round_: str) -> date:
    """Last day of `2021-Q2`."""
    start = first_day(round_)
    following = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
    return following - timedelta(days=1)


class Round(StrictModel):
    """One round and its dates; the cut-off counts to the end of that day, UTC."""

    round: str
    opens: date
    due: date
    cut_off: date

    @field_validator("round")
    @classmethod
    def _is_a_quarter(cls, given: str) -> str:
        first_day(given)
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.opens <= self.due <= self.cut_off:
            raise ValueError(f"round {self.round}: opens, due and cut_off must follow each other")
        return self

    @property
    def first_day(self) -> date:
        """First day of the quarter."""
        return first_day(self.round)

    @property
    def last_day(self) -> date:
        """Last day of the quarter; who is a member then is eligible."""
        return last_day(self.round)

    @property
    def closes_at(self) -> datetime:
        """Last moment that counts for the round's first release, UTC."""
        return datetime.combine(self.cut_off, time.max.replace(microsecond=0), tzinfo=UTC)


class Calendar(StrictModel):
    """calendar.yaml: where running totals start, and the rounds in order."""

    start: date
    rounds: tuple[Round, ...]

    @model_validator(mode="after")
    def _each_round_once_in_order(self) -> Self:
        names = [r.round for r in self.rounds]
        if names != sorted(set(names)):
            raise ValueError("rounds must stand once each, oldest first")
        return self

    def __contains__(self, round_: object) -> bool:
        return any(r.round == round_ for r in self.rounds)

    def round(self, name: str) -> Round:
        """A round by its name. Raises KeyError."""
        for candidate in self.rounds:
            if candidate.round == name:
                return candidate
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all rounds, oldest first."""
        return tuple(r.round for r in self.rounds)
