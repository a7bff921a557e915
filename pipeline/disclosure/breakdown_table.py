"""The table `breakdown_disclosure`, from the round's tables and earlier releases, and the audit of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from pipeline import warehouse
from pipeline.codes import codelist
from pipeline.disclosure import changes, table
from pipeline.disclosure.breakdowns import Breakdown, BrokenTotal, CellId, Piece, TooManyAtomsError, Verdict
from pipeline.disclosure.deciding import Case
from pipeline.disclosure.knowledge import Known

_PARTS = """
    SELECT
        kind, name, indicator, dimension, category, TRUE AS shown, NULL AS as_of,
        subject, holding, period_start, period_end, whole, value, is_public
    FROM breakdown_parts
"""
_EARLIER = "SELECT * FROM earlier_breakdown_parts"


_PART = itemgetter("as_of", "indicator", "subject", "period_start", "period_end", "whole", "dimension")
"""One breakdown of one part, as one release had it."""
_CELL = itemgetter("as_of", "indicator", "kind", "name", "dimension", "category")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a release says of one indicator's totals, beside which its breakdowns are decided."""

    case: Case
    known: Known
    windows: frozenset[tuple[str, str]]
    """Windows whose total is shown as it is."""


def rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `breakdown_disclosure`, of an engine that shows what it reads."""
    current, earlier = _cells(engine, _PARTS), _cells(engine, _EARLIER)
    dimensions = [dimension.code for dimension in codelist("breakdown_dimensions")]
    found: list[dict[str, object]] = []
    for indicator, beside in _totals(engine, current):
        told = decided(beside, current[indicator], earlier.get(indicator, []), dimensions)
        found.extend(
            dict(zip(("kind", "name", "dimension", "category"), cell, strict=True))
            | {"indicator": indicator, "shown": verdict.shown}
            | {"conf_status": verdict.conf_status, "reason": verdict.reason}
            for cell, verdict in told.items()
        )
    return found


def decided(
    beside: Beside, current: Sequence[BrokenTotal], earlier: Sequence[BrokenTotal], dimensions: Sequence[str]
) -> dict[CellId, Verdict]:
    """Cell -> verdict for one indicator. Nothing is shown where there is too much to check."""
    try:
        breakdown = Breakdown(beside.case, beside.known, current, earlier)
    except TooManyAtomsError:
        return {cell.id: Verdict(False, "D", "unchecked") for cell in current}
    return breakdown.decide(beside.windows, dimensions)


def worked_out(engine: warehouse.Engine) -> list[dict[str, object]]:
    """What somebody could still work out with the help of the built breakdowns: one row an estimate."""
    current, earlier = _cells(engine, _PARTS), _cells(engine, _EARLIER)
    shown = {
        (row["indicator"], row["kind"], row["name"], row["dimension"], row["category"])
        for row in warehouse.rows(engine, "SELECT * FROM disclosed_breakdowns WHERE shown")
    }
    found: list[dict[str, object]] = []
    for indicator, beside in _totals(engine, current):
        if not any(cell[0] == indicator for cell in shown):
            continue
        breakdown = Breakdown(beside.case, beside.known, current[indicator], earlier.get(indicator, []))
        numbers = [n for n, cell in enumerate(breakdown.current) if (indicator, *cell.id) in shown]
        for cells in breakdown.told(numbers):
            said = ", ".join(" ".join(breakdown.current[n].id) for n in sorted(cells))
            found.append({"indicator": indicator, "by": f"breakdowns: {said}"})
    return found


def _totals(engine: warehouse.Engine, wanted: Mapping[str, object]) -> Iterator[tuple[str, Beside]]:
    """What the release says of the totals of each indicator that is broken down."""
    links = warehouse.rows(engine, table.PUBLISHED_CHANGES)
    said = warehouse.rows(engine, "SELECT * FROM disclosed")
    for indicator, case in table.cases(engine):
        if indicator not in wanted:
            continue
        of = {(row["kind"], row["name"]): row for row in said if row["indicator"] == indicator}
        listed = [(number, of[cell.window]) for number, cell in enumerate(case.current)]
        told = {n: (r["bound_low"], r["bound_high"]) for n, r in listed if r["bound_low"] is not None}
        told |= {n: (row["value"], row["value"]) for n, row in listed if row["shown"]}
        known = case.known([], told)
        own = [link for link in links if link["indicator"] == indicator]
        moved = warehouse.rows(engine, f"SELECT * FROM movements WHERE indicator = '{indicator}'")
        more = changes.rows_of(case, own, moved) if own else []
        yield (
            indicator,
            Beside(
                case,
                Known(
                    np.vstack([known.rows, *(row.weights for row in more)]),
                    np.append(known.below, [row.below for row in more]),
                    np.append(known.above, [row.above for row in more]),
                ),
                frozenset(window for window, row in of.items() if row["shown"]),
            ),
        )


def _cells(engine: warehouse.Engine, query: str) -> dict[str, list[BrokenTotal]]:
    """Indicator -> cells. Of earlier releases those that were shown, each once."""
    listed = warehouse.rows(engine, query)
    moments = sorted({row["as_of"] for row in listed} - {None})
    splits: dict[tuple[Any, ...], dict[str, float]] = {}
    parts = [_PART(row) for row in listed]
    for part, row in zip(parts, listed, strict=True):
        splits.setdefault(part, {})[row["category"]] = float(row["value"])
    labels = {
        part: ((*part[2:5], part[5]), part[6], tuple(sorted((c, v) for c, v in split.items() if v)))
        for part, split in splits.items()
    }
    found: dict[tuple[Any, ...], list[Piece]] = {}
    for part, row in zip(parts, listed, strict=True):
        if row["shown"]:
            piece = Piece(labels[part], float(row["value"]), row["holding"], row["is_public"])
            found.setdefault(_CELL(row), []).append(piece)
    cells: dict[str, dict[object, BrokenTotal]] = {}
    for (as_of, indicator, kind, name, dimension, category), pieces in sorted(
        found.items(), key=lambda item: str(item[0])
    ):
        recency = moments.index(as_of) if moments else 0
        broken = BrokenTotal(kind, name, dimension, category, tuple(sorted(pieces)), recency)
        cells.setdefault(indicator, {}).setdefault((broken.id, broken.pieces), broken)
    return {indicator: list(some.values()) for indicator, some in cells.items()}
