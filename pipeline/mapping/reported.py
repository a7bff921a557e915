"""What value cells report: the key, the slot, and the number or state that stands there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from pipeline.mapping.cellvalues import Quantity
from pipeline.model import ObsStatus

WITHOUT_VALUE = frozenset(
    {
        ObsStatus.SUPPRESSED,
        ObsStatus.NOT_COLLECTED,
        ObsStatus.LATE,
        ObsStatus.WITHHELD,
        ObsStatus.REPORTED_ELSEWHERE,
        ObsStatus.NOT_APPLICABLE,
    }
)
"""States in which there is no value to print."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One value cell as read: the key it belongs to, the slot it fills, and what stands in it."""

    key: tuple[tuple[str, str], ...]
    """Subject, indicator and dimensions, as (name, code)."""
    start: date | None
    end: date
    slot: str
    quantity: Quantity | None
    """None for a state without a value."""
    status: ObsStatus
    text: str
    place: str
    label: str
    reference_period: str | None = None


@dataclass(slots=True)
class BlockReading:
    """What one block gave."""

    reported: list[Reported] = field(default_factory=list)
    blank: list[Reported] = field(default_factory=list)
    """Figures whose cells are blank, and nobody said what that means."""
    broken: set[tuple[tuple[tuple[str, str], ...], date | None, date]] = field(default_factory=set)
    """Keys of which a slot could not be read: nothing is built from the others."""
    unread: Counter[str] = field(default_factory=Counter)
    """Cell with a text that could not be read, or a figure without a heading -> how many figures it cost."""
    broken_rows: set[int] = field(default_factory=set)
    """Rows whose fields could not be read: nobody knows which total they belong to."""
