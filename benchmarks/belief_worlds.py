"""Invented monitoring with a known true reduction: platforms, months, searches, and what goes wrong.

A world is drawn for many runs at once; `rows` gives one run as rows of the table `monitoring`, so that the
whole way from rows to answer is the product's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Text
from pipeline.target import Detection, Population, Target, Window

BASELINE = Window(start=date(2017, 1, 1), end=date(2017, 12, 31))
CURRENT = Window(start=date(2020, 7, 1), end=date(2021, 6, 30))
OLD, NEW = "core-2017", "core-2019"
MONTHS = 12
Numbers = NDArray[Any]


@dataclass(frozen=True)
class World:
    """How one invented coalition differs from another; shares and spreads are those of one platform."""

    platforms: int = 12
    reduction: float = 79.9
    """True reduction in percent."""
    size: float = 30.0
    """Advertisements that a search finds in a month of the baseline on a typical platform."""
    unequal: float = 0.7
    """Spread of the platforms' sizes (of the logarithm)."""
    differ: float = 0.3
    """Spread of the platforms' own changes (of the logarithm)."""
    shape: float = 4.0
    """Shape of the over-dispersion of a month: the smaller, the more it scatters."""
    shocks: float = 0.0
    """Spread of what hits all platforms in one month (of the logarithm)."""
    season: float = 0.3
    effort: tuple[float, float] = (1.0, 1.6)
    """Search effort in the two windows, as a multiple of the first."""
    gaps: float = 0.0
    """Share of months that were not searched."""
    join: int = 0
    """Platforms that the panel took up after the baseline."""
    leave: int = 0
    """Platforms that the panel lost within the current window."""
    noticed: tuple[float, float] = (0.7, 0.7)
    """Share that a search notices, in the two windows."""
    uneven: float = 0.0
    """Spread of that share between platforms."""
    doubled: float = 0.0
    """Share of platforms that two observers search side by side."""
    vouched: bool = True
    """Somebody vouches that the share noticed stayed the same."""
    lists: tuple[str, str] = (OLD, OLD)
    """Keyword list in the two windows."""
    overlap: int = 0
    """Months in which both lists were run."""
    wider: float = 1.6
    """How many times as much the new list finds."""
    definitions: tuple[str, str] = ("1", "1")

    @property
    def target(self) -> Target:
        """What this coalition announced."""
        return Target(
            id="invented",
            value=Decimal(80),
            date=CURRENT.end,
            estimand=Text("new advertisements per hour of search", "每小时检索发现的新增广告"),
            population=Population(panel="panel"),
            indicator="ads_found",
            effort="effort_hours",
            protocol=OLD,
            continued_by=(NEW,) if self.lists[1] == NEW else (),
            detection=Detection(stable_because=Text("invented", "虚构"), by="nobody")
            if self.vouched
            else None,
            baseline=BASELINE,
        )

    @property
    def panel(self) -> dict[str, str]:
        """Sites of the panel with their channels."""
        return {f"site-{n:03}": "website" for n in range(self.platforms)}


@dataclass(frozen=True)
class Runs:
    """Many runs of one world: arrays by run, window, platform and month."""

    world: World
    found: Numbers
    effort: Numbers
    missed: Numbers
    observers: Numbers
    """What the first, the second and both observers found."""
    overlap: Numbers
    """Found and effort under both lists: by run, list, platform, month, (found, effort)."""
    doubled: Numbers

    def rows(self, run: int) -> list[dict[str, Any]]:
        """One run as rows of the table `monitoring`."""
        return [*self._searches(run), *self._side_by_side(run)]

    def _searches(self, run: int) -> Iterator[dict[str, Any]]:
        world = self.world
        for window, first in enumerate((BASELINE.start, CURRENT.start)):
            for platform in range(world.platforms):
                for month in range(MONTHS):
                    if self.missed[run, window, platform, month]:
                        continue
                    who = (
                        self.observers[run, window, platform, month]
                        if self.doubled[run, platform]
                        else [None] * 3
                    )
                    yield {
                        **_search(platform, first, month, world.lists[window], world.definitions[window]),
                        "found": self.found[run, window, platform, month],
                        "effort": self.effort[run, window, platform, month],
                        "first_found": who[0],
                        "second_found": who[1],
                        "both_found": who[2],
                    }

    def _side_by_side(self, run: int) -> Iterator[dict[str, Any]]:
        for number, keywords in enumerate((OLD, NEW)):
            for platform in range(self.world.platforms):
                for month in range(self.world.overlap):
                    found, effort = self.overlap[run, number, platform, month]
                    yield {
                        **_search(platform, date(2019, 1, 1), month, keywords, "1"),
                        "found": found,
                        "effort": effort,
                    }


def _search(platform: int, first: date, offset: int, keywords: str, definition: str) -> dict[str, Any]:
    start, after = (_month(first, offset + more) for more in (0, 1))
    return {
        "site": f"site-{platform:03}",
        "panel": "panel",
        "channel": "all",
        "geography": "all",
        "taxon_group": "all",
        "form": "all",
        "detection_source": "monitoring",
        "definition_version": definition,
        "protocol": keywords,
        "indicator": "ads_found",
        "effort_indicator": "effort_hours",
        "period_start": start,
        "period_end": after - timedelta(days=1),
        "breaks": 0,
    }


def _month(first: date, offset: int) -> date:
    months = first.year * 12 + first.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)


def draw(world: World, runs: int, seed: int) -> Runs:
    """Draw a world many times."""
    chance = np.random.default_rng(seed)
    shape = (runs, 2, world.platforms, MONTHS)
    sizes = _lognormal(chance, world.unequal, (runs, 1, world.platforms, 1)) * world.size
    changes = _lognormal(chance, world.differ, (runs, 1, world.platforms, 1)) * (1 - world.reduction / 100)
    phases = chance.uniform(0, 2 * np.pi, (runs, 1, world.platforms, 1))
    calendar = np.array([np.arange(12), (np.arange(12) + 6) % 12])[None, :, None, :]
    season = 1 + world.season * np.cos(2 * np.pi * calendar / 12 + phases)
    effort = chance.uniform(0.6, 1.4, shape) * 10 * np.array(world.effort)[None, :, None, None]
    effort *= np.linspace(0.9, 1.1, MONTHS)
    scatter = chance.gamma(world.shape, 1 / world.shape, shape)
    together = _lognormal(chance, world.shocks, (runs, 2, 1, MONTHS))
    wider = np.array([1.0 if name == OLD else world.wider for name in world.lists])[None, :, None, None]
    offered = np.concatenate([sizes, sizes * changes], axis=1) * season * scatter * together * effort / 10
    there = chance.poisson(offered * wider / world.noticed[0])
    share = np.broadcast_to(np.array(world.noticed)[None, :, None, None], shape)
    if world.uneven:
        own = chance.normal(0, world.uneven, (runs, 1, world.platforms, 1))
        share = np.clip(share + own, 0.05, 0.98)
    first = chance.binomial(there, share)
    both = chance.binomial(first, 0.6)
    second = both + chance.binomial(there - first, 0.6)
    return Runs(
        world=world,
        found=first,
        effort=np.round(effort, 1),
        missed=_missed(chance, world, shape),
        observers=np.stack([first, second, both], axis=-1),
        overlap=_overlap(chance, world, sizes[:, 0, :, 0], runs),
        doubled=chance.permuted(
            np.tile(np.arange(world.platforms) < round(world.doubled * world.platforms), (runs, 1)), axis=1
        ),
    )


def _lognormal(chance: np.random.Generator, spread: float, shape: tuple[int, ...]) -> Numbers:
    """Factors with mean one."""
    return np.exp(chance.normal(0, spread, shape) - spread**2 / 2)


def _missed(chance: np.random.Generator, world: World, shape: tuple[int, ...]) -> Numbers:
    missed = chance.random(shape) < world.gaps
    missed[:, 0, : world.join] = True
    for number in range(world.leave):
        missed[:, 1, world.join + number, 3 + 2 * number :] = True
    return missed


def _overlap(chance: np.random.Generator, world: World, sizes: Numbers, runs: int) -> Numbers:
    """Both lists on the same platforms in the same months; the platforms differ in what the new one adds."""
    shape = (runs, 2, world.platforms, world.overlap)
    effort = chance.uniform(6, 14, shape)
    rate = sizes[:, None, :, None] / 10 * 0.5 * np.array([1, world.wider])[None, :, None, None]
    counts = chance.poisson(rate * effort * chance.gamma(world.shape, 1 / world.shape, shape))
    return np.stack([counts, np.round(effort, 1)], axis=-1)
