"""Clean histories of other shapes than those that the limits were set on, and faults planted in them.

Five families: large figures that scatter log-normally, strong seasons, growth and decline, rare things
(zero-inflated negative binomial), and steady figures of few series. Every past has four to twelve quarters.
The limits in `quality/rules/odds.yaml` were set on `simulated_pasts`, which knows none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
from simulated_pasts import GROUPS, MEASURES, Told, as_submission, months

from quality.past_cells import Beside, Figure

Level = Callable[[int, int], float]
"""Expected count of a series in the nth quarter, the kth of its year."""
Chance = np.random.Generator


def _skewed(chance: Chance) -> Callable[[], tuple[Level, Callable[[float], float]]]:
    wild = chance.uniform(0.08, 0.5)

    def series() -> tuple[Level, Callable[[float], float]]:
        level = chance.lognormal(5.0, 1.8)
        return (lambda n, k: level), lambda mean: chance.poisson(mean * chance.lognormal(0, wild))

    return series


def _seasonal(chance: Chance) -> Callable[[], tuple[Level, Callable[[float], float]]]:
    year = np.exp(chance.normal(0, 0.35, 4))

    def series() -> tuple[Level, Callable[[float], float]]:
        level, own = chance.lognormal(4.5, 1.5), np.exp(chance.normal(0, 0.15, 4))
        return (
            (lambda n, k: level * year[k] * own[k]),
            lambda mean: chance.poisson(mean * chance.lognormal(0, 0.15)),
        )

    return series


def _trending(chance: Chance) -> Callable[[], tuple[Level, Callable[[float], float]]]:
    growth = chance.normal(0.05, 0.08)

    def series() -> tuple[Level, Callable[[float], float]]:
        level, own = chance.lognormal(4.5, 1.5), growth + chance.normal(0, 0.03)
        return (
            (lambda n, k: level * np.exp(own * n)),
            lambda mean: chance.poisson(mean * chance.lognormal(0, 0.2)),
        )

    return series


def _rare(chance: Chance) -> Callable[[], tuple[Level, Callable[[float], float]]]:
    def series() -> tuple[Level, Callable[[float], float]]:
        level, shape = chance.lognormal(1.0, 1.2), chance.uniform(0.4, 6.0)
        empty = chance.choice([0.0, 0.3, 0.6])

        def drawn(mean: float) -> float:
            return 0 if chance.random() < empty else chance.poisson(chance.gamma(shape, mean / shape))

        return (lambda n, k: level), drawn

    return series


def _steady(chance: Chance) -> Callable[[], tuple[Level, Callable[[float], float]]]:
    def series() -> tuple[Level, Callable[[float], float]]:
        level = chance.lognormal(6.0, 2.0)
        return (lambda n, k: level), lambda mean: chance.poisson(mean * chance.lognormal(0, 0.05))

    return series


FAMILIES = {
    "skewed": _skewed,
    "seasonal": _seasonal,
    "trending": _trending,
    "rare": _rare,
    "steady": _steady,
}
MOST_SERIES = {"steady": 4}
SIZEABLE = 20
"""Jumps of smaller counts are often chance."""


def clean(family: str, number: int) -> Beside:
    """One clean submission beside its past."""
    chance = np.random.default_rng([sorted(FAMILIES).index(family), number])
    monthly = chance.random() < 0.3
    quarters = [(2017 + n // 4, n % 4 + 1) for n in range(int(chance.integers(5, 14)))]
    made = FAMILIES[family](chance)
    pairs = list(product(MEASURES, GROUPS))
    some = chance.permutation(len(pairs))[: chance.integers(1, MOST_SERIES.get(family, len(pairs)) + 1)]
    series = {
        ("alpha", pairs[n][0], "all", pairs[n][1], *["all"] * 5, "1", "none"): made() for n in sorted(some)
    }
    told: list[Told] = []
    for position, (year, quarter) in enumerate(quarters):
        for start, end in months(year, quarter, monthly):
            for labels, (level, drawn) in series.items():
                mean = level(position, quarter - 1) * (1 / 3 if monthly else 1)
                told.append(((year, quarter), labels, start, end, int(drawn(mean))))
    return as_submission(told)


Plant = Callable[[Beside, Figure], float | None]


def before(one: Beside, figure: Figure) -> float | None:
    """The figure of the same month of the quarter before; None where this one equals it anyway."""
    earlier = [r.value for r in one.told[figure.labels]]
    inside = sorted(f.period for f in one.figures if f.labels == figure.labels)
    told = earlier[inside.index(figure.period) - len(inside)]
    return told if told != figure.value else None


def _times(factor: float) -> Plant:
    return lambda _, figure: float(round(figure.value * factor))


ONE: dict[str, Plant] = {
    "three times as large": _times(3),
    "ten times as large": _times(10),
    "a tenth": _times(0.1),
    "gone to zero": _times(0),
    "a thousand times as large": _times(1000),
    "ten thousand times as large": _times(10_000),
    "the sign reversed": _times(-1),
    "the round before's figure again": before,
}
"""What is planted in one figure."""


def with_one(one: Beside, figure: Figure, value: float) -> Beside:
    """The same submission with another value in one figure."""
    figures = (replace(f, value=value) if f.row == figure.row else f for f in one.figures)
    return replace(one, figures=tuple(figures))


def with_half_again(one: Beside, chance: Random) -> tuple[Beside, frozenset[int]]:
    """The same submission with half of its sizeable figures those of the round before; rows that changed."""
    sizeable = [f for f in one.figures if f.value >= SIZEABLE and f.labels in one.told]
    told = {f.row: before(one, f) for f in chance.sample(sizeable, len(sizeable) // 2)}
    changed = {row: value for row, value in told.items() if value is not None}
    figures = (replace(f, value=changed.get(f.row, f.value)) for f in one.figures)
    return replace(one, figures=tuple(figures)), frozenset(changed)


def with_round(one: Beside, digits: int) -> tuple[Beside, frozenset[int]]:
    """The same submission with figures of ten times the rounding and more rounded; rows that changed."""
    rounded = {f.row: float(round(f.value, -digits)) for f in one.figures if f.value >= 10 ** (digits + 1)}
    figures = (replace(f, value=rounded.get(f.row, f.value)) for f in one.figures)
    return replace(one, figures=tuple(figures)), frozenset(rounded)


def histories(runs: int) -> Iterator[tuple[str, Beside]]:
    """So many clean submissions of every family."""
    for family in FAMILIES:
        for number in range(runs):
            yield family, clean(family, number)
