"""What accepting a submission does to the totals of its round: without it, as accepted, with what is held.

For the secretariat alone: a member could take its own part away from a total. What a member is told of its
figures stands in `quality.own_figures`. Every number comes out of the release's own tables
(`pipeline.scenarios`), for all submissions of a round at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pipeline.deployment import Deployment
from pipeline.inputs import Scope
from pipeline.model import Submission
from pipeline.scenarios import AS_IT_IS, Candidate, Scenario, World, imagine
from quality.review import Review

Key = tuple[str, str, str]
"""Kind and name of a window, and an indicator."""
Totals = Mapping[Key, Mapping[str, Any]]
WINDOWS = {"round": 0, "year": 1, "running": 2}
"""Kinds of windows, in the order in which they are told."""
ALL_HELD = "all held"
"""Scenario in which everything that is held back is let in."""
_COMPARED = ("value", "value_low", "value_high", "members_reporting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A reviewed submission: what of it is accepted and what is held back, as rows of observations."""

    submission: Submission
    decided_at: datetime
    accepted: tuple[Mapping[str, Any], ...]
    held: tuple[Mapping[str, Any], ...]
    capabilities: int = 0

    @classmethod
    def of(cls, review: Review) -> Sent:
        """What a review let in and held."""
        held = [replace(h.observation, decided_at=review.decided_at) for h in review.held]
        return cls(
            submission=review.submission,
            decided_at=review.decided_at,
            accepted=tuple(o.as_row() for o in review.accepted),
            held=tuple(o.as_row() for o in held),
            capabilities=len(review.capabilities),
        )

    @property
    def candidate(self) -> Candidate:
        """The submission as one whose accepted values may not be in the home yet."""
        return Candidate(submission=self.submission, accepted=self.accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A total in one scenario; without a value where nobody contributes."""

    value: Decimal | None
    members: int
    """Members that contribute."""

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> Total:
        """The total that a row of `totals` gives."""
        return (
            cls(value=row["value"], members=row["members_reporting"]) if row else cls(value=None, members=0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalChange:
    """What one submission does to one total."""

    kind: str
    window: str
    first_day: date
    last_day: date
    indicator: str
    eligible: int
    """Members of the window, whether they report or not."""
    without: Total
    accepted: Total
    if_held: Total | None
    """Were the values held back let in as they stand; None where nothing is held."""
    shown: bool
    """Whether the release shows the total as things stand."""
    shown_if_held: bool
    """The same, were everything that is held back in this question let in."""

    @property
    def difference(self) -> Decimal:
        """What the accepted values change."""
        return _difference(self.without, self.accepted)

    @property
    def difference_if_held(self) -> Decimal:
        """What the held values would change besides."""
        return _difference(self.accepted, self.if_held or self.accepted)


def _difference(before: Total, after: Total) -> Decimal:
    return (after.value or Decimal()) - (before.value or Decimal())


def percent(difference: Decimal, base: Decimal | None) -> Decimal | None:
    """A difference in percent of what it is added to, to one decimal; None where that is nothing."""
    return (100 * difference / base).quantize(Decimal("0.1")) if base else None


def round_scope(sent: Sequence[Sent], deployment: Deployment, round_: str) -> Scope:
    """A round with what is known when the last of some submissions is decided, at its cut-off or later."""
    closes_at = deployment.calendar.round(round_).closes_at
    return Scope(deployment, round_, max([closes_at, *(s.decided_at for s in sent)]))


def by_round(sent: Sequence[Sent], deployment: Deployment) -> Iterator[tuple[str, list[Sent]]]:
    """The submissions of each round of the calendar that a party of the register sent."""
    for round_ in deployment.calendar.names:
        together = [s for s in sent if s.submission.round == round_]
        if together := [s for s in together if s.submission.reporter in deployment.register]:
            yield round_, together


def on_totals(sent: Sequence[Sent], deployment: Deployment) -> dict[str, tuple[TotalChange, ...]]:
    """Submission -> what it does to the totals of its round's release."""
    found: dict[str, tuple[TotalChange, ...]] = {}
    for round_, together in by_round(sent, deployment):
        scope = round_scope(together, deployment, round_)
        with imagine(scope, [s.candidate for s in together], [*scenarios_of(together)]) as world:
            found.update(changes(world, together))
    return found


def scenarios_of(sent: Iterable[Sent]) -> Iterator[Scenario]:
    """Each submission left out, each with its held values let in, and all held values let in together."""
    held: list[Mapping[str, Any]] = []
    for s in sent:
        yield Scenario(name=f"without {s.submission.id}", taken_out=((s.submission.id, ""),))
        if s.held:
            yield Scenario(name=f"held {s.submission.id}", let_in=s.held)
            held += s.held
    if held:
        yield Scenario(name=ALL_HELD, let_in=tuple(held), whole=True)


def changes(world: World, sent: Sequence[Sent]) -> dict[str, tuple[TotalChange, ...]]:
    """Submission -> the totals that it changes, in a world with the `scenarios_of` the same submissions."""
    every = world.totals()
    totals = {name: _of_scenario(every, name, reached) for name, reached in world.reached().items()}
    shown = world.disclosed()
    shown_if_held = world.disclosed(ALL_HELD) if any(s.held for s in sent) else shown
    now = every[AS_IT_IS]
    return {s.submission.id: tuple(_changes(s, now, totals, shown, shown_if_held)) for s in sent}


def _changes(
    sent: Sent,
    now: Totals,
    totals: Mapping[str, Totals],
    shown: Mapping[Key, bool],
    shown_if_held: Mapping[Key, bool],
) -> Iterator[TotalChange]:
    without = totals.get(f"without {sent.submission.id}", now)
    held = totals.get(f"held {sent.submission.id}", now)
    for key in sorted({*without, *held, *now}, key=in_order):
        before, later = without.get(key), held.get(key)
        some = now.get(key) or before or later
        if some and not (_same(before, now.get(key)) and _same(now.get(key), later)):
            yield TotalChange(
                kind=key[0],
                window=key[1],
                first_day=some["window_start"],
                last_day=some["window_end"],
                indicator=key[2],
                eligible=some["members_eligible"],
                without=Total.of(before),
                accepted=Total.of(now.get(key)),
                if_held=Total.of(later) if sent.held else None,
                shown=shown.get(key, False),
                shown_if_held=shown_if_held.get(key, False),
            )


def _of_scenario(totals: Mapping[str, Totals], name: str, reached: Container[str]) -> Totals:
    """Totals of a scenario; those of indicators that it does not reach are what they are."""
    untouched = {key: row for key, row in totals[AS_IT_IS].items() if key[2] not in reached}
    return {**untouched, **totals.get(name, {})}


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    return one is other or bool(one and other and all(one[name] == other[name] for name in _COMPARED))


def in_order(key: Key) -> tuple[str, int, str]:
    """Sorts totals by indicator, then rounds before years before the running total, oldest first."""
    return key[2], WINDOWS[key[0]], key[1]
