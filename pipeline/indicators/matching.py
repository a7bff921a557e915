"""What can be compared: searches of both windows side by side, site by site and calendar month by month.

A cell is one site, one breakdown (channel, place, taxon group, form) and one calendar month (or quarter, or
year, where nothing finer was reported), searched in both windows under one keyword list, one definition and
by one kind of observer. What has no partner in the other window is left out, never taken for a zero. Where
a site reported the whole and its parts, the whole is used; where it counted a month under two definitions,
the month enters once. After a change of keyword list both lists must have run side by side somewhere: that
overlap is the link (`linking`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np

from pipeline.indicators.gaps import Gap, calendar_months
from pipeline.indicators.linking import bridges
from pipeline.indicators.platform_variance import Indices, Numbers
from pipeline.indicators.rate_ratio import Cells, Doubles
from pipeline.indicators.searches import (
    Cell,
    Key,
    Row,
    Search,
    breakdown,
    each_once,
    hedged,
    meaning,
    months_matched,
    wholes_before_parts,
    within,
    without_overlap,
)
from pipeline.target import Target, Window

_CHANGES = {
    "protocol_changed": "protocol",
    "definition": "definition_version",
    "source": "detection_source",
    "marked": "breaks",
}
"""Break -> the column that shows it."""
_OBSERVERS = ("first", "second", "both")
_SIZES = (1, 3, 12, 0)
"""Months in a bucket of the calendar, finest first; 0 is the whole window."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Cells of both windows, and what was found about them on the way."""

    cells: Cells
    doubles: Doubles
    links: tuple[Cells, ...]
    sites: int
    """Sites with at least one cell."""
    share: float
    """Of the calendar months of all sites of the panel, the share that has a cell."""
    found_share: tuple[float, float]
    """Of all that was found in the baseline, and in the current window, the share that lies in cells."""
    channels: tuple[str, ...]
    breaks: tuple[Gap, ...]
    hedged: frozenset[Search]
    """Searches that cells, links, double observations or what was found rest on, without a plain number."""


def match(
    target: Target, window: Window, rows: Sequence[Row], panel: Mapping[str, str], owner: Callable[[str], str]
) -> Matched:
    """Match the relevant rows of the table `monitoring`.

    `panel` maps every site that should be searched to its channel; `owner` names the group that it belongs
    to, whose sites count as one platform. Without a baseline in the target there are no cells.
    """
    baseline = target.baseline or window
    steps = (target.protocol or "", *target.continued_by)
    rows = [row for row in rows if row["effort"] > 0 and row["found"] >= 0]
    before = [row for row in rows if within(row, baseline) and row["protocol"] == steps[0]]
    after = [row for row in rows if within(row, window)]
    expected = max(1, len(panel)) * len(calendar_months(window) or {0: 1})
    chosen = [*_cells(before, [row for row in after if row["protocol"] == steps[0]], baseline, window)]
    used, overlaps = 0, tuple[Sequence[Cell], ...]()
    for number in range(1, len(steps)):
        for way in bridges(rows, steps[: number + 1]):
            old, new = (
                [r for r in way.before if within(r, baseline)],
                [r for r in way.after if within(r, window)],
            )
            cells = [*_cells(old, new, baseline, window, linked=True)]
            if months_matched(cells) > months_matched(chosen):
                chosen, used, overlaps = cells, number, way.overlaps
    current = [row for row in after if row["protocol"] == steps[used]]
    searches = each_once(before, baseline), each_once(current, window)
    doubled = [
        (number, row)
        for number, side in enumerate((before, current))
        for row in each_once(filter(_is_double, side), (baseline, window)[number])
    ]
    channels = sorted({_channel(row, panel) for row in rows})
    sites = {cell.site for cells in (chosen, *overlaps) for cell in cells} | {
        str(r["site"]) for _, r in doubled
    }
    platforms = sorted({owner(site) for site in sites})
    numbering = _Numbering({p: n for n, p in enumerate(platforms)}, channels, owner, panel)
    return Matched(
        cells=numbering.cells(chosen),
        doubles=numbering.doubles(doubled),
        links=tuple(numbering.cells(overlap) for overlap in overlaps),
        sites=len({cell.site for cell in chosen}),
        share=months_matched(chosen) / expected,
        found_share=(
            _share([cell.before[0] for cell in chosen], searches[0]),
            _share([cell.after[0] for cell in chosen], searches[1]),
        ),
        channels=tuple(channels),
        breaks=tuple(_breaks(rows, baseline, window, {cell.site for cell in chosen}, used, steps)),
        hedged=hedged([*searches[0], *searches[1], *(row for _, row in doubled)]).union(
            *(cell.hedged for cells in (chosen, *overlaps) for cell in cells)
        ),
    )


def _share(matched: Sequence[float], rows: Iterable[Row]) -> float:
    found = sum(float(row["found"]) for row in rows)
    return min(1.0, sum(matched) / found) if found else 1.0


def _is_double(row: Row) -> bool:
    return all(row.get(f"{who}_found") is not None for who in _OBSERVERS)


def _channel(row: Row, panel: Mapping[str, str]) -> str:
    channel = str(row["channel"])
    return channel if channel != "all" else panel.get(str(row["site"])) or "all"


def _cells(
    before: Sequence[Row], after: Sequence[Row], baseline: Window, window: Window, *, linked: bool = False
) -> Iterable[Cell]:
    """Cells of all sites. Of linked searches the link has seen to it that their meanings belong together."""
    groups: dict[str, dict[Key, dict[Key, tuple[list[Row], list[Row]]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: ([], [])))
    )
    for number, rows in enumerate((before, after)):
        for row in rows:
            same = () if linked else (*meaning(row), str(row.get("breaks", 0)))
            groups[str(row["site"])][breakdown(row)][same][number].append(row)
    for site, by_breakdown in sorted(groups.items()):
        cells = {
            key: _each_month_once(
                _side_by_side(site, key[0], old, new, baseline, window)
                for _, (old, new) in sorted(by_meaning.items())
            )
            for key, by_meaning in by_breakdown.items()
        }
        yield from wholes_before_parts(cells)


def _each_month_once(ways: Iterable[list[Cell]]) -> list[Cell]:
    """Cells of one site under several definitions: those of the fullest first, then what they leave open."""
    taken: set[int] = set()
    chosen = []
    for cells in sorted(ways, key=months_matched, reverse=True):
        for cell in cells:
            months = set(range(cell.position, cell.position + cell.months))
            if not months & taken:
                chosen.append(cell)
                taken |= months
    return chosen


def _side_by_side(  # noqa: PLR0917
    site: str, channel: str, old: list[Row], new: list[Row], baseline: Window, window: Window
) -> list[Cell]:
    """Cells as fine as both windows allow: the size of bucket that matches most months."""
    whole, best = len(calendar_months(window) or {0: 1}), list[Cell]()
    for size in _SIZES if old and new else ():
        first, last = (
            _complete([row for row in rows if _fits(row, size)], size, span)
            for rows, span in ((old, baseline), (new, window))
        )
        cells = [
            Cell(
                site=site,
                channel=channel,
                position=position,
                months=size or whole,
                before=first[position][:2],
                after=last[position][:2],
                searched=min(
                    side[position][2] / _times(size, span.start, span.end)[position]
                    for side, span in ((first, baseline), (last, window))
                ),
                hedged=first[position][3] | last[position][3],
            )
            for position in sorted(first.keys() & last.keys())
        ]
        best = max(best, cells, key=months_matched)
        if months_matched(best) >= whole:
            break
    return best


def _fits(row: Row, size: int) -> bool:
    return _bucket(row["period_start"], size) == _bucket(row["period_end"], size)


def _bucket(day: date, size: int) -> int:
    return (day.year * 12 + day.month - 1) // size if size else 0


@cache
def _times(size: int, first: date, last: date) -> Mapping[int, int]:
    """Position in the year -> how often its bucket lies wholly between two days."""
    if not size:
        return {0: 1}
    window, times = Window(start=first, end=last), Counter[int]()
    for bucket in range(_bucket(first, size), _bucket(last, size) + 1):
        start, end = _limits(bucket, size, window)
        times[bucket % (12 // size) * size] += first <= start and end <= last
    return times


def _complete(
    rows: list[Row], size: int, window: Window
) -> dict[int, tuple[float, float, int, frozenset[Search]]]:
    """Position in the year -> found, effort, number and what is hedged, over the buckets that are searched on
    every day.
    """
    buckets: dict[int, list[Row]] = defaultdict(list)
    for row in without_overlap(rows, window):
        buckets[_bucket(row["period_start"], size)].append(row)
    sums: dict[int, tuple[float, float, int, frozenset[Search]]] = {}
    for bucket, inside in buckets.items():
        start, end = _limits(bucket, size, window)
        days = sum((row["period_end"] - row["period_start"]).days + 1 for row in inside)
        if days == (end - start).days + 1:
            position = bucket % (12 // size) * size if size else 0
            found, effort, times, unsure = sums.get(position, (0.0, 0.0, 0, frozenset()))
            found += sum(float(row["found"]) for row in inside)
            effort += sum(float(row["effort"]) for row in inside)
            sums[position] = found, effort, times + 1, unsure | hedged(inside)
    return sums


def _limits(bucket: int, size: int, window: Window) -> tuple[date, date]:
    if not size:
        return window.start, window.end
    first, after = bucket * size, (bucket + 1) * size
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _breaks(  # noqa: PLR0917
    rows: Sequence[Row], baseline: Window, window: Window, matched: set[str], used: int, steps: Sequence[str]
) -> Iterable[Gap]:
    """Changes between the windows: those that a link bridges, and those that left sites without a partner."""
    for first, later in pairwise(steps[: used + 1]):
        yield Gap("linked", {"before": first, "after": later})
    alone = [row for row in rows if str(row["site"]) not in matched]
    old, new = ([row for row in alone if within(row, w)] for w in (baseline, window))
    for code, column in _CHANGES.items():
        before, after = ({str(row.get(column, "")) for row in side} for side in (old, new))
        if before and after and not before & after:
            yield Gap(code, {"before": ", ".join(sorted(before)), "after": ", ".join(sorted(after))})


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Platforms and channels as numbers, for the estimator."""

    platforms: Mapping[str, int]
    channels: Sequence[str]
    owner: Callable[[str], str]
    panel: Mapping[str, str]

    def cells(self, cells: Sequence[Cell]) -> Cells:
        def numbers(values: Iterable[float]) -> Numbers:
            return np.fromiter(values, dtype=np.float64, count=len(cells))

        return Cells(
            platform=self._indices(self.platforms[self.owner(cell.site)] for cell in cells),
            month=self._indices(cell.position for cell in cells),
            channel=self._indices(
                self.channels.index(_channel({"site": cell.site, "channel": cell.channel}, self.panel))
                for cell in cells
            ),
            found_before=numbers(cell.before[0] for cell in cells),
            effort_before=numbers(cell.before[1] for cell in cells),
            found_after=numbers(cell.after[0] for cell in cells),
            effort_after=numbers(cell.after[1] for cell in cells),
        )

    def doubles(self, rows: Sequence[tuple[int, Row]]) -> Doubles:
        """Searches by two observers in either window (0 before, 1 after)."""
        counts = [np.array([float(row[f"{who}_found"]) for _, row in rows]) for who in _OBSERVERS]
        return Doubles(
            platform=self._indices(self.platforms[self.owner(str(row["site"]))] for _, row in rows),
            channel=self._indices(self.channels.index(_channel(row, self.panel)) for _, row in rows),
            after=self._indices(number for number, _ in rows),
            first=counts[0],
            second=counts[1],
            both=counts[2],
        )

    def _indices(self, values: Iterable[int]) -> Indices:
        return np.array([*values], dtype=np.int64)
