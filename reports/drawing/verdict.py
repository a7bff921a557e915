"""What may be said about the goal in one line: reached, not reached, not shown to be reached, not computable.

With the date until when it was announced in view: before it, reached means so far; after it, nothing shows
that it was reached in time.
"""

from __future__ import annotations

from pipeline.figures import Figure
from pipeline.model import Text
from reports.phrases import amount, dated, period, plain


def verdict(figure: Figure) -> Text:
    """What may be said about the goal: reached, not reached, not shown to be reached, not computable."""
    aim = _aim(figure)
    if figure.value is None:
        return Text(f"Whether the goal{aim.en} is met cannot be computed", f"目标{aim.zh}是否达到，无法计算")
    value, when = amount(figure), period(figure.period)
    reading = Text(f"{value.en} less ({when.en})", f"{when.zh}减少 {value.zh}")
    if figure.target is None:
        return Text(f"Measured: {reading.en}", f"测得：{reading.zh}")
    if figure.interval_low is not None and figure.interval_low >= figure.target:
        timing = _timing(figure)
        return Text(
            f"The goal{aim.en} is reached{timing.en}: {reading.en}",
            f"目标{aim.zh}已达到{timing.zh}：{reading.zh}",
        )
    if figure.interval_high is not None and figure.interval_high < figure.target:
        early = figure.target_date is not None and figure.period_end < figure.target_date
        not_reached = Text("not yet reached", "尚未达到") if early else Text("not reached", "未达到")
        return Text(
            f"The goal{aim.en} is {not_reached.en}: {reading.en}",
            f"目标{aim.zh}{not_reached.zh}：{reading.zh}",
        )
    return Text(
        f"The goal{aim.en} is not shown to be reached: {reading.en}",
        f"尚不能证明目标{aim.zh}已达到：{reading.zh}",
    )


def _timing(figure: Figure) -> Text:
    """Before the target's date it is reached so far; after it, nothing shows that it was reached in time."""
    if figure.target_date is None or figure.period_end == figure.target_date:
        return Text("", "")
    if figure.period_end < figure.target_date:
        return Text(" so far", "（截至目前）")
    return Text(", but measured after that date", "（测量晚于该日期）")


def _aim(figure: Figure) -> Text:
    """` of 80% less by the end of 2020`: the announced reduction and its date, as far as they are known."""
    if figure.target is None:
        return Text("", "")
    percent, day = plain(figure.target), figure.target_date
    if day is None:
        return Text(f" of {percent}% less", f"（减少 {percent}%）")
    if (day.month, day.day) == (12, 31):
        return Text(f" of {percent}% less by the end of {day.year}", f"（到{day.year}年底减少 {percent}%）")
    return Text(f" of {percent}% less by {dated(day).en}", f"（到{dated(day).zh}减少 {percent}%）")
