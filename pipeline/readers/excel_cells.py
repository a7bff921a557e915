"""Stored values of a workbook to cells.

The text of a number is its shortest exact decimal as stored: writers print the float nearest to 0.735 as
0.73499999999999999, which is the same number. A number with a date format becomes ISO text, for a bare
43921 says nothing to anyone. Equal cells are one object: a large sheet repeats few texts very often.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from pipeline.readers.cells import EMPTY, Cell
from pipeline.readers.number_formats import FormatKind, number_format
from pipeline.readers.serial_dates import elapsed_text, iso_text

GENERAL = "General"

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_SHORTEST = re.compile(r"0|-?(?:0|[1-9]\d{0,14})\.\d{0,13}[1-9]|-?[1-9]\d*", re.ASCII)
_AS_IT_STANDS = re.compile(r"[^<&\x00-\x1f]+")
"""A value in XML without markup, references and control characters."""
_FLOAT_DIGITS = 15
_new = tuple.__new__
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class CellMaker(dict[str, Cell]):
    """Stored value to cell, for the cells of one type, one number format and one visibility.

    Raises ValueError when a value cannot be of the type.
    """

    def __init__(self, code: str, *, hidden: bool) -> None:
        super().__init__({"": EMPTY})
        self.code = code
        self.hidden = hidden

    def __missing__(self, value: str) -> Cell:
        cell = self[value] = self.make(value)
        return cell

    def make(self, value: str) -> Cell:
        """The cell of a text as it stands (formula results, inline strings, errors)."""
        return Cell(_unescaped(value), hidden=self.hidden) if value else EMPTY

    def unstored(self, formula: str) -> Cell:
        """The cell of a formula whose result the file does not hold."""
        return Cell(formula, self.code, unstored_formula=True, hidden=self.hidden)


class ScreenedTexts(dict[str, Cell]):
    """The cells of a maker of texts, for texts in XML that nobody has looked at yet.

    Raises ValueError for markup, references and control characters.
    """

    def __init__(self, maker: CellMaker) -> None:
        super().__init__()
        self.maker = maker

    def __missing__(self, value: str) -> Cell:
        if not _AS_IT_STANDS.fullmatch(value):
            raise ValueError(value)
        cell = self[value] = self.maker[value]
        return cell


class BooleanMaker(CellMaker):
    """0 and 1 to FALSE and TRUE."""

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        return Cell({"0": "FALSE", "1": "TRUE", "false": "FALSE", "true": "TRUE"}[value], hidden=self.hidden)


class SharedTextMaker(CellMaker):
    """Index in the table of shared strings to text."""

    def __init__(self, strings: list[str], code: str, *, hidden: bool) -> None:
        super().__init__(code, hidden=hidden)
        self.strings = strings

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        text = self.strings[int(value) if value.isdecimal() else -len(self.strings) - 1]
        return super().make(text)


class IsoDateMaker(CellMaker):
    """Dates that are stored as ISO text; midnight is no time of day."""

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        return Cell(re.sub(r"T00:00(:00(\.0+)?)?Z?$", "", value), self.code, hidden=self.hidden)


class NumberMaker(CellMaker):
    """Plain numbers, with what is shown where the format changes it."""

    def __init__(self, code: str, *, hidden: bool) -> None:
        super().__init__(code, hidden=hidden)
        self.shown = number_format(code).shown
        self.is_plain = number_format(code).plain_decimals >= 0

    def __missing__(self, value: str) -> Cell:
        if not (self.is_plain and value.isdecimal() and value.isascii() and value[0] != "0"):
            return super().__missing__(value)
        # Past the constructor's Python code: a sheet holds hundreds of thousands of different numbers.
        cell: Cell = _new(Cell, (value, self.code, None, False, self.hidden))
        self[value] = cell
        return cell

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        text = shortest(value)
        return Cell(text, self.code, self.shown(text), hidden=self.hidden)


class DateMaker(CellMaker):
    """Dates that are stored as serial numbers. What Excel cannot show as a date stays a number."""

    def __init__(self, code: str, *, hidden: bool, since_1904: bool) -> None:
        super().__init__(code, hidden=hidden)
        self.since_1904 = since_1904

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        text = shortest(value)
        day = iso_text(Decimal(text), since_1904=self.since_1904)
        return Cell(day or text, self.code, None if day else "########", hidden=self.hidden)


class ElapsedMaker(CellMaker):
    """Durations, stored as days and shown in hours or less."""

    def make(self, value: str) -> Cell:
        """See CellMaker."""
        return Cell(elapsed_text(Decimal(shortest(value))), self.code, hidden=self.hidden)


def maker_of_numbers(code: str, *, hidden: bool, since_1904: bool) -> CellMaker:
    """The maker that suits a number format."""
    match number_format(code).kind:
        case FormatKind.DATE:
            return DateMaker(code, hidden=hidden, since_1904=since_1904)
        case FormatKind.ELAPSED:
            return ElapsedMaker(code, hidden=hidden)
        case FormatKind.NUMBER:
            return NumberMaker(code, hidden=hidden)


def shortest(value: str) -> str:
    """The shortest decimal of a stored number, without exponent: "0.73499999999999999" -> "0.735".

    Whole numbers keep every digit. Raises ValueError for what is no finite number.
    """
    value = value.strip()
    if len(value) <= _FLOAT_DIGITS + 1 and _SHORTEST.fullmatch(value):
        return value
    if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
        raise ValueError(f"not a number: {value!r}")
    number = Decimal(value)
    is_float = "." in value or "e" in value.lower()
    if is_float and len(number.normalize().as_tuple().digits) > _FLOAT_DIGITS:
        number = Decimal(repr(float(value)))
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.removeprefix("+")


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
