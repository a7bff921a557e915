"""One line of a table of measurements: what was measured, beside what, and whether it is enough."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A measurement as it is printed. `reached` is None where it was not taken, `value` says why."""

    name: str
    reference: str
    """What others reach on the same files, measured in the same run unless a source is named."""
    to_reach: str
    value: str
    reached: bool | None
