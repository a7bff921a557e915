"""Totals of rounds, years and since the start."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import wording
from pipeline.composing.labels import (
    Row,
    Window,
    coalition,
    indicator_words,
    largest_shares,
    qualifier_of_sum,
    status_of_sum,
    table,
)
from pipeline.figures import Figure, Topic
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence

_TOPICS: dict[str, Topic] = {"round": "output_round", "year": "output_year", "running": "running_total"}


def identity(row: Row) -> str:
    """Identifier of the figure of a total."""
    return f"{_TOPICS[row['kind']]}/{row['indicator']}/{row['name']}"


def totals(scope: Scope, revised: Mapping[str, str]) -> list[Figure]:
    """Totals of all windows; `revised` maps a figure to the release whose value it replaces.

    A sum of public figures from fewer owners than the minimum is no secret, but no total either: left out.
    """
    rows = [row for row in table(scope, "disclosed") if row["shown"] or row["confidential_holdings"]]
    largest = largest_shares(scope)
    return [_total(scope, row, revised, largest) for row in sorted(rows, key=identity)]


def _total(scope: Scope, row: Row, revised: Mapping[str, str], largest: Mapping[Window, str]) -> Figure:
    name, shown, gaps = identity(row), bool(row["shown"]), row["members_with_gaps"]
    return Figure(
        id=name,
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
        status=status_of_sum(row, name in revised),
        conf_status=row["conf_status"],
        coverage_n=row["members_reporting"],
        coverage_of=row["members_eligible"],
        largest_share=largest[row["kind"], row["name"], row["indicator"]],
        gaps=sentence("total_gaps", n=gaps) if gaps and shown else Text("", ""),
        wording=_sentence(row),
        supersedes=revised.get(name, ""),
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
    hidden = row["value"] is None and row["bound_low"] is not None
    return "range" if hidden else qualifier_of_sum(row["value"], row["value_low"], row["value_high"])
