"""Single figures that may be named: public statements as their sources worded them, and permitted values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline import wording
from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.composing.labels import Row, indicator_words, party, table
from pipeline.figures import Figure
from pipeline.indicators.proportion import wilson
from pipeline.inputs import Scope
from pipeline.model import DIMENSIONS, Precision, Text
from pipeline.sentences import sentence
from pipeline.values.periods import parse_period

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
        period = sentence("compared", period=period, reference=_in_words(row["reference_period"]))
    source = Text("", "")
    if row["source_title"]:
        source = sentence(
            "quotation_source",
            publisher=row["source_publisher"],
            title=row["source_title"],
            date=_day(row["source_date"]),
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
        said=sentence("quotation_said", who=_speaker(scope, row)) if row["attributed_to"] else Text("", ""),
        source=source,
    )


def _speaker(scope: Scope, row: Row) -> Text:
    """Who said it, by the name in the register where it is a party's; as it was printed otherwise."""
    printed = row["attributed_to"]
    names = (party.name for party in scope.deployment.register.parties.values())
    return next((name for name in names if printed in (name.en, name.zh)), Text(printed, printed))


def _day(day: date | None) -> Text:
    return wording.period(day, day) if day else Text("undated", "日期不详")


def _in_words(written: str) -> Text:
    """A reference period as ISO 8601 writes it, in words: `2012/2016` is 2012 to 2016, 2012年至2016年."""
    ends = [parse_period(part) for part in written.split("/")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        return Text(written, written)
    years = (first.start.month, first.start.day, last.end.month, last.end.day) == (1, 1, 12, 31)
    precision = Precision.YEAR if years else Precision.DAY
    return wording.period(first.start, last.end, precision, precision)


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
