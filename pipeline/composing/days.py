"""Which days a whole and its parts do not share: added by parts, left out by all, or counted twice.

Totals that add up say nothing together unless their days add up too. Only days that the sources state are
compared: a figure that does not say when its counting began is taken to begin with the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline import wording
from pipeline.figures import Figure
from pipeline.model import Precision, Text

Span = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, slots=True)
class DaysApart:
    """Stretches of days by which a whole and its parts differ, each in order."""

    outside: tuple[Span, ...]
    """Days of parts that are none of the whole."""
    missing: tuple[Span, ...]
    """Days of the whole that no part has."""
    twice: tuple[Span, ...]
    """Days that more than one part has."""
    unsaid: bool
    """One of them does not state its start."""

    def __bool__(self) -> bool:
        return bool(self.outside or self.missing or self.twice)


def days_apart(whole: Figure, parts: Sequence[Figure]) -> DaysApart:
    """Hold the days of parts against those of their whole."""
    starts = [figure.period_start for figure in (whole, *parts)]
    first = whole.period_start or min((start for start in starts if start), default=date.min)
    told = (first, whole.period_end)
    spans = [(part.period_start or min(first, part.period_end), part.period_end) for part in parts]
    return DaysApart(
        outside=_stretches(told, spans, lambda inside, n: n > 0 and not inside),
        missing=_stretches(told, spans, lambda inside, n: n == 0 and inside),
        twice=_stretches(told, spans, lambda _, n: n > 1),
        unsaid=None in starts,
    )


def _stretches(whole: Span, parts: Sequence[Span], wanted: Callable[[bool, int], bool]) -> tuple[Span, ...]:
    """Stretches between days where something begins or ends, of which `wanted` holds; neighbours joined."""
    found: list[Span] = []
    for start, end in _between_edges((whole, *parts)):
        inside = whole[0] <= start and end <= whole[1]
        if not wanted(inside, sum(first <= start and end <= last for first, last in parts)):
            continue
        goes_on = bool(found) and found[-1][1] + timedelta(days=1) == start
        found.append((found.pop()[0] if goes_on else start, end))
    return tuple(found)


def _between_edges(spans: Sequence[Span]) -> Iterator[Span]:
    edges = sorted({day for first, last in spans for day in (first, last + timedelta(days=1))})
    for start, following in pairwise(edges):
        yield start, following - timedelta(days=1)


def listed(stretches: Sequence[Span]) -> Text:
    """Stretches in words, by the month where they are whole months: `November 2016 to December 2016`."""
    words = [_in_words(*stretch) for stretch in stretches]
    return Text(", ".join(text.en for text in words), "、".join(text.zh for text in words))


def _in_words(start: date, end: date) -> Text:
    in_months = start.day == 1 and (end + timedelta(days=1)).day == 1
    precision = Precision.MONTH if in_months else Precision.DAY
    return wording.period(start, end, precision, precision)
