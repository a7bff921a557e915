"""Chances of counts, on numbers worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.chances import (
    at_least,
    at_most,
    binomial_tail,
    coincidence,
    expected_after,
    median_spread,
    over_dispersion,
    so_many,
    zeros_at_end,
)


def test_the_median_spread_is_that_of_the_modified_z_score() -> None:
    """Iglewicz and Hoaglin's score of x is 0.6745 (x - median) / MAD; here the median is 5, the MAD 1."""
    deviations = [value - 5 for value in (3, 4, 5, 6, 95)]
    assert median_spread(deviations) == pytest.approx(1 / 0.6745, rel=1e-4)
    assert (95 - 5) / median_spread(deviations) == pytest.approx(0.6745 * 90, rel=1e-4)
    assert median_spread([]) == 0


def test_prussian_horse_kicks_are_a_poisson_variable() -> None:
    """Bortkiewicz (1898): 122 deaths in 200 corps-years, 0.61 each; 109 of them had none, 22 two, 4 more."""
    years = [0] * 109 + [1] * 65 + [2] * 22 + [3] * 3 + [4]
    assert sum(years) == 122
    assert over_dispersion([years]) == pytest.approx(0.0021, abs=0.0005)  # variance 0.6109, mean 0.61
    assert 200 * at_most(0, 0.61, 0) == pytest.approx(108.7, abs=0.05)
    assert 200 * at_least(4, 0.61, 0) == pytest.approx(0.71, abs=0.01)


def test_red_mites_on_apple_leaves_are_a_negative_binomial_one() -> None:
    """Bliss and Fisher (1953): 150 leaves, mean 1.1467, variance 2.2737; by moments k = 1.17, phi = 1 / k."""
    leaves = [0] * 70 + [1] * 38 + [2] * 17 + [3] * 10 + [4] * 9 + [5] * 3 + [6] * 2 + [7]
    phi = over_dispersion([leaves])
    assert 1 / phi == pytest.approx(1.167, abs=0.001)
    assert 150 * at_most(0, 1.14667, 1 / 1.0246) == pytest.approx(69.49, abs=0.01)  # their fitted count


def test_the_tails_by_hand() -> None:
    """Two successes before, mean 3: p = 2 / 5, so 0.16 + 0.192 + 0.1728 for two at most."""
    assert at_most(2, 3, 0.5) == pytest.approx(0.5248)
    assert at_least(3, 3, 0.5) == pytest.approx(0.4752)
    assert at_most(2, 3, 0) == pytest.approx(math.exp(-3) * (1 + 3 + 4.5))
    assert at_least(0, 3, 0.5) == 1


@given(st.integers(0, 60), st.floats(0.05, 200), st.floats(0, 5))
def test_the_tails_add_up(count: int, mean: float, dispersion: float) -> None:
    assert at_most(count, mean, dispersion) + at_least(count + 1, mean, dispersion) == pytest.approx(
        1, abs=1e-6
    )


@given(st.floats(0.05, 50), st.floats(0, 2))
def test_more_dispersion_means_more_zeros(mean: float, dispersion: float) -> None:
    assert at_most(0, mean, dispersion + 1) > at_most(0, mean, dispersion)


def test_the_next_count_is_less_certain_than_its_mean() -> None:
    assert expected_after([0] * 8, 0) == (0.0625, 2.0)
    mean, dispersion = expected_after([10, 12, 8, 10], 0.1)
    assert mean == pytest.approx(40.5 / 4)
    assert dispersion == pytest.approx(0.1 * 1.25 + 1 / 40.5)


def test_coincidences() -> None:
    """5,000 with a spread of a tenth: two draws differ with spread 707, so 1 / (707 · sqrt(2 pi))."""
    assert coincidence(5000, 0.1) == pytest.approx(1 / (707.1 * 2.5066), rel=1e-3)
    assert coincidence(5000, 0.1, grain=100) == pytest.approx(100 * coincidence(5000, 0.1))
    assert coincidence(0, 0.1) == coincidence(1, 0.01) == 1


def test_so_many_coincidences() -> None:
    """Three of an expected half: 1 - exp(-1/2) (1 + 1/2 + 1/8)."""
    assert so_many(3, [0.05] * 10) == pytest.approx(1 - math.exp(-0.5) * 1.625)


def test_runs_of_round_figures() -> None:
    assert binomial_tail(4, 4, 0.1) == pytest.approx(1e-4)
    assert binomial_tail(2, 3, 0.5) == pytest.approx(0.5)
    assert binomial_tail(0, 3, 0.5) == 1
    assert [zeros_at_end(v) for v in (0, 7, 1200, 1205, 70.5, 100_000)] == [0, 0, 2, 0, 0, 5]
