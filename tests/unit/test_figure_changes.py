"""What differs between two editions is listed, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal

from pipeline.edition import parts_said, save
from pipeline.figure_changes import differences, figure_changes


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
        exercise,
        round="2020-Q1",
        figures=(dataclasses.replace(goal, id="goal/eighty/2020-Q1", value=Decimal(1)),),
    )
    assert [(c.change, c.field) for c in figure_changes(one, other)] == [("changed", "value")]


def figure_like(exercise, topic, name, **given):
    model = next(f for f in exercise.figures if f.topic == topic)
    return dataclasses.replace(model, id=name, **given)


def test_what_only_the_moved_window_explains_is_left_out_and_counted(exercise) -> None:
    """2019-Q4 against 2020-Q1: only what changed, came or went within the days of both is a change."""
    total = figure_like(exercise, "output_round", "output_round/a/2019-Q4", period="2019-Q4")
    total = dataclasses.replace(total, period_end=date(2019, 12, 31))
    old = [
        total,
        figure_like(exercise, "running_total", "running_total/a/2019-Q4"),
        figure_like(exercise, "running_total", "running_total/b/2019-Q4"),
        dataclasses.replace(total, id="breakdown/round/a/2019-Q4/form/x", topic="breakdown"),
        dataclasses.replace(total, id="breakdown/year/a/2019/form/x", topic="breakdown"),
        dataclasses.replace(total, id="quotation/c/a/2019-Q4", topic="quotation", source_url=""),
        dataclasses.replace(total, id="quotation/d/a/2019-Q4", topic="quotation", source_url="https://d"),
    ]
    new = [
        total,
        figure_like(exercise, "running_total", "running_total/a/2020-Q1", value=Decimal(99)),
        dataclasses.replace(total, id="breakdown/round/a/2020-Q1/form/x", topic="breakdown"),
        dataclasses.replace(
            total, id="output_round/a/2020-Q1", period="2020-Q1", period_end=date(2020, 3, 31)
        ),
        dataclasses.replace(total, id="output_round/late/2019-Q4"),
    ]
    first, *_ = exercise.completeness
    rows = {"trends": (), "monitoring": (), "reconciliations": ()}
    one = dataclasses.replace(exercise, round="2019-Q4", figures=tuple(old), completeness=(), **rows)
    other = dataclasses.replace(
        exercise,
        round="2020-Q1",
        figures=tuple(new),
        completeness=(dataclasses.replace(first, round="2020-Q1"),),
        **rows,
    )
    found = differences(one, other)
    assert [(c.change, c.figure) for c in found.changes] == [
        ("gone", "breakdown/year/a/2019/form/x"),
        ("new", "output_round/late/2019-Q4"),
        ("gone", "quotation/d/a/2019-Q4"),
        ("gone", "running_total/b/2019-Q4"),
    ]
    assert found.moved == 6
    # In two releases of one round nothing moved: the same figures are told, every one.
    again = dataclasses.replace(other, round="2019-Q4")
    assert len(differences(one, again).changes) > len(found.changes)
    assert differences(one, again).moved == 0


def test_a_part_that_one_version_does_not_know_is_named_once(exercise, tmp_path) -> None:
    save(exercise, tmp_path / "new.json")
    written = json.loads((tmp_path / "new.json").read_bytes())
    for row in written["trends"]:
        del row["members_absent"]
    (tmp_path / "old.json").write_text(json.dumps(written))
    absent = tuple(dataclasses.replace(trend, members_absent=3) for trend in exercise.trends)
    later = dataclasses.replace(exercise, trends=absent)
    says = [parts_said(tmp_path / name) for name in ("old.json", "new.json")]
    assert differences(exercise, later, *says).changes == ()
    assert differences(exercise, later, *says).unsaid == ("trends.members_absent",)
    both = differences(exercise, later, says[1], says[1])
    assert (len(both.changes), both.unsaid) == (len(exercise.trends), ())
    assert exercise.trends
