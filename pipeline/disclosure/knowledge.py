"""What readers know of the unknowns, and what they must not be able to tell, as rows over the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

    @property
    def is_exact(self) -> NDArray[np.bool_]:
        """Which cells are known as they are."""
        exact: NDArray[np.bool_] = (self.below == 0) & (self.above == 0)
        return exact

    def beside(
        self, rows: Sequence[Numbers], below: Sequence[float] = (), above: Sequence[float] = ()
    ) -> Known:
        """The same with more rows after it, which are known as they are where nothing else is said."""
        if not rows:
            return self
        exact = np.zeros(len(rows))
        return Known(
            np.vstack([self.rows, *rows]),
            np.append(self.below, below if len(below) else exact),
            np.append(self.above, above if len(above) else exact),
        )


NO_LIMIT = 1e15
"""How much less or more than the truth a cell may be where nothing is said about that side."""
