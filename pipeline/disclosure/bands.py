"""What bands of largest owner groups say: rows beside those of the totals, for this release and earlier ones.

A band says of the largest owner group that it brought at least so much of the total, and of every owner group
that none brought more than so much. So it is a row for each owner group, with those who owned what when it
was stated. A band that an earlier release stated is known for ever, of the parts that the total had then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from pipeline.disclosure.departures import Departures
from pipeline.disclosure.estimating import Estimate, estimates
from pipeline.disclosure.ground import Cell, Ground, Key, Numbers
from pipeline.disclosure.knowledge import NO_LIMIT, Known, Target
from pipeline.disclosure.offsetting import Offsetting
from pipeline.disclosure.statements import part_of

_QUARTER, _HALF, _ALL = Decimal("0.25"), Decimal("0.5"), Decimal(1)
EDGES = {
    "under_quarter": (Decimal(0), _QUARTER),
    "quarter_to_half": (_QUARTER, _HALF),
    "over_half": (_HALF, _ALL),
    "up_to_half": (Decimal(0), _HALF),
    "quarter_or_more": (_QUARTER, _ALL),
}
"""Band -> what the largest owner group brought at least and at most, as a share of the total."""


@dataclass(frozen=True, slots=True)
class PastBand:
    """A band that an earlier release stated, and the total as it was made up then."""

    cell: Cell
    code: str


@dataclass(frozen=True, slots=True)
class Band:
    """What is said of one total's largest owner group."""

    number: int | None
    """The total's place among those of its indicator in this release; None for a band stated before."""
    code: str
    rows: Numbers
    """For each owner group of which something is said, the largest first, its unknowns."""
    below: Numbers
    above: Numbers
    """How much less and more than the truth each may be."""

    @property
    def content(self) -> tuple[bytes, bytes, bytes]:
        """What tells apart bands that do not say the same."""
        return self.rows.tobytes(), self.below.tobytes(), self.above.tobytes()

    def is_narrow(self, values: Numbers, share: float) -> bool:
        """Whether an end is closer than a share of what an owner group brought that is not public."""
        room = share * (self.rows @ values) * (1 - 1e-9)
        return bool((room > self.above).any() or (room > self.below).any())


def true_bands(share: Decimal) -> tuple[str, ...]:
    """The bands that a share lies in, the narrowest first, then the one whose end is farther."""
    if share < _QUARTER:
        return "under_quarter", "up_to_half"
    if share > _HALF:
        return "over_half", "quarter_or_more"
    wider = ("quarter_or_more", "up_to_half")
    return "quarter_to_half", *(wider if share - _QUARTER > _HALF - share else wider[::-1])


def bands_of(ground: Ground, cell: Cell, number: int | None = None) -> list[Band]:
    """True bands of a total, the narrowest first; none for a total of nothing."""
    if cell.value <= 0:
        return []
    brought, keys = _brought(cell)
    largest = max(brought.values())
    return [_band(ground, cell, (brought, keys), code, number) for code in true_bands(largest / cell.value)]


def bands_before(ground: Ground, stated: Iterable[PastBand]) -> list[Band]:
    """What bands of earlier releases say, each once."""
    found: dict[object, Band] = {}
    for past in stated:
        band = _band(ground, past.cell, _brought(past.cell), past.code, None)
        if len(band.rows):
            found.setdefault(band.content, band)
    return list(found.values())


def _brought(cell: Cell) -> tuple[dict[str, Decimal], dict[str, list[Key]]]:
    """What each owner group brought to a total, public figures included, and in which parts."""
    amounts: dict[str, Decimal] = {}
    keys: dict[str, list[Key]] = {}
    for part in {part.key: part for part in sorted(cell.parts)}.values():
        amounts[part.holding] = amounts.get(part.holding, Decimal(0)) + part.value
        keys.setdefault(part.holding, []).append(part.key)
    return amounts, keys


def _band(
    ground: Ground,
    cell: Cell,
    brought: tuple[Mapping[str, Decimal], Mapping[str, Sequence[Key]]],
    code: str,
    number: int | None,
) -> Band:
    amounts, keys = brought
    least, most = (edge * cell.value for edge in EDGES[code])
    rows, below, above = [], [], []
    for rank, holding in enumerate(sorted(amounts, key=lambda holding: (-amounts[holding], holding))):
        places = [unknown for key in keys[holding] for unknown in ground.of[key]]
        under = float(amounts[holding] - least) if rank == 0 and least > 0 else NO_LIMIT
        over = NO_LIMIT if most == cell.value else float(most - amounts[holding])
        if places and min(under, over) < NO_LIMIT:
            rows.append(np.bincount(places, minlength=len(ground.values)).astype(float))
            below.append(max(under, 0.0))
            above.append(max(over, 0.0))
    return Band(
        number,
        code,
        np.array(rows).reshape(len(rows), len(ground.values)),
        np.array(below),
        np.array(above),
    )


def with_bands(known: Known, bands: Sequence[Band], most: int | None = None) -> Known:
    """What is known with bands, or with what they say of so many of the largest owner groups."""
    return known.beside(
        [row for band in bands for row in band.rows[:most]],
        [float(room) for band in bands for room in band.below[:most]],
        [float(room) for band in bands for room in band.above[:most]],
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A target that can be told within p%: the known cells and the bands that make it possible."""

    estimate: Estimate
    cells: frozenset[int]
    bands: frozenset[int]


def told_with(
    ground: Ground,
    known: Known,
    bands: Sequence[Band],
    targets: Sequence[Target],
    *,
    p_percent: int,
    departures: Departures,
    matters: Callable[[Told], bool],
    most_doubtful: int | None = None,
) -> list[Told] | None:
    """The estimates that bands make possible beside what is known, of those that matter.

    None where more targets are in doubt than may be solved. What the largest owner groups brought is looked
    at first: it tells most, and the departures found for it answer most of the rest.
    """
    if not bands or not len(ground.values):
        return []
    doubtful = Offsetting(ground, known, bands).doubtful(targets, p_percent / 100)
    if most_doubtful is not None and len(doubtful) > most_doubtful:
        return None
    for most in (1, None):
        of = [place for place, band in enumerate(bands) for _ in band.below[:most]]
        beside = with_bands(known, bands, most)
        first, found = len(known.rows), []
        for estimate in estimates(ground, beside, doubtful, p_percent, departures=departures):
            told = Told(
                estimate,
                frozenset(cell for cell in estimate.cells if cell < first),
                frozenset(of[cell - first] for cell in estimate.cells if cell >= first),
            )
            if matters(told):
                found.append(told)
        if found:
            return found
    return []


def past_band(row: Mapping[str, Any], recency: int) -> PastBand:
    """From a row of `earlier_bands`."""
    parts = tuple(sorted(part_of(part) for part in row["parts"]))
    value = sum((part.value for part in parts), Decimal(0))
    return PastBand(Cell(row["kind"], row["name"], parts, value, value, recency), row["largest_share"])
