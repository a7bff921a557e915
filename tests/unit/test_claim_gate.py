"""What must never be claimed: hostile but realistic monitoring, the whole way from rows to answer."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.composing.goal_remarks import remarks
from pipeline.indicators.gaps import explain, read_gaps
from pipeline.indicators.goal import reduction
from pipeline.strict_yaml import EditedFileError, parse_model
from pipeline.target import Target, TargetFile

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_worlds import CURRENT, World, draw

FALLEN = World(platforms=9, reduction=90)
TARGET = FALLEN.target


def answer(rows: list[dict], target: Target = TARGET, panel: dict[str, str] | None = None) -> dict:
    return reduction(target, CURRENT, rows, panel or FALLEN.panel, lambda site: site)


def gaps(row: dict) -> list[str]:
    return [gap.code for gap in read_gaps(str(row["missing"]))]


def of(row: dict, *numbers: int) -> bool:
    return int(row["site"][-3:]) in numbers


def is_now(row: dict) -> bool:
    return row["period_start"] >= CURRENT.start


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return draw(FALLEN, 1, 5).rows(0)


def test_a_fall_of_nine_in_ten_is_seen(rows: list[dict]) -> None:
    assert answer(rows)["state"] == "met"
    assert answer(rows)["matched_found"] == 100


def test_newcomers_with_most_of_what_is_found_now_keep_the_goal_from_being_met(rows: list[dict]) -> None:
    grown = [
        row | {"found": row["found"] * 1000} if of(row, 0, 1, 2) else row
        for row in rows
        if is_now(row) or not of(row, 0, 1, 2)
    ]
    assert gaps(answer(grown)) == ["volume"]


def test_sites_that_left_with_most_of_what_was_found_leave_nothing_to_compare(rows: list[dict]) -> None:
    gone = [
        row | {"found": row["found"] * 1000} if of(row, 0, 1, 2) else row
        for row in rows
        if not is_now(row) or not of(row, 0, 1, 2)
    ]
    assert gaps(answer(gone)) == ["volume"]


def test_two_observers_on_one_platform_do_not_speak_for_the_others(rows: list[dict]) -> None:
    silent = TARGET.model_copy(update={"detection": None})
    seen = {"first_found": 30, "second_found": 30, "both_found": 1}
    for watched, expected in (((0,), ["detection"]), ((0, 1), ["detection"]), (range(9), [])):
        observed = [row | seen if of(row, *watched) else row for row in rows]
        assert gaps(answer(observed, silent)) == expected


def test_more_found_by_both_observers_than_by_one_gives_no_answer(rows: list[dict]) -> None:
    seen = {"first_found": 30, "second_found": 20, "both_found": 25}
    assert gaps(answer([row | seen for row in rows])) == ["observers"]


def test_two_observers_overrule_whoever_vouches(rows: list[dict]) -> None:
    counts = {False: (30, 20, 16), True: (30, 20, 8)}
    names = ("first_found", "second_found", "both_found")
    seen = [row | dict(zip(names, counts[is_now(row)], strict=True)) if of(row, 0) else row for row in rows]
    assert gaps(answer(seen)) == ["detection_contradicted"]
    agreed = [row | dict(zip(names, counts[False], strict=True)) if of(row, 0) else row for row in rows]
    assert answer(agreed)["state"] == "met"


def test_one_platform_that_is_nearly_all_gives_no_interval(rows: list[dict]) -> None:
    huge = [row | {"found": row["found"] * 5000} if of(row, 0) else row for row in rows]
    assert gaps(answer(huge)) == ["one_platform"]


def test_every_refusal_is_said_in_both_languages(rows: list[dict]) -> None:
    vanished = [row | {"found": 0} if is_now(row) else row for row in rows]
    [gap] = read_gaps(str(answer(vanished)["missing"]))
    said = explain(gap)
    assert "0 in the current window" in said.en
    assert "found" not in said.zh


def test_counts_that_cannot_be_break_nothing(rows: list[dict]) -> None:
    for wrong in ({"effort": Decimal(0)}, {"effort": Decimal(-1)}, {"found": Decimal(-3)}):
        assert gaps(answer([row | wrong if is_now(row) else row for row in rows])) == ["sites"]


def test_the_order_of_rows_and_twice_reported_months_change_nothing(rows: list[dict]) -> None:
    twice = [*rows, *(row | {"found": 0} for row in rows if is_now(row))]
    assert answer(twice) == answer(twice[::-1]) == answer(rows)


@pytest.mark.parametrize(
    ("until", "said"),
    [(date(2021, 12, 31), "so far"), (date(2020, 12, 31), "not whether the target was met")],
)
def test_a_window_that_does_not_end_at_the_targets_date_says_so(rows, until: date, said: str) -> None:
    target = TARGET.model_copy(update={"date": until})
    assert any(said in text.en for text in remarks(target, answer(rows)))
    assert not any("date of the target" in text.en for text in remarks(TARGET, answer(rows)))


def test_what_was_counted_is_called_by_its_name(rows: list[dict]) -> None:
    views = TARGET.model_copy(update={"indicator": "violating_view_rate", "effort": None, "detection": None})
    for target, name in ((TARGET, "advertisements"), (views, "views of violating content")):
        basis = next(text.en for text in remarks(target, answer(rows, target)) if "It rests on" in text.en)
        assert f"{name} in the baseline" in basis


MISTAKES = {
    "indicator: ads_fuond": "'ads_fuond' is not in the code list indicators",
    "effort: ads_found": "'ads_found' is no measure of search effort",
    "population: {panel: p, channels: [web]}": "'web' is not in the code list channels",
    "population: {panel: p, geography: Atlantis}": "'Atlantis' is not in the code list geographies",
    "baseline: {start: 2018-12-31, end: 2018-01-01}": "ends on 2018-01-01, before it starts",
    "continued_by: [core-2021]": "name one keyword list twice",
    "value: 100": "less than 100",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_target_is_refused_with_its_line(mistake: str) -> None:
    wanted = ["targets:", "  - id: goal", "    value: 80", "    date: 2020-12-31", "    protocol: core-2021"]
    wanted = [line for line in wanted if not line.strip().startswith(mistake.split(":", maxsplit=1)[0] + ":")]
    with pytest.raises(EditedFileError, match=r"target\.yaml, line \d+") as refused:
        parse_model("\n".join([*wanted, f"    {mistake}"]), TargetFile, name="target.yaml")
    assert MISTAKES[mistake] in str(refused.value)


def test_two_targets_do_not_share_a_name() -> None:
    text = "targets:\n" + "  - {id: goal, value: 80, date: 2020-12-31}\n" * 2
    with pytest.raises(EditedFileError, match="'goal' stands twice"):
        parse_model(text, TargetFile, name="target.yaml")
