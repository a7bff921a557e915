"""What is said beside an undecided goal: only what was worked out is called useless."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.composing.goal_remarks import remarks, spanned
from pipeline.indicators.goal import reduction

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_worlds import CURRENT, World, draw

WORLD = World(platforms=9, reduction=80)


@pytest.fixture(scope="module")
def row() -> dict:
    found = reduction(WORLD.target, CURRENT, draw(WORLD, 1, 5).rows(0), WORLD.panel, lambda site: site)
    assert found["reduction"] is not None
    return found | {"state": "undecided"}


def told(row: dict, window: int, months: int | None, groups: int | None) -> str:
    target = WORLD.target.model_copy(update={"window_months": window})
    row = row | {"months_more": months, "platforms_more": groups, "platforms": 9}
    return " ".join(text.en for text in remarks(target, row))


def test_months_that_were_tried_and_do_not_help_are_said_to_do_so(row: dict) -> None:
    said = told(row, 12, None, 4)
    assert "More months on the same sites alone would not, up to a window of 60 months" in said
    assert "hardly feasible" not in said


@pytest.mark.parametrize(
    ("window", "reason"),
    [(3, "the window is 3 months, not whole years"), (60, "the window is 60 months long already")],
)
@pytest.mark.parametrize("groups", [4, None])
def test_months_that_were_never_tried_are_not_called_useless(
    row: dict, window: int, reason: str, groups: int | None
) -> None:
    said = told(row, window, None, groups)
    assert reason in said
    assert "More months on the same sites alone would not" not in said
    assert "no feasible amount of further monitoring" not in said


@pytest.mark.parametrize("months", [12, None])
def test_many_more_groups_than_there_are_is_hardly_feasible(row: dict, months: int | None) -> None:
    assert "With only 9 that could be compared here, that is hardly feasible." in told(row, 12, months, 92)


def test_nothing_that_helps_is_said_so(row: dict) -> None:
    assert "no feasible amount of further monitoring" in told(row, 12, None, None)


def test_a_span_that_reaches_into_a_rise_has_no_minus_sign() -> None:
    assert spanned(Decimal("3.14"), Decimal("51.7")).en == "3.1% to 51.7%"
    span = spanned(Decimal("-47.1"), Decimal("29.5"))
    assert (span.en, span.zh) == ("47.1% more to 29.5% less", "增加47.1%到减少29.5%")
