"""What a detector says: a decision with its confidence and reason, and whatever did not fit it."""

from __future__ import annotations

from dataclasses import dataclass

SURE = 0.8
"""From this confidence on a decision stands without a doubt; below it a person should look."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was found out about a file rather than told."""

    about: str
    """What was decided: "encoding", "delimiter", "header" ..."""
    value: str
    """What was decided on, as it is written in a profile or a report."""
    confidence: float
    """0 to 1: the share of such evidence that has so far proved right."""
    reason: str
    """The evidence, in one English sentence."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line or cell that does not fit what was decided; it is kept as it stands."""

    place: str
    """Cell or line, as in findings ("B7", "Sheet1!B7"); '' for the whole file."""
    line: int
    """Physical line from 1; 0 where the file has none."""
    text: str
    reason: str
