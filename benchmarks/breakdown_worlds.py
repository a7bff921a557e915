"""Invented breakdowns: members break their figures down, or not, or in part, and change it later on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from disclosure_worlds import Release, random_releases

from pipeline.disclosure.broken import UNDIVIDED
from pipeline.disclosure.ground import Cell, Key, Part

_CATEGORIES = {
    "taxon_group": ("ivory", "rhino", "pangolin", "parrots"),
    "form": ("live", "product"),
    "platform_type": ("website", "social"),
}
_WHOLE = "platform_type"
"""The dimension in which each figure lies wholly in one category."""


Split = dict[str, int]
"""Category -> value."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One release: its totals, and how each figure in them is broken down."""

    totals: Release
    splits: dict[tuple[Key, str], Split]
    """Figure and dimension -> its split."""

    def rows(self) -> Iterator[tuple[Cell, Part, str, str, int]]:
        """Total, figure in it, dimension, category, value: of newest round, years and running total."""
        newest = max(cell.name for cell in self.totals if cell.kind == "round")
        for cell in self.totals:
            if cell.kind != "round" or cell.name == newest:
                for part in cell.parts:
                    for dimension in _CATEGORIES:
                        for category, value in self.splits[part.key, dimension].items():
                            yield cell, part, dimension, category, value


def random_broken(seed: int) -> list[Broken]:
    """The releases of `random_releases`, each figure with breakdowns of its own; some change later on."""
    releases = random_releases(seed)
    chance = np.random.default_rng(10_000 + seed)
    members = sorted({part.subject for release in releases for cell in release for part in cell.parts})
    habits = {(m, d): _habit(chance, d) for m in members for d in _CATEGORIES}
    splits: dict[tuple[Key, str], Split] = {}
    found = []
    for release in releases:
        for part in sorted({part for cell in release for part in cell.parts}):
            for dimension in _CATEGORIES:
                key = (part.key, dimension)
                if key not in splits or chance.random() < 0.01:
                    splits[key] = _split(chance, part, habits[part.subject, dimension], dimension, splits)
        found.append(Broken(release, dict(splits)))
    return found


def _habit(chance: np.random.Generator, dimension: str) -> np.ndarray | None:
    """The usual shares of a member, the last place for what it does not break down; None: it never does."""
    categories = len(_CATEGORIES[dimension])
    if chance.random() < 0.25:
        return None
    if dimension == _WHOLE:
        return np.eye(categories + 1)[chance.integers(categories)]
    undivided = chance.random() if chance.random() < 0.2 else 0.0
    return np.append(chance.dirichlet(np.full(categories, 1.5)) * (1 - undivided), undivided)


def _split(
    chance: np.random.Generator,
    part: Part,
    habit: np.ndarray | None,
    dimension: str,
    splits: dict[tuple[Key, str], Split],
) -> Split:
    """A figure's categories in whole numbers; those of a long period contain those of the shorter ones."""
    if habit is None:
        return {UNDIVIDED: int(part.value)}
    names = (*_CATEGORIES[dimension], UNDIVIDED)
    least = dict.fromkeys(names, 0)
    for (key, named), split in splits.items():
        subject, start, end, _ = key
        if (subject, named) == (part.subject, dimension) and part.start <= start and end <= part.end:
            least = {c: max(least[c], split.get(c, 0)) for c in names}
    left = int(part.value) - sum(least.values())
    if left < 0:
        least, left = dict.fromkeys(names, 0), int(part.value)
    shares = habit * np.exp(chance.normal(0, 0.3, len(habit)))
    more = chance.multinomial(left, shares / shares.sum())
    return {c: least[c] + int(m) for c, m in zip(names, more, strict=True) if least[c] + m}
