"""What removals alone would say about the goal, in coalitions whose true reduction is known.

Members remove what they notice of what is posted. While posting falls, noticing gets better; so what they
remove says little about what is posted. The naive ratio of removals is taken as critics and advocates have
taken it; the product must refuse it whatever the target declares.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from belief_worlds import CURRENT, OLD, World
from measure import Measure
from numpy.typing import NDArray

from pipeline.codes import codelist
from pipeline.indicators.gaps import read_gaps
from pipeline.indicators.goal import reduction

RUNS = 2000
MEMBERS = 40


def naive(
    reduction_percent: float, noticed: tuple[float, float], runs: int, seed: int = 1
) -> NDArray[np.float64]:
    """Percent by which removals fell in each run: forty members, each noticing a share of what is posted."""
    chance = np.random.default_rng(seed)
    sizes = np.exp(chance.normal(0, 1.5, (runs, MEMBERS))) * 2000
    changes = np.exp(chance.normal(-0.08, 0.4, (runs, MEMBERS))) * (1 - reduction_percent / 100)
    removed = [
        chance.poisson(posted * np.clip(chance.normal(share, 0.1, (runs, MEMBERS)), 0.02, 0.98)).sum(1)
        for posted, share in ((sizes, noticed[0]), (sizes * changes, noticed[1]))
    ]
    return 100 * (1 - removed[1] / removed[0])


def measures(_: Path | None) -> Iterator[Measure]:
    """How wrong the naive ratio is, and that no declaration makes a reduction of it."""
    for truth, noticed in ((79.9, (0.3, 0.6)), (0.0, (0.6, 0.12)), (90.0, (0.2, 0.6))):
        shown = naive(truth, noticed, RUNS)
        near = 100 * np.mean(np.abs(shown - truth) <= 5)
        met = 100 * np.mean(shown >= 80)
        shares = " to ".join(f"{100 * share:.0f}%" for share in noticed)
        yield Measure(
            name=f"naive ratio of removals, true reduction {truth:g}%, members notice {shares}",
            reference="",
            to_reach="(counted)",
            value=f"says {np.median(shown):.0f}% (middle run); within 5 points of the truth in {near:.0f}%; "
            f"80% or more in {met:.0f}%",
            reached=True,
        )
    codes = [code.code for code in codelist("indicators") if code.extra["measure_class"] == "activity"]
    refused = sum("outcome" in gaps_for(code) for code in codes)
    yield Measure(
        name="targets that declare an indicator of activity: refused, removals named as no outcome",
        reference="",
        to_reach="all",
        value=f"{refused} of {len(codes)}",
        reached=refused == len(codes),
    )


def gaps_for(indicator: str) -> set[str]:
    """What the gate misses when a target declares this indicator and perfect counts of it are at hand."""
    world = World(platforms=4)
    target = world.target.model_copy(update={"indicator": indicator})
    rows = [
        {
            "site": site,
            "panel": "panel",
            "channel": "all",
            "geography": "all",
            "taxon_group": "all",
            "form": "all",
            "detection_source": "all",
            "definition_version": "1",
            "protocol": OLD,
            "indicator": indicator,
            "effort_indicator": "effort_hours",
            "period_start": date(year, first, 1),
            "period_end": date(year + (first > 1), 12 if first == 1 else 6, 31 if first == 1 else 30),
            "found": found,
            "effort": 1000,
            "breaks": 0,
        }
        for site in world.panel
        for year, first, found in ((2017, 1, 10000), (2020, 7, 500))
    ]
    row = reduction(target, CURRENT, rows, world.panel, lambda site: site)
    return {gap.code for gap in read_gaps(str(row["missing"]))} if row["reduction"] is None else set()
