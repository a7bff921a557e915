"""How totals that are broken down are laid out: a line for each category, a grid for each dimension."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from pipeline.breakdown_labels import category_label, dimension_label
from pipeline.codes import codelist
from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.phrases import period

_TOPIC_OF = {"round": "output_round", "year": "output_year", "running": "running_total"}
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """One category of a total in one window."""

    figure: Figure
    total: Figure | None
    """The total that it is a part of."""
    dimension: str
    category: str

    @property
    def kind(self) -> str:
        """`round`, `year` or `running`."""
        return self.figure.id.split("/")[1]

    @property
    def dimension_label(self) -> Text:
        """Name of the dimension."""
        return dimension_label(self.dimension)

    @property
    def category_label(self) -> Text:
        """Name of the category."""
        return category_label(self.dimension, self.category)

    @property
    def share(self) -> Decimal | None:
        """Of the total, in percent to one place; None where either is not shown, or the total is zero."""
        whole = self.total.value if self.total is not None else None
        if self.figure.value is None or not whole:
            return None
        return (100 * self.figure.value / whole).quantize(_TENTH)

    @property
    def percent(self) -> str:
        """`33.4%`; empty where there is no share."""
        return "" if self.share is None else f"{self.share}%"

    @property
    def hedge(self) -> Text:
        """`approximately`; empty where the number is exact."""
        if self.figure.qualifier in {"", "exact"}:
            return Text("", "")
        label = codelist("qualifiers").label(self.figure.qualifier)
        return Text(label.en.lower(), label.zh)


@dataclass(frozen=True, slots=True)
class Grid:
    """One indicator broken down by one dimension: categories down, windows across."""

    first: Figure
    windows: tuple[str, ...]
    rows: tuple[tuple[Text, tuple[Line | None, ...]], ...]
    totals: tuple[Figure | None, ...]

    @property
    def hedge(self) -> Text:
        """What all numbers of it are, said once: `approximately`; empty where they differ."""
        said = {
            line.hedge for _, lines in self.rows for line in lines if line and line.figure.value is not None
        }
        return said.pop() if len(said) == 1 else Text("", "")

    def beside(self, line: Line) -> Text:
        """What stands small under a number: `33.4%`; `approximately, 33.4%` where not all are."""
        hedge = Text("", "") if self.hedge == line.hedge else line.hedge
        return Text(
            ", ".join(part for part in (hedge.en, line.percent) if part),
            "，".join(part for part in (hedge.zh, line.percent) if part),
        )

    def heading(self, window: str) -> Text:
        """A window in words: `quarter 2 of 2021`, `since the start`."""
        topics = {figure.period: figure.topic for figure in self.totals if figure is not None}
        return SINCE_START if topics.get(window) == "running_total" else period(window)


SINCE_START = Text("since the start", "自起始以来")


def lines(edition: Edition) -> tuple[Line, ...]:
    """Every broken-down figure of an edition beside its total, in the order of the edition."""
    totals: dict[tuple[str, str, str], Figure] = {
        (f.topic, f.indicator, f.period): f for f in edition.figures
    }
    found = []
    for figure in edition.figures:
        if figure.topic == "breakdown":
            [(dimension, category)] = figure.dimensions.items()
            topic = _TOPIC_OF[figure.id.split("/")[1]]
            total = totals.get((topic, figure.indicator, figure.period))
            found.append(Line(figure, total, dimension, category))
    return tuple(found)


def grids(edition: Edition) -> list[tuple[Text, list[Grid]]]:
    """The grids of each dimension, in the order of the code list."""
    every = lines(edition)
    found = []
    for dimension in codelist("breakdown_dimensions"):
        own = [line for line in every if line.dimension == dimension.code]
        by_indicator = groupby(
            sorted(own, key=lambda line: line.figure.indicator), key=lambda line: line.figure.indicator
        )
        if own:
            found.append((dimension.label, [_grid(list(some)) for _, some in by_indicator]))
    return found


def _grid(some: list[Line]) -> Grid:
    order = {"round": 0, "year": 1, "running": 2}
    windows = {line.figure.period: (order[line.kind], line.figure.period, line.total) for line in some}
    listed = sorted(windows, key=lambda window: windows[window][:2])
    at = {(line.category, line.figure.period): line for line in some}
    rows = [
        (at_label, tuple(at.get((category, window)) for window in listed))
        for category, at_label in _by_size(some)
    ]
    return Grid(some[0].figure, tuple(listed), tuple(rows), tuple(windows[window][2] for window in listed))


def _by_size(some: Iterable[Line]) -> list[tuple[str, Text]]:
    """Categories, the largest first; what is not shown, and then what belongs to no category, comes last."""
    largest: dict[str, Decimal] = {}
    labels: dict[str, Text] = {}
    for line in some:
        labels[line.category] = line.category_label
        largest[line.category] = max(
            largest.get(line.category, Decimal(-1)), line.figure.value or Decimal(-1)
        )
    rests = codelist("breakdown_rests")
    return [(c, labels[c]) for c in sorted(labels, key=lambda c: (c in rests, -largest[c], c))]
