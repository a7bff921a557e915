"""Free number texts: "< 10,000", "15,935*", "129.7M", "162.4 HRS", where a profile allows them.

Which signs mark decimals and thousands is declared, or shown by the other cells of the column; otherwise a
text with two readings is refused. A unit beside the digits must be that of the indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.codes import codelist
from pipeline.fields import NumberGrammar
from pipeline.labels import fold
from pipeline.values.celltexts import read_celltext
from pipeline.values.limits import unit_of
from pipeline.values.notations import Notation, weigh
from pipeline.values.numerals import NotANumberError
from pipeline.values.printed import Printed
from pipeline.values.readings import Ambiguous

_NUMERAL = re.compile(r"\d+(?:[.,' ]\d+)*", re.ASCII)
_HAN = re.compile("[\u3400-\u9fff]")
_UNIT_WORDS: dict[str, frozenset[str]] = {
    "hour": frozenset({"h", "hr", "hrs", "hour", "hours"}),
    "USD": frozenset({"$", "usd", "us$", "$ usd"}),
    "CNY": frozenset({"¥", "cny", "rmb", "yuan"}),
}


class AmbiguousNumberError(NotANumberError):
    """The text is a number under two notations: `under` names them."""

    def __init__(self, text: str, found: Ambiguous[Printed]) -> None:
        super().__init__(text)
        self.under = "; ".join(reading.under for reading in found.readings)


def notation_of(grammar: NumberGrammar, texts: Iterable[str]) -> Notation | None:
    """Signs that a grammar declares, or that the texts of a column show; None where they show none."""
    if grammar.kind == "signs":
        return Notation(grammar.decimal, " " if grammar.thousands.isspace() else grammar.thousands)
    plain = (fold(text).replace("’", "'") for text in texts if not _HAN.search(text))
    return weigh(numeral for text in plain for numeral in _NUMERAL.findall(text)).notation


def read_free(text: str, notation: Notation | None) -> Printed:
    """The number of a free text. Raises NotANumberError, and AmbiguousNumberError for two readings."""
    printed = read_celltext(text, notation)
    if isinstance(printed, Ambiguous):
        raise AmbiguousNumberError(text, printed)
    return printed


def unit_fits(unit_text: str, indicator: str) -> bool:
    """Whether a unit that stands beside the digits is the indicator's own."""
    if not unit_text:
        return True
    unit, word = unit_of(indicator), fold(unit_text).lower().rstrip(".")
    named = {unit.lower(), f"{unit.lower()}s", codelist("units")[unit].label.en.lower()}
    return word in _UNIT_WORDS.get(unit, frozenset()) | named
