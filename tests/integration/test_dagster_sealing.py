"""Sealing a draft, and making the release again; the invariants that stand before it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assets import checks, sealing
from assets.launch import rebuild, run_round, seal
from pipeline import edition, warehouse
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.ledger import Ledger
from pipeline.release import ReleaseError

ROUND = "2021-Q2"


def scope_of(home: Home) -> Scope:
    deployment = Deployment.load(home)
    return Scope(deployment, ROUND, deployment.calendar.round(ROUND).closes_at)


def test_a_draft_is_sealed_once_and_made_again_to_the_same_bytes(drafted: Home) -> None:
    sealed = seal(drafted, ROUND, reason="first")
    assert (sealed.name, sealed.is_new) == ("2021-Q2@1", True)
    assert (sealed.folder / "public" / "progress-report.html").exists()
    assert drafted.published.exists()
    again = seal(drafted, ROUND, reason="second")
    assert (again.name, again.is_new) == ("2021-Q2@1", False)
    before = sorted(drafted.root.rglob("*"))
    assert rebuild(drafted, Ledger(drafted).releases()[0]) == []
    assert sorted(drafted.root.rglob("*")) == before


def test_what_arrives_after_sealing_changes_no_release(drafted: Home) -> None:
    seal(drafted, ROUND, reason="first")
    profile = drafted.profiles / "gamma.yaml"
    mended = profile.read_text(encoding="utf-8").replace("Listings removed", "Listings taken away")
    profile.write_text(mended.replace("on: 2021-01-02", "on: 2021-09-15"), encoding="utf-8")
    run_round(drafted, ROUND, progress=lambda _: None)
    assert "identity" in (drafted.draft(ROUND) / "internal" / "manifest.json").read_text(encoding="utf-8")
    complaints = rebuild(drafted, Ledger(drafted).releases()[0])
    assert not [complaint for complaint in complaints if "figures" in complaint]


def test_a_changed_review_is_noticed_by_the_rebuild(drafted: Home) -> None:
    seal(drafted, ROUND, reason="first")
    submission = Ledger(drafted).submissions(reporter="alpha")[0]
    parquet = drafted.review(submission.id) / "observations.parquet"
    rows = warehouse.read_parquet(parquet)
    columns = {**aggregate_columns(), "held": "BOOLEAN"}
    warehouse.write_parquet(parquet, columns, [{**row, "value": Decimal(9)} for row in rows])
    complaints = rebuild(drafted, Ledger(drafted).releases()[0])
    assert "internal/tables/totals.parquet: rebuilt to other bytes" in complaints


def aggregate_columns() -> dict[str, str]:
    from pipeline.model import OBSERVATION_COLUMNS

    return dict(OBSERVATION_COLUMNS)


def test_a_rebuild_under_other_code_refuses(drafted: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(drafted, ROUND, reason="first")
    monkeypatch.setattr(sealing, "code_version", lambda: "another")
    with pytest.raises(ReleaseError, match="this is another"):
        rebuild(drafted, Ledger(drafted).releases()[0])


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


def draft_edition(home: Home) -> Any:
    return home.draft(ROUND) / "internal" / "edition.json"
