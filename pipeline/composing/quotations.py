"""Single figures that may be named: public statements as their sources worded them, and permitted values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline import wording
from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.composing.labels import Row, indicator_words, party, table
from pipeline.figures import Figure
from pipeline.indicators.proportion import wilson
from pipeline.inputs import Scope
from pipeline.model import DIMENSIONS, Text
from pipeline.sentences import sentence

_PLACES = 4
"""Decimals of the limits of a share in percent."""
_DEFAULTS = {"definition_version": "1", "protocol": "none"}


def quotations(scope: Scope) -> list[Figure]:
    """All of them, in a fixed order, each with an identity of its own."""
    rows = sorted(table(scope, "quotations"), key=_order)
    figures: list[Figure] = []
    taken: dict[str, int] = {}
    for row in rows:
        base = "/".join(_identity(row))
        taken[base] = taken.get(base, 0) + 1
        figures.append(_quotation(scope, row, base if taken[base] == 1 else f"{base}/{taken[base]}"))
    return figures


def _order(row: Row) -> tuple[str, ...]:
    parts = ("source_date", "attributed_to", "submission", "place")
    return (*_identity(row), str(not row["counts"]), *(str(row[part]) for part in parts))


def _identity(row: Row) -> list[str]:
    named = _dimensions(row)
    limits = [";".join(f"{name}={named[name]}" for name in sorted(named))] if named else []
    return ["quotation", row["subject"], row["indicator"], *limits, _period(row).replace("/", "--")]


def _dimensions(row: Row) -> dict[str, str]:
    return {name: row[name] for name in DIMENSIONS if row[name] != _DEFAULTS.get(name, "all")}


def _period(row: Row) -> str:
    return wording.iso_period(row["period_start"], row["period_end"])


def _quotation(scope: Scope, row: Row, identity: str) -> Figure:
    return Figure(
        id=identity,
        topic="quotation",
        **indicator_words(row["indicator"]),
        subject=row["subject"],
        subject_label=party(scope, row["subject"]),
        dimensions=_dimensions(row),
        period=_period(row),
        period_start=row["period_start"],
        period_end=row["period_end"],
        value=row["value"],
        value_low=row["value_low"],
        value_high=row["value_high"],
        **_sampled(row),
        qualifier=row["qualifier"],
        status=row["obs_status"],
        wording=_sentence(scope, row),
        attributed_to=row["attributed_to"] or "",
        quote=row["quote"] or "",
        source_title=row["source_title"] or "",
        source_publisher=row["source_publisher"] or "",
        source_url=row["source_url"] or "",
        source_date=row["source_date"],
    )


def _sampled(row: Row) -> dict[str, Any]:
    """The 95% interval of a share of sampled views, where the source gives sample and finds; nothing else."""
    measured = codelist("indicators")[row["indicator"]].extra["measure_class"]
    found, sampled = row["numerator"], row["denominator"]
    if measured != "prevalence" or found is None or not sampled or not 0 <= found <= sampled:
        return {}
    low, high = wilson(float(found), float(sampled))
    return {
        "interval_low": round(Decimal(100 * low), _PLACES),
        "interval_high": round(Decimal(100 * high), _PLACES),
    }


def _sentence(scope: Scope, row: Row) -> Text:
    words = indicator_words(row["indicator"])
    period = wording.period(
        row["period_start"], row["period_end"], row["period_start_precision"], row["period_end_precision"]
    )
    if row["reference_period"]:
        period = sentence("compared", period=period, reference=row["reference_period"])
    source = Text("", "")
    if row["source_title"]:
        source = sentence(
            "quotation_source",
            publisher=row["source_publisher"],
            title=row["source_title"],
            date=str(row["source_date"]) if row["source_date"] else Text("undated", "日期不详"),
        )
    amount = wording.amount(
        row["value"], row["value_low"], row["value_high"], row["qualifier"], words["unit_label"]
    )
    return sentence(
        "quotation",
        subject=party(scope, row["subject"]),
        amount=amount,
        period=period,
        indicator=words["indicator_label"],
        limits=_limits(row),
        said=sentence("quotation_said", who=row["attributed_to"]) if row["attributed_to"] else Text("", ""),
        source=source,
    )


def _limits(row: Row) -> Text:
    """The dimensions that limit a quoted figure, in words."""
    named = [
        codelist(code_list).label(row[name])
        for name, code_list in DIMENSION_LISTS.items()
        if row[name] != "all"
    ]
    if row["definition_version"] != "1":
        own = row["definition_version"].replace("_", " ").replace("-", " ")
        named.append(sentence("quotation_definition", own=own))
    if not named:
        return Text("", "")
    return Text("; " + ", ".join(t.en for t in named), "（" + "、".join(t.zh for t in named) + "）")
