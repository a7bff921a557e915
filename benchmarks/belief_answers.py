"""Does the answer about the goal deserve belief? Coalitions with a known truth, many times over.

In every world but two the true reduction is 79.9%, just short of the target of 80%; in those it is 50% and
90%. The interval must contain it in 93 to 97 of 100 runs, and the answer that is false (`met`, or `not_met`
where the target is reached) may be claimed in no more than 2.5% (plus three standard errors). All runs count:
one without an answer has no interval that contains the truth. Beside it: what an interval says that knows
neither over-dispersion nor platforms, and the percentiles over resampled platforms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from belief_worlds import CURRENT, NEW, OLD, World, draw
from measure import Measure

from pipeline.indicators.gaps import read_gaps
from pipeline.indicators.goal import reduction

RUNS = 2000
CORES = 2
TRAFFIC = World(platforms=31, size=2000 / 31, unequal=1.0, differ=0.4)
"""31 sites and some 2,000 new advertisements a month at first, as in TRAFFIC's monitoring in China."""
BELIEVABLE = {
    "twelve platforms, monthly": World(),
    "months scatter strongly": World(shape=1.0, differ=0.2),
    "six platforms": World(platforms=6),
    "strong seasons, search effort grown fourfold": World(season=0.8, effort=(1.0, 4.0)),
    "three platforms join, two leave": World(platforms=18, join=3, leave=2),
    "one month in twelve not searched": World(gaps=1 / 12),
    "platforms of very different size and change": World(platforms=20, unequal=1.0, differ=0.5),
    "shocks that hit all platforms in a month": World(shocks=0.15),
    "rare finds, two a month": World(size=2.0, platforms=16),
    "as large as TRAFFIC's monitoring": TRAFFIC,
    "share noticed falls from 80% to 45%, doubly observed": World(
        noticed=(0.8, 0.45), uneven=0.08, doubled=1.0, vouched=False
    ),
    "share noticed rises from 50% to 80%, half of the platforms doubly observed": World(
        platforms=16, noticed=(0.5, 0.8), uneven=0.08, doubled=0.5, vouched=False
    ),
    "wider keyword list, both run for six months": World(lists=(OLD, NEW), overlap=6),
    "true reduction 50%, twelve platforms": World(reduction=50.0),
    "true reduction 90%, twelve platforms": World(reduction=90.0),
}
REFUSED = {
    "share noticed falls, not doubly observed, nobody vouches": (
        World(noticed=(0.8, 0.4), vouched=False),
        "detection",
    ),
    "wider keyword list, the two never run together": (World(lists=(OLD, NEW)), "link"),
    "definition of what counts changed": (World(definitions=("1", "2")), "definition"),
    "half of the months not searched": (World(gaps=0.5), "sites"),
    "most platforms joined after the baseline": (World(join=8), "sites"),
}


def answers(world: World, runs: int, seed: int) -> list[dict[str, Any]]:
    """The rows of the goal table that the product makes of each run."""
    drawn, target, panel = draw(world, runs, seed), world.target, world.panel
    return [reduction(target, CURRENT, drawn.rows(run), panel, lambda site: site) for run in range(runs)]


def _answers(task: tuple[World, int, int]) -> list[dict[str, Any]]:
    return answers(*task)


def many(world: World, runs: int, seed: int = 1) -> list[dict[str, Any]]:
    """The same on all cores; the runs do not depend on their number."""
    parts = 4
    with ProcessPoolExecutor(CORES) as pool:
        tasks = [(world, runs // parts, seed * parts + part) for part in range(parts)]
        return [row for rows in pool.map(_answers, tasks) for row in rows]


def share(rows: list[dict[str, Any]], state: str) -> float:
    """Percent of the runs with an answer."""
    return 100 * sum(row["state"] == state for row in rows) / len(rows)


def covered(rows: list[dict[str, Any]], truth: float, low: str, high: str) -> float:
    """Percent of the runs whose interval contains the truth; a run without an answer has none."""
    return 100 * sum(row[low] is not None and row[low] <= truth <= row[high] for row in rows) / len(rows)


def _answered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["state"] != "not_computable"]


def most_false(runs: int) -> float:
    """2.5% and three standard errors."""
    return 2.5 + 300 * math.sqrt(0.025 * 0.975 / runs)


def _plain(rows: list[dict[str, Any]], truth: float) -> float:
    """Coverage of the same estimate with the interval for Poisson counts of one homogeneous site."""
    inside = 0
    for row in _answered(rows):
        width = 1.96 * math.sqrt(1 / float(row["found_before"]) + 1 / float(row["found_after"]))
        centre = math.log(1 - float(row["reduction"]) / 100)
        inside += abs(math.log(1 - truth / 100) - centre) <= width
    return 100 * inside / len(rows)


def measures(_: Path | None, runs: int = RUNS) -> Iterator[Measure]:
    """All worlds, one measure each; then what cannot be believed."""
    for name, world in BELIEVABLE.items():
        yield _believable(name, world, many(world, runs))
    for name, (world, gap) in REFUSED.items():
        rows = many(world, runs // 4)
        named = sum(gap in {g.code for g in read_gaps(row["missing"])} for row in rows)
        yield Measure(
            name=f"not computable: {name}",
            reference="",
            to_reach="100%, the missing part named",
            value=f"{share(rows, 'not_computable'):.1f}%, named in {100 * named / len(rows):.1f}%",
            reached=named == len(rows) and share(rows, "not_computable") == 100,
        )
    yield _power(runs)
    yield _very_different(runs)
    yield _vouched_wrongly(runs)


def _believable(name: str, world: World, rows: list[dict[str, Any]]) -> Measure:
    truth, false = world.reduction, "met" if world.reduction < world.target.value else "not_met"
    inside, wrong = covered(rows, truth, "reduction_low", "reduction_high"), share(rows, false)
    drawn = covered(rows, truth, "resampled_low", "resampled_high")
    return Measure(
        name=f"{name}: truth in the 95% interval; `{false}` claimed falsely",
        reference=f"Poisson interval {_plain(rows, truth):.1f}%; resampled platforms {drawn:.1f}%",
        to_reach=f"93–97%; ≤ {most_false(len(rows)):.1f}%",
        value=f"{inside:.1f}%; {wrong:.1f}%; answered {len(_answered(rows)):,} of {len(rows):,}",
        reached=93 <= inside <= 97 and wrong <= most_false(len(rows)),
    )


def _power(runs: int) -> Measure:
    rows = many(replace(TRAFFIC, reduction=90.0), runs)
    return Measure(
        name="`met` found, true reduction 90%, as large as TRAFFIC's monitoring",
        reference=f"half-width of the interval: {_half_width(rows):.1f} points",
        to_reach="≥ 80%",
        value=f"{share(rows, 'met'):.1f}%",
        reached=share(rows, "met") >= 80,
    )


def _half_width(rows: list[dict[str, Any]]) -> float:
    return float(
        np.median([float(row["reduction_high"] - row["reduction_low"]) / 2 for row in _answered(rows)])
    )


def _very_different(runs: int) -> Measure:
    rows = many(World(platforms=6, differ=0.6), runs)
    inside = covered(rows, 79.9, "reduction_low", "reduction_high")
    return Measure(
        name="limit: six platforms whose changes differ twice as much: truth in the interval",
        reference="few platforms seldom show the rare one that rose",
        to_reach="(counted)",
        value=f"{inside:.1f}%; `met` claimed falsely in {share(rows, 'met'):.1f}%",
        reached=True,
    )


def _vouched_wrongly(runs: int) -> Measure:
    rows = many(World(noticed=(0.8, 0.4)), runs)
    return Measure(
        name="limit: share noticed halves and somebody vouches that it did not: truth in the interval",
        reference="no method sees this without a second observer",
        to_reach="(counted)",
        value=f"{covered(rows, 79.9, 'reduction_low', 'reduction_high'):.1f}%; "
        f"`met` claimed falsely in {share(rows, 'met'):.1f}%",
        reached=True,
    )
