"""The target as data: what is to be reduced, where, against what, until when, by how much.

Everything but the announced value may be missing, because in the public record it is; what is missing keeps
the reduction from being computed and is named in its place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipeline.codes import codelist
from pipeline.model import Text, in_both
from pipeline.strict_yaml import StrictModel

Timing = Literal["", "before", "after"]
"""When a window was measured: its end lies on the target's date, before or after it."""


def timing(window_end: date, target_date: date) -> Timing:
    """When a window was measured, as seen from the date of the target."""
    return "" if window_end == target_date else "before" if window_end < target_date else "after"


class Announcement(StrictModel):
    """How the target was put in public, word for word."""

    quote: str
    attributed_to: str = ""
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""
    source_date: date | None = None


class Population(StrictModel):
    """Where advertisements are counted."""

    panel: str
    channels: tuple[str, ...] = ("all",)
    geography: str = "all"

    @field_validator("channels")
    @classmethod
    def _known_channels(cls, channels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_known("channels", channel) for channel in channels)

    @field_validator("geography")
    @classmethod
    def _known_place(cls, geography: str) -> str:
        return _known("geographies", geography)


def _known(name: str, code: str) -> str:
    if code != "all" and code not in codelist(name):
        raise ValueError(f"'{code}' is not in the code list {name}")
    return code


class Window(StrictModel):
    """Dates, both included."""

    start: date
    end: date

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}")
        return self


class Detection(StrictModel):
    """Somebody vouches that a search noticed the same share of what was there in both windows."""

    stable_because: Text
    by: Annotated[Text, BeforeValidator(in_both)]
    """A name, in one language or in both."""


class Target(StrictModel):
    """One target."""

    id: str
    value: Decimal = Field(gt=0, lt=100)
    """Reduction aimed at, in percent."""
    date: date
    statements: tuple[Announcement, ...] = ()
    estimand: Text | None = None
    population: Population | None = None
    indicator: str | None = None
    effort: str | None = None
    protocol: str | None = None
    """Keyword list and way of searching: the frozen core."""
    continued_by: tuple[str, ...] = ()
    """Protocols that followed the first, in order; each is linked to the one before where both were run."""
    detection: Detection | None = None
    """Needed where the searches were not made by two observers side by side."""
    baseline: Window | None = None
    window_months: int = Field(default=12, ge=1, le=60)

    @field_validator("indicator")
    @classmethod
    def _known_indicator(cls, indicator: str | None) -> str | None:
        return indicator and _known("indicators", indicator)

    @field_validator("effort")
    @classmethod
    def _is_effort(cls, effort: str | None) -> str | None:
        if effort and codelist("indicators")[_known("indicators", effort)].extra["measure_class"] != "effort":
            raise ValueError(f"'{effort}' is no measure of search effort")
        return effort

    @model_validator(mode="after")
    def _lists_in_order(self) -> Self:
        lists = (self.protocol, *self.continued_by)
        if len(set(lists)) < len(lists):
            raise ValueError("`protocol` and `continued_by` name one keyword list twice")
        return self


class TargetFile(StrictModel):
    """target.yaml as written."""

    targets: tuple[Target, ...]

    @field_validator("targets")
    @classmethod
    def _each_once(cls, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        ids = [target.id for target in targets]
        if twice := next((name for name in ids if ids.count(name) > 1), None):
            raise ValueError(f"the target '{twice}' stands twice")
        return targets
