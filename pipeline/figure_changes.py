"""What differs between two editions: figures that changed, came or went.

A figure is the same in both when its identifier is. Of the goal and its parts, whose identifiers name the
round, only the rest of the identifier counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.figures import Edition, Figure

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure that is not the same in both editions."""

    figure: str
    change: Literal["changed", "new", "gone"]
    field: str
    """Which of its parts changed; empty when the whole figure came or went."""
    old: str
    new: str


def figure_changes(old: Edition, new: Edition) -> tuple[FigureChange, ...]:
    """Every difference, in order of the figures' identifiers, a line for each part that changed."""
    before = {_lasting(figure): figure for figure in old.figures}
    after = {_lasting(figure): figure for figure in new.figures}
    return tuple(
        change for name in sorted(before | after) for change in _changes(before.get(name), after.get(name))
    )


def _lasting(figure: Figure) -> str:
    """The identifier; of the goal and its parts (`goal/TARGET/ROUND`) without the round of the release."""
    names = figure.id.split("/")
    return "/".join([*names[:2], *names[3:]]) if figure.topic in ("goal", "goal_part") else figure.id


def _changes(old: Figure | None, new: Figure | None) -> Iterator[FigureChange]:
    if old is None or new is None:
        there = new or old
        if there is not None:
            come = new is not None
            yield FigureChange(
                figure=there.id,
                change="new" if come else "gone",
                field="",
                old="" if come else _shown(there.value),
                new=_shown(there.value) if come else "",
            )
        return
    for field in _TOLD:
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            yield FigureChange(figure=new.id, change="changed", field=field, old=_shown(was), new=_shown(now))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(text.en for text in value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
