"""How coarsely changes between windows are given, so that nothing can be told beside all else that is known.

Each change of the panel is a row beside those of the totals (`statements`). One that takes part in an
estimate is rounded more coarsely, and in the end left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from pipeline.disclosure.deciding import Case
from pipeline.disclosure.estimating import estimates
from pipeline.disclosure.ground import Numbers
from pipeline.disclosure.knowledge import Known
from pipeline.disclosure.spans import Span
from pipeline.disclosure.statements import Link, Row, Sides, other_rows, panel_rows, percent_of

__all__ = ["Link", "Row", "roundings", "rows_of", "told", "with_changes"]
_STEPS = (Decimal("0.1"), Decimal(1), Decimal(2), Decimal(5), Decimal(10))


def rows_of(
    case: Case, links: Sequence[Mapping[str, Any]], movements: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """What an indicator's shown changes say; `movements` are its rows of that table.

    Each change is rounded to its `rounded_to`; `percent` is what was printed, where that is at hand.
    """
    unknowns: dict[tuple[str, str, str], list[int]] = {}
    for cell in case.current:
        for part in cell.parts:
            unknowns.setdefault((*cell.window, part.subject), []).extend(case.ground.of[part.key])
    moved: dict[tuple[Link, str], list[str]] = {}
    for row in movements:
        moved.setdefault((_name(row), row["movement"]), []).append(row["subject"])

    def sides(link: Mapping[str, Any], movement: str) -> Sides:
        subjects = moved.get((_name(link), movement), ())
        before, now = (
            _counted(case, [u for s in subjects for u in unknowns.get((link["kind"], window, s), ())])
            for window in (link["before"], link["name"])
        )
        return Sides(before, now)

    found: list[Row] = []
    for link in links:
        sums = float(link["panel_before"]), float(link["panel_now"])
        step = float(link["rounded_to"])
        percent = link.get("percent")
        percent = percent_of(float(link["ratio"]), step) if percent is None else float(percent)
        found += panel_rows(_name(link), sides(link, "panel"), sums, percent, step)
        if link["span"] == "step" and not link["exposed_now"] and not link["exposed_before"]:
            uneven = sides(link, "uneven")
            found += other_rows(
                _name(link),
                sides(link, "entered").now,
                sides(link, "left").before,
                uneven.now - uneven.before,
            )
    return found


def _name(row: Mapping[str, Any]) -> Link:
    return row["span"], row["kind"], row["name"]


def _counted(case: Case, unknowns: Sequence[int]) -> Numbers:
    return np.bincount(np.array(unknowns, dtype=np.int64), minlength=len(case.ground.values)).astype(float)


def roundings(
    case: Case,
    shown: Sequence[int],
    bounds: Mapping[int, Span],
    links: Sequence[Mapping[str, Any]],
    movements: Sequence[Mapping[str, Any]],
) -> dict[Link, Decimal]:
    """How each change is rounded, in percentage points, so that nothing can be told beside the totals.

    A change that an earlier release gave is rounded as it was then, if it was finer: it is known already.
    """
    given = {_name(link): link for link in links}
    steps = {link: Decimal(row["rounded_to"]) for link, row in given.items()}
    for link in {row.link for row in case.said_before} & set(given):
        for step in _STEPS:
            as_then = rows_of(case, [{**given[link], "rounded_to": step}], movements)
            if step < steps[link] and not _new(case, as_then):
                steps[link] = step
    while True:
        rows = rows_of(case, [{**given[link], "rounded_to": step} for link, step in steps.items()], movements)
        involved = {link for taking_part in told(case, shown, bounds, rows) for link in taking_part}
        if not involved:
            return steps
        for link in sorted(involved):
            coarser = [step for step in _STEPS if step > steps[link]]
            if coarser:
                steps[link] = coarser[0]
            else:
                del steps[link]


def _new(case: Case, rows: Sequence[Row]) -> list[Row]:
    """Those that no earlier release said as they are."""
    said = {_content(row) for row in case.said_before}
    return [row for row in rows if _content(row) not in said]


def _content(row: Row) -> tuple[bytes, float, float]:
    return row.weights.tobytes(), row.below, row.above


def told(
    case: Case, shown: Sequence[int], bounds: Mapping[int, Span], rows: Sequence[Row]
) -> Iterator[frozenset[Link]]:
    """For each estimate that totals and changes make possible together, the changes that take part."""
    if not (rows := _new(case, rows)):
        return
    totals, found = case.known(shown, bounds), False
    known = with_changes(totals, rows)

    def taking_part(cells: Iterable[int]) -> frozenset[Link]:
        return frozenset(rows[i - len(totals.rows)].link for i in cells if i >= len(totals.rows))

    for estimate in estimates(
        case.ground, known, case.targets, case.rule.p_percent, departures=case.departures
    ):
        if links := taking_part(estimate.cells):
            found = True
            yield links
    if not found:
        for told in case.told_beside(known, lambda told: bool(taking_part(told.cells))) or ():
            yield taking_part(told.cells)


def with_changes(known: Known, rows: Sequence[Row]) -> Known:
    """What is known with what changes say."""
    return known.beside(
        [row.weights for row in rows], [row.below for row in rows], [row.above for row in rows]
    )
