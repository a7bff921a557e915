"""What an indicator's values must be like: whole counts, percentages in range, digits that can be stored."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from pipeline.codes import codelist
from pipeline.values.printed import MAX_DECIMALS, MAX_WHOLE_DIGITS

PERCENT = "percent"


@cache
def unit_of(indicator: str) -> str:
    """Unit of an indicator."""
    return codelist("indicators")[indicator].extra["unit"]


@cache
def is_percent(indicator: str) -> bool:
    """Whether an indicator is a percentage."""
    return unit_of(indicator) == PERCENT


@cache
def is_whole(indicator: str) -> bool:
    """Whether an indicator counts things, so that its values are whole."""
    return codelist("indicators")[indicator].extra["whole"] == "yes"


def is_change(indicator: str) -> bool:
    """Whether an indicator is a change against a reference: it may be negative and beyond 100%."""
    return indicator.endswith("_change")


def fault(value: Decimal, indicator: str) -> str | None:
    """The finding code of what is wrong with a value of an indicator; None when nothing is."""
    if code := unstorable(value):
        return code
    if is_change(indicator):
        return None
    if is_percent(indicator):
        return None if 0 <= value <= 100 else "percent-out-of-range"
    if value < 0:
        return "negative-value"
    return "not-whole" if is_whole(indicator) and value != value.to_integral_value() else None


def unstorable(value: Decimal) -> str | None:
    """The finding code of a number with more digits than are stored."""
    printed = value.as_tuple().exponent
    exponent = value.normalize().as_tuple().exponent if value and printed != 0 else 0
    if isinstance(exponent, int) and -exponent > MAX_DECIMALS:
        return "too-many-decimals"
    return "number-too-large" if value.adjusted() >= MAX_WHOLE_DIGITS else None
