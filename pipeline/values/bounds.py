"""From a printed number and its qualifier to the bounds that are stored.

"over X" is [X, ∞); "under X" is [0, X]; "approximately X" is X ± half its last significant digit; "nearly X"
is that interval's lower half; a range is its ends; a vague number has a lower bound at most and no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Qualifier
from pipeline.values.printed import Printed

_HALF = Decimal("0.5")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value with its bounds; None is unbounded (or, for the value, absent)."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None


def bounded(printed: Printed, qualifier: Qualifier) -> Bounded:
    """Value and bounds of a printed number under a qualifier."""
    value, half = printed.value, printed.unit * _HALF
    match qualifier:
        case Qualifier.VAGUE:
            found = Bounded(None, value, None)
        case Qualifier.RANGE:
            found = Bounded(None, value, printed.high)
        case Qualifier.OVER | Qualifier.AT_LEAST:
            found = Bounded(value, value, None)
        case Qualifier.UNDER | Qualifier.AT_MOST:
            found = Bounded(value, min(_ZERO, value), value)
        case Qualifier.NEARLY:
            found = Bounded(value, value - half, value)
        case Qualifier.APPROXIMATELY | Qualifier.ROUNDED:
            low = value - half if value < 0 else max(_ZERO, value - half)
            found = Bounded(value, low, value + half)
        case _:
            found = Bounded(value, value, value)
    return found
