"""What mapping must know beside cells and layout: who sent the file, when, what for, what blanks mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Submission
from pipeline.register import Register
from pipeline.rounds import first_day, last_day


@dataclass(frozen=True, slots=True)
class Situation:
    """One submission and the register it is judged by."""

    submission: Submission
    register: Register
    blanks: Mapping[str, str] = field(default_factory=dict)
    """Place of a blank cell -> what it was said to mean (`answers.STATUSES`)."""

    @property
    def first_day(self) -> date:
        """First day of the submission's round."""
        return first_day(self.submission.round)

    @property
    def last_day(self) -> date:
        """Last day of the submission's round."""
        return last_day(self.submission.round)
