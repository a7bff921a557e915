"""Published changes that look like the answer about the goal, and what each of them is.

A change of what monitoring found, printed by somebody as a percentage, is quoted with its own scope. What
keeps it from being the Coalition's reduction is worked out from the scope, the reference period and the
target; where nothing does, it is not called another thing than the goal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline import wording
from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.composing.labels import Row, party, table
from pipeline.inputs import Scope
from pipeline.model import Precision, Text
from pipeline.sentences import sentence
from pipeline.target import Target, Window
from pipeline.values.periods import parse_period

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
    said = {"quote": row["quote"].rstrip("."), "source": _source(row), "target": wording.number(target.value)}
    reasons = [*_reasons(scope, target, row)]
    counted = row["numerator"] is not None and row["denominator"] is not None
    if not reasons:
        unsure = Text("", "") if counted else sentence("beside_unsure")
        return sentence("beside_like", **said, unsure=unsure)
    if not counted:
        reasons.append(sentence("beside_no_counts"))
    listed = Text("; ".join(r.en for r in reasons) + ".", "；".join(r.zh for r in reasons) + "。")
    return sentence("beside", **said, reasons=listed)


def _source(row: Row) -> Text:
    publisher, day = row["source_publisher"] or row["attributed_to"] or "", row["source_date"]
    when = wording.period(day, day) if day else Text("", "")
    return Text(
        ", ".join(part for part in (publisher, when.en) if part),
        "，".join(part for part in (publisher, when.zh) if part),
    )


def _reasons(scope: Scope, target: Target, row: Row) -> Iterator[Text]:
    """What keeps a printed change from being the answer; nothing where it speaks of the same."""
    yield from _scope(scope, target, row)
    yield from _against(target, row["reference_period"])
    if row["period_end"] < target.date:
        yield sentence("beside_early", end=_end(row, target), date=wording.period(target.date, target.date))
    started = _first_joined(scope)
    if started and row["period_start"] and row["period_start"] < started:
        yield sentence("beside_before_coalition", start=wording.period(started, started))


def _against(target: Target, written: str | None) -> Iterator[Text]:
    """Another baseline than the goal's, or none that is stated."""
    if written is None:
        yield sentence("beside_baseline_unstated", baseline=_baseline(target))
        return
    known = _reference(written)
    if known is None:
        yield sentence("beside_baseline", reference=Text(written, written), baseline=_baseline(target))
    elif target.baseline is None or (known.start, known.end) != (target.baseline.start, target.baseline.end):
        years = (known.start.month, known.start.day, known.end.month, known.end.day) == (1, 1, 12, 31)
        precision = Precision.YEAR if years else Precision.DAY
        reference = wording.period(known.start, known.end, precision, precision)
        yield sentence("beside_baseline", reference=reference, baseline=_baseline(target))


def _reference(written: str) -> Window | None:
    """A reference period as ISO 8601 writes it: `2018`, `2018-Q2`, `2012/2016`; None when it is not clear."""
    ends = [parse_period(part) for part in written.split("/")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None or last.end < first.start:
        return None
    return Window(start=first.start, end=last.end)


def _end(row: Row, target: Target) -> Text:
    """The last day of the change, no more exactly than it is known and is needed."""
    day, year_alone = row["period_end"], row["period_end"].year < target.date.year
    precision = Precision.YEAR if year_alone else row["period_end_precision"]
    return wording.period(day, day, precision, precision)


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
