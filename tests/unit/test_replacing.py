"""Nobody replaces what another reporter sent, whichever door the file comes through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.inbox import collect
from pipeline.ledger import Ledger
from portal.cli import main


@pytest.fixture
def others(small_home):
    """A file that gamma sent."""
    return (
        Ledger(small_home.home)
        .receive(
            b"theirs", reporter="gamma", round_="2021-Q2", file_name="theirs.csv",
            received_at=datetime(2021, 7, 10, tzinfo=UTC),
        )
        .submission
    )  # fmt: skip


def test_a_file_handed_over_replaces_one_of_its_own_reporter_only(small_home, others, tmp_path, capsys):
    file = tmp_path / "ours.csv"
    file.write_bytes(b"ours")
    command = ["submit", str(file), "--round", "2021-Q2", "--home", str(small_home.home.root)]
    assert main([*command, "--from", "alpha", "--replaces", others.id]) == 2
    assert f"no submission '{others.id}' of alpha" in capsys.readouterr().err
    assert [s.reporter for s in Ledger(small_home.home).submissions()] == ["gamma"]
    assert main([*command, "--from", "gamma", "--replaces", others.id]) == 0


def test_one_dropped_into_the_inbox_stays_there(small_home, others):
    folder = small_home.home.inbox / "alpha" / "2021-Q2"
    folder.mkdir(parents=True)
    (folder / "ours.csv").write_bytes(b"ours")
    (folder / "ours.csv.receipt.yaml").write_text(f"replaces: {others.id}\n", encoding="utf-8")
    (left,) = collect(small_home.deployment, Ledger(small_home.home)).left
    assert "is no submission of alpha" in left.reason
    assert (folder / "ours.csv").exists()
