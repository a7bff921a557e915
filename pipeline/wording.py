"""Sentences that may be quoted: numbers, periods and hedges in words, in English and Simplified Chinese."""

from __future__ import annotations

from calendar import month_name
from datetime import date, timedelta
from decimal import Decimal

from pipeline.model import Precision, Text

HEDGES: dict[str, Text] = {
    "exact": Text("", ""),
    "rounded": Text("", ""),
    "approximately": Text("approximately ", "约"),
    "nearly": Text("nearly ", "近"),
    "over": Text("over ", "超过"),
    "at_least": Text("at least ", "至少"),
    "under": Text("under ", "不足"),
    "at_most": Text("at most ", "至多"),
    "range": Text("", ""),
    "vague": Text("", ""),
}
_QUARTERS_ZH = "一二三四"


def number(value: Decimal) -> str:
    """Group the thousands and drop empty decimals: 263,000 and 73.5 (the same in both languages)."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tenths(value: Decimal, beside: Decimal | None = None) -> str:
    """One decimal, with a true minus sign; more where else it would read as the number it is held against."""
    places = 1
    while beside is not None and value != beside and round(value, places) == beside:
        places += 1
    return f"{'−' if value < 0 else ''}{abs(round(value, places)):,}"


def carried(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """A value with the digits that its bounds carry: rounded to the largest power of ten that fits between.

    The rounded value lies within the bounds. An exact value, and one with an open bound, stay as they are.
    """
    if low is None or high is None or not low < value < high:
        return value
    places = min((2 * min(value - low, high - value)).adjusted(), value.adjusted())
    unit = Decimal(1).scaleb(places)
    return (value / unit).to_integral_value() * unit


def iso_period(start: date | None, end: date) -> str:
    """ISO 8601, the shortest form: `2021-Q1`, `2019`, `2018-01-01/2021-06-30`, `../2021-06-05` (no start)."""
    if start is None:
        return f"../{end.isoformat()}"
    if start == end:
        return end.isoformat()
    if _is_year(start, end):
        return str(start.year)
    if _is_quarter(start, end):
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if _is_month(start, end):
        return f"{start:%Y-%m}"
    return f"{start.isoformat()}/{end.isoformat()}"


def period(
    start: date | None,
    end: date,
    start_precision: str | None = Precision.DAY,
    end_precision: str = Precision.DAY,
) -> Text:
    """A period in words, no more precise than it is known."""
    until = _day(end, end_precision)
    if start is None:
        return Text(f"as of {until.en}", f"截至{until.zh}")
    if start == end:
        return until
    if _is_year(start, end):
        return Text(str(start.year), f"{start.year}年")
    if _is_quarter(start, end):
        quarter = (start.month + 2) // 3
        return Text(f"quarter {quarter} of {start.year}", f"{start.year}年第{_QUARTERS_ZH[quarter - 1]}季度")
    if _is_month(start, end):
        return _day(start, Precision.MONTH)
    since = _day(start, start_precision or Precision.DAY)
    return Text(f"{since.en} to {until.en}", f"{since.zh}至{until.zh}")


def _day(day: date, precision: str) -> Text:
    if precision == Precision.YEAR:
        return Text(str(day.year), f"{day.year}年")
    if precision == Precision.QUARTER:
        quarter = (day.month + 2) // 3
        return Text(f"quarter {quarter} of {day.year}", f"{day.year}年第{_QUARTERS_ZH[quarter - 1]}季度")
    month = Text(f"{month_name[day.month]} {day.year}", f"{day.year}年{day.month}月")
    if precision == Precision.MONTH:
        return month
    return Text(f"{day.day} {month.en}", f"{month.zh}{day.day}日")


def _closes(end: date) -> bool:
    return (end + timedelta(days=1)).day == 1


def _months(start: date, end: date) -> int:
    return (
        (end.year - start.year) * 12 + end.month - start.month + 1 if start.day == 1 and _closes(end) else 0
    )


def _is_month(start: date, end: date) -> bool:
    return _months(start, end) == 1


def _is_quarter(start: date, end: date) -> bool:
    return _months(start, end) == 3 and start.month % 3 == 1


def _is_year(start: date, end: date) -> bool:
    return _months(start, end) == 12 and start.month == 1


def amount(
    value: Decimal | None, low: Decimal | None, high: Decimal | None, qualifier: str, unit: Text
) -> Text:
    """A hedged amount with its unit: "over 1,400,000 advertisements", "between 0.16 and 0.18 percent"."""
    # a percent sign stands against its number, a unit in words apart from it
    unit = unit if unit.en == "%" else Text(f" {unit.en}", unit.zh)
    if value is not None:
        hedge = HEDGES[qualifier]
        value = carried(value, low, high) if qualifier == "approximately" else value
        return Text(f"{hedge.en}{number(value)}{unit.en}", f"{hedge.zh}{number(value)}{unit.zh}")
    if low is not None and high is not None:
        return Text(
            f"between {number(low)} and {number(high)}{unit.en}",
            f"{number(low)}至{number(high)}{unit.zh}",
        )
    if low is not None:
        return Text(
            f"an unstated number of{unit.en}, at least {number(low)}",
            f"至少{number(low)}{unit.zh}（数量未详）",
        )
    return Text(f"an unstated number of{unit.en}", f"数量未详的{unit.zh}")


def chance(probability: Decimal) -> Text:
    """A probability as a percentage with one decimal, never as 0% or 100%."""
    percent = 100 * probability
    if percent < Decimal("0.1"):
        return Text("less than 0.1%", "不到0.1%")
    if percent > Decimal("99.9"):
        return Text("more than 99.9%", "超过99.9%")
    return Text(f"{percent:.1f}%", f"{percent:.1f}%")
