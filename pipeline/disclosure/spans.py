"""Round bounds that may be given in place of a total, from narrow to wide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from pipeline.disclosure.ground import Cell

Span = tuple[Decimal, Decimal | None]
"""Bounds, none above where it is open."""
_FINEST, _COARSEST = Decimal("0.005"), Decimal(1)
"""Width of bounds, as shares of the total, between which one is sought."""


def outward(cell: Cell) -> Iterator[Span]:
    """Round bounds that enclose a total, from narrow to wide: steps of 1, 2 or 5 times a power of ten."""
    value = cell.value
    if value <= 0:
        return
    step = Decimal(1).scaleb((value * _FINEST).adjusted())
    while step <= value * _COARSEST:
        for unit in (step, 2 * step, 5 * step):
            if value * _FINEST <= unit <= value * _COARSEST:
                for offset in (Decimal(0), unit / 2):
                    if unit >= 1 and offset == int(offset):
                        yield _between(cell.low, cell.high, unit, offset)
        step *= 10


def _between(low: Decimal, high: Decimal | None, unit: Decimal, offset: Decimal) -> Span:
    """The multiples of a unit, moved by an offset, next below and above; never below zero."""
    first = ((low - offset) / unit).to_integral_value(ROUND_FLOOR) * unit + offset
    if high is None:
        return max(first, Decimal(0)), None
    last = ((high - offset) / unit).to_integral_value(ROUND_FLOOR) * unit + offset + unit
    return max(first, Decimal(0)), last
