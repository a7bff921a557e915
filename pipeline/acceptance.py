"""Acceptance: what the reviews of a reporter's round let in becomes the Parquet files of that partition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline import warehouse
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.model import CAPABILITY_COLUMNS, OBSERVATION_COLUMNS, REVIEWED_COLUMNS


@dataclass(frozen=True, slots=True)
class Accepted:
    """Rows let in for one reporter and round."""

    observations: int
    capabilities: int

    @property
    def anything(self) -> bool:
        """Whether there is something to publish from."""
        return self.observations + self.capabilities > 0


def write_partition(home: Home, ledger: Ledger, reporter: str, round_: str) -> Accepted:
    """Compose observations and capabilities of one partition from its reviewed submissions.

    A value is accepted once: a later review of the same file adds what it lets in and changes nothing else.
    What was taken back stays here, so that an earlier moment can be rebuilt; aggregation leaves it out.
    A partition without anything accepted has no file.
    """
    reviewed = [
        home.review(submission.id)
        for submission in ledger.ever_received(reporter=reporter, round_=round_)
        if (home.review(submission.id) / "review.json").exists()
    ]
    observations = home.observations(reporter, round_)
    capabilities = home.capabilities(reporter, round_)
    with warehouse.connection() as engine:
        warehouse.view_parquet(
            engine,
            "observations",
            [path for folder in reviewed for path in folder.glob("observations-*.parquet")],
            REVIEWED_COLUMNS,
        )
        warehouse.view_parquet(
            engine,
            "capabilities",
            [path for folder in reviewed for path in folder.glob("capabilities-*.parquet")],
            CAPABILITY_COLUMNS,
        )
        counts = Accepted(
            warehouse.copy_to_parquet(
                engine,
                f"{_once(OBSERVATION_COLUMNS)} FROM observations WHERE NOT held GROUP BY ALL",
                observations,
            ),
            warehouse.copy_to_parquet(
                engine, f"{_once(CAPABILITY_COLUMNS)} FROM capabilities GROUP BY ALL", capabilities
            ),
        )
    if not counts.observations:
        observations.unlink(missing_ok=True)
    if not counts.capabilities:
        capabilities.unlink(missing_ok=True)
    return counts


def _once(columns: Iterable[str]) -> str:
    """Selects each row with the first moment at which it was accepted."""
    selected = ("min(decided_at) AS decided_at" if name == "decided_at" else name for name in columns)
    return f"SELECT {', '.join(selected)}"
