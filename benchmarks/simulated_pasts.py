"""Clean reporters invented at random: skewed counts, many zeros, growth, season, bursts; nothing is wrong.

Counts are negative binomial around a level that grows and has seasons. What a check says about them is a
false alarm.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from quality.against_past import _hits
from quality.column_shifts import Gaps
from quality.past_cells import Beside, Figure, Remembered

MEASURES = ("listings_removed", "listings_blocked", "ads_blocked", "accounts_sanctioned")
GROUPS = ("elephant_ivory", "rhino", "pangolin", "marine_turtles", "big_cats", "unspecified")
SMALL = 100
"""Rare things only come out as nothing more often than their level says."""
SHAPES = (0.5, 2.0, 8.0, 30.0, 400.0)
"""Shapes of the negative binomial, from wild to tame."""
Told = tuple[tuple[int, int], tuple[str, ...], date, date, int]
"""Year and quarter, labels, first and last day, count."""


def months(year: int, quarter: int, monthly: bool) -> Iterator[tuple[date, date]]:
    """The months of a quarter, or the quarter itself."""
    starts = [date(year, 3 * quarter - 2 + n, 1) for n in range(3)]
    ends = [
        (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) for start in starts
    ]
    if monthly:
        yield from zip(starts, ends, strict=True)
    else:
        yield starts[0], ends[2]


def reporter(number: int) -> Beside:
    """One clean submission beside its past of two to twelve rounds."""
    chance = Random(f"simulated/{number}")  # noqa: S311 - repeatable on purpose
    monthly = chance.random() < 0.4
    rounds = [(2018 + n // 4, n % 4 + 1) for n in range(chance.randint(3, 13))]
    series = {
        ("alpha", measure, "all", group, *["all"] * 5, "1", "none"): (
            level,
            chance.choice(SHAPES),
            chance.uniform(0, 0.5) if level < SMALL and chance.random() < 0.6 else 0.0,
        )
        for measure in chance.sample(MEASURES, chance.randint(1, 4))
        for group in chance.sample(GROUPS, chance.randint(1, 6))
        for level in (chance.lognormvariate(3.5, 2.0),)
    }
    growth, season = chance.gauss(0.03, 0.05), chance.uniform(0, 0.2)
    told: list[Told] = []
    for position, (year, quarter) in enumerate(rounds):
        trend = math.exp(growth * position + season * math.cos(math.pi * quarter / 2))
        for start, end in months(year, quarter, monthly):
            for labels, (level, shape, empty) in series.items():
                mean = level * trend * (1 / 3 if monthly else 1)
                told.append(((year, quarter), labels, start, end, _count(mean, shape, empty, chance)))
    return as_submission(told)


def as_submission(told: Sequence[Told]) -> Beside:
    """The figures of the last quarter as a submission beside those of the quarters before it."""
    now = told[-1][0]
    figures = [t for t in told if t[0] == now]
    past = [t for t in told if t[0] != now]
    first = date(now[0], 3 * now[1] - 2, 1)
    return Beside(
        "now",
        f"{now[0]}-Q{now[1]}",
        first,
        figures[-1][3],
        tuple(
            Figure(row, labels, start, end, float(value), f"B{row + 2}", inside=True)
            for row, (_, labels, start, end, value) in enumerate(figures)
        ),
        tuple(
            Remembered(labels, f"{y}-Q{q}", "before", start, end, float(value), f"B{row + 2}", own_round=True)
            for row, ((y, q), labels, start, end, value) in enumerate(past)
        ),
        frozenset(MEASURES),
    )


def _count(mean: float, shape: float, empty: float, chance: Random) -> int:
    if chance.random() < empty:
        return 0
    rate = chance.gammavariate(shape, mean / shape)
    if rate > 200:
        return max(round(chance.gauss(rate, math.sqrt(rate))), 0)
    limit, product, count = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def false_alarms(reporters: int) -> tuple[int, Counter[str], int]:
    """Values tested, values named by code, and submissions with any."""
    values, submissions = 0, 0
    named: Counter[str] = Counter()
    for number in range(reporters):
        one = reporter(number)
        values += len(one.figures)
        rows = {(hit.code, row) for hit, row in _hits(one, Gaps())}
        named.update(code for code, _ in rows)
        submissions += bool(rows)
    return values, named, submissions
