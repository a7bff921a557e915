"""Several programs solved as one, against SciPy's `linprog` of each by itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from pipeline.disclosure.solving import solve


@pytest.mark.parametrize("seed", range(12))
def test_blocks_solved_together_are_each_at_its_own_optimum(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = int(chance.integers(1, 5))
    sizes = chance.integers(2, 9, count)
    rows = [np.round(chance.normal(size=(int(chance.integers(1, 6)), n)), 1) for n in sizes]
    limits = [chance.uniform(0.5, 3, len(block)) for block in rows]
    zero = int(chance.integers(0, 2))
    equal = [chance.choice([-1.0, 0.0, 1.0], (zero, n)) for n in sizes]
    cost = [chance.normal(size=n) for n in sizes]
    sides = [np.column_stack([-chance.uniform(0, 5, n), chance.uniform(0, 5, n)]) for n in sizes]
    solved = solve(np.concatenate(cost), (rows, limits), equal, np.vstack(sides))
    assert len(solved.of_reach) == sum(map(len, rows))
    assert len(solved.of_equal) == zero * count
    at = at_reach = 0
    for n in range(count):
        alone = linprog(
            cost[n],
            A_ub=rows[n],
            b_ub=limits[n],
            A_eq=equal[n] if zero else None,
            b_eq=np.zeros(zero) if zero else None,
            bounds=sides[n],
        )
        mine = solved.at[at : at + sizes[n]]
        assert cost[n] @ mine == pytest.approx(alone.fun, abs=1e-6)
        assert (rows[n] @ mine <= limits[n] + 1e-6).all()
        assert equal[n] @ mine == pytest.approx(np.zeros(zero), abs=1e-6)
        duals = solved.of_reach[at_reach : at_reach + len(rows[n])]
        assert duals == pytest.approx(alone.ineqlin.marginals, abs=1e-6)
        at, at_reach = at + sizes[n], at_reach + len(rows[n])


def test_a_program_without_a_solution_is_told() -> None:
    impossible = [np.array([[1.0]])]
    with pytest.raises(ArithmeticError, match="could not be solved: Infeasible"):
        solve(np.ones(1), (impossible, [np.array([-1.0])]), [np.zeros((0, 1))], np.array([[0.0, 1.0]]))
