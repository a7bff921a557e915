"""What the published changes between windows say about members: rows beside those of the totals.

A change of the panel is given as a percentage, rounded: so the panel's later sum lies between two multiples
of its earlier sum. Where what entered, departed or is uneven is given too, each is a sum known exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from pipeline.disclosure.deciding import Case, Span
from pipeline.disclosure.estimating import estimates
from pipeline.disclosure.ground import Numbers
from pipeline.disclosure.knowledge import NO_LIMIT, Known

Link = tuple[str, str, str]
"""Which change: its span (`step` or `whole`), the kind and the name of the later window."""
_STEPS = (Decimal("0.1"), Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MOST_PAIRS = 1500000
"""Pairs of a target and an owner group that might tell it, beyond which only the largest group is asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A published sum over the unknowns, and how far the truth may be from it either way."""

    link: Link
    weights: Numbers
    below: float
    above: float


def rows_of(
    case: Case, links: Sequence[Mapping[str, Any]], movements: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """What an indicator's shown changes say; `movements` are its rows of that table."""
    parts: dict[tuple[str, str, str], list[int]] = {}
    for cell in case.current:
        for part in cell.parts:
            parts.setdefault((*cell.window, part.subject), []).extend(case.ground.of[part.key])
    moved: dict[tuple[Link, str], list[str]] = {}
    for row in movements:
        moved.setdefault(((row["span"], row["kind"], row["name"]), row["movement"]), []).append(
            row["subject"]
        )

    def summed(link: Mapping[str, Any], movement: str, window: str) -> Numbers:
        weights = np.zeros(len(case.ground.values))
        for subject in moved.get(((link["span"], link["kind"], link["name"]), movement), ()):
            weights[parts.get((link["kind"], window, subject), [])] += 1
        return weights

    found: list[Row] = []
    for link in links:
        found.extend(_said(link, summed))
    return found


def _said(link: Mapping[str, Any], summed: Callable[[Mapping[str, Any], str, str], Numbers]) -> Iterator[Row]:
    name = (link["span"], link["kind"], link["name"])
    earlier, later = (summed(link, "panel", link[side]) for side in ("before", "name"))
    panel, step = float(link["panel_before"]), float(link["rounded_to"]) / 100
    middle, half = round(float(link["ratio"]) / step) * step, step / 2
    for ratio, side in ((middle - half, -1), (middle + half, 1)):
        weights = later - ratio * earlier
        room = abs(float(link["panel_now"]) - ratio * panel)
        yield Row(name, weights, *((room, NO_LIMIT) if side < 0 else (NO_LIMIT, room)))
    if link["span"] == "step" and not link["exposed_now"] and not link["exposed_before"]:
        uneven = summed(link, "uneven", link["name"]) - summed(link, "uneven", link["before"])
        for weights in (summed(link, "entered", link["name"]), summed(link, "left", link["before"]), uneven):
            if weights.any():
                yield Row(name, weights, 0.0, 0.0)


def roundings(
    case: Case,
    shown: Sequence[int],
    bounds: Mapping[int, Span],
    links: Sequence[Mapping[str, Any]],
    movements: Sequence[Mapping[str, Any]],
) -> dict[Link, Decimal]:
    """How each change is rounded, in percentage points, so that nothing can be told beside the totals.

    A change that takes part in an estimate is rounded more coarsely, and in the end left out.
    """
    given = {(link["span"], link["kind"], link["name"]): link for link in links}
    steps = {link: Decimal(row["rounded_to"]) for link, row in given.items()}
    while True:
        rows = rows_of(case, [{**given[link], "rounded_to": step} for link, step in steps.items()], movements)
        involved = {link for links_ in told(case, shown, bounds, rows) for link in links_} if rows else set()
        if not involved:
            return steps
        for link in sorted(involved):
            coarser = [step for step in _STEPS if step > steps[link]]
            if coarser:
                steps[link] = coarser[0]
            else:
                del steps[link]


def told(
    case: Case, shown: Sequence[int], bounds: Mapping[int, Span], rows: Sequence[Row]
) -> Iterator[frozenset[Link]]:
    """For each estimate that totals and changes make possible together, the changes that take part."""
    totals = case.known(shown, bounds)
    known = Known(
        np.vstack([totals.rows, *(row.weights for row in rows)]),
        np.append(totals.below, [row.below for row in rows]),
        np.append(totals.above, [row.above for row in rows]),
    )
    askers = 1 if len(case.ground.holdings) * len(case.targets) > _MOST_PAIRS else None
    for estimate in estimates(case.ground, known, case.targets, case.rule.p_percent, askers, case.departures):
        links = frozenset(rows[i - len(totals.rows)].link for i in estimate.cells if i >= len(totals.rows))
        if links:
            yield links
