"""The benchmark of replay in small: a release and its correction are made again; a file touches little."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_replay import may_be_touched, rebuilt, stamps, touched

from assets.launch import run_round
from assets.sealing import seal
from pipeline.home import Home
from pipeline.warehouse import read_parquet

ROUND = "2021-Q2"
LATER = datetime(2021, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("drawn_without_browser")


def drop(home: Home, reporter: str, round_: str, name: str, row: str, *, received: str) -> None:
    file = home.inbox / reporter / round_ / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"Quarter;Species;Listings removed\n{row}\n", encoding="utf-8")
    receipt = f"received_at: {received}T09:00:00Z\nreason: counted again\n"
    file.with_name(f"{name}.receipt.yaml").write_text(receipt, encoding="utf-8")


def test_releases_are_made_again_whatever_was_learnt_since(drafted: Home) -> None:
    seal(drafted, ROUND, reason="first")
    before = stamps(drafted)
    # By their dates both were known at the cut-off: a file collected only now, sent with the next round, and
    # one that only a profile mended since can read.
    drop(
        drafted,
        "alpha",
        "2021-Q3",
        "restated.csv",
        "2021-Q2;Ivory;90\n2021-Q3;Ivory;80",
        received="2021-08-20",
    )
    mended = drafted.profiles / "gamma.yaml"
    text = mended.read_text(encoding="utf-8")
    mended.write_text(text.replace("Listings removed", "Listings taken away"), encoding="utf-8")
    outcome = run_round(drafted, ROUND, as_of=LATER, progress=lambda _: None)
    assert [(d.reporter, d.round) for d in outcome.reviews] == [("gamma", ROUND), ("alpha", "2021-Q3")]
    allowed = may_be_touched(drafted, "gamma") | may_be_touched(drafted, "alpha", "2021-Q3")
    assert touched(drafted, before) == allowed

    seal(drafted, ROUND, reason="corrected", correction=True, as_of=LATER)
    assert rebuilt(drafted) == {"2021-Q2@1": [], "2021-Q2@2": []}
    assert [total(drafted, version) for version in (1, 2)] == [304, 90 + 101 + 102 + 103]


def total(home: Home, version: int) -> int:
    table = home.release(ROUND, version) / "internal" / "tables" / "totals.parquet"
    (row,) = read_parquet(table, "SELECT value FROM parquet WHERE kind = 'round'")
    return int(row["value"])
