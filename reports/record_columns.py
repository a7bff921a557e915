"""What is published beside the figures: returns, membership, capabilities, monitoring."""

from __future__ import annotations

from decimal import Decimal

from pipeline.figures import (
    Completeness,
    MembershipChange,
    MonitoredRate,
    PublishedCapability,
)
from pipeline.model import Text
from reports.columns import Column, both_languages


def _ratio(point: MonitoredRate) -> Decimal | None:
    return round(point.found / point.effort, 6) if point.effort > 0 else None


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
    *both_languages("party_label", Text("Member", "成员"), "Name of the member", lambda m: m.party_label),
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
    *both_languages("party_label", Text("Party", "主体"), "Whose capability it is", lambda c: c.party_label),
    *both_languages("kind_label", Text("Kind", "类别"), "Kind of capability", lambda c: c.kind_label),
    Column("title", Text("Title", "名称"), "string", "What it is", lambda c: c.title),
    Column(
        "status",
        Text("Status code", "状态代码"),
        "string",
        "planned, testing, live, retired, done",
        lambda c: c.status,
    ),
    *both_languages(
        "status_label", Text("Status", "状态"), "Its state on the status date", lambda c: c.status_label
    ),
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
    Column(
        "sites",
        Text("Sites", "网站数"),
        "integer",
        "Sites, the same in all rows of one keyword list",
        lambda m: m.sites,
    ),
    Column(
        "protocol",
        Text("Keyword list", "关键词表"),
        "string",
        "Keyword list; rows under different ones do not compare",
        lambda m: m.protocol,
    ),
    Column(
        "rate",
        Text("Found per hour", "每工时发现数"),
        "number",
        "Found divided by hours, six decimals",
        _ratio,
    ),
)
