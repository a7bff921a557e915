"""Public statements: quoted figures and capabilities that the secretariat or a convener enters, as YAML.

Each entry carries the exact words of its source. The number, its hedge and its bounds are read again from
those words and must agree with what the entry says, so that "over 3 million" cannot become an exact figure
and 263,000 cannot become 236,000. A file that was proposed by a program counts only after a person has put a
name and a day under `confirmed`. A place is the JSON pointer of the entry: `/statements/3`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from pipeline.codes import codelist
from pipeline.mapping.agreement import check_keys, check_round, check_subjects
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.situation import Situation
from pipeline.model import Capability, CellCount, Intake, Observation
from pipeline.readers.statement_entries import (
    CapabilityEntry,
    Confirmation,
    Explained,
    Proposed,
    PublicSource,
    Statement,
)
from pipeline.readers.statement_figures import figure_of
from pipeline.strict_yaml import EditedFileError, as_model, parse_text

PROFILE = "statements"
SECTIONS = ("statements", "capabilities", "explained")
HEADS = ("source", "proposed", "confirmed")
Entry = TypeVar("Entry", bound=BaseModel)


def read_statements(path: Path, situation: Situation) -> Intake:
    """Read a file of public statements. Never raises for a bad file: findings instead."""
    complaints = Complaints()
    written = _load(path, complaints)
    source = _source(written, complaints)
    if source is None or not _confirmed(written, complaints):
        return Intake(findings=complaints.findings(), profile=PROFILE)
    reader = _StatementReader(source, situation, complaints)
    statements = _entries(written, "statements", Statement, complaints)
    observations = [o for place, entry in statements if (o := reader.observation(place, entry))]
    entered = _entries(written, "capabilities", CapabilityEntry, complaints)
    capabilities = [c for place, entry in entered if (c := reader.capability(place, entry))]
    _entries(written, "explained", Explained, complaints)
    check_subjects(observations, situation, complaints)
    check_round(observations, situation, complaints)
    check_keys(observations, complaints)
    in_file = sum(len(written.get(section) or ()) for section in SECTIONS)
    return Intake(
        observations=tuple(observations),
        capabilities=tuple(capabilities),
        findings=complaints.findings(),
        cells=CellCount(
            in_file=in_file, as_observations=len(observations), explained=in_file - len(observations)
        ),
        profile=PROFILE,
    )


def _load(path: Path, complaints: Complaints) -> dict[str, Any]:
    """The file's mapping of sections; empty after a complaint."""
    try:
        written = parse_text(path.read_bytes().decode("utf-8-sig"), name="file")
    except (UnicodeDecodeError, EditedFileError, OSError) as error:
        complaints.add("statements-unreadable", problem=str(error))
        return {}
    problem = _misshapen(written)
    if problem or not isinstance(written, dict):
        complaints.add("statements-unreadable", problem=problem)
        return {}
    return {str(section): entries for section, entries in written.items()}


def _misshapen(written: object) -> str:
    if not isinstance(written, dict):
        return "the file must hold source, statements, capabilities and explained"
    if unknown := sorted(set(written) - {*HEADS, *SECTIONS}):
        return f"unknown section {', '.join(unknown)}"
    for section in SECTIONS:
        if written.get(section) not in (None, "") and not isinstance(written[section], list):
            return f"{section} must be a list"
    if not any(written.get(section) for section in SECTIONS):
        return "there is no entry"
    return ""


def _source(written: dict[str, Any], complaints: Complaints) -> PublicSource | None:
    if not written:
        return None
    try:
        return as_model(written.get("source"), PublicSource, name="source")
    except EditedFileError as error:
        complaints.add("statements-unreadable", ["/source"], problem=str(error))
        return None


def _confirmed(written: dict[str, Any], complaints: Complaints) -> bool:
    """Whether a person stands behind the file: one that no program proposed needs no confirmation."""
    noted = [
        f"/{section}/{number}"
        for section in SECTIONS
        for number, entry in enumerate(written.get(section) or ())
        if isinstance(entry, dict) and "proposal" in entry
    ]
    given = written.get("confirmed")
    if "proposed" not in written and "confirmed" not in written and not noted:
        return True
    if not isinstance(given, dict) or not all(str(given.get(key, "")).strip() for key in ("by", "on")):
        complaints.add("statements-unconfirmed", ["/confirmed"], entries=str(len(noted)))
        return False
    try:
        as_model(given, Confirmation, name="confirmed")
        if "proposed" in written:
            as_model(written["proposed"], Proposed, name="proposed")
    except EditedFileError as error:
        complaints.add("statements-unreadable", ["/confirmed"], problem=str(error))
        return False
    return True


def _entries(
    written: dict[str, Any], section: str, model: type[Entry], complaints: Complaints
) -> list[tuple[str, Entry]]:
    """Entries of a section that are well-formed, each with its place."""
    good = []
    for number, entry in enumerate(written.get(section) or ()):
        place = f"/{section}/{number}"
        try:
            good.append((place, as_model(entry, model, name="entry")))
        except EditedFileError as error:
            for line in str(error).splitlines():
                _, name, problem = line.split(": ", 2)
                complaints.add("statement-invalid", [place], field=name, problem=problem)
    return good


class _StatementReader:
    """Turns well-formed entries into records, or complains."""

    def __init__(self, source: PublicSource, situation: Situation, complaints: Complaints) -> None:
        self._source, self._situation, self._complaints = source, situation, complaints

    def observation(self, place: str, entry: Statement) -> Observation | None:
        """The observation of a statement; None when its words or its period cannot carry it."""
        figure = figure_of(entry, self._complainer(place))
        if figure is None or not self._known(place, entry) or not self._in_order(place, entry):
            return None
        bounds, qualifier, scale_text = figure
        return Observation(
            subject=entry.subject,
            indicator=entry.indicator,
            **entry.dimensions,  # type: ignore[arg-type]
            period_start=entry.period.start,
            period_start_precision=entry.period.start_precision if entry.period.start else None,
            period_end=entry.period.end,
            period_end_precision=entry.period.end_precision,
            reference_period=entry.reference_period,
            value=bounds.value,
            value_low=bounds.low,
            value_high=bounds.high,
            qualifier=qualifier,
            obs_status=entry.status,
            printed_text=entry.printed,
            printed_scale=scale_text or None,
            **self._origin(place, entry.quote, entry.attributed_to),
        )

    def capability(self, place: str, entry: CapabilityEntry) -> Capability | None:
        """The capability of an entry; None when its party or kind is unknown."""
        if entry.kind not in codelist("capability_kinds"):
            self._complaints.add("unknown-code", [place], entry.kind, field="kind", label="kind")
            return None
        if entry.party not in self._situation.register:
            self._complaints.add("unknown-subject", [place], entry.party, subject=entry.party)
            return None
        return Capability(
            party=entry.party,
            kind=entry.kind,
            title=entry.title,
            status=entry.status,
            status_date=entry.status_date,
            status_date_precision=entry.status_date_precision,
            **self._origin(place, entry.quote, entry.attributed_to),
        )

    def _origin(self, place: str, quote: str, attributed_to: str | None) -> dict[str, Any]:
        """Where a record comes from."""
        return {
            "submission": self._situation.submission.id,
            "place": place,
            "attributed_to": attributed_to,
            "quote": quote,
            "source_title": self._source.title,
            "source_publisher": self._source.publisher,
            "source_url": self._source.url,
            "source_date": self._source.date,
        }

    def _complainer(self, place: str) -> Callable[..., None]:
        def complain(code: str, value: str = "", **params: str) -> None:
            self._complaints.add(code, [place], value, **params)

        return complain

    def _known(self, place: str, entry: Statement) -> bool:
        """Whether indicator and dimensions are in their code lists."""
        unknown: Sequence[tuple[str, str]] = entry.unknown_codes()
        for name, code in unknown:
            self._complaints.add("unknown-code", [place], code, field=name, label=name)
        return not unknown

    def _in_order(self, place: str, entry: Statement) -> bool:
        if entry.period.start is not None and entry.period.start > entry.period.end:
            self._complaints.add("period-order", [place])
            return False
        return True
