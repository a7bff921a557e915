"""Short cuts to an estimate against the plain way: one program for every target, asker and direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from scipy.optimize import linprog

from pipeline.disclosure import changes
from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.departures import Departures
from pipeline.disclosure.estimating import estimates
from pipeline.disclosure.exchanges import Kinds
from pipeline.disclosure.ground import Cell, Ground, Part
from pipeline.disclosure.knowledge import NO_LIMIT, Known, Target
from pipeline.disclosure.statements import PastChange, Sides, panel_rows, percent_of

P_PERCENT = 15
SEEDS = 7


def drawn(seed: int) -> tuple[Ground, Known, list[Target]]:
    """Owner groups' figures for some rounds, and what is known: sums and differences, exact or bounded."""
    chance = np.random.default_rng(seed)
    groups, rounds = int(chance.integers(3, 6)), int(chance.integers(2, 4))
    count = groups * rounds + int(chance.integers(0, 3))
    owner = np.append(np.tile(np.arange(groups), rounds), chance.integers(0, groups, count - groups * rounds))
    values = np.round(np.exp(chance.normal(5, 1, count))) * (chance.random(count) > 0.15)
    ground = Ground(tuple(f"h{n}" for n in range(groups)), owner, values, {})
    of_round = np.arange(count) // groups
    rows, below, above = [], [], []
    for number in range(rounds + 3):
        row = (of_round == number).astype(float) if number < rounds else (chance.random(count) < 0.6) * 1.0
        if number == rounds + 1:
            row -= (of_round == 0) * float(chance.uniform(0.5, 2))
        size = abs(float(row @ values)) + 1
        kind = chance.choice(["exact", "bounds", "one side", "nothing"], p=[0.5, 0.25, 0.15, 0.1])
        if kind != "nothing":
            rows.append(row)
            below.append(0.0 if kind == "exact" else size * float(chance.choice([0.02, 0.3])))
            above.append({"exact": 0.0, "bounds": size * 0.1}.get(kind, NO_LIMIT))
    if not rows:
        return drawn(seed + 1000)
    targets = []
    for holding in range(groups):
        for number in range(rounds):
            targets.append(np.where((owner == holding) & (of_round == number), 1.0, 0.0))
        targets += [targets[-1] - targets[-2], targets[-1] + targets[-2]]
    listed = [
        Target(int(owner[np.flatnonzero(w)[0]]), w, abs(float(w @ values)))
        for w in targets
        if w.any() and w @ values
    ]
    total = (of_round == 0).astype(float)
    return (
        ground,
        Known(np.array(rows), np.array(below), np.array(above)),
        [
            *listed,
            *([Target(None, total, float(total @ values))] if total @ values else []),
        ],
    )


def can_tell(ground: Ground, known: Known, target: Target, asker: int | None, way: float) -> bool:
    need = P_PERCENT / 100 * target.size
    exact = (known.below == 0) & (known.above == 0)
    fixed = np.zeros(len(ground.values), dtype=bool) if asker is None else ground.owner == asker
    solved = linprog(
        -way * target.weights / need,
        A_ub=np.vstack([known.rows[~exact], -known.rows[~exact], way * target.weights[None, :] / need]),
        b_ub=np.concatenate([known.above[~exact], known.below[~exact], [1.0]]),
        A_eq=known.rows[exact] if exact.any() else None,
        b_eq=np.zeros(exact.sum()) if exact.any() else None,
        bounds=np.column_stack([np.where(fixed, 0, -ground.values), np.where(fixed, 0, np.inf)]),
    )
    return bool(-solved.fun < 1 - 1e-6)


def plainly(ground: Ground, known: Known, targets: list[Target]) -> set[int]:
    found = set()
    for number, target in enumerate(targets):
        others = [h for h in range(len(ground.holdings)) if h != target.holding]
        askers = [None] if target.holding is None else [None, *others]
        if any(can_tell(ground, known, target, asker, way) for asker in askers for way in (1.0, -1.0)):
            found.add(number)
    return found


def quickly(ground: Ground, known: Known, targets: list[Target], departures: Departures | None = None):
    told = list(estimates(ground, known, targets, P_PERCENT, departures=departures))
    return {next(n for n, t in enumerate(targets) if t is estimate.target) for estimate in told}, told


@pytest.mark.parametrize("seed", range(SEEDS))
def test_short_cuts_tell_exactly_what_the_programs_tell(seed: int) -> None:
    ground, known, targets = drawn(seed)
    told, proofs = quickly(ground, known, targets)
    assert told == plainly(ground, known, targets)
    for proof in proofs[:2]:
        cells = sorted(proof.cells)
        alone = Known(known.rows[cells], known.below[cells], known.above[cells])
        assert plainly(ground, alone, [proof.target]) == {0}


def test_some_of_these_are_told_and_some_are_not() -> None:
    counts = [(len(quickly(*drawn(seed))[0]), len(drawn(seed)[2])) for seed in range(SEEDS)]
    assert sum(told > 0 for told, _ in counts) >= 3
    assert sum(told < of for told, of in counts) >= 5


@pytest.mark.parametrize("seed", range(SEEDS))
def test_departures_found_before_change_no_answer(seed: int) -> None:
    ground, known, targets = drawn(seed)
    departures = Departures(ground)
    for keep in (slice(None), slice(1, None), slice(None, -1), slice(None)):
        part = Known(known.rows[keep], known.below[keep], known.above[keep])
        assert quickly(ground, part, targets, departures)[0] == quickly(ground, part, targets)[0]


def test_nobody_asks_what_exchanges_leave_open() -> None:
    """Three groups alike in one total: each may have what the others have, except for the one that asks."""
    ground = Ground(("a", "b", "c"), np.array([0, 1, 2]), np.array([100.0, 40.0, 15.0]), {})
    target = Target(0, np.array([1.0, 0, 0]), 100.0)
    upward, downward = Kinds(ground, np.ones((1, 3))).doubtful([target], 0.15)[0]
    assert (list(upward), list(downward)) == ([False] * 4, [False] * 4)
    upward, downward = Kinds(ground, np.ones((1, 3))).doubtful([target], 0.16)[0]
    assert (list(upward), list(downward)) == ([False, True, False, False], [False] * 4)


@pytest.mark.parametrize(
    ("ratio", "step", "percent"), [(1.25, 10.0, 130.0), (0.9434, 0.1, 94.3), (1.0, 5.0, 100)]
)
def test_a_change_is_rounded_as_it_is_printed(ratio: float, step: float, percent: float) -> None:
    assert percent_of(ratio, step) == percent
    panel = Sides(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    low, high = panel_rows(("step", "round", "q"), panel, (1000.0, 1000 * ratio), percent, step)
    assert 0 <= low.below <= step * 10 * 1.001
    assert low.below + high.above == pytest.approx(step * 10)
    assert (low.above, high.below) == (NO_LIMIT, NO_LIMIT)


def figure(subject: str, quarter: int, value: int) -> Part:
    start = date(2020, 3 * quarter + 1, 1)
    return Part(subject, start, start + timedelta(days=90), Decimal(value), subject, is_public=False)


def total(name: str, *parts: Part) -> Cell:
    value = sum((part.value for part in parts), Decimal(0))
    return Cell("round", name, parts, value, value, 1_000_000)


BEFORE = [figure(*one) for one in (("a", 0, 100), ("b", 0, 120), ("c", 0, 90))]
NOW = [figure(*one) for one in (("a", 1, 110), ("b", 1, 100), ("c", 1, 95))]
PANEL = [("panel", False, part) for part in BEFORE] + [("panel", True, part) for part in NOW]
GIVEN = PastChange(("step", "round", "q1"), 98.4, 0.1, others_shown=False, parts=tuple(PANEL), recency=0)


def test_a_change_that_an_earlier_release_gave_is_known_for_ever() -> None:
    """The panel's later sum follows from its earlier total; so what is beside it must not be one member's."""
    totals = [total("q0", *BEFORE), total("q1", *NOW, figure("d", 1, 60))]
    rule = Rule(minimum_holdings=3, p_percent=P_PERCENT)
    shown = {window[1] for window, d in Case(totals, [], rule).decide().items() if d.shown}
    assert shown == {"q0", "q1"}
    decided = Case(totals, [], rule, [GIVEN]).decide()
    assert {d.conf_status for d in decided.values()} == {"", "D"}
    coarse = replace(GIVEN, percent=100.0, rounded_to=10.0)
    assert all(d.shown for d in Case(totals, [], rule, [coarse]).decide().values())


def test_a_change_given_before_is_given_again_as_it_was() -> None:
    totals = [total("q0", *BEFORE), total("q1", *NOW)]
    link = {
        "span": "step",
        "kind": "round",
        "name": "q1",
        "before": "q0",
        "exposed_now": 1,
        "exposed_before": 0,
    }
    link |= {
        "panel_before": Decimal(310),
        "panel_now": Decimal(305),
        "ratio": 305 / 310,
        "rounded_to": Decimal(5),
    }
    movements = [{**link, "subject": subject, "movement": "panel"} for subject in "abc"]
    rule = Rule(minimum_holdings=3, p_percent=P_PERCENT)
    for past, step in (([], Decimal(5)), ([GIVEN], Decimal("0.1"))):
        case = Case(totals, [], rule, past)
        assert changes.roundings(case, [0, 1], {}, [link], movements) == {GIVEN.link: step}
