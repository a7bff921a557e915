"""The submission before: what a reporter was told last for the same round, and what has become of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import warehouse
from pipeline.home import Home
from pipeline.model import OBSERVATION_COLUMNS
from quality.report import findings_as_json
from quality.resubmission import Since, compared
from quality.review import Review
from quality.same_findings import Row, Told, key_of

Json = Mapping[str, Any]
"""A review as its JSON has it."""


def since_last(review: Review, home: Home) -> Since | None:
    """What became of the submission before; None where there is none.

    That is the one that the submission names as replaced, else the newest before it for the same reporter and
    round that goes by the same file name, speaks of a series and period of this one, or held no value at all:
    a second file about something else is no correction of the first.
    """
    for told in _before(review, home):
        rows = [o.as_row() for o in (*review.accepted, *(held.observation for held in review.held))]
        before = _observations(told, home)
        if told["submission"]["id"] == review.submission.replaces or _corrects(review, rows, told, before):
            earlier, now = (
                Told(told["findings"], before),
                Told(findings_as_json(review.findings), rows, len(review.capabilities)),
            )
            return compared(told["submission"], earlier, now)
    return None


def _before(review: Review, home: Home) -> Iterator[Json]:
    """Reviews of earlier submissions: the replaced one, then what the reporter was told, newest first."""
    path = home.review(review.submission.replaces or "") / "review.json"
    replaced = _read(path) if review.submission.replaces and path.is_file() else None
    if replaced and replaced["submission"]["reporter"] == review.submission.reporter:
        yield replaced
    folder = home.feedback(review.submission.reporter, review.submission.round)
    paths = [path for path in folder.glob("*.json") if path.stem != review.submission.id]
    received = review.submission.received_at.isoformat()
    told = [earlier for path in paths if (earlier := _read(path))["submission"]["received_at"] <= received]
    yield from sorted(told, key=lambda each: str(each["submission"]["received_at"]), reverse=True)


def _read(path: Path) -> Json:
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    return told


def _observations(told: Json, home: Home) -> Sequence[Row]:
    """The values that a review accepted or held."""
    folder = home.review(told["submission"]["id"])
    path = folder / f"observations-{told['fingerprint'][:12]}.parquet"
    return _kept(path, path.stat().st_mtime_ns) if path.is_file() else []


@lru_cache(maxsize=256)
def _kept(path: Path, _written: int) -> Sequence[Row]:
    """Rows of a file as it was written then: each of a reporter's many files is held against all before."""
    columns = ", ".join(f'"{name}"' for name in OBSERVATION_COLUMNS)
    return warehouse.read_parquet(path, f"SELECT {columns} FROM parquet")


def _corrects(review: Review, rows: Sequence[Row], told: Json, before: Sequence[Row]) -> bool:
    """Whether a file says again what an earlier one said."""
    if review.submission.file_name.casefold() == told["submission"]["file_name"].casefold():
        return True
    if not (rows and before):
        return True
    return not {key_of(row) for row in rows}.isdisjoint(map(key_of, before))
