"""Days written with numbers only: 03/04/2021 is a day in April here and in March there.

The order of day and month is declared once in the profile, or shown by a column that holds 31/12/2021. A
two-digit year and a bare serial number need a declaration too: `read_day` says what is missing by returning
`Ambiguous`, or None for what is no day at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from pipeline.labels import fold
from pipeline.values.periods import parse_day
from pipeline.values.readings import Ambiguous, Reading, settle

DayOrder = Literal["day-month", "month-day"]
SerialDays = Literal["1900", "1904"]
ORDERS: dict[DayOrder, str] = {"day-month": "day before month", "month-day": "month before day"}
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{4,6}(?:\.0+)?", re.ASCII)
_EPOCHS: dict[SerialDays, date] = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}


def read_day(
    text: str, *, order: DayOrder | None = None, serial: SerialDays | None = None
) -> date | Ambiguous[date] | None:
    """The day of a text: ISO and worded days at once, others by declaration, else every reading."""
    folded = fold(text)
    if on := parse_day(folded):
        return on
    if serial is not None and _SERIAL.fullmatch(folded):
        return _serial_day(folded, serial)
    return settle(text, _numeric(folded, order))


def _numeric(folded: str, order: DayOrder | None) -> list[Reading[date]]:
    match = _NUMERIC.fullmatch(folded)
    if match is None:
        return []
    first, second, year = int(match[1]), int(match[3]), match[4]
    found = []
    for name, words in ORDERS.items():
        if order not in (None, name):
            continue
        day, month = (first, second) if name == "day-month" else (second, first)
        for full in [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]:
            try:
                found.append(Reading(date(full, month, day), f"{words}, {full}" if len(year) == 2 else words))
            except ValueError:
                continue
    return found


def _serial_day(folded: str, serial: SerialDays) -> date | None:
    """Day of an Excel serial number; the first two months of 1900 are refused (Excel counts a false day)."""
    number = int(folded.partition(".")[0])
    if number > 2_958_465 or (serial == "1900" and number <= 60):
        return None
    return _EPOCHS[serial] + timedelta(days=number)


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """The order that a column shows: a text that only one order reads. None without one, or with both."""
    shown: set[DayOrder] = set()
    for text in texts:
        folded = fold(text)
        fitting: list[DayOrder] = [name for name in ORDERS if _numeric(folded, name)]
        if len(fitting) == 1:
            shown.add(fitting[0])
    return shown.pop() if len(shown) == 1 else None
