"""Totals broken down: the release's own round, every year and since the start, as disclosure lets them be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pipeline import wording
from pipeline.breakdown_labels import category_label, dimension_label
from pipeline.codes import codelist
from pipeline.composing.labels import Row, coalition, indicator_words, qualifier_of_sum, status_of_sum, table
from pipeline.figures import Figure
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence


def breakdowns(scope: Scope, revised: Mapping[str, str]) -> list[Figure]:
    """A figure for every category of every window and dimension of which at least one category is shown.

    `revised` maps a figure to the release whose value it replaces.
    """
    rows = table(scope, "disclosed_breakdowns")
    telling = {_breakdown(row) for row in rows if row["shown"]}
    return [_figure(scope, row, revised) for row in sorted(rows, key=identity) if _breakdown(row) in telling]


def breakdown_gaps(scope: Scope) -> tuple[Text, ...]:
    """One sentence for every indicator and dimension that members reported and of which nothing is shown."""
    rows = table(scope, "disclosed_breakdowns")
    shown = {(row["indicator"], row["dimension"]) for row in rows if row["shown"]}
    left_out: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if (row["indicator"], row["dimension"]) not in shown:
            left_out.setdefault((row["indicator"], row["dimension"]), set()).add(row["reason"])
    return tuple(
        sentence(
            "breakdown_unchecked" if "unchecked" in reasons else "breakdown_left_out",
            indicator=codelist("indicators").label(indicator),
            dimension=_lower(dimension_label(dimension)),
        )
        for (indicator, dimension), reasons in sorted(left_out.items())
    )


def _breakdown(row: Row) -> tuple[str, ...]:
    return row["kind"], row["name"], row["indicator"], row["dimension"]


def identity(row: Row) -> str:
    """Identifier of the figure of a category."""
    where = (row["kind"], row["indicator"], row["name"], row["dimension"], row["category"])
    return f"breakdown/{'/'.join(where)}"


def _figure(scope: Scope, row: Row, revised: Mapping[str, str]) -> Figure:
    name = identity(row)
    return Figure(
        id=name,
        topic="breakdown",
        **indicator_words(row["indicator"]),
        **coalition(scope),
        dimensions={row["dimension"]: row["category"]},
        period=wording.iso_period(row["window_start"], row["window_end"]),
        period_start=row["window_start"],
        period_end=row["window_end"],
        value=row["value"],
        value_low=row["value_low"],
        value_high=row["value_high"],
        qualifier=qualifier_of_sum(row["value"], row["value_low"], row["value_high"]),
        status=status_of_sum(row, name in revised),
        conf_status=row["conf_status"],
        coverage_n=row["members_broken_down"],
        coverage_of=row["members_eligible"],
        wording=_sentence(row),
        supersedes=revised.get(name, ""),
    )


def _sentence(row: Row) -> Text:
    words = indicator_words(row["indicator"])
    said = {
        "period": wording.period(row["window_start"], row["window_end"]),
        "indicator": words["indicator_label"],
        "category": category_label(row["dimension"], row["category"]),
        "dimension": _lower(dimension_label(row["dimension"])),
    }
    if not row["shown"]:
        return sentence("breakdown_not_shown", **said)
    unit = words["unit_label"]
    return sentence(
        "breakdown",
        **said,
        n=row["members_broken_down"],
        of=row["members_eligible"],
        total=_amount(row["total"], row["total_low"], row["total_high"], unit),
        amount=_amount(row["value"], row["value_low"], row["value_high"], unit),
    )


def _lower(text: Text) -> Text:
    return Text(text.en[:1].lower() + text.en[1:], text.zh)


def _amount(value: Decimal, low: Decimal, high: Decimal | None, unit: Text) -> Text:
    return wording.amount(value, low, high, qualifier_of_sum(value, low, high), unit)
