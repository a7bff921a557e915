"""What readers know of the unknowns, and what they must not be able to tell, as rows over the ground."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.disclosure.ground import Numbers


@dataclass(frozen=True, slots=True)
class Target:
    """What must stay open, as a sum of unknowns."""

    holding: int | None
    """Whose it is; None for a total, which is open if nobody outside can tell it."""
    weights: Numbers
    """How often each unknown is in it; less than zero where it is taken off."""
    size: float
    """Its true value, without sign; larger than zero."""


@dataclass(frozen=True, slots=True)
class Known:
    """Published cells as rows over the unknowns, and how far each is off its bounds."""

    rows: Numbers
    below: Numbers
    above: Numbers
    """How much less and more than the truth a cell may be; both zero where it is shown as it is."""


NO_LIMIT = 1e15
"""How much less or more than the truth a cell may be where nothing is said about that side."""
