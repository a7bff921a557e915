"""What differs between two editions is listed, and nothing else."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from pipeline.figure_changes import figure_changes


def test_equal_editions_have_no_differences(exercise) -> None:
    assert figure_changes(exercise, exercise) == ()


def test_a_changed_value_a_new_and_a_gone_figure_are_each_told(exercise) -> None:
    first, second, *others = exercise.figures
    changed = dataclasses.replace(second, value=Decimal("12.50"), status="revised")
    came = dataclasses.replace(second, id="output_round/else/2019-Q4", value=Decimal(3))
    other = dataclasses.replace(exercise, figures=(first, changed, came, *others[1:]))
    told = [(c.change, c.figure, c.field, c.new) for c in figure_changes(exercise, other)]
    assert ("changed", second.id, "value", "12.5") in told
    assert ("changed", second.id, "status", "revised") in told
    assert ("new", "output_round/else/2019-Q4", "", "3") in told
    assert [figure for change, figure, _, _ in told if change == "gone"] == [others[0].id]
    assert len(told) == 4


def test_the_goal_of_another_round_is_the_same_figure(exercise) -> None:
    goal = next(f for f in exercise.figures if f.topic == "goal")
    one = dataclasses.replace(exercise, figures=(dataclasses.replace(goal, id="goal/eighty/2019-Q4"),))
    other = dataclasses.replace(
        exercise, figures=(dataclasses.replace(goal, id="goal/eighty/2020-Q1", value=Decimal(1)),)
    )
    assert [(c.change, c.field) for c in figure_changes(one, other)] == [("changed", "value")]
