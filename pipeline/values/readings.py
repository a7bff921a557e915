"""A text with several readings: each is kept with what would have to be declared for it to hold.

"1.234" is a little over one or more than a thousand; 03/04/2021 lies in April or in March. Neither is ever
guessed. A reader returns `Ambiguous`, the intake makes a finding of it that shows the readings, and the
profile settles it once for the whole file (number signs, order of day and month, first month of a fiscal
year). A column as a whole may settle it too, by evidence: see `notations.weigh` and `days.order_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One reading, and the declaration under which it holds ("decimal '.'", "day before month")."""

    value: T
    under: str


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[T]):
    """A text that has several readings of different meaning. `readings` has at least two."""

    text: str
    readings: tuple[Reading[T], ...]

    def __str__(self) -> str:
        return "; ".join(f"{reading.value} ({reading.under})" for reading in self.readings)


def settle(text: str, readings: list[Reading[T]]) -> T | Ambiguous[T] | None:
    """The one value of all readings, the ambiguity where they differ, None without any."""
    distinct: dict[object, Reading[T]] = {}
    for reading in readings:
        distinct.setdefault(reading.value, reading)
    if len(distinct) > 1:
        return Ambiguous(text, tuple(distinct.values()))
    return next(iter(distinct.values())).value if distinct else None
