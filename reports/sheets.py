"""What the workbook holds: notes, shorthand and one table a sheet, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.codes import codelist
from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports import breakdown_columns, change_columns, columns, record_columns
from reports.breakdowns import lines
from reports.columns import Cell, Column
from reports.revisions import vintages_named

_LABELS = ("indicator_label_en", "indicator_label_zh", "unit_label_en", "unit_label_zh")
_STATE = ("qualifier", "status_label_en", "status_label_zh", "shorthand", "conf_status")
_BOUNDS = ("period", "value", "value_low", "value_high")
_COVERED = ("coverage_n", "coverage_of")
_SAID = ("wording_en", "wording_zh", "id")
_SOURCE = ("quote", "attributed_to", "source_title", "source_publisher", "source_url", "source_date")
_LARGEST = ("largest_share_label_en", "largest_share_label_zh")
_TOTALS = (*_LABELS, *_BOUNDS, *_STATE, *_COVERED, *_LARGEST, "gaps_en", "gaps_zh", "supersedes", *_SAID)
_ALWAYS = frozenset({"value"})


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One table with its sheet."""

    name: str
    table: str
    title: Text
    columns: tuple[Column[Any], ...]
    entries: tuple[Any, ...]

    @property
    def filled(self) -> tuple[Column[Any], ...]:
        """Columns with at least one entry; of those that stay blank only the value is kept."""
        return tuple(
            column
            for column in self.columns
            if column.name in _ALWAYS or any(not blank(column.of(entry)) for entry in self.entries)
        )

    @property
    def shorthand(self) -> tuple[str, ...]:
        """Marks in square brackets that occur in this table."""
        marks = [c for c in self.columns if c.name == "shorthand"]
        return tuple(sorted({str(c.of(e)) for c in marks for e in self.entries} - {""}))


def blank(cell: Cell) -> bool:
    """Whether a cell stays empty."""
    return cell is None or cell == ""


def _pick(names: Sequence[str]) -> tuple[Column[Figure], ...]:
    by_name = {column.name: column for column in columns.FIGURES}
    return tuple(by_name[name] for name in names)


def plans(edition: Edition) -> tuple[SheetPlan, ...]:
    """All tables in the order of the workbook, empty ones included."""

    def figures(*topics: str) -> tuple[Figure, ...]:
        return tuple(f for f in edition.figures if f.topic in topics)

    limits = (
        "interval_low",
        "interval_high",
        "target",
        "target_date",
        "probability",
        "missing_en",
        "missing_zh",
    )
    said_beside = ("remarks_en", "remarks_zh", "beside_en", "beside_zh")
    about = ("subject_label_en", "subject_label_zh", "dimensions")
    return (
        SheetPlan(
            "Goal",
            "goal",
            Text(
                "The goal: reduction with its 95% interval, or what is missing",
                "目标：减幅及其 95% 区间，或缺少的内容",
            ),
            _pick(
                (
                    *_LABELS,
                    "measure_class",
                    *about[:2],
                    "period",
                    "value",
                    *limits,
                    *_STATE,
                    *_SAID,
                    *said_beside,
                )
            ),
            figures("goal", "goal_part"),
        ),
        SheetPlan(
            "Outputs by round",
            "outputs_by_round",
            Text("What members reported, by indicator and round", "成员填报数量，按指标和轮次"),
            _pick(_TOTALS),
            figures("output_round"),
        ),
        SheetPlan(
            "Outputs by year",
            "outputs_by_year",
            Text("What members reported, by indicator and year", "成员填报数量，按指标和年度"),
            _pick(_TOTALS),
            figures("output_year"),
        ),
        SheetPlan(
            "Running totals",
            "running_totals",
            Text("Totals since the start, with their bounds", "自起始以来的累计合计及其上下界"),
            _pick(_TOTALS),
            figures("running_total"),
        ),
        SheetPlan(
            "Breakdowns",
            "breakdowns",
            Text(
                "Totals broken down: parts add up to their total, what is not broken down among them",
                "合计的细分：各部分（含未细分部分）相加等于合计",
            ),
            breakdown_columns.SHEET,
            lines(edition),
        ),
        SheetPlan(
            "Ratios",
            "ratios",
            Text(
                "One total in percent of another of the same members and days, or why it is not computable",
                "一个合计占另一合计的百分比（成员与日期相同），或无法计算的原因",
            ),
            _pick(
                (
                    *_LABELS[:2],
                    *_BOUNDS,
                    "numerator",
                    "denominator",
                    *_COVERED,
                    *_STATE,
                    "missing_en",
                    "missing_zh",
                    *_SAID,
                )
            ),
            figures("ratio"),
        ),
        SheetPlan(
            "Trends",
            "trends",
            Text(
                "Each period beside the one before: all reporters, the same members in both, chained",
                "各期与上期对比：全部填报成员、两期共有成员、链式指数",
            ),
            change_columns.TRENDS,
            edition.trends,
        ),
        SheetPlan(
            "Public statements",
            "public_statements",
            Text("Figures as public sources worded them", "公开来源所述的数字"),
            _pick((*about[:2], *_LABELS, "dimensions", *_BOUNDS, *_STATE, *_SOURCE, *_SAID)),
            figures("quotation"),
        ),
        SheetPlan(
            "Members by round",
            "members_by_round",
            Text("Members in the register and members covered, by round", "各轮登记册成员数和覆盖成员数"),
            _pick((*_LABELS[:2], "period", "value", *_STATE[1:], *_COVERED, *_SAID)),
            figures("membership", "coverage"),
        ),
        SheetPlan(
            "Membership changes",
            "membership_changes",
            Text("Members who joined or left", "加入或退出的成员"),
            record_columns.MEMBERSHIP,
            edition.membership,
        ),
        SheetPlan(
            "Returns",
            "returns_by_round",
            Text("Completeness of the returns, by round", "各轮填报完整性"),
            record_columns.COMPLETENESS,
            edition.completeness,
        ),
        SheetPlan(
            "Monitoring",
            "monitoring",
            Text("Advertisements found per hour of search", "每监测工时发现的广告数"),
            record_columns.MONITORING,
            edition.monitoring,
        ),
        SheetPlan(
            "Capabilities",
            "capabilities",
            Text("What members and conveners do beside removing", "下架以外的能力与措施"),
            record_columns.CAPABILITIES,
            edition.capabilities,
        ),
        SheetPlan(
            "Revisions",
            "revisions",
            Text("Published figures that changed, with size and reason", "已发布数字的变动、幅度与原因"),
            change_columns.REVISIONS,
            edition.revisions,
        ),
        SheetPlan(
            "Reconciliation",
            "reconciliation",
            Text(
                "Published figures held against each other and against ours",
                "已发布数字的相互对照及与我方合计的对照",
            ),
            change_columns.RECONCILIATIONS,
            edition.reconciliations,
        ),
        SheetPlan(
            "Vintages",
            "vintages",
            Text("Every total as each release showed it", "各次发布所示的每个合计"),
            change_columns.VINTAGES,
            vintages_named(edition),
        ),
    )


STANDING_NOTES: tuple[Text, ...] = (
    Text(
        "Figures of different indicators or units are never added together, nor a part to its whole.",
        "不同指标或不同单位的数字从不相加，部分也不与其整体相加。",
    ),
    Text(
        "A blank value is not a zero. The status beside it says why there is no value.",
        "空白不等于零；旁边的状态说明没有数值的原因。",
    ),
    Text(
        "“Over” and “at least” give a lower bound without an upper one; “approximately” gives both bounds. "
        "Headlines and sentences round such a value to the digits that its bounds carry; the tables give it "
        "as it was added up.",
        "“超过”和“至少”只给出下界，没有上界；“约”给出上下界。"
        "标题和语句中，此类数值按上下界所能支持的位数取整；表格中为相加所得的数值。",
    ),
    Text(
        "The goal counts as met only when the whole 95% interval lies at or beyond the target.",
        "只有当整个 95% 区间都达到或超过目标值时，才视为达到目标。",
    ),
)


def notes(edition: Edition) -> tuple[Text, ...]:
    """Standing notes, then those of the edition."""
    return STANDING_NOTES + edition.notes


@dataclass(frozen=True, slots=True)
class Shorthand:
    """One status of a value with its mark."""

    mark: str
    label: Text
    sdmx: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark and every status that it stands for."""

    mark: str
    label: Text


_SHARED = {"[x]": Text("No value", "没有数值"), "[e]": Text("Not a count", "非计数所得")}
"""What the statuses of one mark have in common."""


def marks() -> tuple[Mark, ...]:
    """Every mark once, with what it means; where it stands for several statuses, each of them."""
    found: dict[str, list[Text]] = {}
    for one in shorthands():
        found.setdefault(one.mark, []).append(one.label)
    return tuple(Mark(mark, _together(mark, labels)) for mark, labels in found.items())


def _together(mark: str, labels: list[Text]) -> Text:
    if len(labels) == 1:
        return labels[0]
    common = _SHARED.get(mark, Text("One of", "其一"))
    listed = "; ".join(label.en[:1].lower() + label.en[1:] for label in labels)
    return Text(f"{common.en}: {listed}", f"{common.zh}：{'；'.join(label.zh for label in labels)}")


def shorthands() -> tuple[Shorthand, ...]:
    """Every status that has a mark, in the order of the code list."""
    return tuple(
        Shorthand(code.extra["shorthand"], code.label, code.extra["sdmx"], code.definition)
        for code in codelist("obs_status")
        if code.extra["shorthand"]
    )
