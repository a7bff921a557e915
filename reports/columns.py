"""What a published column is, and the one declaration of what is published about a figure.

CSV headers, the fields of datapackage.json, the sheets of the workbook are all derived from it: name, titles
in both languages, type, meaning, and where the value comes from. `reports.record_columns` declares the same
for what a release holds beside its figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from pipeline.figures import Figure
from pipeline.model import Text
from pipeline.target import Announcement
from reports.phrases import largest_share, sdmx_status, shorthand, status

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


def both_languages(
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


def _announced(announcement: Announcement) -> str:
    a = announcement
    source = [a.source_publisher or a.attributed_to, a.source_title, a.source_url, str(a.source_date or "")]
    return f"“{a.quote}” ({', '.join(part for part in source if part)})"


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
    *both_languages(
        "indicator_label", Text("Indicator", "指标"), "Name of the indicator", lambda f: f.indicator_label
    ),
    Column("unit", Text("Unit code", "单位代码"), "string", "Unit, code list units", lambda f: f.unit),
    *both_languages("unit_label", Text("Unit", "单位"), "Name of the unit", lambda f: f.unit_label),
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
    *both_languages(
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
    *both_languages("status_label", Text("Status", "状态"), "State of the value", status),
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
    *both_languages(
        "gaps",
        Text("Not covered", "未覆盖"),
        "What of the period no counted value covers",
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
    Column(
        "largest_share",
        Text("Largest owner group, code", "最大所有者集团代码"),
        "string",
        "Of a total: how much of it stands behind its largest owner group, code list largest_shares",
        lambda f: f.largest_share,
    ),
    *both_languages(
        "largest_share_label",
        Text("Share of the largest owner group", "最大所有者集团占比"),
        "Of a total: how much of it stands behind its largest owner group",
        lambda f: largest_share(f.largest_share),
    ),
    Column(
        "numerator",
        Text("Numerator", "分子"),
        "number",
        "Of a ratio: the total that is divided; empty where it is not shown as a value",
        lambda f: f.numerator,
    ),
    Column(
        "denominator",
        Text("Denominator", "分母"),
        "number",
        "Of a ratio: the total that it is divided by; empty where it is not shown as a value",
        lambda f: f.denominator,
    ),
    *both_languages(
        "missing",
        Text("What is missing", "缺少的内容"),
        "Of a goal or a ratio that is not computable: what is missing",
        lambda f: _missing(f.missing),
    ),
    Column(
        "probability",
        Text("Probability that the target is met", "达到目标的概率"),
        "number",
        "Of the goal: probability, 0 to 1, that the true reduction reaches the target",
        lambda f: f.probability,
    ),
    *both_languages(
        "remarks",
        Text("Beside the number", "数字须知"),
        "Of the goal: what must be said beside the number",
        lambda f: _missing(f.remarks),
    ),
    *both_languages(
        "beside",
        Text("Published changes beside the goal", "目标以外的已公布变化"),
        "Of the goal: published changes that look like the answer, and what each of them is",
        lambda f: _missing(f.beside),
    ),
    Column(
        "also_announced",
        Text("Also announced as", "其他公布措辞"),
        "string",
        "Of the goal: further wordings in which it was announced, each with its source",
        lambda f: "; ".join(map(_announced, f.also_announced)),
    ),
    *both_languages(
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
