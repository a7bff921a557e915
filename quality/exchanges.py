"""Do the figures stand under the right labels? The stated labels against every exchange of them.

Two headings that have changed places pass every check inside a file. So each set of labels (measures,
species groups, companies ...) is tried in every other order, over the whole file and within each part of
it; where another order fits the past far better than the stated one, the figures look exchanged. Where just
two labels have changed places since the last file, it is the stated order that has to prove itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from quality.likeness import FEWEST_FOR_SHIFT, cheapest, support
from quality.past_cells import Beside, Figure, Remembered
from quality.places import Position, position

FAR_BETTER = 12.0
"""Log of the odds from which another order is believed: about 160,000 to 1, since very many are tried."""
SUPPORTED = 2.0
"""Log of the odds by which a new order must beat the exchange of two labels: about 7 to 1."""
MOST_LABELS = 60
"""Longer lists are not tried: their orders cost the cube of their length."""
FEWEST_ROUNDS = 2

Rest = tuple[str, ...]
"""Everything a figure is about but one label, and its period."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Figures that cannot be trusted to stand under their labels."""

    figures: tuple[Figure, ...]
    labels: tuple[str, ...]
    odds: float
    """Log of the odds of another order against the stated one."""
    moved: bool
    """Found because the labels stand in another order than in the last file."""


def exchanges(beside: Beside) -> list[Exchange]:
    """All of them, the most telling first; figures named by one are not named again by another."""
    if len(beside.rounds) < FEWEST_ROUNDS:
        return []
    trial = _Trial(beside)
    found = sorted(trial.all(), key=lambda e: (e.moved, -e.odds, [f.row for f in e.figures]))
    told: set[int] = set()
    kept = []
    for exchange in found:
        rows = {figure.row for figure in exchange.figures}
        if not rows <= told:
            kept.append(exchange)
            told |= rows
    return kept


class _Trial:
    """One submission's figures under trial."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._figures = beside.compared()
        self._last = _last_positions(beside)
        self._fits: dict[tuple[int, tuple[str, ...]], tuple[float, float]] = {}
        stated = [self._fit(f, f.labels)[0] for f in self._figures]
        most = 2 * beside.usual_shift
        common = median(stated) if len(stated) >= FEWEST_FOR_SHIFT else 0.0
        self._shift = max(-most, min(most, common))

    def all(self) -> Iterator[Exchange]:
        for dimension in self._dimensions():
            for part in self._parts(dimension):
                by_label = _by_label(part, dimension)
                if 1 < len(by_label) <= MOST_LABELS:
                    yield from self._pairs(dimension, by_label)
                    yield from self._orders(dimension, by_label)

    def _dimensions(self) -> list[int]:
        """Dimensions along which the figures differ."""
        if not self._figures:
            return []
        return [
            n for n in range(len(self._figures[0].labels)) if len({f.labels[n] for f in self._figures}) > 1
        ]

    def _parts(self, dimension: int) -> list[Sequence[Figure]]:
        """The whole file; what shares a label or a period; what differs in nothing but one label."""
        others = [n for n in self._dimensions() if n != dimension]
        gathered: dict[tuple[object, ...], list[Figure]] = {}
        for figure in self._figures:
            rest = _rest(figure, dimension)
            for key in (
                (0,),
                *((1, n, figure.labels[n]) for n in others),
                (2, figure.period),
                (3, rest[:-1]),
                (4, rest),
            ):
                gathered.setdefault(key, []).append(figure)
        return list({tuple(f.row for f in part): part for part in gathered.values()}.values())

    def _pairs(self, dimension: int, by_label: Mapping[str, Mapping[Rest, Figure]]) -> Iterator[Exchange]:
        """Each two labels exchanged, as far as both have figures for the same things."""
        swapped = self._changed_places(by_label)
        for one, other in combinations(sorted(by_label), 2):
            shared = sorted(by_label[one].keys() & by_label[other].keys())
            if not shared:
                continue
            here = [by_label[one][rest] for rest in shared]
            there = [by_label[other][rest] for rest in shared]
            odds = self._odds([*here, *there], dimension, [other] * len(here) + [one] * len(there))
            moved = swapped == {one, other}
            if odds > (-SUPPORTED if moved else FAR_BETTER):
                everything = (*by_label[one].values(), *by_label[other].values())
                yield Exchange(everything, (one, other), odds, moved and odds <= FAR_BETTER)

    def _orders(self, dimension: int, by_label: Mapping[str, Mapping[Rest, Figure]]) -> Iterator[Exchange]:
        """The best order of labels that have figures for the same things, three of them at least."""
        groups: dict[frozenset[Rest], list[str]] = {}
        for label in sorted(by_label):
            groups.setdefault(frozenset(by_label[label]), []).append(label)
        for rests, labels in groups.items():
            if len(labels) < 3:
                continue
            figures = [[by_label[label][rest] for rest in sorted(rests)] for label in labels]
            costs = [[self._cost(column, dimension, label) for label in labels] for column in figures]
            order = cheapest(costs)
            changed = [n for n, taken in enumerate(order) if taken != n]
            if len(changed) < 3:
                continue
            flat = [figure for n in changed for figure in figures[n]]
            meant = [labels[order[n]] for n in changed for _ in figures[n]]
            odds = self._odds(flat, dimension, meant)
            if odds > FAR_BETTER:
                everything = tuple(figure for column in figures for figure in column)
                yield Exchange(everything, tuple(labels[n] for n in changed), odds, moved=False)

    def _odds(self, figures: Sequence[Figure], dimension: int, meant: Sequence[str]) -> float:
        """Log-likelihood of figures under other labels, less that under their own."""
        stated = [self._fit(f, f.labels) for f in figures]
        other = [
            self._fit(f, _relabelled(f, dimension, label)) for f, label in zip(figures, meant, strict=True)
        ]
        return self._support(other) - self._support(stated)

    def _support(self, fits: Sequence[tuple[float, float]]) -> float:
        shift = None if len(fits) >= FEWEST_FOR_SHIFT else self._shift
        return support([d for d, _ in fits], [s for _, s in fits], self._beside.usual_shift, shift)

    def _cost(self, figures: Sequence[Figure], dimension: int, label: str) -> float:
        fits = [self._fit(f, _relabelled(f, dimension, label)) for f in figures]
        return -support([d for d, _ in fits], [s for _, s in fits], self._beside.usual_shift, self._shift)

    def _fit(self, figure: Figure, labels: tuple[str, ...]) -> tuple[float, float]:
        key = (figure.row, labels)
        if key not in self._fits:
            series = self._beside.series[labels]
            self._fits[key] = series.fit(figure.value, figure.start, figure.end)
        return self._fits[key]

    def _changed_places(self, by_label: Mapping[str, Mapping[Rest, Figure]]) -> set[str]:
        """The two labels that stand each in the other's place of the last file, all others in their own."""
        now = _sequence({label: [f.position for f in own.values()] for label, own in by_label.items()})
        before = _sequence(
            {label: [self._last.get(f.labels) for f in own.values()] for label, own in by_label.items()}
        )
        differing = (
            {pair for pair in zip(now, before, strict=True) if pair[0] != pair[1]}
            if now and before
            else set()
        )
        return {label for pair in differing for label in pair} if len(differing) == 2 else set()


def _by_label(figures: Sequence[Figure], dimension: int) -> dict[str, dict[Rest, Figure]]:
    found: dict[str, dict[Rest, Figure]] = {}
    for figure in figures:
        found.setdefault(figure.labels[dimension], {})[_rest(figure, dimension)] = figure
    return found


def _rest(figure: Figure, dimension: int) -> Rest:
    return (*figure.labels[:dimension], *figure.labels[dimension + 1 :], figure.period)


def _relabelled(figure: Figure, dimension: int, label: str) -> tuple[str, ...]:
    return (*figure.labels[:dimension], label, *figure.labels[dimension + 1 :])


def _sequence(positions: Mapping[str, Sequence[Position | None]]) -> list[str]:
    """Labels from left to right, or from top to bottom; empty where their cells mix, or are not all known."""
    known = {label: [p for p in own if p] for label, own in positions.items()}
    if not all(known.values()) or len({p.sheet for own in known.values() for p in own}) != 1:
        return []
    for axis in ("column", "row"):
        spans = sorted(
            (min(getattr(p, axis) for p in own), max(getattr(p, axis) for p in own), label)
            for label, own in known.items()
        )
        if all(one[1] < other[0] for one, other in pairwise(spans)):
            return [label for _, _, label in spans]
    return []


def _last_positions(beside: Beside) -> dict[tuple[str, ...], Position]:
    """Where each series stood in the last file that carried it for its own round."""
    found: dict[tuple[str, ...], Position] = {}
    origin: dict[tuple[str, ...], Remembered] = {}
    for remembered in beside.past:
        standing = position(remembered.place)
        before = origin.get(remembered.labels)
        if standing and (before is None or before.round < remembered.round):
            found[remembered.labels], origin[remembered.labels] = standing, remembered
    return found


def odds_in_words(odds: float) -> str:
    """`8,000`: how many times likelier, rounded to one figure and at most a million."""
    times = math.exp(min(odds, math.log(1_000_000)))
    size = 10 ** math.floor(math.log10(max(times, 1)))
    return f"{int(round(times / size) * size):,}"
