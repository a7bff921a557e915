"""Flags that only odds can raise: planted jumps that are told, and clean figures that are asked about.

Beside every measure stands a z-score of 3 (distance from the mean of the series' own past in standard
deviations of it) on the same figures, and the same score with its limit raised until it gives as few false
alarms.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import mean, stdev

from measure import Measure
from simulated_histories import (
    FAMILIES,
    ONE,
    SIZEABLE,
    before,
    histories,
    with_half_again,
    with_one,
    with_round,
)

from pipeline.model import Observation
from pipeline.register import Register, RegisterFile
from quality import suite
from quality.against_past import flagged
from quality.catalogue import catalogue
from quality.odds import CODES, odds
from quality.past_cells import Beside, Figure
from quality.rows import Numbered

RUNS = 240
"""Submissions of each family."""
EACH = 3
"""Every so manieth is also given the planted faults."""
MOST_HELD = 3
FEWEST = 6
"""Figures that a file must have for a run of repeated or round ones to be one."""
AGAIN = 10_000
"""Smaller figures come out the same by chance now and then."""
Z = 3.0
Z_NAMED = f"z-score of {Z:.0f}"


@dataclass(slots=True)
class _Told:
    """Planted faults of one kind, and who told of them."""

    least: int = 0
    """Size of the figures."""
    planted: int = 0
    errors: int = 0
    warnings: int = 0
    scores: list[float] = field(default_factory=list)

    def share(self, number: float) -> str:
        return f"{number / max(self.planted, 1):.0%}"

    def beyond(self, limit: float) -> str:
        return self.share(sum(score > limit for score in self.scores))


@dataclass(slots=True)
class _Taken:
    """What came of all histories."""

    values: int = 0
    named: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    told: dict[str, _Told] = field(default_factory=dict)
    runs: dict[str, _Told] = field(default_factory=dict)
    negative: list[Figure] = field(default_factory=list)

    @property
    def alarms(self) -> int:
        return sum(self.named.values())

    @property
    def fair_limit(self) -> float:
        """The z-score from which as many clean figures lie out as are named here."""
        return sorted(self.scores, reverse=True)[min(self.alarms, len(self.scores) - 1)]


def _z(one: Beside, figure: Figure) -> float:
    """Distance from the mean of the past in its standard deviations."""
    series = one.series[figure.labels]
    count, days = series.evened(figure.value, figure.start, figure.end)
    past = [value * days / of for value, of, _ in series.told()]
    spread = stdev(past)
    if not spread:
        return 0.0 if count == past[0] else math.inf
    return abs(count - mean(past)) / spread


def _take(runs: int) -> _Taken:
    taken = _Taken()
    for number, (family, one) in enumerate(histories(runs)):
        fewest = odds().fewest_rounds
        tested = [f for f in one.compared() if len(one.series[f.labels].earlier) >= fewest]
        taken.values += len(tested)
        taken.named.update(flagged(one).values())
        taken.scores += [_z(one, figure) for figure in tested]
        if number % EACH == 0:
            chance = Random(f"planted/{family}/{number}")  # noqa: S311 - repeatable on purpose
            _plant_one(one, tested, chance, taken)
            _plant_many(one, chance, taken)
    return taken


def _plant_one(one: Beside, tested: list[Figure], chance: Random, taken: _Taken) -> None:
    for name, plant in ONE.items():
        least = AGAIN if plant is before else SIZEABLE
        fitting = [f for f in tested if f.value >= least]
        if not fitting:
            continue
        figure = chance.choice(fitting)
        value = plant(one, figure)
        if value is None:
            continue
        planted = with_one(one, figure, value)
        changed = planted.figures[figure.row]
        if value < 0:
            taken.negative.append(changed)
            code = ""
        else:
            code = flagged(planted).get(figure.row, "")
        told = taken.told.setdefault(name, _Told(least))
        told.planted += 1
        told.errors += bool(code) and code not in CODES
        told.warnings += code in CODES
        told.scores.append(_z(planted, changed))


def _plant_many(one: Beside, chance: Random, taken: _Taken) -> None:
    for name, code, (planted, rows) in (
        ("half of the figures those of the round before", "figure-as-before", with_half_again(one, chance)),
        ("all figures rounded to tens", "round-figures", with_round(one, 1)),
        ("all figures rounded to hundreds", "round-figures", with_round(one, 2)),
    ):
        if len(rows) >= FEWEST:
            found = flagged(planted)
            told = taken.runs.setdefault(name, _Told())
            told.planted += 1
            told.errors += "figures-repeated" in found.values()
            told.warnings += code in found.values()


def _negative_told(figures: list[Figure]) -> int:
    """How many of these the rule against amounts below zero tells of."""
    observations = [
        Observation(
            subject=figure.labels[0],
            indicator=figure.labels[1],
            taxon_group=figure.labels[3],
            period_start=figure.start,
            period_end=figure.end,
            value=Decimal(int(figure.value)),
            value_low=Decimal(int(figure.value)),
            value_high=Decimal(int(figure.value)),
            printed_text=f"{figure.value:.0f}",
            submission="planted",
            place=f"B{number}",
        )
        for number, figure in enumerate(figures)
    ]
    nobody = Register(RegisterFile(parties=()))
    hits = suite.failures(Numbered(tuple(observations)), catalogue(), nobody)
    return len({hit.place for hit in hits if hit.code == "negative-value"})


def measures(samples: Path | None) -> Iterator[Measure]:
    """Recall of planted jumps and runs, then false alarms, test by test and in all."""
    taken = _take(RUNS)
    taken.told["the sign reversed"].errors += _negative_told(taken.negative)
    for name, told in taken.told.items():
        found = told.errors + told.warnings
        yield Measure(
            f"a figure of {told.least:,} and more, {name}: told",
            f"{Z_NAMED}: {told.beyond(Z)}; at as few false alarms as ours: {told.beyond(taken.fair_limit)}",
            "(counted)",
            f"{told.share(found)} of {told.planted} ({told.share(told.errors)} as errors)",
            True,
        )
    for name, told in taken.runs.items():
        yield Measure(
            f"{name}, {FEWEST} and more: told",
            "",
            "(counted)",
            f"{told.share(told.errors + told.warnings)} of {told.planted}",
            True,
        )
    per_thousand = 1000 / taken.values
    for code in CODES:
        rate, expected = taken.named[code] * per_thousand, odds().tests[code].expected
        yield Measure(
            f"correct figures asked about in vain by `{code}`, per 1,000",
            "",
            f"≤ {expected:g}",
            f"{rate:.2f}",
            rate <= expected,
        )
    beyond = sum(score > Z for score in taken.scores) * per_thousand
    asked = sum(taken.named[code] for code in CODES) * per_thousand
    most = sum(test.expected for test in odds().tests.values())
    yield Measure(
        f"same, all tests, on {taken.values:,} figures of {len(FAMILIES)} kinds of history",
        f"{Z_NAMED}: {beyond:.1f}",
        f"≤ {most:g}",
        f"{asked:.1f}",
        asked <= most,
    )
    held = taken.alarms * per_thousand - asked
    yield Measure(
        "same figures held in vain as errors, per 1,000",
        "",
        f"≤ {MOST_HELD}",
        f"{held:.1f}",
        held <= MOST_HELD,
    )


if __name__ == "__main__":
    for measured in measures(None):
        print(measured)
