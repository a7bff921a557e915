"""Where the trends stand: stretches of the chain, and each panel's scale, height and names of the bases.

A point of the index is equally high in all panels; each panel is as high as its own lines need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from math import ceil, floor

from pipeline.figures import Trend
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, position
from reports.trends import direct_ends

TITLE, _TICKS, LABELS, SCALE = 22, 52, 172, 34
LANE, _BASE_WIDTH = 17, 120
"""Height of a line of bases above a panel, and how wide one of them can be."""
_STEP_HEIGHT, _STEPS = 28, 6
"""Pixels from one tick to the next, and how many of them the highest panel has at most."""

Group = tuple[Text, list[Trend]]
"""An indicator's name and its windows in order of time."""


@dataclass(frozen=True, slots=True)
class PanelScale:
    """Scale of one panel in points of the index, and its heights in pixels."""

    low: float
    high: float
    step: float
    head: int
    """Of its name and the lines of bases."""
    plot: int
    lanes: list[int]
    """Line in which each stretch's base stands."""

    @property
    def height(self) -> int:
        """Of the whole panel, its names and its ticks."""
        return self.head + self.plot + _TICKS

    def down(self, value: float) -> float:
        """How far below the top of the scale a value stands."""
        return self.plot * (self.high - value) / (self.high - self.low)


def panel_scales(shown: Sequence[Group]) -> list[PanelScale]:
    """Scale and height of each panel; a point of the index is equally high in all of them."""
    ends = [_extent(rows) for _, rows in shown]
    step = _step(max(high - low for low, high in ends))
    found = []
    for (low, high), (_, rows) in zip(ends, shown, strict=True):
        first, last = max(floor((low - 2) / step), 0), ceil((high + 2) / step)
        last = max(last, first + 2)
        lanes = _lanes(rows)
        head = TITLE + LANE * (max(lanes, default=0) + 1)
        found.append(PanelScale(first * step, last * step, step, head, (last - first) * _STEP_HEIGHT, lanes))
    return found


def _extent(rows: Sequence[Trend]) -> tuple[float, float]:
    """Least and most of all that is drawn in a panel."""
    drawn = [rows[n] for places in stretches(rows) for n in places]
    ends = [100.0]
    for t in drawn:
        ends += [position(end) for end in (t.index_all, t.index_low, t.index_high) if end is not None]
        ends += [position(end) for end in direct_ends(t) or (t.index_direct,) if end is not None]
        ends += with_the_absent(t) or ()
    return min(ends), max(ends)


def _step(span: float) -> float:
    """The distance of two ticks: 10, 20 or 50 points, or one of these times a power of ten."""
    step = 10.0
    for factor in cycle((2, 2.5, 2)):
        if span / step <= _STEPS - 1:
            break
        step *= factor
    return step


def _lanes(rows: Sequence[Trend]) -> list[int]:
    """In which line above the panel each stretch's base is named, so that no two names meet."""
    width = (BODY_WIDTH - LABELS - SCALE) / len(rows)
    ends: list[float] = []
    lanes = []
    for places in stretches(rows):
        at = places[0] * width
        lane = next((n for n, end in enumerate(ends) if end <= at), len(ends))
        ends[lane : lane + 1] = [at + _BASE_WIDTH]
        lanes.append(lane)
    return lanes


def stretches(rows: Sequence[Trend]) -> list[list[int]]:
    """Positions that share one base, in order."""
    found: dict[str, list[int]] = {}
    for number, trend in enumerate(rows):
        if trend.index_chained is not None:
            found.setdefault(trend.base, []).append(number)
    return [places for places in found.values() if len(places) > 1]


def with_the_absent(trend: Trend) -> tuple[float, float] | None:
    """Where the index of all reporters would stand with what is missing, at least and at most."""
    if trend.absence_bound != "bounded" or not trend.total or trend.index_all is None:
        return None
    if trend.total_low is None or trend.total_high is None:
        return None
    scale = trend.index_all / trend.total
    return position(trend.total_low * scale), position(trend.total_high * scale)
