"""What reviews let in: once, with the first moment, and never less than before."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from pipeline import warehouse
from pipeline.acceptance import write_partition
from pipeline.ledger import Ledger
from pipeline.model import CAPABILITY_COLUMNS, OBSERVATION_COLUMNS


def test_a_later_review_adds_what_it_lets_in_and_keeps_the_first_moment(small_home) -> None:
    value = {"subject": "alpha", "quarter": "2021-Q1", "value": 1}
    sent = small_home.accept("alpha", "2021-Q1", "2021-04-20", value, verdict="accepted_in_part")
    folder = small_home.home.review(sent.id)
    (first,) = warehouse.read_parquet(folder / "observations-test.parquet")
    later = datetime(2021, 7, 1)  # noqa: DTZ001 - as stored
    again = [first | {"decided_at": later}, first | {"decided_at": later, "place": "B9", "value": Decimal(5)}]
    columns = {**OBSERVATION_COLUMNS, "held": "BOOLEAN"}
    warehouse.write_parquet(folder / "observations-later.parquet", columns, again)
    warehouse.write_parquet(folder / "capabilities-later.parquet", CAPABILITY_COLUMNS, [])
    counts = write_partition(small_home.home, Ledger(small_home.home), "alpha", "2021-Q1")
    assert (counts.observations, counts.anything) == (2, True)
    stored = warehouse.read_parquet(small_home.home.observations("alpha", "2021-Q1"))
    moments = {row["place"]: row["decided_at"] for row in stored}
    assert moments == {"B2": datetime(2021, 4, 20, tzinfo=UTC).replace(tzinfo=None), "B9": later}


def test_a_partition_without_anything_accepted_has_no_file(small_home) -> None:
    small_home.accept("alpha", "2021-Q1", "2021-04-20", verdict="rejected")
    assert not small_home.home.observations("alpha", "2021-Q1").exists()
