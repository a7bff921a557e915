"""An attacker by linear programming who reads everything that all releases published about one indicator.

It shares nothing with the protection but the figures. Its unknowns are every confidential figure and every
piece of every breakdown of it, as each release had it. It knows totals and bounds, changes from window to
window as they were rounded, bands of the largest owner group and shown categories of breakdowns, who
reported, was late, restated and was in which panel, which owner group is the largest of each window, into
which categories whose figures fall, that nothing is below zero and none below what it contains, and the
figures of one owner group, its own. Of every owner group's part of every window and of every category, shown
or hidden, it looks for another world in which all this is as it is, but the part is p% larger, and for one in
which it is p% smaller. It succeeds where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Any

import numpy as np
from disclosure_alternatives import TOO_FAR, Amount, Sums, Worlds
from disclosure_chains import Release

_ROUNDING = 1e-4
_BANDS = {
    "under_quarter": (0, 0.25),
    "quarter_to_half": (0.25, 0.5),
    "over_half": (0.5, 1),
    "up_to_half": (0, 0.5),
    "quarter_or_more": (0.25, 1),
}

Figure = tuple[str, object, object, object]
"""Whose, first and last day, value."""
Label = tuple[Figure, str, tuple[tuple[str, object], ...]]
"""A figure, a dimension, and how it was split."""
Named = tuple[str, tuple[int, ...]]
"""A target: whose it is, and the unknowns that add up to it."""


class Attacker:
    """Everything published about one indicator, as sums over what is confidential."""

    def __init__(self, releases: Sequence[Release], p_percent: float) -> None:
        """Take what was published, and the figures themselves to know what is public and to judge success."""
        self._margin = p_percent / 100 - _ROUNDING
        self._place: dict[object, int] = {}
        self._true: list[float] = []
        self._holding: list[str] = []
        self._at_most, self._exactly = Sums(), Sums()
        self.changes = self.bands = self.cells = 0
        self._asked: set[Named] = set()
        rows = {figure_of(row): row for release in releases for row in _counted(release)}
        public = {figure_of(row) for release in releases for row in _counted(release) if row["is_public"]}
        secret = sorted(set(rows) - public)
        for figure in secret:
            self._unknown(figure, float(rows[figure]["value"]), rows[figure]["holding"])
        for outer, inner in permutations(secret, 2):
            if _contains(outer, inner) and inner[3] <= outer[3]:
                self._at_most.add({self._place[outer]: -1.0, self._place[inner]: 1.0}, 0.0)
        labels = [_labels(release) for release in releases]
        self._split(releases, labels)
        for release, labelled in zip(releases, labels, strict=True):
            self._read(release, labelled)

    def _unknown(self, key: object, value: float, holding: str) -> None:
        self._place[key] = len(self._true)
        self._true.append(value)
        self._holding.append(holding)

    def _split(self, releases: Sequence[Release], labels: Sequence[dict[object, Label]]) -> None:
        """Every breakdown of a confidential figure: its pieces add up to it."""
        pieces = [
            (labelled[_broken(row)], row)
            for release, labelled in zip(releases, labels, strict=True)
            for row in release.breakdown_parts
        ]
        public = {(label, row["category"]) for label, row in pieces if row["is_public"]}
        owners = {label: row["holding"] for label, row in pieces if label[0] in self._place}
        for label in sorted(owners, key=str):
            secret = [(c, v) for c, v in label[2] if (label, c) not in public]
            for category, value in secret:
                self._unknown((label, category), float(value), owners[label])  # type: ignore[arg-type]
            known = sum(float(v) for c, v in label[2] if (label, c) in public)  # type: ignore[arg-type]
            inside = {self._place[label, category]: 1.0 for category, _ in secret}
            self._exactly.add(inside | {self._place[label[0]]: -1.0}, -known)

    def _read(self, release: Release, labels: dict[object, Label]) -> None:
        inside: dict[tuple[str, str], dict[str, list[Figure]]] = {}
        for row in _counted(release):
            window = inside.setdefault((row["kind"], row["name"]), {})
            window.setdefault(row["subject"], []).append(figure_of(row))
        for row in release.disclosed:
            figures = [f for own in inside[row["kind"], row["name"]].values() for f in own]
            low, high = (row["value"],) * 2 if row["shown"] else (row["bound_low"], row["bound_high"])
            if low is not None:
                self._total(self._weighed(figures), low, high)
            self._ask(figures)
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
        self._read_breakdowns(release, labels)

    def _read_breakdowns(self, release: Release, labels: dict[object, Label]) -> None:
        pieces: dict[tuple[str, ...], list[tuple[object, float]]] = {}
        for row in release.breakdown_parts:
            piece = ((labels[_broken(row)], row["category"]), float(row["value"]))
            pieces.setdefault(_cell(row), []).append(piece)
        for row in release.disclosed_breakdowns:
            inside = pieces[_cell(row)]
            self._ask(piece for piece, _ in inside)
            if row["shown"]:
                self.cells += 1
                known = sum(value for piece, value in inside if piece not in self._place)
                weights = {self._place[piece]: 1.0 for piece, _ in inside if piece in self._place}
                self._total((weights, known), row["value"], row["value"])

    def _ask(self, keys: Iterable[object]) -> None:
        """What each owner group has among some unknowns must stay open."""
        places = sorted({self._place[key] for key in keys if key in self._place})
        for holding in {self._holding[n] for n in places}:
            self._asked.add((holding, tuple(n for n in places if self._holding[n] == holding)))

    def _total(self, inside: tuple[Amount, float], low: Decimal, high: Decimal | None) -> None:
        weights, known = inside
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
            figures.setdefault(row["holding"], set()).add(figure_of(row))
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

        def summed(movement: str, window: str) -> tuple[Amount, float]:
            subjects = [m["subject"] for m in listed if m["movement"] == movement]
            return self._weighed([f for s in subjects for f in inside[kind, window].get(s, ())])

        percent, half = float(said[0]), float(said[1]) / 2
        (now, now_known), (then, then_known) = summed("panel", row["name"]), summed("panel", before)
        for ratio, sign in (((percent - half) / 100, -1.0), ((percent + half) / 100, 1.0)):
            weights = {n: sign * w for n, w in now.items()}
            for n, w in then.items():
                weights[n] = weights.get(n, 0.0) - sign * ratio * w
            self._at_most.add(weights, sign * (ratio * then_known - now_known) + TOO_FAR)
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

    def _weighed(self, figures: Sequence[Figure]) -> tuple[Amount, float]:
        """The confidential ones, each once, and the sum of the others."""
        known = sum(float(f[3]) for f in figures if f not in self._place)  # type: ignore[arg-type]
        return {self._place[f]: 1.0 for f in figures if f in self._place}, known

    def told(self) -> tuple[list[str], int]:
        """Whose parts somebody can tell within p%, one entry a part, and how many were tried."""
        true, owner = np.array(self._true), np.array(self._holding)
        if not len(true):
            return [], 0
        worlds = Worlds(self._at_most, self._exactly, true, self._margin)
        sizes = {h: float(true[owner == h].sum()) for h in sorted(set(owner))}
        found, tried = [], 0
        for holding in sizes:
            goals = [places for whose, places in sorted(self._asked) if whose == holding]
            goals = [goal for goal in goals if true[list(goal)].sum() > 0]
            tried += len(goals)
            others = sorted((h for h in sizes if h != holding), key=lambda h: (-sizes[h], h)) or [""]
            told = {n for way in (1.0, -1.0) for n in worlds.told(goals, way, [owner == h for h in others])}
            found += [holding] * len(told)
        return found, tried


def figure_of(row: dict[str, Any]) -> Figure:
    """A figure, from a row of `window_parts`."""
    return row["subject"], row["period_start"], row["period_end"], row["value"]


def _counted(release: Release) -> list[dict[str, Any]]:
    return [row for row in release.window_parts if row["left_out"] is None]


def _cell(row: dict[str, Any]) -> tuple[str, ...]:
    return row["kind"], row["name"], row["dimension"], row["category"]


def _broken(row: dict[str, Any]) -> tuple[Figure, str]:
    figure = row["subject"], row["period_start"], row["period_end"], row["whole"]
    return figure, row["dimension"]


def _labels(release: Release) -> dict[object, Label]:
    """Figure and dimension -> how a release splits it."""
    splits: dict[tuple[Figure, str], dict[str, object]] = {}
    for row in release.breakdown_parts:
        if row["value"]:
            splits.setdefault(_broken(row), {})[row["category"]] = row["value"]
        else:
            splits.setdefault(_broken(row), {})
    return {key: (*key, tuple(sorted(split.items()))) for key, split in splits.items()}


def _contains(outer: Figure, inner: Figure) -> bool:
    return (
        outer[0] == inner[0]
        and outer[1] <= inner[1]  # type: ignore[operator]
        and inner[2] <= outer[2]  # type: ignore[operator]
        and outer[2] - outer[1] > inner[2] - inner[1]  # type: ignore[operator]
    )
