"""What published changes between windows say about members: rows beside those of the totals.

A change of the panel is given as a percentage, rounded: so the panel's later sum lies between two multiples
of its earlier sum. Where what entered, left or is uneven is given too, each is a sum known exactly. Changes
that an earlier release gave are known for ever, as they were then.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from pipeline.disclosure.ground import Cell, Ground, Numbers, Part
from pipeline.disclosure.knowledge import NO_LIMIT

Link = tuple[str, str, str]
"""Which change: its span (`step` or `whole`), the kind and the name of the later window."""


@dataclass(frozen=True, slots=True)
class Row:
    """A published sum over the unknowns, and how far the truth may be from it either way."""

    link: Link
    weights: Numbers
    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Sides:
    """What one movement brought to the earlier and to the later window of a change."""

    before: Numbers
    now: Numbers


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change that an earlier release gave."""

    link: Link
    percent: float
    """The panel's later sum, as a percentage of its earlier one."""
    rounded_to: float
    """Percentage points; the truth lies within half of it."""
    others_shown: bool
    """Whether what entered, left and is uneven was given too."""
    parts: tuple[tuple[str, bool, Part], ...]
    """Movement, whether it belongs to the later window, and the figure."""
    recency: int
    """Order of time among releases."""

    @property
    def cell(self) -> Cell:
        """Its parts, as a total of which nothing is said."""
        parts = tuple(part for _, _, part in self.parts)
        return Cell(self.link[1], self.link[2], parts, parts[0].value * 0, None, self.recency)


def percent_of(ratio: float, step: float) -> float:
    """A ratio as a percentage, rounded to steps as the table `trends` rounds it: halves away from zero."""
    return round(math.floor(100 * ratio / step + 0.5) * step, 1)


def panel_rows(link: Link, panel: Sides, sums: tuple[float, float], percent: float, step: float) -> list[Row]:
    """What a percentage rounded to a step says of a panel whose true earlier and later sums are given."""
    before, now = sums
    low, high = (percent - step / 2) / 100, (percent + step / 2) / 100
    return [
        Row(link, panel.now - low * panel.before, max(0.0, now - low * before), NO_LIMIT),
        Row(link, panel.now - high * panel.before, NO_LIMIT, max(0.0, high * before - now)),
    ]


def other_rows(link: Link, entered: Numbers, departed: Numbers, uneven: Numbers) -> Iterator[Row]:
    """What the sums beside the panel say, where they are given."""
    for weights in (entered, departed, uneven):
        if weights.any():
            yield Row(link, weights, 0.0, 0.0)


def rows_before(ground: Ground, changes: Sequence[PastChange]) -> list[Row]:
    """What changes that earlier releases gave say; each of it once."""
    found: dict[tuple[bytes, float, float], Row] = {}
    for change in changes:
        for row in _said_before(ground, change):
            found.setdefault((row.weights.tobytes(), row.below, row.above), row)
    return list(found.values())


def _said_before(ground: Ground, change: PastChange) -> Iterator[Row]:
    sides = {
        movement: Sides(np.zeros(len(ground.values)), np.zeros(len(ground.values)))
        for movement in ("panel", "entered", "left", "uneven")
    }
    sums = [Decimal(0), Decimal(0)]
    for movement, is_later, part in change.parts:
        side = sides[movement].now if is_later else sides[movement].before
        side[list(ground.of[part.key])] += 1
        if movement == "panel":
            sums[is_later] += part.value
    yield from panel_rows(
        change.link, sides["panel"], (float(sums[0]), float(sums[1])), change.percent, change.rounded_to
    )
    if change.others_shown:
        uneven = sides["uneven"].now - sides["uneven"].before
        yield from other_rows(change.link, sides["entered"].now, sides["left"].before, uneven)


def past_change(row: Mapping[str, Any], recency: int) -> PastChange:
    """From a row of `earlier_changes`."""
    return PastChange(
        link=(row["span"], row["kind"], row["name"]),
        percent=float(row["percent"]),
        rounded_to=float(row["rounded_to"]),
        others_shown=row["others_shown"],
        parts=tuple((part["movement"], part["is_later"], part_of(part)) for part in row["parts"]),
        recency=recency,
    )


def part_of(row: Mapping[str, Any]) -> Part:
    """From one of the structs that the tables keep."""
    return Part(
        subject=row["subject"],
        start=row["period_start"],
        end=row["period_end"],
        value=row["value"],
        holding=row["holding"],
        is_public=row["is_public"],
    )
