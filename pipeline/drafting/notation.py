"""How a block writes its numbers: which notation reads every cell, by evidence and never by guess.

A notation is settled when it reads all numbers and every other notation that does so gives the same values,
or breaks what is known of the indicator: a count has no fraction, a group of digits never begins with zero.
"1.234" alone under an unknown indicator is therefore asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.drafting.choices import SURE, Choice
from pipeline.fields import NumberGrammar
from pipeline.mapping.cellvalues import is_stored_number, read_number
from pipeline.readers.cells import Cell
from pipeline.values.numerals import NotANumberError

PLAIN = NumberGrammar()
CHINESE = NumberGrammar(kind="chinese")
NOTATIONS: tuple[NumberGrammar, ...] = (
    PLAIN,
    NumberGrammar(kind="signs", decimal=".", thousands=","),
    NumberGrammar(kind="signs", decimal=",", thousands="."),
    NumberGrammar(kind="signs", decimal=".", thousands=" "),
    NumberGrammar(kind="signs", decimal=",", thousands=" "),
    NumberGrammar(kind="signs", decimal=".", thousands="'"),
    CHINESE,
)
LONGEST_NUMBER = 60
"""Signs from which on a text is no number."""
_ZERO_GROUP = re.compile(r"-?0\d*[.,' ]\d{3}(?!\d)|-?0[.,' ]\d{3}")
_HAS_DIGIT = re.compile(r"[\d一二三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Printed:
    """One number of a block: its cell and whether it must be whole (None when that is not known)."""

    cell: Cell
    whole: bool | None


@dataclass(frozen=True, slots=True)
class Notation:
    """The decision, with the cells that no notation reads."""

    choice: Choice
    grammar: NumberGrammar
    unread: tuple[str, ...] = ()


def decide(numbers: Sequence[Printed]) -> Notation:
    """The notation of a block's numbers (markers and blanks left out)."""
    texts = [n for n in numbers if not is_stored_number(n.cell)]
    if not texts:
        reason = "every number is stored as a number" if numbers else "no number stands in the block"
        return Notation(Choice("plain", SURE, reason), PLAIN)
    read = {g: [value_of(n.cell, g) for n in texts] for g in NOTATIONS}
    most = max(sum(value is not None for value in values) for values in read.values())
    best = [g for g in NOTATIONS if sum(value is not None for value in read[g]) == most]
    possible = [g for g in best if not _impossible(texts, read[g], g)]
    unread = tuple(n.cell.text for n, v in zip(texts, read[best[0]], strict=True) if v is None)
    if not possible or not most:
        ask = f"how are numbers written? No notation fits all of {_some(n.cell.text for n in texts)}"
        return Notation(Choice("", 0.0, ask, ask), best[0], unread)
    chosen = possible[0]
    rival = next((g for g in possible if read[g] != read[chosen]), None)
    if rival is None:
        reason = f"reads all of {_some(n.cell.text for n in texts if value_of(n.cell, chosen) is not None)}"
        return Notation(Choice(str(chosen), SURE, reason), chosen, unread)
    at = next(i for i, pair in enumerate(zip(read[chosen], read[rival], strict=True)) if pair[0] != pair[1])
    text, first, second = texts[at].cell.text, read[chosen][at], read[rival][at]
    ask = f"does '{text}' mean {first} or {second}? write {{decimal: , thousands: }}"
    return Notation(Choice("", 0.5, f"'{text}' can be read in two ways", ask), chosen, unread)


def _impossible(numbers: Sequence[Printed], values: Sequence[Decimal | None], grammar: NumberGrammar) -> bool:
    """Whether a notation breaks what is known of a number it reads."""
    for number, value in zip(numbers, values, strict=True):
        if value is None:
            continue
        if number.whole and value != value.to_integral_value():
            return True
        group = "," if grammar.kind == "chinese" else grammar.thousands
        if group and group in number.cell.text and _ZERO_GROUP.match(number.cell.text.strip()):
            return True
    return False


@lru_cache(maxsize=200_000)
def value_of(cell: Cell, grammar: NumberGrammar) -> Decimal | None:
    """What a cell says in a notation; None when it is no number there."""
    try:
        return read_number(cell, grammar).value
    except NotANumberError:
        return None


@lru_cache(maxsize=200_000)
def is_number(cell: Cell) -> bool:
    """Whether any notation reads a cell."""
    if is_stored_number(cell):
        return True
    if len(cell.text) > LONGEST_NUMBER:
        return False
    return _HAS_DIGIT.search(cell.text) is not None and any(value_of(cell, g) is not None for g in NOTATIONS)


def tree_of(grammar: NumberGrammar) -> str | dict[str, str]:
    """A notation as a profile writes it."""
    if grammar.kind != "signs":
        return grammar.kind
    return {"decimal": grammar.decimal, "thousands": grammar.thousands}


def _some(texts: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(texts))
    return ", ".join(f"'{text}'" for text in sorted(distinct, key=len, reverse=True)[:3])
