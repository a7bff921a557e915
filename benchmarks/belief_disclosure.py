"""Can anybody work a member's figures out of all that was ever published? An attack by linear programming.

The attacker shares nothing with the protection but the figures and reads only what was published of all
releases: totals, bounds, changes from window to window as they were rounded, and bands of the largest owner
group. It knows who reported, who was late, who restated and who was in which panel, which owner group is the
largest of each window, that no figure is below zero and none below what it contains, and the figures of one
owner group, its own. For every owner group in every window it looks for
another world in which all this is as it is, but the group's figure is p% larger, and for one in which it is
p% smaller. It succeeds where there is none.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from disclosure_chains import P_PERCENT, Release, exercise_chains, invented_chains
from measure import Measure
from scipy import sparse
from scipy.optimize import linprog

COALITIONS = 200
METHODS = ("", "greedy")
_ROUNDING = 1e-4
_TOO_FAR = 1e-7
_BANDS = {
    "under_quarter": (0, 0.25),
    "quarter_to_half": (0.25, 0.5),
    "over_half": (0.5, 1),
    "up_to_half": (0, 0.5),
    "quarter_or_more": (0.25, 1),
}

Figure = tuple[str, object, object, object]
"""Whose, first and last day, value."""


@dataclass
class Outcome:
    """What came of one coalition's or one indicator's releases."""

    found: int
    tried: int
    changes: int
    """Changes from window to window that the attacker knew."""
    bands: int
    """Bands of largest owner groups that it knew."""
    fates: dict[str, list[str]]
    """Method -> what became of each total: `exact`, `bounds` or `hidden`."""
    values: list[float]
    """Of each total, as a share of the release's largest."""


@dataclass
class Sums:
    """Weighted sums of the unknown figures, and what is known of each."""

    weights: list[dict[int, float]] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, weights: dict[int, float], most: float) -> None:
        """A sum that is at most so much."""
        self.weights.append(weights)
        self.most.append(most)

    def matrix(self, columns: int) -> sparse.csr_array:
        """One row a sum."""
        rows = [number for number, row in enumerate(self.weights) for _ in row]
        places = [place for row in self.weights for place in row]
        values = [weight for row in self.weights for weight in row.values()]
        return sparse.csr_array((values, (rows, places)), shape=(len(self.weights), columns))


class Attacker:
    """Everything published about one indicator, as sums over the figures that are confidential."""

    def __init__(self, releases: Sequence[Release], p_percent: float) -> None:
        """Take what was published, and the figures themselves to know what is public and to judge success."""
        self._margin = p_percent / 100 - _ROUNDING
        rows = {_figure(row): row for release in releases for row in _counted(release)}
        public = {_figure(row) for release in releases for row in _counted(release) if row["is_public"]}
        secret = sorted(set(rows) - public)
        self._place = {figure: number for number, figure in enumerate(secret)}
        self._holding = np.array([rows[figure]["holding"] for figure in secret])
        self._true = np.array([float(rows[figure]["value"]) for figure in secret])
        self._at_most, self._exactly = Sums(), Sums()
        self.changes = self.bands = 0
        self._asked: dict[tuple[int, ...], str] = {}
        for release in releases:
            self._read(release)
        for n, outer in enumerate(secret):
            for m, inner in enumerate(secret):
                if n != m and _contains(rows[outer], rows[inner]) and inner[3] <= outer[3]:
                    self._at_most.add({n: -1.0, m: 1.0}, 0.0)

    def _read(self, release: Release) -> None:
        inside: dict[tuple[str, str], dict[str, list[Figure]]] = {}
        for row in _counted(release):
            window = inside.setdefault((row["kind"], row["name"]), {})
            window.setdefault(row["subject"], []).append(_figure(row))
        for row in release.disclosed:
            figures = [f for own in inside[row["kind"], row["name"]].values() for f in own]
            low, high = (row["value"],) * 2 if row["shown"] else (row["bound_low"], row["bound_high"])
            if low is not None:
                self._total(figures, low, high)
            places = [self._place[f] for f in figures if f in self._place]
            for holding in sorted({str(self._holding[n]) for n in places}):
                self._asked[tuple(sorted(n for n in places if self._holding[n] == holding))] = holding
        for row in release.largest_holdings:
            if row["largest_share"] in _BANDS:
                self.bands += 1
                own = [r for r in _counted(release) if (r["kind"], r["name"]) == (row["kind"], row["name"])]
                self._band(own, row["largest_share"])
        for row in release.trends:
            for span, percent, step in (
                (
                    "step",
                    None if row["panel_change"] is None else row["panel_change"] + 100,
                    row["rounded_to"],
                ),
                ("whole", row["index_direct"], row["direct_rounded_to"]),
            ):
                if percent is not None:
                    self.changes += 1
                    self._change(release, row, span, (percent, step), inside)

    def _total(self, figures: Sequence[Figure], low: Decimal, high: Decimal | None) -> None:
        weights, known = self._weighed(figures)
        if low == high:
            self._exactly.add(weights, float(low) - known)
            return
        self._at_most.add({n: -w for n, w in weights.items()}, known - float(low))
        if high is not None:
            self._at_most.add(weights, float(high) - known)

    def _band(self, inside: Sequence[dict[str, Any]], code: str) -> None:
        """The largest brought at least a share of the total, and no owner group more than another share."""
        figures: dict[str, set[Figure]] = {}
        for row in inside:
            figures.setdefault(row["holding"], set()).add(_figure(row))
        brought = {h: sum(float(f[3]) for f in own) for h, own in figures.items()}  # type: ignore[arg-type]
        least, most = (share * sum(brought.values()) for share in _BANDS[code])
        largest = min(brought, key=lambda h: (-brought[h], h))
        for holding, own in figures.items():
            weights, known = self._weighed(sorted(own, key=str))
            if weights:
                self._at_most.add(weights, most - known)
                if holding == largest:
                    self._at_most.add({n: -w for n, w in weights.items()}, known - least)

    def _change(
        self,
        release: Release,
        row: dict[str, Any],
        span: str,
        said: tuple[Decimal, Decimal],
        inside: dict[tuple[str, str], dict[str, list[Figure]]],
    ) -> None:
        """The panel's later sum is a percentage of its earlier one; what is beside it is known or not."""
        listed = [
            m
            for m in release.movements
            if (m["span"], m["kind"], m["name"]) == (span, row["kind"], row["name"])
        ]
        kind, before = row["kind"], listed[0]["before"]

        def summed(movement: str, window: str) -> tuple[dict[int, float], float]:
            subjects = [m["subject"] for m in listed if m["movement"] == movement]
            return self._weighed([f for s in subjects for f in inside[kind, window].get(s, ())])

        percent, half = float(said[0]), float(said[1]) / 2
        (now, now_known), (then, then_known) = summed("panel", row["name"]), summed("panel", before)
        for ratio, sign in (((percent - half) / 100, -1.0), ((percent + half) / 100, 1.0)):
            weights = {n: sign * w for n, w in now.items()}
            for n, w in then.items():
                weights[n] = weights.get(n, 0.0) - sign * ratio * w
            self._at_most.add(weights, sign * (ratio * then_known - now_known) + _TOO_FAR)
        if span == "step" and row["entered"] is not None:
            for value, movement, window in (
                (row["entered"], "entered", row["name"]),
                (-row["departed"], "left", before),
            ):
                weights, known = summed(movement, window)
                self._exactly.add(weights, float(value) - known)
            (later, more), (earlier, less) = summed("uneven", row["name"]), summed("uneven", before)
            for n, w in earlier.items():
                later[n] = later.get(n, 0.0) - w
            self._exactly.add(later, float(row["uneven"]) - more + less)

    def _weighed(self, figures: Sequence[Figure]) -> tuple[dict[int, float], float]:
        """The confidential ones, each once, and the sum of the others."""
        known = sum(float(f[3]) for f in figures if f not in self._place)  # type: ignore[arg-type]
        return {self._place[f]: 1.0 for f in figures if f in self._place}, known

    def successes(self) -> tuple[int, int]:
        """How many owner groups' figures somebody can tell within p%, and how many were tried."""
        count = len(self._true)
        worlds = Worlds(self._at_most, self._exactly, self._true)
        asked = [(own, holding) for own, holding in self._asked.items() if self._true[list(own)].sum() > 0]
        sizes = {h: float(self._true[self._holding == h].sum()) for h in sorted(set(self._holding))}
        found = 0
        for own, holding in asked:
            goal = np.zeros(count)
            goal[list(own)] = 1
            askers = sorted((h for h in sizes if h != holding), key=lambda h: (-sizes[h], h)) or [""]
            found += any(self._tells(worlds, goal, askers, way) for way in (1.0, -1.0))
        return found, len(asked)

    def _tells(self, worlds: Worlds, goal: np.ndarray, askers: list[str], way: float) -> bool:
        """Whether there is an asker for whom no other world has the figure p% away."""
        while askers:
            world = worlds.other(goal, way * self._margin, self._holding == askers[0])
            if world is None:
                return True
            askers = [h for h in askers[1:] if np.abs((world - self._true)[self._holding == h]).max() > 0]
        return False


class Worlds:
    """What the figures could be, given what is known."""

    def __init__(self, at_most: Sums, exactly: Sums, true: np.ndarray) -> None:
        """Take the true figures to look for worlds near them."""
        self._true, count = true, len(true)
        over, equal = at_most.matrix(count), exactly.matrix(count)
        self._over, self._equal = sparse.hstack([over, -over]), sparse.hstack([equal, -equal])
        self._room = np.maximum(0.0, np.array(at_most.most) - over @ true)
        missed = np.abs(np.array(exactly.most) - equal @ true)
        if missed.max(initial=0.0) > 1e-4 or (np.array(at_most.most) - over @ true).min(initial=0.0) < -1e-3:
            raise ArithmeticError("what was published is not true of the figures")

    def other(self, goal: np.ndarray, by: float, fixed: np.ndarray) -> np.ndarray | None:
        """The world nearest to the true one in which a figure is off by a share; None if there is none."""
        value = float(goal @ self._true)
        true = np.where(fixed, 0.0, self._true) / value
        up = np.where(fixed, 0.0, np.inf)
        sign = math.copysign(1.0, by)
        solved = linprog(
            np.ones(2 * len(goal)),
            A_ub=sparse.vstack([self._over, sparse.csr_array(-sign * np.append(goal, -goal)[None, :])]),
            b_ub=np.append(self._room / value, -abs(by)),
            A_eq=self._equal if self._equal.shape[0] else None,
            b_eq=np.zeros(self._equal.shape[0]) if self._equal.shape[0] else None,
            bounds=np.column_stack([np.zeros(2 * len(goal)), np.append(up, true)]),
            method="highs-ds",
            options={"presolve": False},
        )
        if solved.status == 2:
            return None
        if solved.status != 0:
            raise ArithmeticError(solved.message)
        moved = solved.x[: len(goal)] - solved.x[len(goal) :]
        return self._true + value * np.where(np.abs(moved) > _TOO_FAR, moved, 0.0)


def _counted(release: Release) -> list[dict[str, Any]]:
    return [row for row in release.window_parts if row["left_out"] is None]


def _figure(row: dict[str, Any]) -> Figure:
    return row["subject"], row["period_start"], row["period_end"], row["value"]


def _contains(outer: dict[str, Any], inner: dict[str, Any]) -> bool:
    return (
        outer["subject"] == inner["subject"]
        and outer["period_start"] <= inner["period_start"]
        and inner["period_end"] <= outer["period_end"]
        and outer["period_end"] - outer["period_start"] > inner["period_end"] - inner["period_start"]
    )


def _fates(releases: Sequence[Release]) -> list[str]:
    return [
        "exact" if row["shown"] else "hidden" if row["bound_low"] is None else "bounds"
        for release in releases
        for row in release.disclosed
    ]


def _values(releases: Sequence[Release]) -> list[float]:
    found = []
    for release in releases:
        values = {(row["kind"], row["name"]): float(row["value"]) for row in release.totals}
        found += [values[row["kind"], row["name"]] / max(values.values()) for row in release.disclosed]
    return found


def outcome(published: dict[str, Sequence[Release]], p_percent: float) -> Outcome:
    """Attack what the headline method published of one indicator; `published` is by method."""
    attacker = Attacker(published[""], p_percent)
    found, tried = attacker.successes()
    fates = {method: _fates(releases) for method, releases in published.items()}
    return Outcome(found, tried, attacker.changes, attacker.bands, fates, _values(published[""]))


def invented(seed: int) -> Outcome:
    """What comes of a random coalition."""
    with tempfile.TemporaryDirectory() as folder:
        chains = invented_chains(seed, Path(folder), METHODS)
    return outcome({chain.method: chain.releases for chain in chains}, P_PERCENT)


def exercised() -> tuple[dict[str, dict[str, list[Release]]], float]:
    """What the exercise publishes of each indicator by each method; and its p%."""
    with tempfile.TemporaryDirectory() as folder:
        chains, p_percent = exercise_chains(Path(folder), METHODS)
    indicators = sorted({row["indicator"] for release in chains[0].releases for row in release.disclosed})
    return {
        indicator: {chain.method: [r.of(indicator) for r in chain.releases] for chain in chains}
        for indicator in indicators
    }, p_percent


def measures(_: Path | None) -> Iterator[Measure]:
    """The attack on the exercise and on random coalitions, and how much is published all the same."""
    with ProcessPoolExecutor(2) as workers:
        exercise = workers.submit(exercised)
        random = [workers.submit(invented, seed) for seed in range(COALITIONS // 4)]
        published, p_percent = exercise.result()
        attacks = [workers.submit(outcome, said, p_percent) for said in published.values()]
        random += [workers.submit(invented, seed) for seed in range(COALITIONS // 4, COALITIONS)]
        yield from _measured("all releases and corrections of the exercise", [a.result() for a in attacks])
        yield from _measured(f"{COALITIONS} random coalitions", [task.result() for task in random])


def _measured(name: str, outcomes: Sequence[Outcome]) -> Iterator[Measure]:
    found, tried = sum(o.found for o in outcomes), sum(o.tried for o in outcomes)
    yield Measure(
        name=f"figures of owner groups worked out, {name}",
        reference=f"told: {sum(o.changes for o in outcomes):,} changes between windows and "
        f"{sum(o.bands for o in outcomes):,} bands of largest owner groups beside the totals",
        to_reach="0",
        value=f"{found} of {tried:,}",
        reached=found == 0,
    )
    values = np.array([value for o in outcomes for value in o.values])
    shares = {}
    for method in METHODS:
        fates = np.array([fate for o in outcomes for fate in o.fates[method]])
        exact, told = fates == "exact", fates != "hidden"
        shares[method] = (
            exact.mean(),
            told.mean(),
            values[exact].sum() / values.sum(),
            values[told].sum() / values.sum(),
        )
    yield Measure(
        name=f"totals published, {name}",
        reference="greedy: " + _words(shares["greedy"]),
        to_reach="at least the greedy baseline",
        value=_words(shares[""]),
        reached=all(ours >= theirs for ours, theirs in zip(shares[""], shares["greedy"], strict=True)),
    )


def _words(shares: Sequence[float]) -> str:
    exact, told, exact_value, told_value = shares
    return (
        f"as they are {exact:.1%}, with those given as bounds {told:.1%}; "
        f"of all value {exact_value:.1%} and {told_value:.1%}"
    )
