"""Fiscal years: FY2020 means nothing until it is declared with which month such a year starts.

"FY2020", "FY20", "FY2019/20", "fiscal year 2020", "2020财年", "FY2020 Q3". A company names its fiscal year by
the calendar year in which it ends or in which it starts: both are declared, neither is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.labels import fold
from pipeline.values.periods import Period, calendar_months

_FORM = re.compile(
    r"(?:(?P<first_quarter>Q[1-4]|H[12])[ -]?)?(?:FY|fiscal(?: year)?|financial year)[ -']?"
    r"(?P<year>(?:20)?\d{2})"
    r"(?:[/-](?P<second>(?:20)?\d{2}))?(?:[ -]?(?P<quarter>Q[1-4]|H[12]))?"
    r"|(?P<han_year>20\d{2}) ?财(?:政)?年(?:度)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A company's year. `named_by`: the calendar year of its start or of its end gives the name."""

    first_month: int
    named_by: Literal["start", "end"] = "end"


def is_fiscal(text: str) -> bool:
    """Whether a text names a fiscal year, so that a declaration is needed."""
    return _FORM.fullmatch(fold(text)) is not None


def fiscal_period(text: str, declared: FiscalYear) -> Period | None:
    """Days of a fiscal year, half or quarter; None for any other text and for years that contradict."""
    match = _FORM.fullmatch(fold(text))
    if match is None or (match["quarter"] and match["first_quarter"]):
        return None
    named = _full(match["year"] or match["han_year"])
    start = named if declared.first_month == 1 or declared.named_by == "start" else named - 1
    if match["second"]:
        if _full(match["second"]) != named + 1 or declared.first_month == 1:
            return None
        start = named
    part = (match["quarter"] or match["first_quarter"] or "").upper()
    length = {"": 12, "Q": 3, "H": 6}[part[:1]]
    first = declared.first_month - 1 + (int(part[1]) - 1) * length if part else declared.first_month - 1
    return calendar_months(start + first // 12, first % 12 + 1, length)


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
