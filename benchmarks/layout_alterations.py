"""The ways to alter a file between two rounds, by what becomes of its meaning."""

from __future__ import annotations

import alterations_benign
import alterations_of_meaning
import alterations_of_period
from layout_altering import PLANTED, Planted

CATEGORIES = (alterations_benign, alterations_of_meaning, alterations_of_period)
"""Each lists its alterations when it is imported."""

__all__ = ["CATEGORIES", "PLANTED", "Planted"]
