"""Ratios of two totals of one scope, or why they cannot be computed, each with what it was made of."""

from __future__ import annotations

from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row, coalition, table, weakest_state
from pipeline.figures import Figure
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.ratios import Ratio, declared
from pipeline.sentences import sentence

_KINDS = ("round", "year", "running")
_HIDDEN = "hidden"


def ratios(scope: Scope) -> list[Figure]:
    """All of them, ratio after ratio in the order of the code list: rounds, years, since the start."""
    known = {ratio.code: (order, ratio) for order, ratio in enumerate(declared())}
    rows = sorted(
        table(scope, "ratios"),
        key=lambda row: (known[row["ratio"]][0], _KINDS.index(row["kind"]), row["window_end"]),
    )
    return [_figure(scope, row, known[row["ratio"]][1]) for row in rows]


def _figure(scope: Scope, row: Row, ratio: Ratio) -> Figure:
    return Figure(
        id=f"ratio_{row['kind']}/{ratio.code}/{row['name']}",
        topic="ratio",
        indicator=ratio.code,
        indicator_label=ratio.label,
        unit="percent",
        unit_label=codelist("units").label("percent"),
        measure_class="activity",
        **coalition(scope),
        period=wording.iso_period(row["window_start"], row["window_end"]),
        period_start=row["window_start"],
        period_end=row["window_end"],
        value=row["value"],
        value_low=row["value_low"],
        value_high=row["value_high"],
        qualifier=_qualifier(row),
        status=_status(row),
        conf_status="" if _status(row) != "suppressed" else "D",
        coverage_n=row["numerator_members"],
        coverage_of=row["members_eligible"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        missing=(_reason(row, ratio),) if row["reason"] not in {None, _HIDDEN} else (),
        wording=_sentence(row, ratio),
    )


def _sentence(row: Row, ratio: Ratio) -> Text:
    period = wording.period(row["window_start"], row["window_end"])
    if row["reason"] == _HIDDEN:
        return sentence("ratio_not_shown", ratio=ratio.label, period=period)
    if row["reason"]:
        return sentence("ratio_not_computable", ratio=ratio.label, period=period, reason=_reason(row, ratio))
    amount = wording.amount(
        row["value"], row["value_low"], row["value_high"], _qualifier(row), codelist("units").label("percent")
    )
    return sentence(
        "ratio" if row["both_shown"] else "ratio_as_bounds",
        ratio=ratio.label,
        period=period,
        amount=amount,
        counts=_counts(row, ratio),
        n=row["numerator_members"],
        of=row["members_eligible"],
    )


def _counts(row: Row, ratio: Ratio) -> Text:
    """The two totals in words, as far as they are shown."""
    unit = codelist("indicators")[ratio.denominator].extra["unit"]
    return sentence(
        "ratio_part" if ratio.part_of_whole else "ratio_against",
        numerator=_count(row, "numerator"),
        denominator=_count(row, "denominator"),
        unit=codelist("units").label(unit),
    )


def _count(row: Row, side: str) -> Text:
    value, low, high = row[side], row[f"{side}_low"], row[f"{side}_high"]
    amount = wording.amount(value, low, high, _hedge(value, low, high), Text("", ""))
    return Text(amount.en.strip(), amount.zh.strip())


def _hedge(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> str:
    if value is None:
        return "range"
    if high is None:
        return "at_least"
    return "exact" if low == value == high else "approximately"


def _reason(row: Row, ratio: Ratio) -> Text:
    """Why it is not computable."""
    indicators = codelist("indicators")
    blanks: dict[str, Text | str | int] = {
        "numerator": indicators.label(ratio.numerator),
        "denominator": indicators.label(ratio.denominator),
        "n": row["numerator_members"],
        "m": row["denominator_members"] or 0,
    }
    return sentence(f"ratio_{row['reason']}", **blanks)


def _qualifier(row: Row) -> str:
    """`exact` or `rounded` where both counts are exact; otherwise what their bounds make of it."""
    if row["value"] is None:
        return "" if row["value_low"] is None else "range"
    exact = all(
        row[f"{side}_low"] == row[side] == row[f"{side}_high"] for side in ("numerator", "denominator")
    )
    if exact:
        return "exact" if row["value_low"] == row["value_high"] else "rounded"
    return "at_least" if row["value_high"] is None else "approximately"


def _status(row: Row) -> str:
    """Hidden where a total is; otherwise the weakest state among the parts of both."""
    if row["reason"] == _HIDDEN or (row["reason"] is None and not row["both_shown"]):
        return "suppressed"
    if row["reason"]:
        return "not_computable"
    return weakest_state(row) or "normal"
