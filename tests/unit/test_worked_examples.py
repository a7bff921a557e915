"""Worked examples as others printed them: disclosure control, and the ratio of two rates.

Further ones stand beside what they test: chained indices in test_trends, capture and recapture and shares in
test_claim, rate ratios of several strata in test_rate_ratio.
"""

from __future__ import annotations

import math
import warnings
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.estimating import Known, Target, estimates
from pipeline.disclosure.ground import Cell, Ground, Part
from pipeline.indicators.rate_ratio import Cells, rate_ratio

HANDBOOK = "https://sdctools.github.io/HandbookSDC/04-magnitude-tabular-data.html"
"""Handbook on Statistical Disclosure Control, chapter 4 (sections 4.1 and 4.2, examples by their numbers)."""


def one_cell(*values: int) -> Case:
    """A single total with one figure from each of some owner groups."""
    day = date(2020, 1, 1)
    parts = tuple(Part(f"m{n}", day, day, Decimal(v), f"m{n}", False) for n, v in enumerate(values))
    total = Decimal(sum(values))
    return Case([Cell("round", "q", parts, total, total)], [], Rule(3, 10))


def test_example_2_is_safe_by_the_p_rule_and_would_not_be_by_dominance() -> None:
    # p = 10; X = 110,000; x1 = 52,000; x2 = 50,000: the second largest overestimates the largest by 15.4%.
    values = (52_000, 50_000, 8_000)
    assert one_cell(*values).decide()["round", "q"].shown
    assert round(100 * (sum(values) - values[1] - values[0]) / values[0], 1) == 15.4
    assert values[0] + values[1] > 100 / 110 * sum(values)


def apart(*values: float) -> Ground:
    """Unknowns that belong to an owner group each."""
    names = tuple(f"m{n}" for n in range(len(values)))
    return Ground(names, np.arange(len(values)), np.array(values, dtype=float), {})


def exact(*rows: tuple[int, ...]) -> Known:
    return Known(np.array(rows, dtype=float), np.zeros(len(rows)), np.zeros(len(rows)))


def is_told(
    ground: Ground, known: Known, weights: tuple[int, ...], p: int, holding: int | None = None
) -> bool:
    row = np.array(weights, dtype=float)
    target = Target(holding, row, float(row @ ground.values))
    return bool([*estimates(ground, known, [target], p)])


def test_example_1a_a_hidden_cell_is_the_margin_less_the_others() -> None:
    # Production of a sector 56,600; of its subsectors hidden, 47,600 and 8,002: so 998.
    ground = apart(998, 47_600, 8_002)
    total, second, third = (1, 1, 1), (0, 1, 0), (0, 0, 1)
    assert is_told(ground, exact(total, second, third), (1, 0, 0), 1)
    # With a second one hidden, or without the margin, it is open.
    assert not is_told(ground, exact(total, third), (1, 0, 0), 10)
    assert not is_told(ground, exact(second, third), (1, 0, 0), 10)


# Rows of the table of example 3 (Geurts 1992, table 10): X11 + X12 = 7, X21 + X22 = 3, X11 + X21 = 6,
# X12 + X22 = 4. Feasible for X11: 3 to 6, whatever it is in truth.
EXAMPLE_3 = exact((1, 1, 0, 0), (0, 0, 1, 1), (1, 0, 1, 0), (0, 1, 0, 1))


@pytest.mark.parametrize(
    ("truth", "p", "told"),
    [
        (5, 20, False),  # 6 is 20% above 5
        (5, 21, True),
        (4, 25, False),  # 3 is 25% below 4
        (4, 26, True),
        (6, 1, True),  # at the end itself
        (3, 1, True),
    ],
)
def test_example_3_the_feasible_interval_of_a_hidden_cell(truth: int, p: int, told: bool) -> None:
    ground = apart(truth, 7 - truth, 6 - truth, truth - 3)
    assert is_told(ground, EXAMPLE_3, (1, 0, 0, 0), p) is told


@pytest.mark.parametrize(("room", "told"), [(35, False), (34, True)])
def test_example_5_the_upper_protection_level(room: int, told: bool) -> None:
    # U = p/100 * x1 - (X - x1 - x2), with the cell of example 4: X = 330 of 300, 20 and 10; 35 at p = 15.
    ground = apart(300, 20, 10)
    known = Known(np.ones((1, 3)), np.array([330.0]), np.array([float(room)]))
    assert is_told(ground, known, (1, 0, 0), 15, holding=0) is told


def strata(*rows: tuple[float, float, float, float]) -> Cells:
    """Rows of found and effort before, found and effort after; each is a platform and a month of its own."""
    table = np.array(rows, dtype=float).T
    number = np.arange(len(rows))
    return Cells(number, number, np.zeros(len(rows), dtype=int), *table)


def test_the_ratio_of_two_rates_as_in_print() -> None:
    # Gu, Ng, Tang and Schucany, Biometrical Journal 50 (2008), first example, as the tests of statsmodels
    # cite it: 60 in 51,477.5 against 30 in 54,308.7; Wald's statistic of the logarithm gives p = 0.000420.
    # Three platforms alike say no more than one.
    estimate = rate_ratio(strata(*[(10, 54_308.7 / 3, 20, 51_477.5 / 3)] * 3), check=False)
    statistic = estimate.log_ratio / estimate.error
    assert round(math.erfc(statistic / math.sqrt(2)) / 2, 6) == 0.000420
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.rates import test_poisson_2indep as compared

        theirs = compared(60, 51_477.5, 30, 54_308.7, method="wald-log")
    assert statistic == pytest.approx(theirs.statistic, rel=1e-9)


def test_strata_are_pooled_as_in_the_stratified_tables_of_statsmodels() -> None:
    # The pooled odds ratio of tables in which events are rare is the pooled rate ratio. A third stratum with
    # another ratio, so that the weights matter.
    rows = [(196, 62_119, 111, 15_763), (167, 6_085, 157, 2_780), (40, 900, 10, 2_000)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.contingency_tables import StratifiedTable

        tables = [np.array([[b, B * 1e8], [a, A * 1e8]]) for a, A, b, B in rows]
        pooled = StratifiedTable(tables).oddsratio_pooled
    assert rate_ratio(strata(*rows), check=False).ratio == pytest.approx(pooled, rel=1e-6)
