"""The nouns of the system and the one declaration of an observation.

Everything that has columns for an observation (Parquet files, SQL views, rules, docs) derives them from
`OBSERVATION_FIELDS`. Words follow SDMX: an observation is one reported value with its dimensions, its
status and the place it came from; a series is the observations that differ only in period and vintage.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people in both languages."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    en: str
    zh: str


def in_both(text: object) -> object:
    """A name that is given once, in no particular language, as a text in both."""
    return Text(text, text) if isinstance(text, str) else text


class Qualifier(StrEnum):
    """How a source hedged a printed figure; decides its bounds."""

    EXACT = "exact"
    ROUNDED = "rounded"
    APPROXIMATELY = "approximately"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    AT_MOST = "at_most"
    RANGE = "range"
    VAGUE = "vague"


class ObsStatus(StrEnum):
    """State of a value (the code list `obs_status` has the SDMX code and shorthand of each)."""

    NORMAL = "normal"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    IMPUTED = "imputed"
    BREAK = "break"
    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not_collected"
    LATE = "late"
    WITHHELD = "withheld"
    REPORTED_ELSEWHERE = "reported_elsewhere"
    NOT_APPLICABLE = "not_applicable"
    ROUNDS_TO_ZERO = "rounds_to_zero"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Severity(StrEnum):
    """Weight of a finding."""

    BLOCKER = "blocker"  # the file cannot be read: nothing is accepted
    ERROR = "error"  # the observations concerned are held back
    WARNING = "warning"  # accepted, an explanation is asked for
    ADVICE = "advice"  # accepted, nothing is owed


class Verdict(StrEnum):
    """Outcome of a review."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted_with_findings"
    ACCEPTED_IN_PART = "accepted_in_part"
    REJECTED = "rejected"


SqlType = Literal["VARCHAR", "DATE", "TIMESTAMP", "DECIMAL(28,6)"]


@dataclass(frozen=True, slots=True)
class ObservationField:
    """One column of the observation: its name, its SQL type, its part and its meaning."""

    name: str
    sql_type: SqlType
    part: Literal["key", "period", "value", "origin", "known"]
    meaning: str


def _dimension(name: str, meaning: str) -> ObservationField:
    return ObservationField(name, "VARCHAR", "key", meaning)


OBSERVATION_FIELDS: tuple[ObservationField, ...] = (
    _dimension("subject", "party the value is about: a company, platform, holding, or a named group"),
    _dimension("indicator", "what is measured; its code fixes unit, class and what may be added"),
    _dimension("category", "content category it was filed under"),
    _dimension("taxon_group", "animals or plants concerned"),
    _dimension("form", "live, product or unknown"),
    _dimension("channel", "kind of online channel"),
    _dimension("geography", "place concerned, ISO 3166 code"),
    _dimension("detection_source", "who or what noticed it"),
    _dimension("decision_mode", "decided by people or by machine"),
    _dimension("definition_version", "version of the reporter's own definition"),
    _dimension("protocol", "monitoring protocol: keyword list and version"),
    ObservationField("period_start", "DATE", "period", "first day covered; empty when unknown"),
    ObservationField("period_start_precision", "VARCHAR", "period", "how exactly the start is known"),
    ObservationField("period_end", "DATE", "period", "last day covered; of a running total its as-of date"),
    ObservationField("period_end_precision", "VARCHAR", "period", "how exactly the end is known"),
    ObservationField("reference_period", "VARCHAR", "period", "what a change is measured against, ISO 8601"),
    ObservationField("value", "DECIMAL(28,6)", "value", "the printed value in the indicator's unit"),
    ObservationField("value_low", "DECIMAL(28,6)", "value", "lower bound; empty when unbounded"),
    ObservationField("value_high", "DECIMAL(28,6)", "value", "upper bound; empty when unbounded"),
    ObservationField("qualifier", "VARCHAR", "value", "how the source hedged the figure"),
    ObservationField("numerator", "DECIMAL(28,6)", "value", "numerator of a ratio where given"),
    ObservationField("denominator", "DECIMAL(28,6)", "value", "denominator of a ratio where given"),
    ObservationField("obs_status", "VARCHAR", "value", "state of the value"),
    ObservationField("printed_text", "VARCHAR", "value", "the characters as they stand in the source"),
    ObservationField("printed_scale", "VARCHAR", "value", "multiplier that the text or its header states"),
    ObservationField("submission", "VARCHAR", "origin", "submission that carried it"),
    ObservationField("place", "VARCHAR", "origin", "sheet and cell, JSON pointer, or statement"),
    ObservationField("attributed_to", "VARCHAR", "origin", "who is said to have said it"),
    ObservationField("quote", "VARCHAR", "origin", "exact words of a public statement"),
    ObservationField("source_title", "VARCHAR", "origin", "title of the published source"),
    ObservationField("source_publisher", "VARCHAR", "origin", "publisher of the source"),
    ObservationField("source_url", "VARCHAR", "origin", "address of the source"),
    ObservationField("source_date", "DATE", "origin", "date of the source"),
    ObservationField("decided_at", "TIMESTAMP", "known", "when it was accepted, UTC"),
)

OBSERVATION_COLUMNS: dict[str, str] = {f.name: f.sql_type for f in OBSERVATION_FIELDS}
REVIEWED_COLUMNS: dict[str, str] = {**OBSERVATION_COLUMNS, "held": "BOOLEAN"}
"""An observation as a review keeps it: accepted, or held back."""
SERIES_KEY: tuple[str, ...] = tuple(f.name for f in OBSERVATION_FIELDS if f.part == "key")
DIMENSIONS: tuple[str, ...] = SERIES_KEY[2:]
"""Dimensions that are `all` when a reporter does not break its figure down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One reported value. Fields are those of `OBSERVATION_FIELDS`, held equal by a test."""

    subject: str
    indicator: str
    category: str = "all"
    taxon_group: str = "all"
    form: str = "all"
    channel: str = "all"
    geography: str = "all"
    detection_source: str = "all"
    decision_mode: str = "all"
    definition_version: str = "1"
    protocol: str = "none"
    period_start: date | None
    period_start_precision: Precision | None = Precision.DAY
    period_end: date
    period_end_precision: Precision = Precision.DAY
    reference_period: str | None = None
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    qualifier: Qualifier = Qualifier.EXACT
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    obs_status: ObsStatus = ObsStatus.NORMAL
    printed_text: str
    printed_scale: str | None = None
    submission: str
    place: str
    attributed_to: str | None = None
    quote: str | None = None
    source_title: str | None = None
    source_publisher: str | None = None
    source_url: str | None = None
    source_date: date | None = None
    decided_at: datetime | None = None

    def as_row(self) -> dict[str, Any]:
        """The observation as a flat mapping, column name to Python value."""
        return dict(zip(_OBSERVATION_NAMES, _OBSERVATION_VALUES(self), strict=True))


_OBSERVATION_NAMES = tuple(f.name for f in dataclasses.fields(Observation))
_OBSERVATION_VALUES = attrgetter(*_OBSERVATION_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """Something a party does other than remove: a policy, an alert, a tool, a training; never added up."""

    party: str
    kind: str
    title: str
    status: Literal["planned", "testing", "live", "retired", "done"]
    status_date: date
    status_date_precision: Precision = Precision.DAY
    submission: str
    place: str
    attributed_to: str | None = None
    quote: str | None = None
    source_title: str | None = None
    source_publisher: str | None = None
    source_url: str | None = None
    source_date: date | None = None
    decided_at: datetime | None = None


CAPABILITY_COLUMNS: dict[str, str] = {
    column.name: {"status_date": "DATE", "source_date": "DATE", "decided_at": "TIMESTAMP"}.get(
        column.name, "VARCHAR"
    )
    for column in dataclasses.fields(Capability)
}


@dataclass(frozen=True, slots=True)
class Owing:
    """What would account for a finding: trouble in some cells, and how much of it is needed."""

    cells: dict[str, int]
    """Place -> how much of the finding trouble there accounts for."""
    needed: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint. Severity, message and advice come from the rule with the same code.

    `places` lists every cell concerned ("Sheet1!B7", "B7" in a delimited file, a JSON pointer, a statement).
    `value` is the text seen; `params` fill the blanks of the message.
    """

    code: str
    places: tuple[str, ...] = ()
    value: str = ""
    params: dict[str, str] = field(default_factory=dict)
    owing: Owing | None = field(default=None, compare=False)
    """What it may be a consequence of; none where it stands for itself."""


class RefusalError(Exception):
    """A file that cannot be read at all: carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{f.code} {' '.join(f.places)} {f.params}" for f in findings))
        self.findings = findings

    def __reduce__(self) -> tuple[type[RefusalError], tuple[Finding, ...]]:
        return RefusalError, self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One file as received: immutable bytes, who sent it, when, for which round."""

    id: str
    reporter: str
    round: str
    file_name: str
    sha256: str
    size: int
    received_at: datetime
    reason: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCount:
    """Account of the non-blank cells of a file: every cell is an observation, explained or a finding."""

    in_file: int = 0
    as_observations: int = 0
    explained: int = 0

    @property
    def unexplained(self) -> int:
        """Cells that no part of the profile claims; zero in an accepted file."""
        return self.in_file - self.as_observations - self.explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What reading one submission through its profile gave."""

    observations: tuple[Observation, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    findings: tuple[Finding, ...] = ()
    cells: CellCount = field(default_factory=CellCount)
    profile: str = ""
    """`name@version/layout` of the profile that read it; empty when none fitted."""
    blanks: tuple[Observation, ...] = ()
    """Figures whose cells are blank and of which nobody said what that means, without value."""
    rows_gone: tuple[Observation, ...] = ()
    """Figures that the file asks for and has no row for, each where it could stand, without value."""
