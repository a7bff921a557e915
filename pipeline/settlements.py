"""What the values of a release rest on beside the files: findings settled by an answer or a waiver.

The whole list, with reasons and names, is internal. Who let what pass about whom is nobody else's business:
the public learns for each rule how many values a waiver let pass, and until when the waivers last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pipeline import warehouse
from pipeline.answers import SETTLED_COLUMNS
from pipeline.inputs import Scope
from pipeline.ledger import Ledger

_LISTED = """
    SELECT
        s.code, s.severity, s.kind, s.submission, s.place, s.status, s.reason, s.by,
        strftime(s.given_at, '%Y-%m-%dT%H:%M:%SZ') AS given_at,
        coalesce(s.expires::VARCHAR, '') AS expires,
        coalesce(c.counted, 0)::INTEGER AS "values"
    FROM (
        SELECT DISTINCT * EXCLUDE (decided_at) FROM settlements WHERE decided_at <= TIMESTAMP '{as_of}'
    ) AS s
    LEFT JOIN (
        SELECT submission, place, count(*) AS counted FROM counted WHERE counts GROUP BY submission, place
    ) AS c ON s.submission = c.submission AND s.place = c.place
    ORDER BY ALL
"""


def settlements(scope: Scope) -> list[dict[str, Any]]:
    """Every finding that was settled by the scope's moment, by place, with how many values there count.

    Reads the reviews and the round's table `counted`.
    """
    known = {s.id for s in Ledger(scope.home).submissions(as_of=scope.as_of)}
    files = sorted((scope.home.root / "reviews").glob("*/settled-*.parquet"))
    with warehouse.connection() as engine:
        warehouse.view_parquet(engine, "settlements", files, SETTLED_COLUMNS)
        warehouse.view_parquet(engine, "counted", [scope.home.table(scope.round, "counted")], {})
        moment = scope.as_of.replace(tzinfo=None).isoformat(sep=" ")
        rows = warehouse.rows(engine, _LISTED.format(as_of=moment))
    return [row for row in rows if row["submission"] in known]


def for_the_public(listed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many values of the release waivers let pass, by rule and end of the waiver; nobody is named."""
    waived = [row for row in listed if row["kind"] == "waiver" and row["severity"] == "error"]
    counts = Counter[tuple[str, str]]()
    for row in waived:
        counts[row["code"], row["expires"]] += row["values"]
    return [
        {"rule": code, "values": values, "until": until}
        for (code, until), values in sorted(counts.items())
        if values
    ]
