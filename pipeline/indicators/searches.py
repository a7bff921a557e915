"""Searches as monitoring reports them, each counted once: wholes before parts, no day twice.

A search is a row of the table `monitoring`: what one site showed in one period to one keyword list, counted
in one breakdown (channel, place, taxon group, form) under one definition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from pipeline.cover import Part, cover
from pipeline.target import Window

BREAKDOWN = ("channel", "geography", "taxon_group", "form")
_SOME_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
Row = Mapping[str, Any]
Key = tuple[str, ...]
Search = tuple[str, date, date]
"""Site, first and last day."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Two searches side by side."""

    site: str
    channel: str
    position: int
    months: int
    """Calendar months that it covers, from `position` on."""
    before: tuple[float, float]
    """Found and effort."""
    after: tuple[float, float]
    searched: float = 1.0
    """Of the times that these calendar months occur in the two windows, the share that was searched."""
    hedged: frozenset[Search] = frozenset()
    """Searches in it whose count, effort or double observation is not a plain number."""


def breakdown(row: Row) -> Key:
    """Channel, place, taxon group and form."""
    return tuple(str(row[name]) for name in BREAKDOWN)


def meaning(row: Row) -> Key:
    """What must be the same for two counts to mean the same: definition, and who searched."""
    return str(row["definition_version"]), str(row["detection_source"])


def hedged(rows: Iterable[Row]) -> frozenset[Search]:
    """Searches whose count, effort or double observation is hedged, estimated or filled in."""
    return frozenset(
        (str(row["site"]), row["period_start"], row["period_end"]) for row in rows if row.get("hedged")
    )


def within(row: Row, window: Window) -> bool:
    """Whether the search lies wholly inside a window."""
    start, end = row["period_start"], row["period_end"]
    return isinstance(start, date) and isinstance(end, date) and window.start <= start and end <= window.end


def months_matched(cells: Iterable[Cell]) -> float:
    """Calendar months with a cell, as far as they were searched, summed over sites; of several breakdowns of
    a site, each month once.
    """
    by_site: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    for cell in cells:
        place, own = (cell.position, cell.months), by_site[cell.site]
        own[place] = max(own.get(place, 0.0), cell.months * cell.searched)
    return sum(sum(positions.values()) for positions in by_site.values())


def wholes_before_parts(by_breakdown: Mapping[Key, Sequence[Cell]]) -> list[Cell]:
    """Of one site's cells, those of the breakdown that gives most months; the whole among equals."""
    by_pattern: dict[tuple[bool, ...], list[Cell]] = defaultdict(list)
    for key, cells in sorted(by_breakdown.items()):
        by_pattern[_pattern(key)].extend(cells)
    return max(by_pattern.items(), key=lambda item: (months_matched(item[1]), sum(item[0]), item[0]))[1]


def _pattern(key: Key) -> tuple[bool, ...]:
    return tuple(value == "all" for value in key)


def without_overlap(rows: Sequence[Row], window: Window) -> list[Row]:
    """Of one site's searches in one breakdown, a set that holds no day twice and covers most days."""
    ordered = sorted(rows, key=lambda row: (row["period_start"], row["period_end"], row["found"]))
    if all(a["period_end"] < b["period_start"] for a, b in pairwise(ordered)):
        return ordered
    by_part = {Part(row["period_start"], row["period_end"], _SOME_MOMENT): row for row in ordered}
    return [by_part[part] for part in cover([*by_part], window.start, window.end)]


def each_once(rows: Iterable[Row], window: Window) -> list[Row]:
    """All searches of a window, none counted twice: site by site the breakdown that covers most days."""
    sites: dict[str, dict[Key, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if within(row, window):
            sites[str(row["site"])][breakdown(row)].append(row)
    return [row for _, by_breakdown in sorted(sites.items()) for row in _fullest(by_breakdown, window)]


def _fullest(by_breakdown: Mapping[Key, Sequence[Row]], window: Window) -> list[Row]:
    by_pattern: dict[tuple[bool, ...], list[Row]] = defaultdict(list)
    for key, rows in sorted(by_breakdown.items()):
        by_pattern[_pattern(key)].extend(without_overlap(rows, window))
    return max(by_pattern.items(), key=lambda item: (_days(item[1]), sum(item[0]), item[0]))[1]


def _days(rows: Iterable[Row]) -> int:
    periods = {(row["period_start"], row["period_end"]) for row in rows}
    return sum((end - start).days + 1 for start, end in periods)
