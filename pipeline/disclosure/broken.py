"""Cells of broken-down totals: what one category of one dimension is made of, in a window of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from pipeline.disclosure.ground import Key

UNDIVIDED = "not_broken_down"
CellId = tuple[str, str, str, str]
"""Kind and name of the window, dimension, category."""
Split = tuple[tuple[str, float], ...]
"""A figure's categories with their values, sorted; they add up to the figure."""
Label = tuple[Key, str, Split]
"""One breakdown of one figure as one release had it: the figure, the dimension, its split."""
_PART = itemgetter("as_of", "indicator", "subject", "period_start", "period_end", "whole", "dimension")
_CELL = itemgetter("as_of", "indicator", "kind", "name", "dimension", "category")


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """What one part of a total brings to a category."""

    label: Label
    value: float
    holding: str
    is_public: bool

    @property
    def key(self) -> Key:
        """The part."""
        return self.label[0]


@dataclass(frozen=True, slots=True)
class BrokenTotal:
    """One category of one dimension in one window: a cell."""

    kind: str
    name: str
    dimension: str
    category: str
    pieces: tuple[Piece, ...]
    recency: int = 0
    """Order of time among releases."""
    shown: bool = True
    """Whether the release that it is of gave it."""

    @property
    def id(self) -> CellId:
        """Window, dimension and category."""
        return self.kind, self.name, self.dimension, self.category

    @property
    def value(self) -> float:
        """What its pieces add up to."""
        return sum(piece.value for piece in self.pieces)


def cells_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[BrokenTotal]]:
    """Indicator -> cells, from rows of `earlier_breakdown_parts` or the like; the same cell only once."""
    moments = sorted({row["as_of"] for row in rows} - {None})
    splits: dict[tuple[Any, ...], dict[str, float]] = {}
    parts = [_PART(row) for row in rows]
    for part, row in zip(parts, rows, strict=True):
        splits.setdefault(part, {})[row["category"]] = float(row["value"])
    labels = {
        part: ((*part[2:5], part[5]), part[6], tuple(sorted((c, v) for c, v in split.items() if v)))
        for part, split in splits.items()
    }
    found: dict[tuple[Any, ...], list[Piece]] = {}
    shown: set[tuple[Any, ...]] = set()
    for part, row in zip(parts, rows, strict=True):
        piece = Piece(labels[part], float(row["value"]), row["holding"], row["is_public"])
        found.setdefault(_CELL(row), []).append(piece)
        if row["shown"]:
            shown.add(_CELL(row))
    cells: dict[str, dict[object, BrokenTotal]] = {}
    for cell, pieces in sorted(found.items(), key=lambda item: str(item[0])):
        (as_of, indicator, kind, name, dimension, category), is_shown = cell, cell in shown
        recency = moments.index(as_of) if moments else 0
        broken = BrokenTotal(kind, name, dimension, category, tuple(sorted(pieces)), recency, is_shown)
        cells.setdefault(indicator, {}).setdefault((broken.id, broken.pieces, is_shown), broken)
    return {indicator: list(some.values()) for indicator, some in cells.items()}
