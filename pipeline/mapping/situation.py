"""What mapping must know beside the cells and the layout: who sent the file, when, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model import Submission
from pipeline.register import Register
from pipeline.rounds import first_day, last_day


@dataclass(frozen=True, slots=True)
class Situation:
    """One submission and the register it is judged by."""

    submission: Submission
    register: Register

    @property
    def first_day(self) -> date:
        """First day of the submission's round."""
        return first_day(self.submission.round)

    @property
    def last_day(self) -> date:
        """Last day of the submission's round."""
        return last_day(self.submission.round)
