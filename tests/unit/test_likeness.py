"""The statistics behind the checks against the past, on numbers worked out by hand."""

from __future__ import annotations

import itertools
import math
from datetime import date
from random import Random

import pytest

from quality.likeness import Earlier, Series, cheapest, logged, settle, support

Q = [
    (date(2020, 1, 1), date(2020, 3, 31)),  # 91 days
    (date(2020, 4, 1), date(2020, 6, 30)),  # 91 days
    (date(2020, 7, 1), date(2020, 9, 30)),  # 92 days
]


def series(*values: float) -> Series:
    return Series(tuple(Earlier(*Q[n % 3], value) for n, value in enumerate(values)))


def test_logs_keep_zero_and_sign() -> None:
    assert logged(0) == 0
    assert logged(9) == pytest.approx(math.log(10))
    assert logged(-9) == pytest.approx(-math.log(10))


def test_a_figure_is_held_against_the_median_for_as_many_days() -> None:
    deviation, _ = series(90, 100, 5000).fit(100, *Q[0])
    assert deviation == pytest.approx(0)  # 100 in 91 days is the median, whatever the last one says
    month, _ = Series((Earlier(*Q[0], 91),)).fit(30, date(2020, 4, 1), date(2020, 4, 30))
    assert month == pytest.approx(0)  # 91 in 91 days are 30 in 30


def test_a_stock_is_not_spread_over_days() -> None:
    stock = Series((Earlier(*Q[0], 91),), flows=False)
    assert stock.fit(91, date(2020, 4, 1), date(2020, 4, 30))[0] == pytest.approx(0)


def test_a_running_total_is_held_against_what_it_grew_by() -> None:
    since = date(2020, 1, 1)
    running = Series((Earlier(since, Q[0][1], 91), Earlier(since, Q[1][1], 182)))
    assert running.runs
    assert running.fit(274, since, Q[2][1])[0] == pytest.approx(0)  # 91 in 91 days twice, now 92 in 92
    assert running.fit(92, *Q[2])[0] == pytest.approx(0)  # the same told for the quarter alone
    falling, _ = running.fit(180, since, Q[2][1])
    assert falling == pytest.approx(-math.log(3) - math.log(93))


def test_chance_alone_scatters_small_counts() -> None:
    tame = series(3, 3, 3)
    tame.spread = 0.0
    assert tame.fit(3, *Q[0])[1] == pytest.approx(0.5, abs=0.01)  # sqrt(1 / (3 + 1))
    nothing = series(0, 0, 0)
    nothing.spread = 0.0
    assert nothing.fit(5, *Q[0]) == pytest.approx((math.log(6), 1.0))


def test_little_known_means_the_usual_spread() -> None:
    alone = series(100)
    settle([alone])
    assert alone.spread == pytest.approx(0.2)
    calm = Series(tuple(Earlier(*quarter, 50) for quarter in Q), flows=False)
    settle([calm])
    assert calm.spread == pytest.approx(4 * 0.2 / (4 + 3))  # three figures that do not scatter at all


def test_a_wild_series_keeps_its_own_spread_and_widens_its_neighbours_little() -> None:
    calm = [series(1000, 1010, 990) for _ in range(8)]
    wild = series(5, 900, 40)
    settle([*calm, wild])
    assert wild.spread > 1
    assert all(one.spread < 0.5 for one in calm)


def test_what_all_series_share_is_no_scatter() -> None:
    together = [series(100 * n, 200 * n, 50 * n) for n in range(1, 6)]
    shift = settle(together)
    assert together[0].spread < 0.1
    assert shift > 0.4


def test_support_has_heavy_tails() -> None:
    assert support([0, 0], [1, 1], 0.2, 0.0) == pytest.approx(0)
    assert support([3], [1], 0.2, 0.0) == pytest.approx(-2 * math.log(4))
    assert support([1000], [1], 0.2, 0.0) > -30
    assert support([0.5], [0.1], 0.2, 0.0) < support([0.5], [0.5], 0.2, 0.0) + math.log(10)


def test_a_shift_that_all_share_costs_once() -> None:
    shared = support([0.3] * 6, [0.1] * 6, 0.2)
    apart = support([0.3, -0.3] * 3, [0.1] * 6, 0.2)
    assert shared > apart + 10


@pytest.mark.parametrize("size", range(1, 6))
def test_the_cheapest_order_is_the_cheapest(size: int) -> None:
    chance = Random(size)  # noqa: S311 - repeatable on purpose
    for _ in range(30):
        costs = [[chance.uniform(-5, 5) for _ in range(size)] for _ in range(size)]
        least = min(
            sum(costs[n][order[n]] for n in range(size)) for order in itertools.permutations(range(size))
        )
        assert sum(costs[n][taken] for n, taken in enumerate(cheapest(costs))) == pytest.approx(least)
