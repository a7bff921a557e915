"""Covers: overlapping periods of one subject and indicator resolved to parts that do not overlap.

A window (a round, a year, the time since the start) is covered by the parts wholly inside it that together
cover most days; among equals by the set whose oldest part was accepted last; then by the one with fewest
differences of running totals; then by the finest parts. The choice is a weighted interval scheduling problem
(Kleinberg and Tardos, Algorithm Design, 2005, section 6.1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One reported period, both days included, and when its value was accepted."""

    start: date
    end: date
    decided_at: datetime
    is_difference: bool = False
    """Not reported for just these days, but the difference of two running totals."""

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1


def cover(parts: Sequence[Part], start: date, end: date, *, may_add: bool = True) -> tuple[Part, ...]:
    """Choose the parts that cover a window, in order of time.

    With `may_add=False` (people trained, say, who would be counted twice) at most one part is chosen.
    """
    inside = sorted((p for p in parts if start <= p.start and p.end <= end), key=lambda p: (p.end, p.start))
    if not inside:
        return ()
    if not may_add:
        return (max(inside, key=lambda p: (p.days, p.decided_at, p.start)),)
    most_days = _days(_most_covering(inside))
    for newest in sorted({p.decided_at for p in inside}, reverse=True):
        chosen = _most_covering([p for p in inside if p.decided_at >= newest])
        if _days(chosen) == most_days:
            return chosen
    raise AssertionError("all parts together reach the most days")


def _days(parts: Sequence[Part]) -> int:
    return sum(p.days for p in parts)


def _most_covering(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts sorted by end: the set without overlap with most days, fewest differences, most parts."""
    ends = [p.end for p in parts]
    best: list[tuple[int, int, int, tuple[Part, ...]]] = [(0, 0, 0, ())]
    for i, part in enumerate(parts):
        before = best[bisect_right(ends, _day_before(part.start), hi=i)]
        reported = before[1] - part.is_difference
        with_part = (before[0] + part.days, reported, before[2] + 1, (*before[3], part))
        without = best[i]
        best.append(with_part if with_part[:3] > without[:3] else without)
    return best[-1][3]


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
