"""The one declaration of what is published about a figure, a revision, a return, a member, a capability.

CSV headers, the fields of datapackage.json, the sheets of the workbook are all derived from it: name, titles
in both languages, type, meaning, and where the value comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from pipeline.figures import (
    Completeness,
    Figure,
    MembershipChange,
    MonitoredRate,
    PublishedCapability,
    Revision,
    Text,
)
from reports.phrases import sdmx_status, shorthand, status

Entry = TypeVar("Entry")
Cell = str | int | Decimal | date | None
Kind = Literal["string", "integer", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column(Generic[Entry]):
    """One published column."""

    name: str
    title: Text
    kind: Kind
    """Type in the sense of the Table Schema."""
    meaning: str
    of: Callable[[Entry], Cell]


def _label(
    name: str, title: Text, meaning: str, of: Callable[[Entry], Text]
) -> tuple[Column[Entry], Column[Entry]]:
    """A text in both languages: two columns."""
    return (
        Column(f"{name}_en", title, "string", f"{meaning}, in English", lambda entry: of(entry).en),
        Column(
            f"{name}_zh",
            Text(f"{title.en}, Chinese", f"{title.zh}（中文）"),
            "string",
            f"{meaning}, in Simplified Chinese",
            lambda entry: of(entry).zh,
        ),
    )


def dimensions(figure: Figure) -> str:
    """Dimensions that are not `all`, as `name=code` in alphabetical order."""
    return "; ".join(f"{name}={code}" for name, code in sorted(figure.dimensions.items()))


def _missing(texts: Iterable[Text]) -> Text:
    listed = list(texts)
    return Text(" ".join(text.en for text in listed), "".join(text.zh for text in listed))


def _ratio(point: MonitoredRate) -> Decimal | None:
    return round(point.found / point.effort, 6) if point.effort > 0 else None


FIGURES: tuple[Column[Figure], ...] = (
    Column("id", Text("Identifier", "标识"), "string", "Permalink within the release", lambda f: f.id),
    Column("topic", Text("Topic", "主题"), "string", "Kind of figure, code list topics", lambda f: f.topic),
    Column(
        "indicator",
        Text("Indicator code", "指标代码"),
        "string",
        "What is measured, code list indicators",
        lambda f: f.indicator,
    ),
    *_label(
        "indicator_label", Text("Indicator", "指标"), "Name of the indicator", lambda f: f.indicator_label
    ),
    Column("unit", Text("Unit code", "单位代码"), "string", "Unit, code list units", lambda f: f.unit),
    *_label("unit_label", Text("Unit", "单位"), "Name of the unit", lambda f: f.unit_label),
    Column(
        "measure_class",
        Text("Measure class", "度量类别"),
        "string",
        "Activity, availability, effort and so on, code list measure_classes",
        lambda f: f.measure_class,
    ),
    Column(
        "subject",
        Text("Subject code", "主体代码"),
        "string",
        "Whom the figure is about, party of the register",
        lambda f: f.subject,
    ),
    *_label(
        "subject_label",
        Text("Subject", "主体"),
        "Name of whom the figure is about",
        lambda f: f.subject_label,
    ),
    Column(
        "dimensions",
        Text("Dimensions", "维度"),
        "string",
        "Dimensions that are not 'all', as name=code; empty when there are none",
        dimensions,
    ),
    Column("period", Text("Period", "时期"), "string", "Period, ISO 8601", lambda f: f.period),
    Column(
        "period_start",
        Text("Period start", "时期起始"),
        "date",
        "First day covered; empty when unknown",
        lambda f: f.period_start,
    ),
    Column("period_end", Text("Period end", "时期结束"), "date", "Last day covered", lambda f: f.period_end),
    Column(
        "value",
        Text("Value", "数值"),
        "number",
        "Value in the unit; empty when status says why, or when only a bound was stated",
        lambda f: f.value,
    ),
    Column(
        "value_low",
        Text("Lower bound", "下界"),
        "number",
        "Lower bound of what the wording allows; empty when unbounded",
        lambda f: f.value_low,
    ),
    Column(
        "value_high",
        Text("Upper bound", "上界"),
        "number",
        "Upper bound of what the wording allows; empty when unbounded",
        lambda f: f.value_high,
    ),
    Column(
        "interval_low",
        Text("95% interval, lower", "95% 区间下限"),
        "number",
        "Lower limit of the 95% interval of an estimate",
        lambda f: f.interval_low,
    ),
    Column(
        "interval_high",
        Text("95% interval, upper", "95% 区间上限"),
        "number",
        "Upper limit of the 95% interval of an estimate",
        lambda f: f.interval_high,
    ),
    Column(
        "qualifier",
        Text("Qualifier", "限定词"),
        "string",
        "How the source hedged it, code list qualifiers",
        lambda f: f.qualifier,
    ),
    Column(
        "status",
        Text("Status code", "状态代码"),
        "string",
        "State of the value, code list obs_status; of the goal: met, not_met, undecided, not_computable",
        lambda f: f.status,
    ),
    *_label("status_label", Text("Status", "状态"), "State of the value", status),
    Column(
        "shorthand",
        Text("Shorthand", "简写"),
        "string",
        "Mark of the status in square brackets; empty for a normal value",
        shorthand,
    ),
    Column(
        "obs_status",
        Text("SDMX status", "SDMX 状态"),
        "string",
        "SDMX OBS_STATUS; empty for the goal, whose state is an answer",
        sdmx_status,
    ),
    Column(
        "conf_status",
        Text("Confidentiality", "保密状态"),
        "string",
        "SDMX CONF_STATUS of a suppressed figure: C primary, D secondary",
        lambda f: f.conf_status,
    ),
    Column(
        "coverage_n",
        Text("Members covered", "覆盖成员数"),
        "integer",
        "Eligible members with a value; of the goal: sites searched in both windows",
        lambda f: f.coverage_n,
    ),
    Column(
        "coverage_of",
        Text("Members eligible", "应填报成员数"),
        "integer",
        "Eligible members; of the goal: sites in the panel",
        lambda f: f.coverage_of,
    ),
    Column(
        "gaps",
        Text("Gaps", "缺口"),
        "string",
        "Days inside the window that no counted value covers",
        lambda f: f.gaps,
    ),
    Column(
        "target",
        Text("Target", "目标值"),
        "number",
        "Of the goal: the announced reduction",
        lambda f: f.target,
    ),
    Column(
        "target_date",
        Text("Target date", "目标日期"),
        "date",
        "Of the goal: until when",
        lambda f: f.target_date,
    ),
    *_label(
        "missing",
        Text("What is missing", "缺少的内容"),
        "Of a goal that is not computable: what is missing",
        lambda f: _missing(f.missing),
    ),
    *_label(
        "wording",
        Text("Permitted wording", "可引用的表述"),
        "A sentence that may be quoted",
        lambda f: f.wording,
    ),
    Column("quote", Text("Quote", "原文引述"), "string", "Exact words of the source", lambda f: f.quote),
    Column(
        "attributed_to",
        Text("Attributed to", "表述者"),
        "string",
        "Who is said to have said it",
        lambda f: f.attributed_to,
    ),
    Column(
        "source_title",
        Text("Source title", "来源标题"),
        "string",
        "Title of the source",
        lambda f: f.source_title,
    ),
    Column(
        "source_publisher",
        Text("Source publisher", "来源发布者"),
        "string",
        "Publisher of the source",
        lambda f: f.source_publisher,
    ),
    Column(
        "source_url",
        Text("Source address", "来源网址"),
        "string",
        "Address of the source",
        lambda f: f.source_url,
    ),
    Column(
        "source_date", Text("Source date", "来源日期"), "date", "Date of the source", lambda f: f.source_date
    ),
    Column(
        "supersedes",
        Text("Supersedes", "取代"),
        "string",
        "Release whose value this one replaces",
        lambda f: f.supersedes,
    ),
)

REVISIONS: tuple[Column[Revision], ...] = (
    Column("figure", Text("Figure", "数字标识"), "string", "Identifier of the figure", lambda r: r.figure),
    *_label(
        "indicator_label", Text("Indicator", "指标"), "Name of the indicator", lambda r: r.indicator_label
    ),
    Column("period", Text("Period", "时期"), "string", "Period, ISO 8601", lambda r: r.period),
    Column("old", Text("Old value", "旧值"), "number", "Value published before", lambda r: r.old),
    Column("new", Text("New value", "新值"), "number", "Value published now", lambda r: r.new),
    Column(
        "change",
        Text("Change", "变化"),
        "number",
        "New less old; empty when one of them is not shown",
        lambda r: None if r.old is None or r.new is None else r.new - r.old,
    ),
    Column(
        "since",
        Text("Last shown in", "上次发布版本"),
        "string",
        "Release that showed the old value",
        lambda r: r.since,
    ),
    *_label("reason", Text("Reason", "原因"), "Why it changed", lambda r: r.reason),
)

COMPLETENESS: tuple[Column[Completeness], ...] = (
    Column("round", Text("Round", "轮次"), "string", "Round, YYYY-Qn", lambda c: c.round),
    Column(
        "eligible", Text("Eligible", "应填报"), "integer", "Members on its last day", lambda c: c.eligible
    ),
    Column(
        "on_time",
        Text("On time", "按时"),
        "integer",
        "Accepted returns received by the due date",
        lambda c: c.on_time,
    ),
    Column("late", Text("Late", "迟交"), "integer", "Accepted returns received after it", lambda c: c.late),
    Column(
        "not_accepted",
        Text("Not accepted", "未被接受"),
        "integer",
        "Received, but nothing of it could be accepted",
        lambda c: c.not_accepted,
    ),
    Column(
        "missing",
        Text("Missing", "未收到"),
        "integer",
        "Nothing received by the cut-off",
        lambda c: c.missing,
    ),
    Column(
        "with_value",
        Text("With a value", "有数值"),
        "integer",
        "Members with at least one accepted value inside the round",
        lambda c: c.with_value,
    ),
)

MEMBERSHIP: tuple[Column[MembershipChange], ...] = (
    Column("party", Text("Member code", "成员代码"), "string", "Party of the register", lambda m: m.party),
    *_label("party_label", Text("Member", "成员"), "Name of the member", lambda m: m.party_label),
    Column("change", Text("Change", "变动"), "string", "joined or left", lambda m: m.change),
    Column("on", Text("Date", "日期"), "date", "Date of the change", lambda m: m.on),
    Column(
        "precision",
        Text("Precision", "日期精度"),
        "string",
        "How exactly the date is known",
        lambda m: m.precision,
    ),
    Column("source", Text("Source", "来源"), "string", "Where the date comes from", lambda m: m.source),
)

CAPABILITIES: tuple[Column[PublishedCapability], ...] = (
    *_label("party_label", Text("Party", "主体"), "Whose capability it is", lambda c: c.party_label),
    *_label("kind_label", Text("Kind", "类别"), "Kind of capability", lambda c: c.kind_label),
    Column("title", Text("Title", "名称"), "string", "What it is", lambda c: c.title),
    Column(
        "status",
        Text("Status code", "状态代码"),
        "string",
        "planned, testing, live, retired, done",
        lambda c: c.status,
    ),
    *_label("status_label", Text("Status", "状态"), "Its state on the status date", lambda c: c.status_label),
    Column(
        "status_date", Text("Status date", "状态日期"), "date", "Date of the status", lambda c: c.status_date
    ),
    Column(
        "status_date_precision",
        Text("Date precision", "日期精度"),
        "string",
        "How exactly the date is known",
        lambda c: c.status_date_precision,
    ),
    Column("quote", Text("Quote", "原文引述"), "string", "Exact words of the source", lambda c: c.quote),
    Column(
        "source_title",
        Text("Source title", "来源标题"),
        "string",
        "Title of the source",
        lambda c: c.source_title,
    ),
    Column(
        "source_publisher",
        Text("Source publisher", "来源发布者"),
        "string",
        "Publisher of the source",
        lambda c: c.source_publisher,
    ),
    Column(
        "source_url",
        Text("Source address", "来源网址"),
        "string",
        "Address of the source",
        lambda c: c.source_url,
    ),
    Column(
        "source_date", Text("Source date", "来源日期"), "date", "Date of the source", lambda c: c.source_date
    ),
)

MONITORING: tuple[Column[MonitoredRate], ...] = (
    Column("period", Text("Period", "时期"), "string", "Period, ISO 8601", lambda m: m.period),
    Column(
        "period_start",
        Text("Period start", "时期起始"),
        "date",
        "First day covered",
        lambda m: m.period_start,
    ),
    Column("period_end", Text("Period end", "时期结束"), "date", "Last day covered", lambda m: m.period_end),
    Column(
        "found",
        Text("Advertisements found", "发现的广告"),
        "number",
        "New advertisements found",
        lambda m: m.found,
    ),
    Column("effort", Text("Hours searched", "监测工时"), "number", "Hours of search", lambda m: m.effort),
    Column("sites", Text("Sites", "网站数"), "integer", "Sites searched in every period", lambda m: m.sites),
    Column(
        "rate",
        Text("Found per hour", "每工时发现数"),
        "number",
        "Found divided by hours, six decimals",
        _ratio,
    ),
)
