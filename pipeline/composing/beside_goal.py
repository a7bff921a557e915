"""Published changes that look like the answer about the goal, and why each of them is not it.

A change of what monitoring found, printed by somebody as a percentage, is quoted with its own scope. What
keeps it from being the Coalition's reduction is worked out from the scope, the reference period and the
target.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline import wording
from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.composing.labels import Row, party, table
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence
from pipeline.target import Target

CHANGES = ("ads_found_change",)


def beside(scope: Scope, target: Target) -> tuple[Text, ...]:
    """One sentence for each quoted change, largest fall first."""
    rows = [
        row
        for row in table(scope, "quotations")
        if row["indicator"] in CHANGES and row["counts"] and row["value"] is not None and row["quote"]
    ]
    rows.sort(key=lambda row: (row["value"], row["subject"], row["period_end"], row["channel"]))
    return tuple(_sentence(scope, target, row) for row in rows)


def _sentence(scope: Scope, target: Target, row: Row) -> Text:
    reasons = [*_reasons(scope, target, row)]
    source = [
        row["source_publisher"] or row["attributed_to"] or "",
        *([str(row["source_date"])] if row["source_date"] else []),
    ]
    return sentence(
        "beside",
        quote=row["quote"].rstrip("."),
        source=", ".join(part for part in source if part),
        target=wording.number(target.value),
        reasons=Text(" ".join(r.en for r in reasons), "".join(r.zh for r in reasons)),
    )


def _reasons(scope: Scope, target: Target, row: Row) -> Iterator[Text]:
    yield from _scope(scope, target, row)
    if row["reference_period"]:
        reference = row["reference_period"].replace("/", "–")
        yield sentence("beside_baseline", reference=reference, baseline=_baseline(target))
    if row["period_end"] < target.date:
        yield sentence(
            "beside_early", end=str(row["period_end"].year), date=wording.period(target.date, target.date)
        )
    started = _first_joined(scope)
    if started and row["period_start"] and row["period_start"] < started:
        yield sentence("beside_before_coalition", start=wording.period(started, started))
    yield sentence("beside_no_interval")


def _scope(scope: Scope, target: Target, row: Row) -> Iterator[Text]:
    limits = _limits(row)
    if target.population is None or row["subject"] != target.population.panel:
        yield sentence(
            "beside_scope",
            subject=party(scope, row["subject"]),
            limits=limits,
            population=_population(scope, target),
        )
    elif limits.en:
        yield sentence("beside_limits", limits=limits)


def _limits(row: dict[str, Any]) -> Text:
    named = [
        codelist(code_list).label(row[name])
        for name, code_list in DIMENSION_LISTS.items()
        if row[name] != "all" and name in ("channel", "geography", "taxon_group", "form")
    ]
    if not named:
        return Text("", "")
    return Text(f" ({', '.join(t.en for t in named)})", f"（{'、'.join(t.zh for t in named)}）")


def _population(scope: Scope, target: Target) -> Text:
    if target.population is None:
        return sentence("beside_population_undeclared")
    return sentence("beside_population", panel=party(scope, target.population.panel))


def _baseline(target: Target) -> Text:
    if target.baseline is None:
        return sentence("beside_baseline_undeclared")
    window = wording.period(target.baseline.start, target.baseline.end)
    return sentence("beside_baseline_declared", baseline=window)


def _first_joined(scope: Scope) -> date | None:
    joined = [r.start for r in scope.deployment.register.relations if r.relation == "member" and r.start]
    return min(joined, default=None)
