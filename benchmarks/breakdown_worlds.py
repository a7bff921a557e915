"""Invented releases with broken-down totals: members break down, or not, or in part, and change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from disclosure_worlds import Release, random_releases

from pipeline.disclosure.breakdown_table import Beside, decided
from pipeline.disclosure.breakdowns import UNDIVIDED, BrokenTotal, Piece, Verdict
from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.ground import Cell, Part

DIMENSIONS = ("taxon_group", "form")
_CATEGORIES = {"taxon_group": ("ivory", "rhino", "pangolin", "parrots"), "form": ("live", "product")}


@dataclass(frozen=True, slots=True)
class Broken:
    """One release: its totals, and its cells."""

    totals: Release
    cells: Sequence[BrokenTotal]


@dataclass(frozen=True, slots=True)
class Said:
    """What one release shows."""

    totals: Sequence[Cell]
    cells: Sequence[BrokenTotal]


def random_broken(seed: int) -> list[Broken]:
    """The releases of `random_releases`, each figure with breakdowns of its own; some change later on."""
    releases = random_releases(seed)
    chance = np.random.default_rng(10_000 + seed)
    members = sorted({part.subject for release in releases for cell in release for part in cell.parts})
    habits = {m: {d: _habit(chance, len(_CATEGORIES[d])) for d in DIMENSIONS} for m in members}
    splits: dict[tuple[object, ...], dict[str, float]] = {}
    found = []
    for number, release in enumerate(releases):
        cells: list[BrokenTotal] = []
        newest = max(cell.name for cell in release if cell.kind == "round")
        parts = {part for cell in release for part in cell.parts}
        for part in sorted(parts):
            for dimension in DIMENSIONS:
                key = (part.key, dimension)
                if key not in splits or chance.random() < 0.01:
                    splits[key] = _split(chance, part, habits[part.subject][dimension], dimension, splits)
        for cell in release:
            if cell.kind == "round" and cell.name != newest:
                continue
            for dimension in DIMENSIONS:
                cells += _broken(cell, dimension, splits, number)
        found.append(Broken(release, cells))
    return found


def _habit(chance: np.random.Generator, categories: int) -> np.ndarray | None:
    """The usual shares of a member, the last place for what it does not break down; None: it never does."""
    if chance.random() < 0.25:
        return None
    undivided = chance.random() if chance.random() < 0.2 else 0.0
    return np.append(chance.dirichlet(np.full(categories, 1.5)) * (1 - undivided), undivided)


def _split(
    chance: np.random.Generator,
    part: Part,
    habit: np.ndarray | None,
    dimension: str,
    splits: dict[tuple[object, ...], dict[str, float]],
) -> dict[str, float]:
    """A figure's categories in whole numbers; those of a long period contain those of the shorter ones."""
    if habit is None:
        return {UNDIVIDED: float(part.value)}
    names = (*_CATEGORIES[dimension], UNDIVIDED)
    least = dict.fromkeys(names, 0.0)
    for (key, named), split in splits.items():
        subject, start, end, _ = key
        if (subject, named) == (part.subject, dimension) and part.start <= start and end <= part.end:
            least = {c: max(least[c], split.get(c, 0.0)) for c in names}
    left = float(part.value) - sum(least.values())
    if left < 0:
        least, left = dict.fromkeys(names, 0.0), float(part.value)
    shares = habit * np.exp(chance.normal(0, 0.3, len(habit)))
    more = chance.multinomial(int(left), shares / shares.sum())
    return {c: least[c] + float(m) for c, m in zip(names, more, strict=True) if least[c] + m}


def _broken(
    cell: Cell, dimension: str, splits: dict[tuple[object, ...], dict[str, float]], recency: int
) -> list[BrokenTotal]:
    pieces: dict[str, list[Piece]] = {}
    for part in cell.parts:
        split = splits[part.key, dimension]
        label = (part.key, dimension, tuple(sorted((c, v) for c, v in split.items() if v)))
        for category, value in split.items():
            pieces.setdefault(category, []).append(Piece(label, value, part.holding, part.is_public))
    return [
        BrokenTotal(cell.kind, cell.name, dimension, category, tuple(sorted(some)), recency)
        for category, some in sorted(pieces.items())
    ]


def shown(releases: Sequence[Broken], rule: Rule) -> tuple[list[Said], list[dict[object, Verdict]]]:
    """What a chain of releases shows, each with those before it in view, and every verdict."""
    told: dict[object, Cell] = {}
    cells: dict[object, BrokenTotal] = {}
    said, verdicts = [], []
    for number, release in enumerate(releases):
        case = Case(release.totals, list(told.values()), rule)
        decisions = case.decide()
        spans = {}
        for place, cell in enumerate(case.current):
            decision = decisions[cell.window]
            if decision.shown or decision.low is not None:
                spans[place] = (cell.value, cell.value) if decision.shown else (decision.low, decision.high)
        windows = frozenset(window for window, decision in decisions.items() if decision.shown)
        beside = Beside(case, case.known([], spans), windows)
        verdict = decided(beside, release.cells, list(cells.values()), DIMENSIONS)
        verdicts.append(verdict)
        totals = [replace(case.current[n], low=s[0], high=s[1], recency=number) for n, s in spans.items()]
        shows = [cell for cell in release.cells if verdict[cell.id].shown]
        said.append(Said(totals, shows))
        for total in totals:
            told.setdefault((total.window, total.keys, total.low, total.high), total)
        for cell in shows:
            cells.setdefault((cell.id, cell.pieces), cell)
    return said, verdicts
