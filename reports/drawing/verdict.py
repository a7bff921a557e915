"""What may be said about the goal in one line: met, not met, undecided, not computable.

The answer is the figure's own status; nothing is held against the target a second time here. Beside it stand
the kind of measure and, where the window does not end on the target's date, that it ends before or after it.
"""

from __future__ import annotations

from pipeline.codes import codelist
from pipeline.figures import Figure
from pipeline.model import Text
from pipeline.target import Timing, timing
from reports.phrases import dated, less, period, plain

_ANSWERS: dict[tuple[str, Timing], Text] = {
    ("met", ""): Text("{goal} is met", "{goal}已达到"),
    ("met", "before"): Text("{goal} is met so far", "{goal}目前已达到"),
    ("met", "after"): Text("{goal} is met, but measured after that date", "{goal}已达到，但测量晚于该日期"),
    ("not_met", ""): Text("{goal} is not met", "{goal}未达到"),
    ("not_met", "before"): Text("{goal} is not yet met", "{goal}尚未达到"),
    ("not_met", "after"): Text(
        "{goal} is not met, measured after that date", "{goal}未达到，且测量晚于该日期"
    ),
    ("undecided", ""): Text("it is undecided whether {goal} is met", "{goal}是否达到，尚无定论"),
    ("undecided", "before"): Text(
        "it is so far undecided whether {goal} is met", "{goal}目前是否达到，尚无定论"
    ),
    ("undecided", "after"): Text(
        "it is undecided whether {goal} is met, measured after that date",
        "{goal}是否达到，尚无定论，且测量晚于该日期",
    ),
    ("not_computable", ""): Text("whether {goal} is met cannot be computed", "{goal}是否达到，无法计算"),
}
"""(status of the goal, when it was measured) -> the answer."""


def verdict(figure: Figure) -> Text:
    """What may be said about the goal: met, not met, undecided, not computable."""
    aim, measured = _aim(figure), _measure(figure)
    if figure.value is None:
        return _opened(_answer(figure.status, "", aim))
    reading, when = less(figure), period(figure.period)
    if figure.target is None:
        return _opened(Text(f"{measured.en}{reading.en} ({when.en})", f"{measured.zh}{when.zh}{reading.zh}"))
    day = figure.target_date
    said = _answer(figure.status, timing(figure.period_end, day) if day else "", aim)
    return _opened(
        Text(
            f"{measured.en}{said.en}: {reading.en} ({when.en})",
            f"{measured.zh}{said.zh}：{when.zh}{reading.zh}",
        )
    )


def _answer(status: str, when: Timing, aim: Text) -> Text:
    answer = _ANSWERS[status, when]
    return Text(answer.en.format(goal=f"the goal{aim.en}"), answer.zh.format(goal=f"目标{aim.zh}"))


def _opened(text: Text) -> Text:
    """With a capital letter at its beginning."""
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def _measure(figure: Figure) -> Text:
    """`Measured by availability, `: no number about the goal stands without its kind of measure."""
    if not figure.measure_class:
        return Text("", "")
    kind = codelist("measure_classes").label(figure.measure_class)
    return Text(f"Measured by {kind.en.lower()}, ", f"以{kind.zh}衡量，")


def _aim(figure: Figure) -> Text:
    """` of 80% less wildlife trafficking online by the end of 2020`: what was announced, as far as known."""
    if figure.target is None:
        return Text("", "")
    percent, day = plain(figure.target), figure.target_date
    english, chinese = (
        f" of {percent}% less wildlife trafficking online",
        f"网络野生动物非法贸易减少 {percent}%",
    )
    if day is None:
        return Text(english, f"（{chinese}）")
    if (day.month, day.day) == (12, 31):
        return Text(f"{english} by the end of {day.year}", f"（到{day.year}年底{chinese}）")
    return Text(f"{english} by {dated(day).en}", f"（到{dated(day).zh}{chinese}）")
