"""One linear program out of several that have nothing to do with each other, solved by HiGHS.

HiGHS is called by its own interface: these programs are small and many, and what SciPy's `linprog` does
around the solver takes longer than the solver (`benchmarks/programs.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.ground import Numbers

Places = NDArray[np.int64]
_OPTIONS: dict[str, str | bool | int] = {
    "output_flag": False,
    "presolve": "off",  # a presolved program says nothing about the duals of rows that were taken out
    "solver": "simplex",  # a vertex: most unknowns stay where they are
    "random_seed": 0,
    "threads": 1,
}


@dataclass(frozen=True, slots=True)
class Solved:
    """The cheapest point of all blocks, one after another."""

    at: Numbers
    """Each unknown's value."""
    of_reach: Numbers
    """For each row that has a limit, what its limit costs (its dual value)."""
    of_equal: Numbers
    """The same for each row that is zero."""


def solve(
    cost: Numbers,
    reach: tuple[Sequence[Numbers], Sequence[Numbers]],
    equal: Sequence[Numbers],
    sides: Numbers,
) -> Solved:
    """The solution of all blocks as one program; nothing about one says anything about another.

    `reach` are rows and their limits, `equal` rows that are zero, both a matrix for each block; `sides` are
    each unknown's least and most, in two columns. Raises ArithmeticError when the solver fails.
    """
    limits, zeros = np.concatenate(reach[1]), np.zeros(sum(map(len, equal)))
    starts, columns, entries = _row_by_row(reach[0], equal)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, option in _OPTIONS.items():
        solver.setOptionValue(name, option)
    solver.passModel(
        len(cost),
        len(limits) + len(zeros),
        len(entries),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        cost,
        sides[:, 0],
        sides[:, 1],
        np.append(np.full(len(limits), -np.inf), zeros),
        np.append(limits, zeros),
        starts,
        columns,
        entries,
        np.zeros(len(cost), dtype=np.int32),
    )
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"the estimates could not be solved: {solver.modelStatusToString(status)}")
    solution = solver.getSolution()
    duals = np.array(solution.row_dual)
    return Solved(np.array(solution.col_value), duals[: len(limits)], duals[len(limits) :])


def _row_by_row(*diagonals: Sequence[Numbers]) -> tuple[Places, Places, Numbers]:
    """Block-diagonal matrices, one below another: where each row starts, and its columns and entries."""
    lengths, columns, entries = [], [], []
    for blocks in diagonals:
        before = 0
        for block in blocks:
            row, column = np.nonzero(block)
            lengths.append(np.bincount(row, minlength=len(block)))
            columns.append(column + before)
            entries.append(block[row, column])
            before += block.shape[1]
    starts = np.append(0, np.cumsum(np.concatenate(lengths))[:-1])
    return starts, np.concatenate(columns), np.concatenate(entries)
