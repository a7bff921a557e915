"""How much hangs on a finding: the values that it holds back or doubts, let in or taken out, and what then.

The effect of a change on a total is the difference as a part of the larger of the two totals, between 0 and
1: 1 when the total is there only with the values, 0.999 when a value a thousand times too large would get in,
0.1 when a tenth of the total would go. Of all totals that a change reaches, the one on which most hangs
stands for it, those that the release shows before others. What nobody could read is weighed by what was given
last (`quality.last_time`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pipeline.scenarios import AS_IT_IS, World
from quality.impact import Key, Totals

Means = Literal["let_in", "taken_out", "last_round"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does to the total on which it does most."""

    means: Means
    """The values let in, the values taken out, or what was given last let in once more."""
    kind: str
    window: str
    first_day: date
    last_day: date
    indicator: str
    now: Decimal | None
    then: Decimal | None
    share: Decimal
    """How much of the larger of the two hangs on the change, 0 to 1."""
    shown: bool
    """Whether the release shows the total, now or then."""
    since: str = ""
    """Of `last_round`: the round in which it was given last."""

    @property
    def weight(self) -> tuple[Decimal, Decimal]:
        """Sorts effects: on totals that are shown first, then on any."""
        return (self.share if self.shown else Decimal(), self.share)


def hanging(now: Decimal | None, then: Decimal | None) -> Decimal:
    """The difference of two totals as a part of the larger, 0 to 1."""
    smaller, larger = sorted((abs(now or Decimal()), abs(then or Decimal())))
    return ((larger - smaller) / larger).quantize(Decimal("0.0001")) if larger else Decimal()


class Weighing:
    """Weighs the scenarios of one world."""

    def __init__(self, world: World, scenario_of_all_held: str | None) -> None:
        """Ask the world for its totals, and for which of them the release shows."""
        self._totals = world.totals()
        self._reached = world.reached()
        self._shown = world.disclosed()
        self._shown_then = world.disclosed(scenario_of_all_held) if scenario_of_all_held else self._shown

    @property
    def as_it_is(self) -> Totals:
        """The totals of the world as it is."""
        return self._totals[AS_IT_IS]

    def of(self, scenario: str, means: Means, since: str = "") -> Effect | None:
        """The effect of a scenario; None where it changes no total. `since`: the round of `last_round`."""
        then = self._totals.get(scenario, {})
        reached = self._reached.get(scenario, set())
        now = {key: row for key, row in self.as_it_is.items() if key[2] in reached}
        return heaviest(
            self._effect(key, now.get(key), then.get(key), means, since) for key in sorted({*now, *then})
        )

    def _effect(
        self,
        key: Key,
        now: Mapping[str, Any] | None,
        then: Mapping[str, Any] | None,
        means: Means,
        since: str,
    ) -> Effect | None:
        some = now or then
        values = now["value"] if now else None, then["value"] if then else None
        if some is None or values[0] == values[1]:
            return None
        return Effect(
            means=means,
            kind=key[0],
            window=key[1],
            first_day=some["window_start"],
            last_day=some["window_end"],
            indicator=key[2],
            now=values[0],
            then=values[1],
            share=hanging(*values),
            shown=self._shown.get(key, False) or self._shown_then.get(key, False),
            since=since,
        )


def heaviest(effects: Iterable[Effect | None]) -> Effect | None:
    """The effect that weighs most; of equal ones the first."""
    return max((e for e in effects if e), key=lambda e: e.weight, default=None)
