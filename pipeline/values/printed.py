"""What a reading of a number gives: the value, how fine it was printed, and how it was hedged."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pipeline.model import Qualifier

MAX_WHOLE_DIGITS = 22
MAX_DECIMALS = 6
"""What DECIMAL(28,6) holds."""


class Printed(NamedTuple):
    """A number read from a text. A named tuple: one is made for every value cell, five times as fast.

    `unit` is the size of its last significant digit in the same unit as `value`: 1000 in "263,000", 100000 in
    "1.4 million", 0.1 in "73.5%".
    """

    value: Decimal
    unit: Decimal
    hedge: Qualifier | None = None
    """The qualifier that the words state; None for a bare number."""
    scale: Decimal = Decimal(1)
    scale_text: str = ""
    percent: bool = False
    decimals: int = 0
    """Digits printed after the decimal sign."""
    vague: bool = False
    """No number at all, only an order of magnitude ("millions"): `value` is then its lower bound."""
    high: Decimal | None = None
    """Upper end of a printed range; `value` is then the lower."""
    unit_text: str = ""
    """Currency sign or unit word that stands beside the number ("HRS")."""
    mark: str = ""
    """Footnote mark behind the number ("*")."""


def last_digit_unit(digits: str, scale: Decimal, *, percent: bool = False) -> Decimal:
    """Size of the last significant digit of plain digits ("1.4", "263000") under a scale.

    Zeros at the end of a whole number are taken as padding, except in a percentage.
    """
    if "." in digits:
        return scale * Decimal(1).scaleb(-len(digits.partition(".")[2]))
    if percent or not digits.endswith("0"):
        return scale
    whole = digits.lstrip("-").lstrip("0")
    return scale * Decimal(1).scaleb(len(whole) - len(whole.rstrip("0")))


def plain(number: Decimal) -> str:
    """A Decimal without exponent and without padding zeros: 263000, 73.5."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
