"""Numerals of member files: the strict notations a profile may declare.

A notation is declared, never guessed: "1.234" is one and a bit under `plain` and more than a thousand under
`{decimal: ',', thousands: '.'}`; what a notation does not allow is refused. Superscripts are refused before
any folding, since NFKC would glue a footnote mark to the number.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from pipeline.labels import fold
from pipeline.values.chinese import read_chinese
from pipeline.values.printed import Printed, last_digit_unit

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_STORED = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


_REORDERING = "\u202e"
"""Makes "4321" look like 1234."""


class NotANumberError(ValueError):
    """The text is no number in the declared notation."""


def _without_superscripts(text: str) -> None:
    if text.isascii():
        return
    for sign in text:
        if sign in _REORDERING:
            raise NotANumberError(text)
        if unicodedata.decomposition(sign).startswith(("<super>", "<sub>", "<fraction>")):
            raise NotANumberError(text)


def _cut_percent(text: str) -> tuple[str, bool]:
    return (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)


def _printed(digits: str, *, percent: bool) -> Printed:
    return Printed(
        value=Decimal(digits),
        unit=last_digit_unit(digits, Decimal(1), percent=percent),
        percent=percent,
        decimals=len(digits.partition(".")[2]),
    )


def read_plain(text: str) -> Printed:
    """Digits with at most one decimal point, perhaps a % sign. Raises NotANumberError for anything else."""
    _without_superscripts(text)
    digits, percent = _cut_percent(fold(text).replace("\u2212", "-"))
    if not _PLAIN.fullmatch(digits):
        raise NotANumberError(text)
    return _printed(digits, percent=percent)


@lru_cache(maxsize=64)
def _grouped_pattern(decimal: str, thousands: str, indian: bool) -> re.Pattern[str]:
    sign = re.escape(thousands)
    middle = rf"(?:{sign}\d{{2}})*{sign}\d{{3}}" if indian else rf"(?:{sign}\d{{3}})+"
    groups = rf"[1-9]\d{{0,{1 if indian else 2}}}{middle}|"
    groups = groups if thousands else ""
    return re.compile(rf"-?(?:{groups}\d+)(?:{re.escape(decimal)}\d+)?", re.ASCII)


def read_grouped(text: str, *, decimal: str, thousands: str, indian: bool = False) -> Printed:
    """A number with declared signs; groups have three digits, or there are none. Raises NotANumberError.

    Under `indian` the groups above the first thousand have two (12,34,567).

    A narrow or no-break blank counts as the blank when that is the thousands sign.
    """
    _without_superscripts(text)
    decimal, thousands = fold(decimal), " " if thousands and not thousands.strip() else thousands
    digits, percent = _cut_percent(fold(text).replace("\u2212", "-"))
    if not _grouped_pattern(decimal, thousands, indian).fullmatch(digits):
        raise NotANumberError(text)
    if thousands:
        digits = digits.replace(thousands, "")
    return _printed(digits.replace(decimal, "."), percent=percent)


def read_stored(text: str) -> Printed:
    """A number as a spreadsheet stores it: fifteen significant digits count. Raises NotANumberError."""
    if not _STORED.fullmatch(text):
        raise NotANumberError(text)
    number = Decimal(text)
    if len(number.as_tuple().digits) > 15 and number != number.to_integral_value():
        number = number.normalize() if number == 0 else _fifteen_digits(number)
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return _printed(digits or "0", percent=False)


def _fifteen_digits(number: Decimal) -> Decimal:
    """Round to fifteen significant digits: what is behind them is noise of binary arithmetic."""
    return number.quantize(Decimal(1).scaleb(number.adjusted() - 14))


def read_chinese_number(text: str) -> Printed:
    """A number in Chinese usage ("约26.3万条", "三百余万"). Raises NotANumberError."""
    _without_superscripts(text)
    printed = read_chinese(fold(text).replace("\u2212", "-"))
    if printed is None:
        raise NotANumberError(text)
    return printed
