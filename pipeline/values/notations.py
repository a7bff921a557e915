"""Which signs mark decimals and thousands? Declared, or shown by evidence; a lone "1.234" shows nothing.

`readings` gives every number that digits can mean; `weigh` holds the cells of a column against each other:
"12.345.678" among them proves that points group thousands, "0.059" that they mark decimals, and
`43086543` beside `85,680,819` disagrees with neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.labels import fold
from pipeline.values.readings import Ambiguous, Reading, settle


@dataclass(frozen=True, slots=True)
class Notation:
    """Signs of a numeral. `grouping` is `indian` for 12,34,567."""

    decimal: str = "."
    thousands: str = ""
    grouping: Literal["three", "indian"] = "three"

    def __str__(self) -> str:
        groups = f", thousands '{self.thousands}'" if self.thousands else ""
        return f"decimal '{self.decimal}'{groups}{' in Indian groups' if self.grouping == 'indian' else ''}"

    @property
    def digits(self) -> re.Pattern[str]:
        """What a whole numeral without sign looks like."""
        return _pattern(self.decimal, self.thousands, self.grouping)


NOTATIONS: tuple[Notation, ...] = (
    Notation(".", ","),
    Notation(",", "."),
    Notation(",", " "),
    Notation(".", " "),
    Notation(".", "'"),
    Notation(",", "'"),
    Notation(".", ",", "indian"),
)
"""Notations in use; each of them reads ungrouped digits too."""


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str, grouping: str) -> re.Pattern[str]:
    """A group of nothing but a zero ("0.059") is no group of thousands."""
    sign, point = re.escape(thousands), re.escape(decimal)
    groups = ""
    if thousands:
        middle = rf"(?:{sign}\d{{2}})*{sign}\d{{3}}" if grouping == "indian" else rf"(?:{sign}\d{{3}})+"
        groups = rf"[1-9]\d{{0,{1 if grouping == 'indian' else 2}}}{middle}|"
    return re.compile(rf"(?:{groups}\d+)(?:{point}\d+)?", re.ASCII)


def folded_digits(text: str) -> str:
    """Digits with one kind of blank, minus and apostrophe."""
    return fold(text).replace("\u2212", "-").replace("’", "'").replace("‘", "'")


def plain_digits(text: str, notation: Notation) -> str | None:
    """The digits with a decimal point and no groups ("1234.5"); None where the notation does not allow it."""
    digits = folded_digits(text)
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if not notation.digits.fullmatch(digits):
        return None
    if notation.thousands:
        digits = digits.replace(notation.thousands, "")
    return sign + digits.replace(notation.decimal, ".")


def readings(text: str) -> list[Reading[str]]:
    """Every plain numeral that a text can mean; 1.5 and 1.50 are two texts of one number."""
    found: dict[Decimal, Reading[str]] = {}
    for notation in NOTATIONS:
        digits = plain_digits(text, notation)
        if digits is not None:
            found.setdefault(Decimal(digits), Reading(digits, str(notation)))
    return list(found.values())


def undeclared(text: str) -> str | Ambiguous[str] | None:
    """Plain digits of a numeral under no declaration, both readings where there are two, None for none."""
    return settle(text, readings(text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a column shows. `notation` is None while the values depend on the choice between `possible`."""

    notation: Notation | None
    possible: tuple[Notation, ...]
    unread: tuple[str, ...]
    """Texts that no notation reads. Empty `possible` and nothing unread: the texts contradict each other."""
    witness: str = ""
    """A text that ruled other notations out."""


def weigh(texts: Iterable[str]) -> Evidence:
    """Hold the numerals of one column against each other."""
    possible, witness, unread = list(NOTATIONS), "", []
    seen = list(dict.fromkeys(texts))
    for text in seen:
        fitting = [notation for notation in NOTATIONS if plain_digits(text, notation) is not None]
        if not fitting:
            unread.append(text)
            continue
        left = [notation for notation in possible if notation in fitting]
        witness = text if len(left) < len(possible) else witness
        possible = left
    agreed = bool(possible) and all(
        len({Decimal(d) for n in possible if (d := plain_digits(text, n)) is not None}) <= 1 for text in seen
    )
    return Evidence(possible[0] if agreed else None, tuple(possible), tuple(unread), witness)
