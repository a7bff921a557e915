"""What differs between two editions: figures, trends and the like that changed, came or went.

A figure is the same in both when its identifier is. Of the goal and its parts, whose identifiers name the
round, only the rest of the identifier counts. What an edition prints beside its figures is named by what
tells its rows apart: `trend/listings_removed/2021-Q1`, `completeness/2021-Q1`, `monitoring/2021-Q1`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from pipeline.figures import Edition, Figure
from pipeline.model import Text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure, or row beside the figures, that is not the same in both editions."""

    figure: str
    change: Literal["changed", "new", "gone"]
    field: str
    """Which of its parts changed; empty when the whole figure came or went."""
    old: str
    new: str


def figure_changes(old: Edition, new: Edition) -> tuple[FigureChange, ...]:
    """Every difference, figures in order of their identifiers before rows, a line for each part."""
    found = [*_compared(_figures(old), _figures(new))]
    for name, place, keys in _BESIDE:
        found += _compared(_rows(old, name, place, keys), _rows(new, name, place, keys))
    return tuple(found)


_Told = Mapping[str, tuple[str, Mapping[str, object]]]
"""What lasts of an identifier -> the identifier and the parts that are told."""


def _figures(edition: Edition) -> _Told:
    return {
        _lasting(figure): (figure.id, {name: getattr(figure, name) for name in _TOLD})
        for figure in edition.figures
    }


def _rows(edition: Edition, name: str, place: str, keys: tuple[str, ...]) -> _Told:
    told = {}
    for row in getattr(edition, place):
        identifier = "/".join((name, *(getattr(row, key) for key in keys)))
        told[identifier] = identifier, _parts(row, keys)
    return told


def _parts(row: Any, keys: tuple[str, ...]) -> dict[str, object]:  # noqa: ANN401 - a row of any kind
    """What a row tells apart from its names: labels follow from codes, sentences from numbers."""
    parts = {field.name: getattr(row, field.name) for field in fields(row) if field.name not in keys}
    return {name: value for name, value in parts.items() if not isinstance(value, Text)}


def _lasting(figure: Figure) -> str:
    """The identifier; of the goal and its parts (`goal/TARGET/ROUND`) without the round of the release."""
    names = figure.id.split("/")
    return "/".join([*names[:2], *names[3:]]) if figure.topic in ("goal", "goal_part") else figure.id


def _compared(old: _Told, new: _Told) -> Iterator[FigureChange]:
    for lasting in sorted({*old, *new}):
        was, now = old.get(lasting), new.get(lasting)
        if was and now:
            yield from _changes(now[0], was[1], now[1])
        elif there := was or now:
            yield FigureChange(
                figure=there[0],
                change="new" if now else "gone",
                field="",
                old=_whole(was[1]) if was else "",
                new=_whole(now[1]) if now else "",
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
