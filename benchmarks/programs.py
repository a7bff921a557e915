"""How much faster than by SciPy's `linprog` are the linear programs of the disclosure check solved?

The programs are those that the releases of a random coalition need. Both solve all of them in turns, the best
of each counts, in processor time, on one thread. HiGHS is the solver behind both.
Exit status 1 when the goal of twice as fast is missed, or when the two disagree about an optimum.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from disclosure_chains import invented_chains
from scipy import sparse
from scipy.optimize import linprog

from pipeline.disclosure import programs
from pipeline.disclosure.solving import solve
from pipeline.disclosure.threads import one_thread

SEED, TURNS, GOAL = 1, 3, 2.0
Program = tuple[Any, ...]


def needed() -> list[Program]:
    """The programs that a random coalition's releases need."""
    found: list[Program] = []

    def kept(*program: Any) -> Any:  # noqa: ANN401 - whatever is asked is kept and asked
        found.append(program)
        return solve(*program)

    with tempfile.TemporaryDirectory() as folder, mock.patch.object(programs, "solve", kept):
        invented_chains(SEED, Path(folder), [""])
    return found


def by_scipy(program: Program) -> float:
    cost, (rows, limits), equal, sides = program
    exact = sparse.block_diag(equal, format="csr")
    solved = linprog(
        cost,
        A_ub=sparse.block_diag(rows, format="csr"),
        b_ub=np.concatenate(limits),
        A_eq=exact if exact.shape[0] else None,
        b_eq=np.zeros(exact.shape[0]) if exact.shape[0] else None,
        bounds=sides,
        method="highs-ds",
        options={"presolve": False},
    )
    return float(solved.fun)


def ours(program: Program) -> float:
    return float(program[0] @ solve(*program).at)


@one_thread()
def main() -> int:
    asked = needed()
    optima: dict[str, list[float]] = {}
    taken: dict[str, list[float]] = {"solve": [], "linprog": []}
    for _ in range(TURNS):
        for name, way in (("solve", ours), ("linprog", by_scipy)):
            start = time.process_time()
            optima[name] = [way(program) for program in asked]
            taken[name].append(time.process_time() - start)
    wrong = int((~np.isclose(*optima.values(), rtol=1e-5, atol=1e-5)).sum())
    ratio = min(taken["linprog"]) / min(taken["solve"])
    print(f"{len(asked):,} programs of a random coalition, processor seconds in each of {TURNS} turns")
    for name, seconds in taken.items():
        print(f"{name:10}{min(seconds):8.2f}  {' '.join(f'{s:.2f}' for s in seconds)}")
    verdict = "met" if ratio >= GOAL and not wrong else "MISSED"
    print(f"programs: {ratio:.1f} times as fast as linprog (goal {GOAL:g}), {wrong} optima differ: {verdict}")
    return 0 if verdict == "met" else 1


if __name__ == "__main__":
    sys.exit(main())
