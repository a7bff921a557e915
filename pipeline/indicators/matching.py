"""What can be compared: searches of both windows side by side, site by site and calendar month by month.

A cell is one site, one breakdown (channel, place, taxon group, form) and one calendar month (or quarter, or
year, where nothing finer was reported), searched in both windows under one keyword list, one definition and
by one kind of observer. What has no partner in the other window is left out, never taken for a zero. Where
a site reported the whole and its parts, the whole is used. After a change of keyword list both lists must
have run side by side somewhere: that overlap is the link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.cover import Part, cover
from pipeline.indicators.gaps import Gap, calendar_months
from pipeline.indicators.platform_variance import Indices, Numbers
from pipeline.indicators.rate_ratio import Cells, Doubles
from pipeline.target import Target, Window

_BREAKDOWN = ("channel", "geography", "taxon_group", "form")
_CHANGES = {
    "protocol_changed": "protocol",
    "definition": "definition_version",
    "source": "detection_source",
    "marked": "breaks",
}
"""Break -> the column that shows it."""
_OBSERVERS = ("first", "second", "both")
_SOME_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
Row = Mapping[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    site: str
    channel: str
    position: int
    months: int
    before: tuple[float, float]
    """Found and effort."""
    after: tuple[float, float]


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
    channels: tuple[str, ...]
    breaks: tuple[Gap, ...]


def match(
    target: Target, window: Window, rows: Sequence[Row], panel: Mapping[str, str], owner: Callable[[str], str]
) -> Matched:
    """Match the relevant rows of the table `monitoring`.

    `panel` maps every site that should be searched to its channel; `owner` names the group that it belongs
    to, whose sites count as one platform. Without a baseline in the target there are no cells.
    """
    baseline = target.baseline or window
    steps = (target.protocol or "", *target.continued_by)
    before = [row for row in rows if _within(row, baseline) and row["protocol"] == steps[0]]
    expected = max(1, len(panel)) * len(calendar_months(window) or {0: 1})
    chosen: list[_Cell] = []
    used = 0
    for number, step in enumerate(steps):
        after = [row for row in rows if _within(row, window) and row["protocol"] == step]
        cells = list(_cells(before, after, baseline, window, same_meaning=not number))
        if _months(cells) > _months(chosen) or not number:
            chosen, used = cells, number
    overlaps = [_overlap(rows, old, new) for old, new in pairwise(steps[: used + 1])]
    current = [row for row in rows if _within(row, window) and row["protocol"] == steps[used]]
    doubled = [(n, row) for n, side in enumerate((before, current)) for row in side if _is_double(row)]
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
        share=_months(chosen) / expected,
        channels=tuple(channels),
        breaks=tuple(_breaks(rows, baseline, window, {cell.site for cell in chosen}, used, steps)),
    )


def _within(row: Row, window: Window) -> bool:
    start, end = row["period_start"], row["period_end"]
    return isinstance(start, date) and isinstance(end, date) and window.start <= start and end <= window.end


def _is_double(row: Row) -> bool:
    return all(row.get(f"{who}_found") is not None for who in _OBSERVERS)


def _months(cells: Iterable[_Cell]) -> float:
    """Calendar months with a cell, summed over sites; of several breakdowns of a site, their mean."""
    by_site: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for cell in cells:
        by_site[cell.site][cell.position, cell.months] = cell.months
    return float(sum(sum(positions.values()) for positions in by_site.values()))


def _channel(row: Row, panel: Mapping[str, str]) -> str:
    channel = str(row["channel"])
    return channel if channel != "all" else panel.get(str(row["site"])) or "all"


def _cells(
    before: Sequence[Row], after: Sequence[Row], baseline: Window, window: Window, *, same_meaning: bool
) -> Iterable[_Cell]:
    groups: dict[str, dict[Key, tuple[list[Row], list[Row]]]] = defaultdict(
        lambda: defaultdict(lambda: ([], []))
    )
    for number, rows in enumerate((before, after)):
        for row in rows:
            key = (*(str(row[name]) for name in _BREAKDOWN), *(_meaning(row) if same_meaning else ()))
            groups[str(row["site"])][key][number].append(row)
    for site, by_key in sorted(groups.items()):
        by_pattern: dict[tuple[bool, ...], list[_Cell]] = defaultdict(list)
        for key, (old, new) in sorted(by_key.items()):
            pattern = tuple(value == "all" for value in key[: len(_BREAKDOWN)])
            by_pattern[pattern].extend(_side_by_side(site, key[0], old, new, baseline, window))
        yield from max(by_pattern.items(), key=lambda item: (_months(item[1]), sum(item[0]), item[0]))[1]


def _meaning(row: Row) -> Key:
    """What must be the same in both windows for counts to mean the same."""
    return str(row["definition_version"]), str(row["detection_source"]), str(row.get("breaks", 0))


def _side_by_side(  # noqa: PLR0917
    site: str, channel: str, old: list[Row], new: list[Row], baseline: Window, window: Window
) -> Iterable[_Cell]:
    if not old or not new:
        return
    size = next((size for size in (1, 3, 12) if all(_fits(row, size) for row in (*old, *new))), 0)
    first, last = _complete(old, size, baseline), _complete(new, size, window)
    whole = len(calendar_months(window) or {0: 1})
    for position in sorted(first.keys() & last.keys()):
        yield _Cell(site, channel, position, size or whole, first[position], last[position])


def _fits(row: Row, size: int) -> bool:
    return _bucket(row["period_start"], size) == _bucket(row["period_end"], size)


def _bucket(day: date, size: int) -> int:
    return (day.year * 12 + day.month - 1) // size if size else 0


def _complete(rows: list[Row], size: int, window: Window) -> dict[int, tuple[float, float]]:
    """Position in the year -> found and effort, over the buckets that are searched on every day."""
    buckets: dict[int, list[Row]] = defaultdict(list)
    for row in _without_overlap(rows, window):
        buckets[_bucket(row["period_start"], size)].append(row)
    sums: dict[int, tuple[float, float]] = {}
    for bucket, inside in buckets.items():
        start, end = _limits(bucket, size, window)
        days = sum((row["period_end"] - row["period_start"]).days + 1 for row in inside)
        if days == (end - start).days + 1:
            position = bucket % (12 // size) * size if size else 0
            found, effort = sums.get(position, (0.0, 0.0))
            found += sum(float(row["found"]) for row in inside)
            sums[position] = found, effort + sum(float(row["effort"]) for row in inside)
    return sums


def _limits(bucket: int, size: int, window: Window) -> tuple[date, date]:
    if not size:
        return window.start, window.end
    first, after = bucket * size, (bucket + 1) * size
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _without_overlap(rows: list[Row], window: Window) -> Iterable[Row]:
    ordered = sorted(rows, key=lambda row: (row["period_start"], row["period_end"]))
    if all(a["period_end"] < b["period_start"] for a, b in pairwise(ordered)):
        return ordered
    by_part = {Part(row["period_start"], row["period_end"], _SOME_MOMENT): row for row in ordered}
    return [by_part[part] for part in cover([*by_part], window.start, window.end)]


def _overlap(rows: Sequence[Row], old: str, new: str) -> list[_Cell]:
    """Searches of one site and period under both keyword lists."""
    searches: dict[Key, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        key = (
            *(str(row[name]) for name in ("site", *_BREAKDOWN)),
            str(row["period_start"]),
            str(row["period_end"]),
        )
        searches[key][str(row["protocol"])] = row
    cells = []
    for key, by_protocol in sorted(searches.items()):
        if old in by_protocol and new in by_protocol:
            a, b = by_protocol[old], by_protocol[new]
            start: date = a["period_start"]
            cells.append(
                _Cell(
                    site=key[0],
                    channel=key[1],
                    position=start.year * 12 + start.month,
                    months=1,
                    before=(float(a["found"]), float(a["effort"])),
                    after=(float(b["found"]), float(b["effort"])),
                )
            )
    return cells


def _breaks(  # noqa: PLR0917
    rows: Sequence[Row], baseline: Window, window: Window, matched: set[str], used: int, steps: Sequence[str]
) -> Iterable[Gap]:
    """Changes between the windows: those that a link bridges, and those that left sites without a partner."""
    for first, later in pairwise(steps[: used + 1]):
        yield Gap("linked", {"before": first, "after": later})
    alone = [row for row in rows if str(row["site"]) not in matched]
    old, new = ([row for row in alone if _within(row, w)] for w in (baseline, window))
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

    def cells(self, cells: Sequence[_Cell]) -> Cells:
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
