"""How a figure reads in words: amounts with their hedge, bounds, intervals, periods, coverage.

A number is never stronger in words than in the record: "over 3,000,000" stays a bound, a figure without a
value says why it has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from pipeline.breakdown_labels import category_label
from pipeline.codes import codelist
from pipeline.figures import Figure
from pipeline.model import Text
from pipeline.wording import carried, tenths

NOT_COMPUTABLE = "not_computable"
_STATUS_OF_THE_GOAL = {
    NOT_COMPUTABLE: Text("Not computable", "无法计算"),
    "met": Text("Met", "已达到"),
    "not_met": Text("Not met", "未达到"),
    "undecided": Text("Undecided", "尚无定论"),
}
_HEDGES: dict[str, Text] = {
    "approximately": Text("approximately {}", "约 {}"),
    "nearly": Text("nearly {}", "近 {}"),
    "over": Text("over {}", "超过 {}"),
    "at_least": Text("at least {}", "至少 {}"),
    "under": Text("under {}", "不到 {}"),
    "at_most": Text("at most {}", "至多 {}"),
}
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUARTERS_ZH = ("一", "二", "三", "四")


def plain(number: Decimal) -> str:
    """A decimal as digits: no exponent, no trailing zeros, no grouping (`263000`, `73.5`)."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grouped(number: Decimal) -> str:
    """A decimal for people: `263,000`, `73.5`, with a true minus sign."""
    sign, digits = ("−", plain(-number)) if number < 0 else ("", plain(number))
    whole, dot, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{fraction}"


def compact(number: Decimal) -> Text:
    """Three significant digits for a narrow place: `1.23m`, `123万`; the full number stands elsewhere."""
    return Text(
        _scaled(number, ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))),
        _scaled(number, ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))),
    )


def _scaled(number: Decimal, scales: tuple[tuple[Decimal, str], ...]) -> str:
    for scale, mark in scales:
        if abs(number) >= scale:
            share = number / scale
            places = max(0, 2 - share.copy_abs().adjusted())
            return grouped(round(share, places)) + mark
    return grouped(number)


def is_percent(figure: Figure) -> bool:
    """Whether the figure is written with a per cent sign."""
    return figure.unit == "percent"


def _digits(figure: Figure, number: Decimal) -> str:
    """The number in the figure's unit. An estimate of the goal is shown to one decimal place."""
    text = tenths(number, figure.target) if figure.topic in {"goal", "goal_part"} else grouped(number)
    return text + ("%" if is_percent(figure) else "")


def amount(figure: Figure) -> Text:
    """The value with its hedge: `over 3,000,000`, `约 263,000`; for no value, its bound or its status."""
    if figure.value is None:
        return _amount_without_value(figure)
    if _is_rise(figure, figure.value):
        return less(figure)
    number = _digits(figure, figure.value)
    hedge = _HEDGES.get(figure.qualifier, Text("{}", "{}"))
    return Text(hedge.en.format(number), hedge.zh.format(number))


def less(figure: Figure) -> Text:
    """The value as a reduction, or as the rise that a negative one is: `12.3% less`, `50.0% more`."""
    return amount(figure) if figure.value is None else _sided(figure, figure.value)


def _is_rise(figure: Figure, reduction: Decimal) -> bool:
    return figure.topic in {"goal", "goal_part"} and reduction < 0


def _sided(figure: Figure, reduction: Decimal) -> Text:
    size = _digits(figure, abs(reduction))
    return Text(f"{size} more", f"增加 {size}") if reduction < 0 else Text(f"{size} less", f"减少 {size}")


def signed_change(figure: Figure) -> Text:
    """A reduction as the change that it is: `−91.2%` for 91.2% less, `+50.0%` for 50.0% more."""
    if figure.value is None:
        return amount(figure)
    size = _digits(figure, abs(figure.value))
    sign = "−" if figure.value > 0 else "+" if figure.value < 0 else ""
    return Text(f"{sign}{size}", f"{sign}{size}")


def headline(figure: Figure) -> Text:
    """The amount for large type: no more digits than its bounds carry; the tables give the exact value."""
    if figure.value is None or figure.qualifier != "approximately":
        return amount(figure)
    return amount(replace(figure, value=carried(figure.value, figure.value_low, figure.value_high)))


def has_number(figure: Figure) -> bool:
    """Whether a value is shown, or at least bounds that say more than that it is not negative."""
    return figure.value is not None or bool(figure.value_low) or figure.value_high is not None


def _amount_without_value(figure: Figure) -> Text:
    if figure.status == NOT_COMPUTABLE:
        return status(figure)
    low, high = figure.value_low, figure.value_high
    if low is not None and high is not None:
        span = f"{_digits(figure, low)}–{_digits(figure, high)}"
        return Text(span, span)
    if low is not None:
        return Text(f"at least {_digits(figure, low)}", f"至少 {_digits(figure, low)}")
    if high is not None:
        return Text(f"at most {_digits(figure, high)}", f"至多 {_digits(figure, high)}")
    if figure.qualifier == "vague":
        return Text("no number stated", "未给出数字")
    return status(figure)


def bounds(figure: Figure) -> Text:
    """What the printed words allow: `262,500 to 263,500`, `3,000,000 or more`; empty when exact."""
    low, high = figure.value_low, figure.value_high
    if figure.value is not None and low == high == figure.value:
        return Text("", "")
    if low is not None and high is not None:
        first, last = _digits(figure, low), _digits(figure, high)
        return Text(f"{first} to {last}", f"{first} 至 {last}")
    if low is not None:
        return Text(f"{_digits(figure, low)} or more", f"{_digits(figure, low)} 或以上")
    if high is not None:
        return Text(f"{_digits(figure, high)} or less", f"{_digits(figure, high)} 或以下")
    return Text("", "")


def bounds_beside(figure: Figure) -> Text:
    """The bounds for beside the amount; empty where the amount itself says them."""
    one_end = figure.value_low is None or figure.value_high is None
    return Text("", "") if figure.value is None or one_end else bounds(figure)


def interval(figure: Figure) -> Text:
    """The 95% interval of an estimate; empty when there is none."""
    if figure.interval_low is None and figure.interval_high is None:
        return Text("", "")
    ends = (figure.interval_low, figure.interval_high)
    if ends[0] is not None and ends[1] is not None and _is_rise(figure, ends[0]):
        first, last = _sided(figure, ends[0]), _sided(figure, ends[1])
        return Text(f"95% interval {first.en} to {last.en}", f"95% 区间：{first.zh} 到{last.zh}")
    low = "−∞" if figure.interval_low is None else _digits(figure, figure.interval_low)
    high = "∞" if figure.interval_high is None else _digits(figure, figure.interval_high)
    return Text(f"95% interval {low} to {high}", f"95% 区间 {low} 至 {high}")


def coverage(figure: Figure) -> Text:
    """`9 of 12` members; empty where members are not what is counted over."""
    if figure.coverage_n is None or figure.coverage_of is None:
        return Text("", "")
    return Text(f"{figure.coverage_n} of {figure.coverage_of}", f"{figure.coverage_n} / {figure.coverage_of}")


def status(figure: Figure) -> Text:
    """Label of the state of the value."""
    return _STATUS_OF_THE_GOAL.get(figure.status) or codelist("obs_status").label(figure.status)


def largest_share(code: str) -> Text:
    """How much of a total stands behind its largest owner group; empty where there is no such total."""
    return codelist("largest_shares").label(code) if code else Text("", "")


def shorthand(figure: Figure) -> str:
    """Mark in square brackets that stands beside a value: `[c]`, `[p]`; empty for a normal value."""
    return _extra(figure.status, "shorthand")


def sdmx_status(figure: Figure) -> str:
    """SDMX OBS_STATUS of the value; empty for the goal, whose state is an answer."""
    return _extra(figure.status, "sdmx")


def _extra(code: str, column: str) -> str:
    statuses = codelist("obs_status")
    return statuses[code].extra.get(column, "") if code in statuses else ""


def scope(figure: Figure) -> Text:
    """Whom and what the figure covers: the subject and every dimension that is not `all`."""
    if not figure.dimensions:
        return figure.subject_label
    parts = [_dimension(name, code) for name, code in sorted(figure.dimensions.items())]
    return Text(
        f"{figure.subject_label.en}; {'; '.join(part.en for part in parts)}",
        f"{figure.subject_label.zh}；{'；'.join(part.zh for part in parts)}",
    )


_DIMENSIONS: dict[str, tuple[str, Text]] = {
    "category": ("categories", Text("category", "内容类别")),
    "taxon_group": ("taxon_groups", Text("species group", "物种类群")),
    "form": ("forms", Text("form", "形态")),
    "channel": ("channels", Text("channel", "渠道")),
    "geography": ("geographies", Text("place", "地区")),
    "detection_source": ("detection_sources", Text("noticed by", "发现方式")),
    "decision_mode": ("decision_modes", Text("decided by", "处置方式")),
    "definition_version": ("", Text("definition", "定义版本")),
    "protocol": ("", Text("protocol", "监测方案")),
    "reference_period": ("", Text("compared with", "对比期")),
    "region": ("regions", Text("region", "地区")),
    "platform_type": ("channels", Text("platform type", "平台类型")),
}


def _dimension(name: str, code: str) -> Text:
    names, called = _DIMENSIONS.get(name, ("", Text(name, name)))
    label = category_label(name, code) if code in codelist("breakdown_rests") else Text(code, code)
    if names and code in codelist(names):
        label = codelist(names).label(code)
    return Text(f"{called.en}: {label.en}", f"{called.zh}：{label.zh}")


def _day(day: date) -> Text:
    return Text(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def dated(day: date, precision: str = "day") -> Text:
    """A date as exactly as it is known: `5 June 2021`, `June 2021`, `2021`."""
    if precision == "year":
        return Text(f"{day.year}", f"{day.year}年")
    if precision == "quarter":
        return period(f"{day.year}-Q{(day.month + 2) // 3}")
    if precision == "month":
        return Text(f"{_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月")
    return _day(day)


def period(written: str) -> Text:
    """An ISO 8601 period in words: `2021-Q1`, `2019`, `2018-01-01/2021-06-30`, `../2021-06-05`."""
    start, slash, end = written.partition("/")
    if not slash:
        return _instant(written)
    if start in {"", ".."}:
        return Text(f"up to {_instant(end).en}", f"截至{_instant(end).zh}")
    start, end = _shortened(start, end)
    first, last = _instant(start), _instant(end)
    if start == end:
        return first
    return Text(f"{first.en} to {last.en}", f"{first.zh}至{last.zh}")


def _shortened(start: str, end: str) -> tuple[str, str]:
    """Two days as years, quarter or months where they span these exactly; otherwise as they are."""
    if not (_DAY.fullmatch(start) and _DAY.fullmatch(end)):
        return start, end
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return start, end
    if first.month == 1 and last.month == 12:
        return str(first.year), str(last.year)
    if first.year == last.year and first.month % 3 == 1 and last.month == first.month + 2:
        quarter = f"{first.year}-Q{last.month // 3}"
        return quarter, quarter
    return start[:7], end[:7]


def _instant(written: str) -> Text:
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", written):
        year, quarter = found[1], int(found[2])
        return Text(f"Q{quarter} {year}", f"{year}年第{_QUARTERS_ZH[quarter - 1]}季度")
    if re.fullmatch(r"\d{4}", written):
        return Text(written, f"{written}年")
    if found := re.fullmatch(r"(\d{4})-(\d{2})", written):
        return dated(date(int(found[1]), int(found[2]), 1), "month")
    if _DAY.fullmatch(written):
        return _day(date.fromisoformat(written))
    return Text(written, written)


def tick(written: str) -> tuple[Text, Text]:
    """A period below an axis: what changes from step to step, and the year; `2021-Q1` is Q1 and 2021."""
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", written):
        quarter = int(found[2])
        return Text(f"Q{quarter}", f"{_QUARTERS_ZH[quarter - 1]}季度"), _instant(found[1])
    return _instant(written), Text("", "")


def join(texts: list[Text], between: Text | None = None) -> Text:
    """Several texts as one; `between` separates them, a semicolon unless told."""
    mark = between or Text("; ", "；")
    return Text(mark.en.join(t.en for t in texts), mark.zh.join(t.zh for t in texts))
