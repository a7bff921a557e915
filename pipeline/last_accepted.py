"""What was last accepted from a reporter before a round: one value a series, for comparison.

Only series that are not broken down beyond species group and form count, which is what the reporting workbook
asks for. Submissions taken back count no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipeline import warehouse
from pipeline.codes import codelist
from pipeline.deployment import Deployment
from pipeline.ledger import Ledger
from pipeline.rounds import Round

_Row = dict[str, Any]
_ASKED = ("subject", "indicator", "taxon_group", "form")
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
    printed_scale: str | None = None
    """What the printed text is counted in, where that is not single things."""


@dataclass(frozen=True, slots=True)
class LastAccepted:
    """What was accepted for the last round before another in which anything was."""

    round: str
    """Empty when nothing was accepted yet."""
    values: tuple[AcceptedValue, ...] = ()
    broken_down: int = 0
    """Series that are left out, being broken down further than the workbook asks for."""


def last_accepted(deployment: Deployment, reporter: str, round_: str) -> LastAccepted:
    """What was accepted for the last round before another; months that make up the quarter are added."""
    for candidate in reversed([r for r in deployment.calendar.rounds if r.round < round_]):
        series = _series(deployment, reporter, candidate)
        if series:
            plain = {key: rows for key, rows in series.items() if key[4:] == tuple(_PLAIN.values())}
            values = tuple(_value(rows, candidate) for rows in plain.values())
            return LastAccepted(candidate.round, values, len(series) - len(plain))
    return LastAccepted("")


def _series(deployment: Deployment, reporter: str, round_: Round) -> dict[tuple[str, ...], list[_Row]]:
    """Accepted rows of a round by series, oldest period first; of equal periods the one decided last."""
    partition = deployment.home.observations(reporter, round_.round)
    if not partition.exists():
        return {}
    ledger = Ledger(deployment.home)
    standing = {entry.id for entry in ledger.submissions(reporter=reporter, round_=round_.round)}
    rows = warehouse.read_parquet(
        partition,
        "SELECT * FROM parquet "
        f"WHERE period_end BETWEEN DATE '{round_.first_day}' AND DATE '{round_.last_day}' "
        "ORDER BY period_start, period_end, decided_at, submission, place",
    )
    series: dict[tuple[str, ...], dict[tuple[date, date], _Row]] = {}
    for row in rows:
        if row["submission"] in standing:
            key = tuple(row[name] for name in (*_ASKED, *_PLAIN))
            series.setdefault(key, {})[row["period_start"], row["period_end"]] = row
    return {key: list(periods.values()) for key, periods in series.items()}


def _value(rows: Sequence[_Row], round_: Round) -> AcceptedValue:
    """The quarter of a series: as it was given, else the sum of its months, else nothing to compare with."""
    for row in rows:
        if (row["period_start"], row["period_end"]) == (round_.first_day, round_.last_day):
            return AcceptedValue(**{name: row[name] for name in AcceptedValue.__slots__})
    asked = {name: rows[0][name] for name in _ASKED}
    within = [row for row in rows if row["period_start"] and row["period_start"] >= round_.first_day]
    total = sum((row["value"] for row in within), Decimal()) if _make_up(within, round_) else None
    text = "" if total is None else format(total.normalize(), "f")
    return AcceptedValue(**asked, value=total, printed_text=text, qualifier="exact", obs_status="normal")


def _make_up(rows: Sequence[_Row], round_: Round) -> bool:
    """Whether exact values of periods side by side make up the quarter, and may be added."""
    if not rows or codelist("indicators")[rows[0]["indicator"]].extra["add_periods"] != "yes":
        return False
    starts = [row["period_start"] for row in rows]
    following = [row["period_end"] + timedelta(days=1) for row in rows]
    side_by_side = starts[0] == round_.first_day and starts[1:] == following[:-1]
    exact = all(row["value"] is not None and row["qualifier"] == "exact" for row in rows)
    return exact and side_by_side and rows[-1]["period_end"] == round_.last_day
