"""A date expression to days: "22th April, 2021", 去年12月底, "June 5" said in 2021.

Words that lean on the day they were said (今年, "this year", a month without its year) need that day; a month
or day without a year is the latest one that does not lie behind it.
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.labels import fold
from pipeline.model import Precision
from pipeline.values.periods import MONTH_NAMES, Period, parse_period

_MONTHS = "|".join(sorted((name.title() for name in MONTH_NAMES), key=len, reverse=True))


def resolve(text: str, said_on: date | None) -> tuple[Period, Precision] | None:
    """Days and precision of a date expression; None for none, or when the day it was said is needed."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b", " ", fold(text))
    plain = re.sub(r"[底末初]|年[初底]|份$", lambda m: "年" if m[0][0] == "年" else "", plain).replace(
        "号", "日"
    )
    plain = re.sub(r"\s+", " ", plain).strip()
    plain = re.sub(r"^the (first|second|third|fourth|last)", r"\1", plain)
    if said_on is not None:
        plain = _with_year(plain, said_on)
    period = parse_period(plain)
    if period is None:
        return None
    by_span = {"day": Precision.DAY, "month": Precision.MONTH, "quarter": Precision.QUARTER}
    whole_year = period.span == "year"
    return period, Precision.YEAR if whole_year else by_span.get(period.span, Precision.MONTH)


def _with_year(text: str, said_on: date) -> str:
    """Words that stand for a year or a month become one."""
    for word, years_back in (
        ("今年", 0),
        ("本年度", 0),
        ("本年", 0),
        ("去年", 1),
        ("上年度", 1),
        ("上年", 1),
        ("前年", 2),
    ):
        if text.startswith(word):
            return f"{said_on.year - years_back}年{text[len(word) :]}"
    simple = {
        "this year": str(said_on.year), "the year": str(said_on.year), "next year": str(said_on.year + 1),
    }  # fmt: skip
    if text in simple:
        return simple[text]
    if re.fullmatch(r"(?:上半年|下半年|第?[一二三四]季度)", text):
        dated = f"{said_on.year}年{text}"
        period = parse_period(dated)
        return dated if period is None or period.start <= said_on else f"{said_on.year - 1}年{text}"
    if re.search(r"\d{4}", text) is None and (re.match(r"\d{1,2} ?月", text) or _names_month(text)):
        return _latest(text, said_on)
    return text


def _names_month(text: str) -> bool:
    return re.search(rf"\b(?:{_MONTHS})\b", text) is not None


def _latest(text: str, said_on: date) -> str:
    """A day or month without its year: the latest one that does not lie behind the day it was said."""
    for year in (said_on.year, said_on.year - 1):
        dated = f"{year}年{text}" if "月" in text else f"{text} {year}"
        period = parse_period(dated)
        if period is not None and period.start <= said_on:
            return dated
    return text
