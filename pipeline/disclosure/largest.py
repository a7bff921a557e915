"""How much of a total stands behind its largest owner group: a band, where telling it gives nothing away.

A band says of the largest owner group that it brought at least so much of the total, and of every owner group
that none brought more than so much. Readers are taken to know which owner group is the largest. So a band is
a row for each owner group, beside the rows of the totals and of the changes between windows, and what must
stay open is all that must stay open without it. A total gets the narrowest band with which everything stays
open by p%, all bands of all windows taken together; where none is wide enough, nothing is stated.

Most of that is shown by departures that need no solving (`offsetting`). What they leave in doubt is solved as
a linear program, as for totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from pipeline import warehouse
from pipeline.disclosure import changes, table
from pipeline.disclosure.deciding import Case, Span
from pipeline.disclosure.estimating import Known, Target, estimates
from pipeline.disclosure.ground import Cell, Numbers
from pipeline.disclosure.offsetting import Band, Offsetting

NOT_STATED = "not_stated"
_QUARTER, _HALF, _ALL = Decimal("0.25"), Decimal("0.5"), Decimal(1)
EDGES = {
    "under_quarter": (Decimal(0), _QUARTER),
    "quarter_to_half": (_QUARTER, _HALF),
    "over_half": (_HALF, _ALL),
    "up_to_half": (Decimal(0), _HALF),
    "quarter_or_more": (_QUARTER, _ALL),
}
"""Band -> what the largest owner group brought at least and at most, as a share of the total."""
_NO_LIMIT = 1e15
_FEW = 3
_MOST_DOUBTFUL = 2000
"""Targets in doubt beyond which no band is stated."""


def bands_of(case: Case, number: int) -> list[Band]:
    """True bands of a total, the narrowest first; none for a total of nothing."""
    cell = case.current[number]
    if cell.value <= 0:
        return []
    brought = _brought(cell)
    first = min(brought, key=lambda holding: (-brought[holding], holding))
    holdings = case.ground.holdings
    return [
        Band(
            number=number,
            code=code,
            row=case.rows[number],
            amounts=np.array([float(brought.get(holding, 0)) for holding in holdings]),
            largest=holdings.index(first) if first in holdings else None,
            least=float(EDGES[code][0] * cell.value),
            most=float("inf") if EDGES[code][1] == _ALL else float(EDGES[code][1] * cell.value),
        )
        for code in true_bands(brought[first] / cell.value)
    ]


def true_bands(share: Decimal) -> tuple[str, ...]:
    """The bands that a share lies in, the narrowest first, then the one whose end is farther."""
    if share < _QUARTER:
        return "under_quarter", "up_to_half"
    if share > _HALF:
        return "over_half", "quarter_or_more"
    wider = ("quarter_or_more", "up_to_half")
    return "quarter_to_half", *(wider if share - _QUARTER > _HALF - share else wider[::-1])


def _brought(cell: Cell) -> dict[str, Decimal]:
    """What each owner group brought to a total, public figures included."""
    found: dict[str, Decimal] = {}
    for part in {part.key: part for part in cell.parts}.values():
        found[part.holding] = found.get(part.holding, Decimal(0)) + part.value
    return found


def stated(
    case: Case, shown: Sequence[int], bounds: Mapping[int, Span], said: Sequence[changes.Row]
) -> dict[int, str]:
    """For each shown total whose band may be stated, its code; `said` is what the shown changes say."""
    before = _with(case.known(shown, bounds), said)
    waiting = {number: bands for number in shown if (bands := bands_of(case, number))}
    while waiting:
        involved = _involved(case, before, [bands[0] for bands in waiting.values()])
        if not involved:
            break
        for number in involved:
            waiting[number] = waiting[number][1:]
        waiting = {number: bands for number, bands in waiting.items() if bands}
    return {number: bands[0].code for number, bands in waiting.items()}


def told(
    case: Case,
    shown: Sequence[int],
    bounds: Mapping[int, Span],
    said: Sequence[changes.Row],
    codes: Mapping[int, str],
) -> frozenset[int]:
    """The totals whose stated band is not true, or takes part in an estimate within p%. For the audit."""
    chosen = [b for number in sorted(codes) for b in bands_of(case, number) if b.code == codes[number]]
    untrue = set(codes) - {band.number for band in chosen}
    return frozenset(untrue | _involved(case, _with(case.known(shown, bounds), said), chosen))


def _with(known: Known, said: Sequence[changes.Row]) -> Known:
    if not said:
        return known
    return Known(
        np.vstack([known.rows, *(row.weights for row in said)]),
        np.append(known.below, [row.below for row in said]),
        np.append(known.above, [row.above for row in said]),
    )


def _involved(case: Case, before: Known, bands: Sequence[Band]) -> set[int]:
    """The totals whose bands are too narrow by themselves, or else those that take part in an estimate."""
    if not bands or not len(case.ground.values):
        return set()
    share = case.rule.p_percent / 100
    if narrow := {band.number for band in bands if _is_narrow(case, band, share)}:
        return narrow
    offsetting = Offsetting(case.ground, before, bands)
    doubtful = [target for target in case.targets if not offsetting.leaves_open(target, share)]
    if len(doubtful) > _MOST_DOUBTFUL:
        return {band.number for band in bands}
    rows = [*_rows(case, bands)]
    # What is said of the few largest tells most. The departures found for it answer most of the rest.
    few = [row for row in rows if row.rank < _FEW]
    return _taking_part(case, before, few, doubtful) or _taking_part(case, before, rows, doubtful)


def _taking_part(case: Case, before: Known, rows: Sequence[_Row], doubtful: Sequence[Target]) -> set[int]:
    known = Known(
        np.vstack([before.rows, *(row.weights for row in rows)]),
        np.append(before.below, [row.below for row in rows]),
        np.append(before.above, [row.above for row in rows]),
    )
    p, first = case.rule.p_percent, len(before.rows)
    return {
        rows[cell - first].number
        for estimate in estimates(case.ground, known, doubtful, p, departures=case.departures)
        for cell in estimate.cells
        if cell >= first
    }


def _is_narrow(case: Case, band: Band, share: float) -> bool:
    """Whether an end of the band is closer than p% to what an owner group brought that is not public."""
    own = np.bincount(
        case.ground.owner, weights=band.row * case.ground.values, minlength=len(case.ground.holdings)
    )
    if ((own > 0) & (band.amounts + share * own > band.most * (1 + 1e-12))).any():
        return True
    if band.largest is None or not own[band.largest]:
        return False
    return bool(band.amounts[band.largest] - share * own[band.largest] < band.least * (1 - 1e-12))


@dataclass(frozen=True, slots=True)
class _Row:
    """What a band says of one owner group, and how far the truth is from its ends."""

    number: int
    rank: int
    """The owner group's place among those of the total, from the largest on."""
    weights: Numbers
    below: float
    above: float


def _rows(case: Case, bands: Sequence[Band]) -> Iterator[_Row]:
    for band in bands:
        for rank, holding in enumerate(np.argsort(-band.amounts, kind="stable")):
            amount = band.amounts[holding]
            weights = np.where(case.ground.owner == holding, band.row, 0.0)
            below = amount - band.least if holding == band.largest and band.least > 0 else _NO_LIMIT
            above = band.most - amount
            if weights.any() and min(below, above) < _NO_LIMIT:
                above = max(min(float(above), _NO_LIMIT), 0.0)
                yield _Row(band.number, rank, weights, max(float(below), 0.0), above)


_CHANGES = """
    SELECT links.* REPLACE (
        CASE links.span WHEN 'step' THEN trends.rounded_to ELSE trends.direct_rounded_to END AS rounded_to
    ),
    CASE links.span WHEN 'step' THEN 100 + trends.panel_change ELSE trends.index_direct END AS percent
    FROM links
    INNER JOIN trends USING (kind, name, indicator)
    WHERE CASE links.span WHEN 'step' THEN trends.panel_change ELSE trends.index_direct END IS NOT NULL
    ORDER BY links.span, links.kind, links.name
"""


@dataclass(frozen=True, slots=True)
class Published:
    """What a release gives of one indicator besides bands."""

    case: Case
    shown: list[int]
    bounds: dict[int, Span]
    said: list[changes.Row]


def rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `largest_holdings`, one for each total."""
    return [
        {
            "kind": cell.kind,
            "name": cell.name,
            "indicator": indicator,
            "largest_share": codes.get(number, NOT_STATED),
        }
        for indicator, given in _published(engine)
        for codes in [stated(given.case, given.shown, given.bounds, given.said)]
        for number, cell in enumerate(given.case.current)
    ]


def worked_out(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Bands of the built table that are not true, or that take part in an estimate within p%."""
    built = {
        (row["indicator"], row["kind"], row["name"]): row["largest_share"]
        for row in warehouse.rows(engine, "SELECT * FROM largest_holdings")
    }
    found: list[dict[str, object]] = []
    for indicator, given in _published(engine):
        codes = {
            number: code
            for number, cell in enumerate(given.case.current)
            if (code := built[indicator, cell.kind, cell.name]) != NOT_STATED
        }
        for number in sorted(told(given.case, given.shown, given.bounds, given.said, codes)):
            found.append(
                {"indicator": indicator, "by": f"share: {' '.join(given.case.current[number].window)}"}
            )
    return found


def _published(engine: warehouse.Engine) -> Iterator[tuple[str, Published]]:
    links = warehouse.rows(engine, _CHANGES)
    totals = warehouse.rows(
        engine, "SELECT indicator, kind, name, shown, bound_low, bound_high FROM disclosed"
    )
    for indicator, case in table.cases(engine):
        rows = {(row["kind"], row["name"]): row for row in totals if row["indicator"] == indicator}
        listed = [(number, rows[cell.window]) for number, cell in enumerate(case.current)]
        own: list[Any] = [link for link in links if link["indicator"] == indicator]
        moved = warehouse.rows(engine, f"SELECT * FROM movements WHERE indicator = '{indicator}'")
        yield (
            indicator,
            Published(
                case=case,
                shown=[number for number, row in listed if row["shown"]],
                bounds={
                    n: (r["bound_low"], r["bound_high"]) for n, r in listed if r["bound_low"] is not None
                },
                said=changes.rows_of(case, own, moved) if own else [],
            ),
        )
