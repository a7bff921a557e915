"""What is missing from a total: how many members are absent, and between what their figures leave it.

The ends are bounds under a stated assumption, not estimates: the absent brought nothing, or no more than in
the window before.
"""

from __future__ import annotations

from pipeline.codes import codelist
from pipeline.figures import Trend
from pipeline.model import Text
from reports.columns import Column, both_languages
from reports.phrases import grouped, period

ABSENCE: tuple[Column[Trend], ...] = (
    Column(
        "members_absent",
        Text("Absent", "缺报成员数"),
        "integer",
        "Members that brought nothing to the window; not those whose owner's figure contains theirs or that "
        "said that there is nothing to count",
        lambda t: t.members_absent,
    ),
    Column(
        "absent_in_before",
        Text("Absent, in before", "其中上期完整填报"),
        "integer",
        "Those of them that covered the window before wholly",
        lambda t: t.absent_in_before,
    ),
    Column(
        "members_in_part",
        Text("In part", "部分时段填报"),
        "integer",
        "Members that reported for only a part of the quarters in which they were members",
        lambda t: t.members_in_part,
    ),
    Column(
        "absence_bound",
        Text("Bound, code", "缺失界限代码"),
        "string",
        "Whether what is missing is bounded, and why not, code list absence_bounds",
        lambda t: t.absence_bound,
    ),
    *both_languages(
        "absence_bound_label",
        Text("What is missing", "缺失情况"),
        "Whether what is missing is bounded, and why not",
        lambda t: codelist("absence_bounds").label(t.absence_bound) if t.absence_bound else Text("", ""),
    ),
    Column(
        "total_low",
        Text("Total at least", "合计下限"),
        "number",
        "Lower bound of the total as it stands: the absent brought nothing",
        lambda t: t.total_low,
    ),
    Column(
        "total_high",
        Text("Total at most", "合计上限"),
        "number",
        "Upper bound, if the absent brought no more than in the window before; empty where nothing bounds it",
        lambda t: t.total_high,
    ),
    Column(
        "as_before",
        Text("Those in before as before", "上期成员同上期"),
        "number",
        "Total and what the absent that covered the window before brought then, at most; may hold members "
        "that left; empty where it is not shown",
        lambda t: t.as_before,
    ),
    Column(
        "change_low",
        Text("Change at least, %", "变化下限（%）"),
        "number",
        "Change over all reporters from the window before, in percent, the absent bringing nothing; rounded "
        "down",
        lambda t: t.change_low,
    ),
    Column(
        "change_high",
        Text("Change at most, %", "变化上限（%）"),
        "number",
        "The same, the absent bringing no more than in the window before; rounded up; empty where open",
        lambda t: t.change_high,
    ),
)
"""Columns of the trends about what is missing."""


def missing(trend: Trend) -> Text:
    """What stands below a total: `up to 228,313` or "or more"; empty if nothing is missing.

    Of an approximate total the least that it can be is said too: `47,063 or more`, not "47,313 or more".
    """
    if trend.total_low is None or trend.absence_bound == "complete":
        return Text("", "")
    low = "" if trend.total_low == trend.total else grouped(trend.total_low)
    if trend.total_high is None:
        return Text(f"{low} or more".strip(), f"{low} 或以上".strip())
    high = grouped(trend.total_high)
    return Text(f"{low} to {high}", f"{low} 至 {high}") if low else Text(f"up to {high}", f"至多 {high}")


def what_is_missing(trend: Trend) -> Text:
    """Who is missing from a window, and what that leaves open, in a few sentences; empty where nothing is."""
    if trend.total_low is None or trend.absence_bound == "complete":
        return Text("", "")
    said = [*_who(trend), *_in_part(trend), _how_much(trend)]
    window = period(trend.period)
    return Text(
        f"{window.en}: " + " ".join(text.en for text in said),
        f"{window.zh}：" + "".join(text.zh for text in said),
    )


def _who(trend: Trend) -> list[Text]:
    absent, known = trend.members_absent or 0, trend.absent_in_before or 0
    if not absent:
        return []
    who = Text(
        f"{absent} of {trend.coverage_of} members gave no figure",
        f"{trend.coverage_of} 家成员中有 {absent} 家未填报此项",
    )
    if not trend.before:
        return [Text(f"{who.en}.", f"{who.zh}。")]
    before = period(trend.before)
    if known == absent:
        had = "it" if absent == 1 else "all of them"
        then = Text(f"{had} had reported all of {before.en}", f"但{before.zh}曾完整填报")
    elif known:
        then = Text(
            f"{known} of them had reported all of {before.en}, {absent - known} had not",
            f"其中 {known} 家{before.zh}曾完整填报，{absent - known} 家未曾",
        )
    else:
        had = "it had not" if absent == 1 else "none of them had"
        then = Text(f"{had} reported all of {before.en}", f"{before.zh}也未完整填报")
    return [Text(f"{who.en}; {then.en}.", f"{who.zh}，{then.zh}。")]


def _in_part(trend: Trend) -> list[Text]:
    number = trend.members_in_part
    if not number:
        return []
    return [
        Text(
            f"{number} {'member' if number == 1 else 'members'} reported for a part of the time only.",
            f"{number} 家成员仅填报了部分时段。",
        )
    ]


def _how_much(trend: Trend) -> Text:
    low = grouped(trend.total_low) if trend.total_low is not None else ""
    if trend.total_high is not None:
        high = grouped(trend.total_high)
        ends = Text(
            f"If they had nothing to report, the total is {low} at least; if no more than in the period "
            f"before, {high} at most.",
            f"若这些成员的数值为零，合计至少为 {low}；若不多于上期，合计至多为 {high}。",
        )
        return _with_change(ends, trend)
    if trend.absence_bound == "protected":
        return Text(
            f"What they reported then is not shown, since it could give one of them away; the total is {low} "
            "or more.",
            f"其上期数值可能泄露个别成员，不予公布；合计为 {low} 或以上。",
        )
    if trend.absence_bound == "open_figures":
        return Text(
            f'A figure in it says only how much it is at least ("over", "more than"): the total is {low} or '
            "more.",
            f"其中有数字只说明了下限（“超过”“多于”），因此合计为 {low} 或以上。",
        )
    if trend.absent_in_before and trend.as_before is not None:
        known = grouped(trend.as_before)
        return Text(
            f"If those that had report no more than then, the figures add up to {known} at most; nothing "
            f"bounds the rest, so the total is {low} or more.",
            f"若上期曾完整填报的缺报成员不多于上期，各数字相加至多为 {known}；"
            f"其余缺失没有上限，合计为 {low} 或以上。",
        )
    return Text(
        f"Nothing bounds what is missing: the total is {low} or more.",
        f"缺失部分没有上限：合计为 {low} 或以上。",
    )


def _with_change(ends: Text, trend: Trend) -> Text:
    if trend.change_low is None or trend.change_high is None:
        return ends
    low, high = (("+" if c > 0 else "") + grouped(c) + "%" for c in (trend.change_low, trend.change_high))
    return Text(
        f"{ends.en} Over all reporters that is a change between {low} and {high}.",
        f"{ends.zh}按全部填报成员计，变化在 {low} 至 {high} 之间。",
    )
