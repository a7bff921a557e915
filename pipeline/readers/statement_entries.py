"""The shape of a file of public statements: its source, statements, capabilities and explained figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from pipeline.fields import known_code
from pipeline.model import DIMENSIONS, ObsStatus, Precision, Qualifier
from pipeline.strict_yaml import StrictModel

Day = date


def _words(given: object) -> object:
    """Exact words with white space normalised."""
    return " ".join(given.split()) if isinstance(given, str) else given


Words = Annotated[str, BeforeValidator(_words), Field(min_length=1)]


class PublicSource(StrictModel):
    """Where the statements were published."""

    title: Words
    publisher: Words
    url: str | None = None
    date: Day | None = None
    note: str | None = None


class Proposed(StrictModel):
    """Head of a file that `coalition propose` wrote: of which text, whose offsets the entries use."""

    of: Words
    text: str
    """File with the extracted text."""
    text_sha256: str
    published: Day | None = None


class Confirmation(StrictModel):
    """The person who held every entry of a proposed file against its source."""

    by: Words
    on: Day


class ProposalNote(StrictModel):
    """What the proposer thought of an entry; for the reader of the file, never part of an observation."""

    confidence: Decimal
    reason: Words
    unit: str
    unit_words: str = ""
    printed: str = ""
    value: Decimal | None = None
    qualifier: Qualifier | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    period: str = ""
    indicator: str = ""
    subject: str = ""
    outside: bool = False
    quote_at: str
    printed_at: str
    repeats: str = ""
    also_in: str = ""


class StatementPeriod(StrictModel):
    """First and last day with their precision; no start is an unknown one."""

    start: date | None = None
    start_precision: Precision = Precision.DAY
    end: date
    end_precision: Precision = Precision.DAY


class Statement(StrictModel):
    """One quoted figure."""

    quote: Words
    attributed_to: str | None = None
    subject: str
    indicator: str
    printed: str = ""
    value: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    low: Decimal | None = None
    high: Decimal | None = None
    direction: Literal["decline", "increase"] | None = None
    """Of a change: `printed` is then its size and `value` carries the sign."""
    period: StatementPeriod
    dimensions: dict[str, str] = Field(default_factory=dict)
    reference_period: str | None = None
    status: ObsStatus = ObsStatus.NORMAL
    note: str | None = None
    proposal: ProposalNote | None = None

    @field_validator("printed", mode="before")
    @classmethod
    def _normalised(cls, given: Any) -> Any:  # noqa: ANN401 - what YAML holds before it is checked
        return _words(given)

    @field_validator("dimensions")
    @classmethod
    def _are_dimensions(cls, given: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(given) - set(DIMENSIONS)):
            raise ValueError(f"{', '.join(unknown)} is no dimension")
        return given

    def unknown_codes(self) -> list[tuple[str, str]]:
        """Indicator and dimensions that their code lists do not hold."""
        codes = {"indicator": self.indicator, **self.dimensions}
        return [(name, code) for name, code in codes.items() if not known_code(name, code)]


class CapabilityEntry(StrictModel):
    """Something a party does other than remove."""

    party: str
    kind: str
    title: Words
    status: Literal["planned", "testing", "live", "retired", "done"]
    status_date: date
    status_date_precision: Precision = Precision.DAY
    quote: Words
    attributed_to: str | None = None
    note: str | None = None


class Explained(StrictModel):
    """A figure of the text that is no observation, with the reason."""

    quote: Words
    reason: Words
    proposal: ProposalNote | None = None
