"""What a reporter gave last and does not give now, moved into the round as if it had come again.

Nobody knows what an absent file or an unreadable cell would have said. To see how much may hang on it, the
series of the last earlier round that are missing now are let in once more, in a scenario, never in a total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline import warehouse
from pipeline.inputs import Scope
from pipeline.ledger import Ledger
from pipeline.model import SERIES_KEY
from pipeline.rounds import Round
from quality.impact import Sent

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LastTime:
    """Series that a reporter gave in an earlier round and does not give now."""

    round: str = ""
    """The earlier round; empty where there is none."""
    rows: tuple[Row, ...] = ()
    """Their values as rows of observations, moved into the round."""


def given_now(scope: Scope, sent: Sequence[Sent]) -> frozenset[tuple[str, ...]]:
    """Series that the round's submissions give, accepted or held back, for periods that end in the round."""
    called = scope.deployment.calendar.round(scope.round)
    rows = (row for s in sent for row in (*s.accepted, *s.held))
    return frozenset(series(row) for row in rows if called.first_day <= row["period_end"] <= called.last_day)


def series(row: Row) -> tuple[str, ...]:
    """What tells a row's series from others."""
    return tuple(row[name] for name in SERIES_KEY)


def last_time(scope: Scope, reporter: str, given: frozenset[tuple[str, ...]]) -> LastTime:
    """What a reporter gave in the last earlier round in which it gave anything, where it is missing now."""
    called = scope.deployment.calendar.round(scope.round)
    for earlier in reversed([r for r in scope.rounds if r.round < scope.round]):
        if rows := _accepted(scope, reporter, earlier):
            missing = [row for row in rows if series(row) not in given]
            return LastTime(earlier.round, tuple(_moved(row, earlier, called) for row in missing))
    return LastTime()


def _accepted(scope: Scope, reporter: str, round_: Round) -> list[dict[str, Any]]:
    """Values accepted from a reporter for a round whose period lies inside it."""
    partition = scope.home.observations(reporter, round_.round)
    if not partition.exists():
        return []
    received = Ledger(scope.home).submissions(reporter=reporter, round_=round_.round, as_of=scope.as_of)
    standing = {submission.id for submission in received}
    rows = warehouse.read_parquet(
        partition,
        "SELECT * FROM parquet WHERE value IS NOT NULL "
        f"AND period_start >= DATE '{round_.first_day}' AND period_end <= DATE '{round_.last_day}'",
    )
    return [row for row in rows if row["submission"] in standing]


def _moved(row: Row, earlier: Round, called: Round) -> Row:
    months = (called.first_day.year - earlier.first_day.year) * 12
    months += called.first_day.month - earlier.first_day.month
    start = _later(row["period_start"], months)
    end = _later(row["period_end"] + timedelta(days=1), months) - timedelta(days=1)
    return {**row, "period_start": start, "period_end": end}


def _later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
