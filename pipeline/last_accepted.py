"""What was last accepted from a reporter before a round: one value a series, for comparison.

Only whole quarters count, and only series that are not broken down beyond species group and form, which is
what the reporting workbook asks for. Submissions taken back count no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline import warehouse
from pipeline.deployment import Deployment
from pipeline.ledger import Ledger
from pipeline.rounds import Round

_PLAIN = {
    **dict.fromkeys(("category", "channel", "geography", "detection_source", "decision_mode"), "all"),
    "definition_version": "1",
    "protocol": "none",
}
"""Dimensions that the workbook does not ask for, as they must stand."""


@dataclass(frozen=True, slots=True)
class AcceptedValue:
    """One series with the value accepted last."""

    subject: str
    indicator: str
    taxon_group: str
    form: str
    value: Decimal | None
    printed_text: str
    qualifier: str
    obs_status: str


@dataclass(frozen=True, slots=True)
class LastAccepted:
    """What was accepted for the last round before another in which anything was."""

    round: str
    """Empty when nothing was accepted yet."""
    values: tuple[AcceptedValue, ...] = ()
    broken_down: int = 0
    """Series that are left out, being broken down further than the workbook asks for."""


def last_accepted(deployment: Deployment, reporter: str, round_: str) -> LastAccepted:
    """The accepted quarter of a reporter nearest before a round."""
    earlier = [r for r in deployment.calendar.rounds if r.round < round_]
    for candidate in reversed(earlier):
        found = _accepted(deployment, reporter, candidate)
        if found.values:
            return found
    return LastAccepted("")


def _accepted(deployment: Deployment, reporter: str, round_: Round) -> LastAccepted:
    partition = deployment.home.observations(reporter, round_.round)
    if not partition.exists():
        return LastAccepted("")
    ledger = Ledger(deployment.home)
    standing = {entry.id for entry in ledger.submissions(reporter=reporter, round_=round_.round)}
    series = "subject, indicator, taxon_group, form, " + ", ".join(_PLAIN)
    rows = warehouse.read_parquet(
        partition,
        f"SELECT {series}, value, printed_text, qualifier, obs_status, submission FROM parquet "
        f"WHERE period_start = DATE '{round_.first_day}' AND period_end = DATE '{round_.last_day}' "
        "ORDER BY decided_at, submission, place",
    )
    latest = {
        tuple(row[name] for name in ("subject", "indicator", "taxon_group", "form", *_PLAIN)): row
        for row in rows
        if row["submission"] in standing
    }
    plain = [row for row in latest.values() if all(row[name] == code for name, code in _PLAIN.items())]
    names = AcceptedValue.__slots__
    values = tuple(AcceptedValue(**{name: row[name] for name in names}) for row in plain)
    return LastAccepted(round_.round, values, len(latest) - len(plain))
