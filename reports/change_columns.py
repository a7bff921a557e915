"""What is published about change and agreement: trends, revisions, vintages, the public record compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.figures import Reconciliation, Revision, Trend, Vintage
from pipeline.model import Text
from reports import revisions
from reports.absences import ABSENCE
from reports.columns import Column, both_languages
from reports.phrases import largest_share

_OF_A_SERIES: tuple[Column[Any], ...] = (
    Column(
        "indicator",
        Text("Indicator code", "指标代码"),
        "string",
        "What is measured, code list indicators",
        lambda e: e.indicator,
    ),
    *both_languages(
        "indicator_label", Text("Indicator", "指标"), "Name of the indicator", lambda e: e.indicator_label
    ),
    *both_languages("unit_label", Text("Unit", "单位"), "Name of the unit", lambda e: e.unit_label),
    Column("period", Text("Period", "时期"), "string", "Period, ISO 8601", lambda e: e.period),
)
"""What names a total of a series: what is measured, in which unit, for which period."""

TRENDS: tuple[Column[Trend], ...] = (
    *_OF_A_SERIES,
    Column(
        "before",
        Text("Compared with", "对比时期"),
        "string",
        "The window before it; empty for the first",
        lambda t: t.before,
    ),
    Column(
        "total",
        Text("All reporters", "全部填报成员"),
        "number",
        "Total of all that reported; empty when suppressed",
        lambda t: t.total,
    ),
    Column(
        "coverage_n",
        Text("Members covered", "覆盖成员数"),
        "integer",
        "Members that reported",
        lambda t: t.coverage_n,
    ),
    Column(
        "coverage_of",
        Text("Members eligible", "应填报成员数"),
        "integer",
        "Eligible members",
        lambda t: t.coverage_of,
    ),
    Column(
        "largest_share",
        Text("Largest owner group, code", "最大所有者集团代码"),
        "string",
        "How much of the total stands behind its largest owner group, code list largest_shares",
        lambda t: t.largest_share,
    ),
    *both_languages(
        "largest_share_label",
        Text("Share of the largest owner group", "最大所有者集团占比"),
        "How much of the total stands behind its largest owner group",
        lambda t: largest_share(t.largest_share),
    ),
    Column(
        "panel_members",
        Text("Panel", "同口径成员数"),
        "integer",
        "Members in the panel: those that cover both windows wholly under one definition",
        lambda t: t.panel_members,
    ),
    Column(
        "panel_change",
        Text("Change of the panel, %", "同口径成员变化（%）"),
        "number",
        "Change of the panel against the window before, in percent; approximate where total_low differs from "
        "total in either window, since the hedges of members' figures are not in it",
        lambda t: t.panel_change,
    ),
    Column(
        "rounded_to",
        Text("Rounded to", "取整到"),
        "number",
        "Percentage points to which the change is rounded; coarse where a member's value must be protected",
        lambda t: t.rounded_to,
    ),
    Column(
        "entered",
        Text("Entered", "新进"),
        "number",
        "Brought by members that were not in the window before; empty where it is not shown",
        lambda t: t.entered,
    ),
    Column(
        "departed",
        Text("Departed", "退出"),
        "number",
        "Lost with members that are no longer in, below zero; empty where it is not shown",
        lambda t: t.departed,
    ),
    Column(
        "uneven",
        Text("Uneven", "不可比"),
        "number",
        "Change of members with gaps or another definition in one of the two; empty where it is not shown",
        lambda t: t.uneven,
    ),
    *ABSENCE,
    Column(
        "break",
        Text("Break", "中断"),
        "string",
        "yes where somebody's figure in the total is counted under another definition than before",
        lambda t: "yes" if t.is_break else "no",
    ),
    Column(
        "base",
        Text("Base", "基期"),
        "string",
        "Window at which the indices stand at 100",
        lambda t: t.base,
    ),
    Column(
        "index_all",
        Text("Index, all reporters", "指数（全部填报成员）"),
        "number",
        "Total against that of the base, base = 100: it moves with who reports",
        lambda t: t.index_all,
    ),
    Column(
        "index_chained",
        Text("Index, chained", "链式指数"),
        "number",
        "Changes of the panel multiplied up, base = 100; approximate where total_low differs from total in "
        "any window since the base",
        lambda t: t.index_chained,
    ),
    Column(
        "index_low",
        Text("Chained, lower", "链式指数下限"),
        "number",
        "What the rounding of the changes leaves open, below; hedges of members' figures are not in it",
        lambda t: t.index_low,
    ),
    Column(
        "index_high",
        Text("Chained, upper", "链式指数上限"),
        "number",
        "What the rounding of the changes leaves open, above; hedges of members' figures are not in it",
        lambda t: t.index_high,
    ),
    Column(
        "index_direct",
        Text("Index, direct", "直接指数"),
        "number",
        "Compared with the base at once over the members in both, base = 100; checks the chain for drift; "
        "approximate where total_low differs from total in this window or the base",
        lambda t: t.index_direct,
    ),
    Column(
        "direct_rounded_to",
        Text("Direct, rounded to", "直接指数取整到"),
        "number",
        "Points to which the direct index is rounded: it lies within half of that",
        lambda t: t.direct_rounded_to,
    ),
    Column(
        "direct_members",
        Text("Members in both", "两期共有成员数"),
        "integer",
        "Members that cover this window and the base wholly",
        lambda t: t.direct_members,
    ),
)

_AsPrinted = Callable[[Revision], tuple[str, Decimal | None, Decimal | None, Decimal | None]]


def _printed(name: str, when: Text, told: str, of: _AsPrinted) -> tuple[Column[Revision], ...]:
    """How a figure was printed: its state, value and bounds."""
    return (
        Column(
            f"{name}_state",
            Text(f"{when.en}, as", f"{when.zh}值形式"),
            "string",
            f"How it was printed {told}: value, bounds, not_shown, or none where there was no such figure",
            lambda r: of(r)[0],
        ),
        Column(
            name,
            Text(f"{when.en} value", f"{when.zh}值"),
            "number",
            f"Value printed {told}; empty where none was",
            lambda r: of(r)[1],
        ),
        Column(
            f"{name}_low",
            Text(f"{when.en}, lower", f"{when.zh}值下限"),
            "number",
            f"Lower bound printed {told}",
            lambda r: of(r)[2],
        ),
        Column(
            f"{name}_high",
            Text(f"{when.en}, upper", f"{when.zh}值上限"),
            "number",
            f"Upper bound printed {told}; empty where there is none",
            lambda r: of(r)[3],
        ),
    )


REVISIONS: tuple[Column[Revision], ...] = (
    Column("figure", Text("Figure", "数字标识"), "string", "Identifier of the figure", lambda r: r.figure),
    *both_languages(
        "indicator_label", Text("Indicator", "指标"), "Name of the indicator", lambda r: r.indicator_label
    ),
    *both_languages(
        "category_label",
        Text("Category", "类别"),
        "Of a total broken down: by what, and which category",
        lambda r: r.category_label,
    ),
    Column("period", Text("Period", "时期"), "string", "Period, ISO 8601", lambda r: r.period),
    *_printed("old", Text("Old", "旧"), "before", lambda r: (r.old_state, r.old, r.old_low, r.old_high)),
    *_printed("new", Text("New", "新"), "now", lambda r: (r.new_state, r.new, r.new_low, r.new_high)),
    Column(
        "change",
        Text("Change", "变化"),
        "number",
        "New less old; empty when one of them is no value",
        revisions.change,
    ),
    Column(
        "change_percent",
        Text("Change, %", "变化（%）"),
        "number",
        "Change in percent of the old value, one decimal; empty where that is zero or no value",
        revisions.change_percent,
    ),
    Column(
        "break",
        Text("Break", "中断"),
        "string",
        "yes where values behind it are counted under another definition now: old and new do not compare",
        lambda r: "yes" if r.is_break else "no",
    ),
    Column(
        "since",
        Text("Compared with", "对照版本"),
        "string",
        "The earlier release that printed the old one: the last of another round that covered the period, "
        "and in a correction also the last of its own round",
        lambda r: r.since,
    ),
    *both_languages("reason", Text("Reason", "原因"), "Why it changed", lambda r: r.reason),
)

VINTAGES: tuple[Column[Vintage], ...] = (
    *_OF_A_SERIES,
    Column(
        "release",
        Text("Release", "发布版本"),
        "string",
        "Release that printed it; a correction stands beside the one that it corrects",
        lambda v: v.release,
    ),
    Column(
        "as_of",
        Text("As known on", "数据截至"),
        "date",
        "Day whose knowledge the release used",
        lambda v: v.as_of,
    ),
    Column(
        "state",
        Text("As", "形式"),
        "string",
        "How that release printed it: value, bounds or not_shown",
        lambda v: v.state,
    ),
    Column("value", Text("Value", "数值"), "number", "Total as that release showed it", lambda v: v.value),
    Column("low", Text("Lower bound", "下限"), "number", "Lower bound that it printed", lambda v: v.low),
    Column("high", Text("Upper bound", "上限"), "number", "Upper bound that it printed", lambda v: v.high),
    Column(
        "before",
        Text("Before", "修订前"),
        "number",
        "The value that a release gave last before; empty in the first",
        lambda v: v.before,
    ),
    Column(
        "change",
        Text("Change", "变化"),
        "number",
        "Value less the one before; empty where one of them is none",
        lambda v: None if v.before is None or v.value is None else v.value - v.before,
    ),
)

ANSWERS: dict[str, Text] = {
    "agrees": Text("agrees", "相符"),
    "possible": Text("possible", "可能成立"),
    "disagrees": Text("disagrees", "不符"),
    "depends": Text("depends on what was not said", "取决于未说明的内容"),
    "not_comparable": Text("not comparable", "不可比"),
}
"""How a comparison of published figures came out."""

RECONCILIATIONS: tuple[Column[Reconciliation], ...] = (
    Column("id", Text("Identifier", "标识"), "string", "Identifier of the comparison", lambda r: r.id),
    *both_languages("about", Text("What is compared", "对照内容"), "What is compared", lambda r: r.about),
    Column(
        "answer",
        Text("Answer code", "结果代码"),
        "string",
        "agrees, possible, disagrees, depends or not_comparable",
        lambda r: r.answer,
    ),
    *both_languages("answer_label", Text("Answer", "结果"), "The answer", lambda r: ANSWERS[r.answer]),
    *both_languages("wording", Text("Why", "说明"), "The arithmetic and what follows", lambda r: r.wording),
    Column(
        "figures",
        Text("Figures", "数字标识"),
        "string",
        "Identifiers of the figures, between semicolons",
        lambda r: "; ".join(r.figures),
    ),
)
