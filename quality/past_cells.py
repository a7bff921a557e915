"""The figures under review beside what the same reporter had accepted before, series by series.

Only earlier periods count: what an older file said about the same period is a restatement, which other
rules judge. Public statements are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pipeline import warehouse
from pipeline.model import SERIES_KEY
from pipeline.rounds import first_day
from quality.likeness import Earlier, Series, settle
from quality.places import Position, position
from quality.rows import number_class

MEMORY = timedelta(days=731)
"""Older figures count only while a series has no others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure under review."""

    row: int
    labels: tuple[str, ...]
    """What it is about, in the order of the series key."""
    start: date | None
    end: date
    value: float
    """Not a number where the file says that there is none."""
    place: str
    inside: bool
    """Whether its period touches the round."""

    @property
    def position(self) -> Position | None:
        """Where it stands."""
        return position(self.place)

    @property
    def is_amount(self) -> bool:
        """Whether it is no share or change in percent: a scale can slip, and nothing is below zero."""
        return number_class(self.labels[1]) == "amount"

    @property
    def period(self) -> str:
        """Its period as a label."""
        return f"{self.start or ''}/{self.end}"


@dataclass(frozen=True, slots=True)
class Remembered:
    """One figure accepted before."""

    labels: tuple[str, ...]
    round: str
    origin: str
    """Submission that carried it."""
    start: date | None
    end: date
    value: float
    place: str
    own_round: bool
    """Whether it was told in the file of its own round, not restated later."""


@dataclass(slots=True)
class Beside:
    """One submission's figures, and the past of its reporter."""

    submission: str
    round: str
    first_day: date
    last_day: date
    figures: tuple[Figure, ...]
    past: tuple[Remembered, ...]
    """Oldest first; one figure for a series and period."""
    flows: frozenset[str]
    """Indicators whose figures cover their period."""
    series: dict[tuple[str, ...], Series] = field(init=False, default_factory=dict)
    told: dict[tuple[str, ...], list[Remembered]] = field(init=False, default_factory=dict)
    """The past of each series."""
    usual_shift: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Gather the series, subject by subject, since those scatter alike."""
        for remembered in self.past:
            self.told.setdefault(remembered.labels, []).append(remembered)
        for labels in sorted(self.told):
            earlier = [Earlier(r.start, r.end, r.value) for r in self.told[labels] if r.end < self.first_day]
            if earlier:
                recent = [e for e in earlier if e.end >= self.first_day - MEMORY] or earlier[-1:]
                self.series[labels] = Series(tuple(recent), flows=labels[1] in self.flows)
        shifts = [
            settle([series for labels, series in self.series.items() if labels[0] == subject])
            for subject in sorted({labels[0] for labels in self.series})
        ]
        self.usual_shift = max(shifts, default=0.0)

    def divided(self, factor: float) -> Beside:
        """The same submission with every amount divided by a factor."""
        divided = (replace(f, value=f.value / factor) if f.is_amount else f for f in self.figures)
        return replace(self, figures=tuple(divided))

    @property
    def rounds(self) -> list[str]:
        """Earlier rounds with something accepted, oldest first."""
        return sorted({r.round for r in self.past if r.round < self.round})

    @property
    def compared_throughout(self) -> bool:
        """Whether each figure is of the round, and its series has figures of two earlier periods."""
        told = {f.row for f in self.compared() if len(self.series[f.labels].earlier) > 1}
        return bool(told) and all(f.row in told or f.value != f.value for f in self.figures)

    def compared(self) -> list[Figure]:
        """Figures of the round whose series said something before; amounts below zero need no past."""
        return [
            f
            for f in self.figures
            if f.inside and f.labels in self.series and (f.value >= 0 or (f.value < 0 and not f.is_amount))
        ]


def beside(engine: warehouse.Engine, submissions: Sequence[str]) -> Iterator[Beside]:
    """The figures of some submissions, each beside its reporter's past."""
    listed = ", ".join(f"'{submission}'" for submission in submissions)
    labels = ", ".join(f"o.{name}" for name in SERIES_KEY)
    told = _by_submission(
        engine,
        f"""
        SELECT o.row, o.submission, [{labels}] AS labels, o.period_start, o.period_end,
            coalesce(o.value::DOUBLE, 'nan'::DOUBLE) AS value, o.place, i.time_basis = 'flow' AS flows,
            s.round, s.first_day, s.last_day
        FROM observations AS o
        INNER JOIN submissions AS s ON o.submission = s.submission
        INNER JOIN indicators AS i ON o.indicator = i.code
        WHERE o.submission IN ({listed}) AND s.rank < 2 AND s.first_day IS NOT NULL
        ORDER BY o.row
        """,
    )
    past = _by_submission(
        engine,
        f"""
        SELECT s.submission, [{labels}] AS labels, o.round, o.submission AS origin,
            o.period_start, o.period_end, o.value::DOUBLE AS value, o.place, i.time_basis = 'flow' AS flows
        FROM submissions AS s
        INNER JOIN accepted AS o ON s.reporter = o.reporter AND s.sequence > o.sequence
        INNER JOIN indicators AS i ON o.indicator = i.code
        WHERE s.submission IN ({listed}) AND o.value IS NOT NULL AND o.round <= s.round
        QUALIFY row_number() OVER (
            PARTITION BY s.submission, o.series, o.period ORDER BY o.sequence DESC
        ) = 1
        ORDER BY o.period_end, o.series
        """,
    )
    for submission, rows in told.items():
        remembered = past.get(submission)
        if remembered:
            yield _beside(submission, rows, remembered)


def _by_submission(engine: warehouse.Engine, query: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.rows(engine, query):
        found.setdefault(row["submission"], []).append(row)
    return found


def _beside(submission: str, rows: list[dict[str, Any]], past: list[dict[str, Any]]) -> Beside:
    first, last = rows[0]["first_day"], rows[0]["last_day"]
    figures = tuple(
        Figure(
            row=row["row"],
            labels=tuple(row["labels"]),
            start=row["period_start"],
            end=row["period_end"],
            value=row["value"],
            place=row["place"],
            inside=row["period_end"] >= first and (row["period_start"] or first) <= last,
        )
        for row in rows
    )
    begins = {round_: first_day(round_) for round_ in {row["round"] for row in past}}
    remembered = tuple(
        Remembered(
            labels=tuple(row["labels"]),
            round=row["round"],
            origin=row["origin"],
            start=row["period_start"],
            end=row["period_end"],
            value=row["value"],
            place=row["place"],
            own_round=row["period_end"] >= begins[row["round"]],
        )
        for row in past
    )
    flows = frozenset(row["labels"][1] for row in (*rows, *past) if row["flows"])
    return Beside(submission, rows[0]["round"], first, last, figures, remembered, flows)
