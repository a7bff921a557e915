"""What differs between two editions: figures, trends and the like that changed, came or went.

A figure is the same in both when its identifier is. Of the goal, its parts and running totals, whose
identifiers name the round, only the rest of the identifier counts. What an edition prints beside its figures
is named by what tells its rows apart: `trend/listings_removed/2021-Q1`, `completeness/2021-Q1`,
`monitoring/2021-Q1`.

Editions of two rounds are about different periods. What that alone explains is no change and is only counted:
figures of days after the other's last, those that every release gives of its own round alone, and running
totals that moved on with the round. A part that only one of two versions of the code says is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from pipeline.rounds import last_day

_TOLD = (
    "value",
    "value_low",
    "value_high",
    "interval_low",
    "interval_high",
    "qualifier",
    "status",
    "conf_status",
    "coverage_n",
    "coverage_of",
    "largest_share",
    "numerator",
    "denominator",
    "missing",
    "quote",
)
"""What makes a figure another one to its reader; its wording follows from these."""
_BESIDE = (
    ("trend", "trends", ("indicator", "period")),
    ("completeness", "completeness", ("round",)),
    ("monitoring", "monitoring", ("period",)),
    ("reconciliation", "reconciliations", ("id",)),
)
"""Rows beside the figures: how they are named here, where the edition has them, what tells them apart."""
_RUNNING = ("running_total/", "breakdown/running/", "ratio_running/")
_OF_ITS_ROUND = "breakdown/round/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure, or row beside the figures, that is not the same in both editions."""

    figure: str
    change: Literal["changed", "new", "gone"]
    field: str
    """Which of its parts changed; empty when the whole figure came or went."""
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """How two editions differ."""

    changes: tuple[FigureChange, ...]
    """Figures in order of their identifiers before rows, one for each part."""
    moved: int
    """Figures and rows left out, since only one of the two is about their period."""
    unsaid: tuple[str, ...]
    """Parts that only one of the two editions says, such as `trends.members_absent`."""


_Said = Mapping[str, frozenset[str]]
"""Where in an edition -> the parts that its version of the code says of each row."""


def differences(
    old: Edition, new: Edition, old_says: _Said | None = None, new_says: _Said | None = None
) -> Differences:
    """Every difference of two editions; with `parts_said` of both, of what both versions of the code say."""
    unsaid = _said_by_one(old_says or {}, new_says or {})
    ends = {figure.period: figure.period_end for edition in (old, new) for figure in edition.figures}
    told = [(_figures(old, unsaid), _figures(new, unsaid))]
    told += [(_rows(old, rows, unsaid, ends), _rows(new, rows, unsaid, ends)) for rows in _BESIDE]
    changes: list[FigureChange] = []
    moved = 0
    for was, now in told:
        left_out = {
            lasting
            for lasting in {*was, *now}
            if old.round != new.round and _only_moved(was.get(lasting), now.get(lasting), old, new)
        }
        moved += len(left_out)
        changes += _compared(_without(was, left_out), _without(now, left_out))
    return Differences(changes=tuple(changes), moved=moved, unsaid=tuple(sorted(unsaid)))


def _said_by_one(old: _Said, new: _Said) -> set[str]:
    compared = {"figures": _TOLD, **{place: None for _, place, _ in _BESIDE}}
    return {
        f"{place}.{part}"
        for place, told in compared.items()
        if place in old and place in new
        for part in old[place] ^ new[place]
        if told is None or part in told
    }


def figure_changes(old: Edition, new: Edition) -> tuple[FigureChange, ...]:
    """Every difference of editions of one version of the code."""
    return differences(old, new).changes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A figure or row as it is compared."""

    id: str
    parts: Mapping[str, object]
    ends: date | None
    """Last day that it is about."""
    of_its_round: bool = False
    """Every release gives it of its own round alone."""


_Told = Mapping[str, _Entry]
"""What lasts of an identifier -> the figure or row."""


def _only_moved(was: _Entry | None, now: _Entry | None, old: Edition, new: Edition) -> bool:
    """Whether the periods of editions of two rounds explain that an entry is other, new or gone."""
    if was and now:
        return was.id != now.id and was.id.startswith(_RUNNING)
    there, other = (was, new) if was else (now, old)
    if there is None or there.id.startswith(_RUNNING):
        return False
    return there.of_its_round or (there.ends is not None and there.ends > last_day(other.round))


def _without(told: _Told, left_out: set[str]) -> _Told:
    return {lasting: entry for lasting, entry in told.items() if lasting not in left_out}


def _figures(edition: Edition, unsaid: set[str]) -> _Told:
    told = [name for name in _TOLD if f"figures.{name}" not in unsaid]
    return {
        _lasting(figure, edition): _Entry(
            figure.id,
            {name: getattr(figure, name) for name in told},
            figure.period_end,
            figure.id.startswith(_OF_ITS_ROUND) or (figure.topic == "quotation" and not figure.source_url),
        )
        for figure in edition.figures
    }


def _rows(
    edition: Edition, rows: tuple[str, str, tuple[str, ...]], unsaid: set[str], ends: Mapping[str, date]
) -> _Told:
    name, place, keys = rows
    told = {}
    for row in getattr(edition, place):
        named = [getattr(row, key) for key in keys]
        identifier = "/".join((name, *named))
        parts = {part: v for part, v in _parts(row, keys).items() if f"{place}.{part}" not in unsaid}
        told[identifier] = _Entry(identifier, parts, ends.get(named[-1]))
    return told


def _parts(row: Any, keys: tuple[str, ...]) -> dict[str, object]:  # noqa: ANN401 - a row of any kind
    """What a row tells apart from its names: labels follow from codes, sentences from numbers."""
    parts = {field.name: getattr(row, field.name) for field in fields(row) if field.name not in keys}
    return {name: value for name, value in parts.items() if not isinstance(value, Text)}


def _lasting(figure: Figure, edition: Edition) -> str:
    """The identifier; of the goal, its parts and running totals without the round of the release."""
    if figure.topic not in ("goal", "goal_part") and not figure.id.startswith(_RUNNING):
        return figure.id
    first, *names = figure.id.split("/")
    return "/".join([first, *(name for name in names if name != edition.round)])


def _compared(old: _Told, new: _Told) -> Iterator[FigureChange]:
    for lasting in sorted({*old, *new}):
        was, now = old.get(lasting), new.get(lasting)
        if was and now:
            yield from _changes(now.id, was.parts, now.parts)
        elif there := was or now:
            yield FigureChange(
                figure=there.id,
                change="new" if now else "gone",
                field="",
                old=_whole(was.parts) if was else "",
                new=_whole(now.parts) if now else "",
            )


def _changes(name: str, was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[FigureChange]:
    for field, told in now.items():
        if was[field] != told:
            yield FigureChange(
                figure=name, change="changed", field=field, old=_shown(was[field]), new=_shown(told)
            )


def _whole(parts: Mapping[str, object]) -> str:
    """The number of a figure or row that came or went, its bounds where it has no value, else its status."""
    value = parts.get("value", parts.get("total"))
    low, high = parts.get("value_low"), parts.get("value_high")
    if value is None and low is not None:
        return f"{_shown(low)} to {_shown(high)}" if high is not None else f"at least {_shown(low)}"
    return _shown(value) or _shown(parts.get("conf_status") or parts.get("status"))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        sentences = [text.en for text in value if isinstance(text, Text)]
        return " ".join(sentences) or "; ".join(map(str, value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
