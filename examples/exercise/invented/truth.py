"""The truth behind the exercise, for tests: what happened, what reading must give, what totals follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from invented.data_home import inbox_path, replaced_submission, submission_id
from invented.monitoring import BASELINE, TRUE_REDUCTION, WINDOW, search, true_rate
from invented.parties import BY_ID, COMPANIES, SITES
from invented.peculiarities import PECULIARITIES, Peculiarity
from invented.quantities import quarterly, taxa_of
from invented.quarters import LAST, QUARTERS, START, Month, Quarter, quarter
from invented.report import Entry, Report
from invented.story import reports


@dataclass(frozen=True, slots=True)
class PlantedFile:
    """One file in the inbox and what reading it must give."""

    reporter: str
    round: str
    path: Path
    """Below the home."""
    submission: str
    """Identity in the ledger."""
    received_at: datetime
    reason: str
    replaces: str
    """Identity of the submission that it replaces, or empty."""
    entries: tuple[Entry, ...]
    """The observations that must be read; empty when the file cannot be read."""
    mistakes: tuple[Entry, ...]
    """Rows that must not be accepted."""
    verdict: str
    """What the review must decide, once every earlier file has been reviewed."""
    findings: tuple[str, ...]
    """Codes of the findings that the review must raise, sorted."""
    repeats: str
    """Stem of the earlier file with the same bytes; empty for all but one."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything known about the exercise."""

    true_values: dict[tuple[str, str, str, str], Decimal]
    """(subject, indicator, taxon group, quarter) -> what truly happened; `all` if not broken down."""
    files: tuple[PlantedFile, ...]
    """By round, reporter and arrival."""
    true_reduction: Decimal
    """Reduction of the true rate of advertisements per hour, last window against 2018; a fraction."""
    expected_pooled_reduction: float
    """The same for the pooled expected counts over the pooled hours that were really searched."""
    peculiarities: tuple[Peculiarity, ...]

    def counted(self, as_of: date | None = None) -> dict[tuple[object, ...], Entry]:
        """The value that counts for each series and period, from files received by the end of a day."""
        last = datetime.combine(as_of or LAST.cut_off, time.max, tzinfo=UTC)
        known = (f for f in sorted(self.files, key=lambda f: f.received_at) if f.received_at <= last)
        return {entry.key: entry for file in known for entry in file.entries}

    def round_totals(self, as_of: date | None = None) -> dict[tuple[str, str], Decimal]:
        """(indicator, round) -> total over eligible members, from values wholly inside the round."""
        return self._totals({str(q): (q.first_day, q.last_day) for q in QUARTERS}, as_of)

    def running_totals(self, as_of: date | None = None) -> dict[tuple[str, str], Decimal]:
        """(indicator, round) -> total since the start of 2018 to the end of the round."""
        return self._totals({str(q): (START, q.last_day) for q in QUARTERS}, as_of)

    def _totals(
        self, windows: dict[str, tuple[date, date]], as_of: date | None
    ) -> dict[tuple[str, str], Decimal]:
        totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for entry in self._flows(as_of):
            for name, (first, last) in windows.items():
                if first <= entry.start and entry.end <= last and _is_eligible(entry):
                    totals[entry.indicator, name] += entry.value or Decimal(0)
        return dict(totals)

    def _flows(self, as_of: date | None) -> Iterator[Entry]:
        """Counted values of companies; of running totals the first, and what each grew by since the last."""
        last: dict[tuple[str, str, str], Entry] = {}
        counted = [e for e in self.counted(as_of).values() if e.value is not None and e.subject in BY_ID]
        for entry in sorted(counted, key=lambda e: e.end):
            series = (entry.subject, entry.indicator, entry.taxon_group)
            before = last.get(series) if _is_running(entry) else None
            last[series] = entry
            if before is None:
                yield entry
            else:
                grown = (entry.value or Decimal(0)) - (before.value or Decimal(0))
                yield replace(entry, start=before.end + timedelta(days=1), value=grown)

    def reporting_members(self, round_: str, as_of: date | None = None) -> frozenset[str]:
        """Eligible members with at least one value wholly inside the round."""
        asked = quarter(round_)
        return frozenset(
            entry.subject
            for entry in self._flows(as_of)
            if asked.first_day <= entry.start
            and entry.end <= asked.last_day
            and BY_ID[entry.subject].eligible(asked)
        )

    def eligible_members(self, round_: str) -> frozenset[str]:
        """Members on the last day of the round."""
        return frozenset(company.id for company in COMPANIES if company.eligible(quarter(round_)))


def _is_running(entry: Entry) -> bool:
    return BY_ID[entry.subject].layout == "running"


def _is_eligible(entry: Entry) -> bool:
    return BY_ID[entry.subject].eligible(Quarter(entry.end.year, (entry.end.month + 2) // 3))


@cache
def truth() -> Truth:
    """Gather the truth; the same for every call."""
    return Truth(
        true_values=dict(_true_values()),
        files=tuple(_planted(report) for report in reports()),
        true_reduction=TRUE_REDUCTION,
        expected_pooled_reduction=1 - _expected_rate(WINDOW) / _expected_rate(BASELINE),
        peculiarities=PECULIARITIES,
    )


def _true_values() -> Iterator[tuple[tuple[str, str, str, str], Decimal]]:
    for company in COMPANIES:
        for asked in company.quarters:
            for indicator in company.indicators:
                for taxon in taxa_of(company, indicator):
                    count = Decimal(quarterly(company.id, indicator, taxon, asked))
                    yield (company.id, indicator, taxon, str(asked)), count


def _expected_rate(months: tuple[Month, ...]) -> float:
    searches = [search(site, month) for site in SITES for month in months]
    expected = sum(true_rate(s.site, s.month) * float(s.hours) for s in searches)
    return expected / float(sum(s.hours for s in searches))


def _planted(report: Report) -> PlantedFile:
    earlier = (r for r in reports() if r.received_at < report.received_at)
    twins = [r for r in earlier if submission_id(r) == submission_id(report)] if _is_repeat(report) else []
    return PlantedFile(
        reporter=report.reporter,
        round=str(report.quarter),
        path=inbox_path(report),
        submission=submission_id(report),
        received_at=report.received_at,
        reason=report.reason,
        replaces=replaced_submission(report),
        entries=() if report.truncated else tuple(e for e in report.entries if not e.spoiled),
        mistakes=tuple(e for e in report.entries if e.spoiled),
        verdict=report.verdict,
        findings=report.findings,
        repeats=twins[0].file_stem if twins else "",
    )


def _is_repeat(report: Report) -> bool:
    return report.file_stem.endswith("-again")
