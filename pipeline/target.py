"""The target as data: what is to be reduced, where, against what, until when, by how much.

Everything but the announced value may be missing, because in the public record it is; what is missing keeps
the reduction from being computed and is named in its place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from pipeline.model import Text
from pipeline.strict_yaml import StrictModel


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


class Window(StrictModel):
    """Dates, both included."""

    start: date
    end: date


class Detection(StrictModel):
    """Somebody vouches that a search noticed the same share of what was there in both windows."""

    stable_because: Text
    by: str


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


class TargetFile(StrictModel):
    """target.yaml as written."""

    targets: tuple[Target, ...]
