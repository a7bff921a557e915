"""The parameters of what may be shown, and what is said of one total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from pipeline.disclosure.ground import Ground, Numbers


@dataclass(frozen=True, slots=True)
class Rule:
    """The parameters, from the home's settings."""

    minimum_holdings: int
    p_percent: int

    def is_dominated(self, amounts: Sequence[float]) -> bool:
        """The p% rule: whether the second largest can tell the largest, by what all others brought."""
        own = sorted(amounts, reverse=True)
        return bool(own) and sum(own[2:]) < self.p_percent / 100 * own[0] * (1 - 1e-9)


def brought(ground: Ground, row: Numbers) -> list[float]:
    """What each owner group that is in a sum of unknowns brought to it."""
    amounts = np.bincount(ground.owner, weights=row * ground.values)
    return [float(amount) for amount in amounts if amount > 0]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a release says about one total."""

    shown: bool
    conf_status: str
    """`C` hidden for itself, `D` for the sake of others; empty where shown."""
    low: Decimal | None = None
    high: Decimal | None = None
    """Bounds given in place of a value."""
    method: str = ""
