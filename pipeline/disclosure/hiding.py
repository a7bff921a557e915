"""Which cells to hide so that every proof is broken, at the least cost: a hitting set, solved exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Proof = frozenset[int]
"""Cells that together make an estimate possible: hiding one of them breaks it."""
Prover = Callable[[frozenset[int]], Sequence[Proof]]
"""Hidden cells -> the estimates that are still possible."""
_MOST_ROUNDS = 60
_MOST_PROOFS = 2000


def cheapest(costs: Mapping[int, int], prove: Prover, method: str = "") -> tuple[frozenset[int], str]:
    """The cheapest cells whose hiding leaves no estimate possible, and the method: `optimal` or `greedy`.

    Each round hides the cheapest set that breaks all proofs found so far, and asks for those still possible.
    No set that breaks them all is cheaper than the last one, so it is the optimum: implicit hitting sets
    (Moreno-Centeno and Karp, *Operations Research* 61, 2013, 453-468). When the work counted grows too large,
    the rest is done greedily, as it is from the start where `method` says so.
    """
    if method == "greedy":
        return greedy(costs, prove), method
    proofs: set[Proof] = set()
    hidden: frozenset[int] = frozenset()
    for _ in range(_MOST_ROUNDS):
        found = set(prove(hidden))
        if not found:
            return hidden, "optimal"
        proofs |= found
        if len(proofs) > _MOST_PROOFS:
            break
        chosen = _hitting(costs, proofs)
        if chosen is None:
            break
        hidden = chosen
    return greedy(costs, prove), "greedy"


def greedy(costs: Mapping[int, int], prove: Prover) -> frozenset[int]:
    """The baseline: break proof after proof by hiding the cheapest cell in it."""
    hidden: set[int] = set()
    while found := prove(frozenset(hidden)):
        for proof in sorted(found, key=sorted):
            if not proof & hidden:
                hidden.add(min(proof, key=lambda cell: (costs[cell], cell)))
    return frozenset(hidden)


def _hitting(costs: Mapping[int, int], proofs: Iterable[Proof]) -> frozenset[int] | None:
    """The cheapest set with a cell of every proof; None when the solver gives up."""
    listed = sorted(proofs, key=sorted)
    cells = sorted({cell for proof in listed for cell in proof})
    place = {cell: number for number, cell in enumerate(cells)}
    rows = np.zeros((len(listed), len(cells)))
    for number, proof in enumerate(listed):
        rows[number, [place[cell] for cell in proof]] = 1
    solved = milp(
        np.array([float(costs[cell]) for cell in cells]),
        integrality=np.ones(len(cells), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1),
        options={"mip_rel_gap": 0.0, "node_limit": 20000},
    )
    if solved.status != 0:
        return None
    return frozenset(cell for cell in cells if solved.x[place[cell]] > 0.5)
