"""What came back from each eligible member: how much of a return, and when. The two are never mixed.

A member's series are those of its own figures and of what it owns, told by companies themselves. What is
expected is the series of the last earlier round in which it gave any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pipeline.inputs import Scope
from pipeline.ladder import Standing, standing
from pipeline.model import SERIES_KEY
from pipeline.scenarios import World
from quality.impact import Sent

State = Literal["in", "in_part", "waiting", "rejected", "absent"]
STATES: tuple[State, ...] = ("in", "in_part", "waiting", "rejected", "absent")
_Row = Mapping[str, Any]
_Series = tuple[str, ...]
_COLUMNS = ", ".join(f"counted.{name}" for name in SERIES_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReturn:
    """One eligible member's return for the round."""

    member: str
    state: State
    """`in_part`: some series are only in what is held back; `waiting`: received and not reviewed yet."""
    expected: int | None
    """Series that it gave in the last round in which it gave any; None where it never did."""
    expected_from: str
    """That round; empty where there is none."""
    accepted: int
    """Series accepted for this round, those with a status in place of a number included."""
    held: int
    """Series that are only in what is held back."""
    missing: int
    """Expected series that are neither accepted nor held."""
    usable_on: date | None
    """The day on which the first usable file came."""
    standing: Standing


@dataclass(frozen=True, slots=True)
class Missing:
    """Contributions to rounds that were there last and are not in this round."""

    by_member: Mapping[str, Sequence[_Row]]
    """Member -> rows with indicator, value, since (the round of it), first_day and last_day (of this one)."""
    reported_by: Mapping[str, Sequence[str]]
    """Reporter -> members for which it reports."""

    def of_reporter(self, reporter: str) -> list[_Row]:
        """What is missing of all the members for which a reporter reports."""
        return [
            row for member in self.reported_by.get(reporter, ()) for row in self.by_member.get(member, ())
        ]


def missing_contributions(world: World, scope: Scope) -> Missing:
    """What each eligible member contributed in the last round in which it did, where it is missing now."""
    current = scope.deployment.calendar.round(scope.round)
    given: dict[str, dict[str, dict[str, Decimal]]] = {}
    for row in world.rows("contributions", "kind = 'round' AND left_out IS NULL"):
        if not row["scenario"]:
            given.setdefault(row["subject"], {}).setdefault(row["name"], {})[row["indicator"]] = row["value"]
    by_member: dict[str, list[_Row]] = {}
    for member in scope.deployment.register.members(current.last_day):
        rounds = given.get(member, {})
        since = max((name for name in rounds if name < scope.round), default="")
        here = rounds.get(scope.round, {})
        by_member[member] = [
            {
                "indicator": indicator,
                "value": value,
                "since": since,
                "first_day": current.first_day,
                "last_day": current.last_day,
            }
            for indicator, value in sorted(rounds.get(since, {}).items())
            if indicator not in here
        ]
    reported_by: dict[str, list[str]] = {}
    for row in world.ask(f"SELECT reporter, party FROM reporting WHERE round = '{scope.round}' ORDER BY ALL"):
        reported_by.setdefault(row["reporter"], []).append(row["party"])
    return Missing(by_member, reported_by)


def returns(world: World, scope: Scope, on: date, sent: Sequence[Sent]) -> tuple[MemberReturn, ...]:
    """Every eligible member's return; `world` holds the table `returns`."""
    due = scope.deployment.calendar.round(scope.round).due
    given = _series_by_round(world, scope)
    held = _held(scope, sent)
    found = []
    for row in world.ask(_STATES.format(round=scope.round)):
        member = row["party"]
        rounds = given.get(member, {})
        accepted = rounds.get(scope.round, set())
        before = max((name for name in rounds if name < scope.round), default="")
        only_held = held.get(member, set()) - accepted
        usable = row["usable_at"].date() if row["usable_at"] else None
        found.append(
            MemberReturn(
                member=member,
                state=_state(row, bool(only_held)),
                expected=len(rounds[before]) if before else None,
                expected_from=before,
                accepted=len(accepted),
                held=len(only_held),
                missing=len(rounds.get(before, set()) - accepted - only_held),
                usable_on=usable,
                standing=standing(due, on, usable),
            )
        )
    return tuple(found)


_STATES = """
    SELECT
        returns.party,
        returns.state,
        min(submissions.received_at) FILTER (WHERE submissions.verdict NOT IN ('rejected', '')) AS usable_at,
        coalesce(bool_or(submissions.verdict = ''), FALSE) AS waits
    FROM returns
    LEFT JOIN reporting ON returns.round = reporting.round AND returns.party = reporting.party
    LEFT JOIN submissions ON returns.round = submissions.round AND reporting.reporter = submissions.reporter
    WHERE returns.round = '{round}'
    GROUP BY returns.party, returns.state
    ORDER BY returns.party
"""


def _state(row: _Row, in_part: bool) -> State:
    if row["state"] == "missing":
        return "absent"
    if row["state"] == "not_accepted":
        return "waiting" if row["waits"] else "rejected"
    return "in_part" if in_part else "in"


def _series_by_round(world: World, scope: Scope) -> dict[str, dict[str, set[_Series]]]:
    """Member -> round -> series that companies gave for a period that ends in it."""
    owners = _owners(scope)
    found: dict[str, dict[str, set[_Series]]] = {}
    for row in world.ask(
        f"SELECT DISTINCT {_COLUMNS}, rounds.round AS inside FROM counted INNER JOIN rounds "
        "ON counted.period_end BETWEEN rounds.first_day AND rounds.last_day "
        "WHERE counted.source_rank = 0"
    ):
        series = tuple(row[name] for name in SERIES_KEY)
        for member in owners.get(row["subject"], ()):
            found.setdefault(member, {}).setdefault(row["inside"], set()).add(series)
    return found


def _held(scope: Scope, sent: Sequence[Sent]) -> dict[str, set[_Series]]:
    """Member -> series of this round among what is held back."""
    current = scope.deployment.calendar.round(scope.round)
    owners = _owners(scope)
    found: dict[str, set[_Series]] = {}
    for row in (row for s in sent for row in s.held):
        if current.first_day <= row["period_end"] <= current.last_day:
            for member in owners.get(row["subject"], ()):
                found.setdefault(member, set()).add(tuple(row[name] for name in SERIES_KEY))
    return found


def _owners(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Party -> itself and those it belongs to on the last day of the round."""
    register, day = scope.deployment.register, scope.deployment.calendar.round(scope.round).last_day
    return {party: (party, *register.owners(party, day)) for party in register.parties}
