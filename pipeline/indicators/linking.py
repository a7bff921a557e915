"""From one keyword list to the next: the time when both were run on the same sites.

A link holds between what was searched in that time, so it reaches only searches that mean the same as those:
the same definition, the same kind of observer, and no value in between that its reporter marks as a break.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from pipeline.indicators.searches import (
    Cell,
    Key,
    Row,
    breakdown,
    hedged,
    meaning,
    wholes_before_parts,
    without_overlap,
)
from pipeline.target import Window

_Pairs = Sequence[tuple[Row, Row]]


@dataclass(frozen=True, slots=True)
class Bridge:
    """What leads from the first keyword list to the last: searches before and after, and the overlaps."""

    before: Sequence[Row]
    after: Sequence[Row]
    overlaps: tuple[Sequence[Cell], ...]


def bridges(rows: Sequence[Row], steps: Sequence[str]) -> Iterator[Bridge]:
    """Every way over, by what the counts mean; where the lists never ran together, one without overlaps."""
    old, new = ([row for row in rows if row["protocol"] == step] for step in (steps[0], steps[-1]))
    ways = [_side_by_side(rows, *lists) for lists in pairwise(steps)]
    if not all(ways):
        yield Bridge(old, new, ((),) * len(ways))
        return
    for way in product(*(sorted(meanings) for meanings in ways)):
        if all(left[1] == right[0] for left, right in pairwise(way)):
            pairs = [met[meanings] for met, meanings in zip(ways, way, strict=True)]
            yield Bridge(
                before=_unbroken([row for row in old if meaning(row) == way[0][0]], [a for a, _ in pairs[0]]),
                after=_unbroken(
                    [row for row in new if meaning(row) == way[-1][1]], [b for _, b in pairs[-1]]
                ),
                overlaps=tuple(_cells(met) for met in pairs),
            )


def _side_by_side(rows: Sequence[Row], old: str, new: str) -> Mapping[tuple[Key, Key], _Pairs]:
    """Searches of one site, breakdown and period under both lists, by what the counts of each mean."""
    searches: dict[tuple[object, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key = (row["site"], *breakdown(row), row["period_start"], row["period_end"])
        searches[key][str(row["protocol"])].append(row)
    found: dict[tuple[Key, Key], list[tuple[Row, Row]]] = defaultdict(list)
    for by_list in searches.values():
        for a, b in product(by_list[old], by_list[new]):
            found[meaning(a), meaning(b)].append((a, b))
    return found


def _unbroken(rows: Sequence[Row], linked: Sequence[Row]) -> list[Row]:
    """Rows with no marked break between them and the time when both lists ran."""
    last: dict[str, date] = {}
    for row in linked:
        last[str(row["site"])] = max(row["period_start"], last.get(str(row["site"]), row["period_start"]))
    by_site: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_site[str(row["site"])].append(row)
    return [
        row
        for site, own in by_site.items()
        for level in (_level(own, last.get(site, max(last.values()))),)
        for row in own
        if row.get("breaks", 0) == level
    ]


def _level(rows: Sequence[Row], until: date) -> int:
    """Breaks marked by a day; those of the first search where there is none by then."""
    marked = [int(row.get("breaks", 0)) for row in rows if row["period_start"] <= until]
    return max(marked, default=min(int(row.get("breaks", 0)) for row in rows))


def _cells(pairs: _Pairs) -> list[Cell]:
    """The overlap as cells, no day twice, wholes before parts."""
    sites: dict[str, dict[Key, list[tuple[Row, Row]]]] = defaultdict(lambda: defaultdict(list))
    for a, b in pairs:
        sites[str(a["site"])][breakdown(a)].append((a, b))
    return [
        cell
        for _, by_breakdown in sorted(sites.items())
        for cell in wholes_before_parts({key: _once(met) for key, met in by_breakdown.items()})
    ]


def _once(pairs: _Pairs) -> list[Cell]:
    partner = {(a["period_start"], a["period_end"]): b for a, b in pairs}
    rows = [a for a, _ in pairs]
    span = Window(start=min(a["period_start"] for a in rows), end=max(a["period_end"] for a in rows))
    return [
        Cell(
            site=str(a["site"]),
            channel=str(a["channel"]),
            position=a["period_start"].year * 12 + a["period_start"].month,
            months=max(1, round((a["period_end"] - a["period_start"]).days / 30)),
            before=(float(a["found"]), float(a["effort"])),
            after=(float(b["found"]), float(b["effort"])),
            hedged=hedged((a, b)),
        )
        for a in without_overlap(rows, span)
        for b in (partner[a["period_start"], a["period_end"]],)
    ]
