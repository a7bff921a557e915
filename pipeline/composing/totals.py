"""Totals of rounds, years and since the start, what changed in them, and how every release showed them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row, Window, coalition, indicator_words, largest_shares, table
from pipeline.figures import Figure, Revision, Topic, Vintage
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence

_TOPICS: dict[str, Topic] = {"round": "output_round", "year": "output_year", "running": "running_total"}


def _identity(row: Row) -> str:
    return f"{_TOPICS[row['kind']]}/{row['indicator']}/{row['name']}"


def totals(scope: Scope, revised: Mapping[str, str]) -> list[Figure]:
    """Totals of all windows; `revised` maps a figure to the release whose value it replaces.

    A sum of public figures from fewer owners than the minimum is no secret, but no total either: left out.
    """
    rows = [row for row in table(scope, "disclosed") if row["shown"] or row["confidential_holdings"]]
    largest = largest_shares(scope)
    return [_total(scope, row, revised, largest) for row in sorted(rows, key=_identity)]


def _total(scope: Scope, row: Row, revised: Mapping[str, str], largest: Mapping[Window, str]) -> Figure:
    identity, shown, gaps = _identity(row), bool(row["shown"]), row["members_with_gaps"]
    return Figure(
        id=identity,
        topic=_TOPICS[row["kind"]],
        **indicator_words(row["indicator"]),
        **coalition(scope),
        period=wording.iso_period(row["window_start"], row["window_end"]),
        period_start=row["window_start"],
        period_end=row["window_end"],
        value=row["value"],
        value_low=row["value_low"] if shown else row["bound_low"],
        value_high=row["value_high"] if shown else row["bound_high"],
        qualifier=_qualifier(row),
        status=_status(row, identity in revised),
        conf_status=row["conf_status"],
        coverage_n=row["members_reporting"],
        coverage_of=row["members_eligible"],
        largest_share=largest[row["kind"], row["name"], row["indicator"]],
        gaps=sentence("total_gaps", n=gaps) if gaps and shown else Text("", ""),
        wording=_sentence(row),
        supersedes=revised.get(identity, ""),
    )


def _sentence(row: Row) -> Text:
    words = indicator_words(row["indicator"])
    period = wording.period(row["window_start"], row["window_end"])
    if not row["shown"]:
        return _hidden(row, period, words["indicator_label"], words["unit_label"])
    amount = wording.amount(
        row["value"], row["value_low"], row["value_high"], _qualifier(row), words["unit_label"]
    )
    return sentence(
        "total",
        n=row["members_reporting"],
        of=row["members_eligible"],
        amount=amount,
        period=period,
        indicator=words["indicator_label"],
    )


def _hidden(row: Row, period: Text, indicator: Text, unit: Text) -> Text:
    if row["bound_low"] is None:
        return sentence("total_not_shown", period=period, indicator=indicator)
    return sentence(
        "total_as_bounds",
        n=row["members_reporting"],
        of=row["members_eligible"],
        amount=wording.amount(None, row["bound_low"], row["bound_high"], "range", unit),
        period=period,
        indicator=indicator,
    )


def _qualifier(row: Row) -> str:
    if row["value"] is None:
        return "" if row["bound_low"] is None else "range"
    if row["value_high"] is None:
        return "at_least"
    return "exact" if row["value_low"] == row["value"] == row["value_high"] else "approximately"


def _status(row: Row, revised: bool) -> str:
    """The weakest state among the parts, then whether the total was revised."""
    if not row["shown"]:
        return "suppressed"
    if row["has_break"]:
        return "break"
    for state in ("imputed", "estimated", "provisional"):
        if state in row["statuses"]:
            return state
    return "revised" if revised else "normal"


def revisions(scope: Scope) -> tuple[Revision, ...]:
    """Published totals that changed since the last earlier release that showed them."""
    causes = _causes(scope)
    return tuple(
        Revision(
            figure=_identity(row),
            indicator_label=codelist("indicators").label(row["indicator"]),
            period=row["name"],
            old=row["old_value"],
            new=row["new_value"],
            since=row["since"],
            reason=causes.get(row["indicator"]) or sentence("revision_elsewhere"),
        )
        for row in sorted(table(scope, "revisions"), key=_identity)
    )


def vintages(scope: Scope) -> tuple[Vintage, ...]:
    """Every total of a round or year as each release showed it, oldest release first."""
    rows = sorted(table(scope, "vintages"), key=lambda row: (*_series_of(row), row["as_of"]))
    found: list[Vintage] = []
    for earlier, row in zip([None, *rows], rows, strict=False):
        same = earlier is not None and _series_of(earlier) == _series_of(row)
        words = indicator_words(row["indicator"])
        found.append(
            Vintage(
                indicator=row["indicator"],
                indicator_label=words["indicator_label"],
                unit_label=words["unit_label"],
                period=wording.iso_period(row["window_start"], row["window_end"]),
                as_of=row["as_of"].date(),
                value=row["value"],
                before=earlier["value"] if earlier is not None and same else None,
            )
        )
    return tuple(found)


def _series_of(row: Row) -> tuple[str, str, str]:
    return row["kind"], row["indicator"], row["name"]


def _causes(scope: Scope) -> dict[str, Text]:
    """What changed among an indicator's values since the last release, counted, naming nobody."""
    counted: dict[str, dict[str, int]] = {}
    for row in table(scope, "restatements"):
        changes = counted.setdefault(row["indicator"], {})
        changes[row["change"]] = changes.get(row["change"], 0) + 1
    return {indicator: _listed(changes) for indicator, changes in counted.items()}


def _listed(changes: Mapping[str, int]) -> Text:
    said = [
        sentence("revision_values", n=n, change=sentence(f"revision_{change}"))
        for change, n in sorted(changes.items())
    ]
    return Text("; ".join(text.en for text in said), "；".join(text.zh for text in said))
