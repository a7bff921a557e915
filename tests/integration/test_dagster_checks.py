"""The blocking checks of a round: each sees what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets import checks
from pipeline import edition, warehouse
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inputs import Scope

ROUND = "2021-Q2"


def scope_of(home: Home) -> Scope:
    deployment = Deployment.load(home)
    return Scope(deployment, ROUND, deployment.calendar.round(ROUND).closes_at)


def tamper(scope: Scope, table: str, query: str) -> None:
    path = scope.home.table(scope.round, table)
    with warehouse.connection() as engine:
        warehouse.view_parquet(engine, "rows", [path], {})
        warehouse.copy_to_parquet(engine, query, path)


def test_two_values_for_one_key_are_seen(drafted: Home) -> None:
    scope = scope_of(drafted)
    assert checks.one_value_counts_for_a_key(scope) == []
    tamper(scope, "counted", "SELECT * FROM rows UNION ALL SELECT * FROM rows")
    assert len(checks.one_value_counts_for_a_key(scope)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * REPLACE (value + 1 AS value) FROM rows",
        "SELECT * REPLACE (value_high - 1 AS value_high) FROM rows",
        "SELECT * FROM rows WHERE kind <> 'round'",
    ],
    ids=["value", "bound", "lost"],
)
def test_a_total_that_is_not_its_sum_is_seen(drafted: Home, query: str) -> None:
    scope = scope_of(drafted)
    assert checks.totals_equal_their_contributions(scope) == []
    tamper(scope, "totals", query)
    assert checks.totals_equal_their_contributions(scope)


def test_a_figure_that_disclosure_did_not_pass_is_seen(drafted: Home) -> None:
    scope = scope_of(drafted)
    published = [f for f in edition.load(draft_edition(drafted)).figures if f.topic == "output_round"]
    assert published[0].value is not None
    assert checks.nothing_passes_by_disclosure(scope) == []
    tamper(scope, "disclosed", "SELECT * REPLACE (false AS shown) FROM rows")
    assert {row["figure"] for row in checks.nothing_passes_by_disclosure(scope)} >= {published[0].id}


def draft_edition(home: Home) -> Path:
    return home.draft(ROUND) / "internal" / "edition.json"
