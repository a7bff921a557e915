"""Members by date, coverage, the state of returns, and what parties do besides removing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import coalition, party, register_words, table
from pipeline.figures import Completeness, Figure, MembershipChange, PublishedCapability
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence

_MEMBERS = Text("Members in the register", "登记在册的成员")
_REPORTING = Text("Members with an accepted value inside the round", "在本轮内有被接受数值的成员")


def _exactly(count: int) -> dict[str, Decimal | str]:
    number = Decimal(count)
    return {
        "value": number,
        "value_low": number,
        "value_high": number,
        "qualifier": "exact",
        "status": "normal",
    }


def membership(scope: Scope) -> list[Figure]:
    """Members in the register on the last day of each round."""
    counts = Counter(row["round"] for row in table(scope, "members"))
    return [
        Figure(
            id=f"membership/{r.round}",
            topic="membership",
            **register_words("members", _MEMBERS),
            **coalition(scope),
            period=r.last_day.isoformat(),
            period_start=r.last_day,
            period_end=r.last_day,
            **_exactly(counts[r.round]),  # type: ignore[arg-type]
            wording=sentence("membership", n=counts[r.round], period=wording.period(r.last_day, r.last_day)),
        )
        for r in scope.rounds
    ]


def coverage(scope: Scope) -> list[Figure]:
    """n of N eligible members with a value wholly inside each round, for any indicator."""
    rows = {row["round"]: row for row in table(scope, "coverage") if row["indicator"] == "all"}
    return [
        Figure(
            id=f"coverage/{r.round}",
            topic="coverage",
            **register_words("members_reporting", _REPORTING),
            **coalition(scope),
            period=r.round,
            period_start=r.first_day,
            period_end=r.last_day,
            **_exactly(rows[r.round]["members_reporting"]),  # type: ignore[arg-type]
            coverage_n=rows[r.round]["members_reporting"],
            coverage_of=rows[r.round]["members_eligible"],
            wording=sentence(
                "coverage",
                n=rows[r.round]["members_reporting"],
                of=rows[r.round]["members_eligible"],
                period=wording.period(r.first_day, r.last_day),
            ),
        )
        for r in scope.rounds
        if r.round in rows
    ]


def completeness(scope: Scope) -> tuple[Completeness, ...]:
    """State of returns by round; nothing where nobody sends returns (the public record)."""
    rows = sorted(table(scope, "completeness"), key=lambda row: str(row["round"]))
    if not any(row["on_time"] + row["late"] + row["not_accepted"] for row in rows):
        return ()
    return tuple(Completeness(**row) for row in rows)


def membership_changes(scope: Scope) -> tuple[MembershipChange, ...]:
    """Dated joins and leavings up to the end of the round."""
    rows = sorted(table(scope, "membership_changes"), key=lambda row: (row["on"], row["party"]))
    return tuple(
        MembershipChange(
            party=row["party"],
            party_label=party(scope, row["party"]),
            change=row["change"],
            on=row["on"],
            precision=row["precision"],
            source=row["source"] or "",
        )
        for row in rows
    )


def capabilities(scope: Scope) -> tuple[PublishedCapability, ...]:
    """The last published status of each capability; only what has a public source."""
    rows = [row for row in table(scope, "latest_capabilities") if row["source_title"]]
    return tuple(
        PublishedCapability(
            party_label=party(scope, row["party"]),
            kind_label=codelist("capability_kinds").label(row["kind"]),
            title=row["title"],
            status=row["status"],
            status_label=codelist("capability_statuses").label(row["status"]),
            status_date=row["status_date"],
            status_date_precision=row["status_date_precision"],
            quote=row["quote"] or "",
            source_title=row["source_title"],
            source_publisher=row["source_publisher"] or "",
            source_url=row["source_url"] or "",
            source_date=row["source_date"],
        )
        for row in sorted(rows, key=lambda row: (row["party"], row["kind"], row["title"]))
    )
