"""The benchmark of belief in small: few runs of some worlds, the whole way from rows to answer."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_answers import BELIEVABLE, REFUSED, TRAFFIC, answers, covered, most_false, share
from belief_removals import naive
from belief_worlds import CURRENT, draw

from pipeline.indicators.gaps import read_gaps
from pipeline.indicators.goal import reduction

RUNS = 40


@pytest.mark.parametrize(
    "name",
    [
        "six platforms",
        "share noticed falls from 80% to 45%, doubly observed",
        "wider keyword list, both run for six months",
    ],
)
def test_the_truth_lies_in_the_interval(name: str) -> None:
    rows = answers(BELIEVABLE[name], RUNS, seed=11)
    # 95%; three standard errors of 40 runs are 10 points.
    assert covered(rows, 79.9, "reduction_low", "reduction_high") >= 85
    assert share(rows, "met") <= most_false(RUNS)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_compared_gives_no_number(name: str) -> None:
    world, gap = REFUSED[name]
    for row in answers(world, 4, seed=12):
        assert (row["state"], row["reduction"]) == ("not_computable", None)
        assert gap in {found.code for found in read_gaps(str(row["missing"]))}


def test_a_large_reduction_is_found() -> None:
    assert share(answers(replace(TRAFFIC, reduction=90.0), 10, seed=13), "met") >= 80


def test_removals_say_the_wrong_thing() -> None:
    shown = naive(79.9, (0.3, 0.6), 200)
    assert (abs(shown - 79.9) <= 5).mean() < 0.1


def test_the_same_rows_give_the_same_answer() -> None:
    world = BELIEVABLE["six platforms"]
    rows = draw(world, 1, 14).rows(0)
    first = reduction(world.target, CURRENT, rows, world.panel, lambda site: site)
    assert reduction(world.target, CURRENT, rows[::-1], world.panel, lambda site: site) == first
