"""One decision of a draft: what was chosen, how sure that is and why, or what to ask instead."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.questions import OPEN

CONFIDENT = 0.9
"""Below this confidence nothing is decided: the draft asks."""
SURE, STRONG, LIKELY, WEAK = 0.97, 0.93, 0.7, 0.5
"""Grades of evidence: said in so many words; follows from several signs; the usual meaning; a resemblance."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision with its evidence. `value` is the best candidate even when it stays open."""

    value: str
    confidence: float
    reason: str
    ask: str = ""
    """The question to the member, for a choice that stays open."""

    @property
    def settled(self) -> bool:
        """Whether the draft may decide it."""
        return self.confidence >= CONFIDENT and bool(self.value)

    @property
    def written(self) -> str:
        """What stands in the profile: the value, or the mark of an open question."""
        return self.value if self.settled else OPEN

    @property
    def comment(self) -> str:
        """What stands beside it."""
        if self.settled:
            return f"{self.confidence:.2f}: {self.reason}"
        guess = f" (perhaps {self.value}, {self.confidence:.2f}: {self.reason})" if self.value else ""
        return f"ask the member: {self.ask or self.reason}{guess}"
