"""What came back from each eligible member: how much of a return, and when. The two are never mixed.

A member's series are those of its own figures and of what it owns, told by companies themselves. What is
expected is the series of the last earlier round in which it gave any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.inputs import Scope
from pipeline.ladder import Standing, standing
from pipeline.model import SERIES_KEY
from pipeline.scenarios import World
from quality.impact import Sent
from quality.last_time import series

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
    """`in_part`: of its newest file not all was accepted, or some series are only in what is held back;
    `waiting`: received and not reviewed yet."""
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
    reporters: tuple[str, ...]
    """Whose files are its return, as far as they are companies."""


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
                reporters=tuple(row["reporters"] or ()),
            )
        )
    return tuple(found)


_STATES = """
    SELECT
        returns.party,
        returns.state,
        list_sort(list_distinct(list(reporting.reporter) FILTER (WHERE reporting.reporter IS NOT NULL)))
            AS reporters,
        min(submissions.received_at) FILTER (WHERE submissions.verdict NOT IN ('rejected', '')) AS usable_at,
        coalesce(bool_or(submissions.verdict = ''), FALSE) AS waits,
        coalesce(
            bool_or(submissions.newest AND submissions.verdict IN ('rejected', 'accepted_in_part')), FALSE
        ) AS unread
    FROM returns
    LEFT JOIN reporting ON returns.round = reporting.round AND returns.party = reporting.party
    LEFT JOIN (
        SELECT *, row_number() OVER (PARTITION BY reporter, round ORDER BY received_at DESC, id) = 1 AS newest
        FROM submissions
    ) AS submissions
        ON returns.round = submissions.round AND reporting.reporter = submissions.reporter
    WHERE returns.round = '{round}'
    GROUP BY returns.party, returns.state
    ORDER BY returns.party
"""


def _state(row: _Row, in_part: bool) -> State:
    if row["state"] == "missing":
        return "absent"
    if row["state"] == "not_accepted":
        return "waiting" if row["waits"] else "rejected"
    return "in_part" if in_part or row["unread"] else "in"


def _series_by_round(world: World, scope: Scope) -> dict[str, dict[str, set[_Series]]]:
    """Member -> round -> series that companies gave for a period that ends in it."""
    owners = _owners(scope)
    found: dict[str, dict[str, set[_Series]]] = {}
    for row in world.ask(
        f"SELECT DISTINCT {_COLUMNS}, rounds.round AS inside FROM counted INNER JOIN rounds "
        "ON counted.period_end BETWEEN rounds.first_day AND rounds.last_day "
        "WHERE counted.source_rank = 0"
    ):
        for member in owners.get(row["subject"], ()):
            found.setdefault(member, {}).setdefault(row["inside"], set()).add(series(row))
    return found


def _held(scope: Scope, sent: Sequence[Sent]) -> dict[str, set[_Series]]:
    """Member -> series of this round among what is held back."""
    current = scope.deployment.calendar.round(scope.round)
    owners = _owners(scope)
    found: dict[str, set[_Series]] = {}
    for row in (row for s in sent for row in s.held):
        if current.first_day <= row["period_end"] <= current.last_day:
            for member in owners.get(row["subject"], ()):
                found.setdefault(member, set()).add(series(row))
    return found


def _owners(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Party -> itself and those it belongs to on the last day of the round."""
    register, day = scope.deployment.register, scope.deployment.calendar.round(scope.round).last_day
    return {party: (party, *register.owners(party, day)) for party in register.parties}
