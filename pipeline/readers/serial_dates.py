"""Excel's serial numbers to ISO 8601 text.

A workbook counts days either from 1899-12-31 (keeping the day 1900-02-29 that never was, for the sake of
Lotus 1-2-3) or from 1904-01-01. Source: ECMA-376 part 1, section 18.17.4.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

_LAST_SERIAL = 2_958_465  # 9999-12-31 in the 1900 system
_DAYS_TO_1904 = 1462
_MILLISECONDS = 86_400_000
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d{1,12})?))?Z?)?", re.ASCII)
_NO_DAY = date(1899, 12, 30)
"""The day that programs write for a time of day alone."""


def iso_text(serial: Decimal, *, since_1904: bool) -> str | None:
    """ISO text of a serial: a date, a date with time of day, or a time alone below one day.

    Whole days give "2021-03-31", others "2021-03-31T14:30:00"; 0.5 gives "12:00:00". None for a number that
    Excel itself cannot show as a date (negative or beyond 9999).
    """
    milliseconds = int((serial * _MILLISECONDS).to_integral_value(ROUND_HALF_UP))
    days, rest = divmod(milliseconds, _MILLISECONDS)
    if milliseconds < 0 or days + (_DAYS_TO_1904 if since_1904 else 0) > _LAST_SERIAL:
        return None
    if days == 0 and rest:
        return _clock(rest)
    day = _day_1904(days) if since_1904 else _day_1900(days)
    return f"{day}T{_clock(rest)}" if rest else day


def moment_text(written: str) -> str:
    """A date that is stored as ISO text, in the form of `iso_text`: midnight is no time of day.

    Raises ValueError for what is no such date.
    """
    found = _MOMENT.fullmatch(written)
    if found is None:
        raise ValueError(f"not a date: {written!r}")
    hours, minutes, seconds = (Decimal(part or 0) for part in found.groups()[1:])
    rest = int(((hours * 60 + minutes) * 60 + seconds).scaleb(3).to_integral_value(ROUND_HALF_UP))
    day = date.fromisoformat(found[1])
    if day == _NO_DAY and rest:
        return _clock(rest)
    days, rest = divmod(rest, _MILLISECONDS)
    day += timedelta(days)
    return f"{day}T{_clock(rest)}" if rest else day.isoformat()


def elapsed_text(serial: Decimal) -> str:
    """A duration as hours, minutes and seconds: 6.75 days give "162:00:00"."""
    milliseconds = int((abs(serial) * _MILLISECONDS).to_integral_value(ROUND_HALF_UP))
    return ("-" if serial < 0 and milliseconds else "") + _clock(milliseconds)


def _day_1904(days: int) -> str:
    return (date(1904, 1, 1) + timedelta(days)).isoformat()


def _day_1900(days: int) -> str:
    if days == 0:
        return "1900-01-00"
    if days == 60:
        return "1900-02-29"
    return (date(1899, 12, 31 if days < 60 else 30) + timedelta(days)).isoformat()


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    fraction = f".{thousandths:03}" if thousandths else ""
    return f"{hour:02}:{minute:02}:{second:02}{fraction}"
