"""What those who are missing leave open: bounds of the total, and why there are none."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from parts_of_quarters import ALL_BEFORE, FOUR_NOW, SEVEN, bounds, brought, part, who

OPEN = {"value_high": None}
CASES = {
    "complete": ALL_BEFORE + brought("2021-Q2", dict.fromkeys(SEVEN, 110)),
    "three absent": ALL_BEFORE + FOUR_NOW,
    "one absent": ALL_BEFORE + brought("2021-Q2", dict.fromkeys("abcdef", 110)),
    "one absent in both": ALL_BEFORE[:6] + FOUR_NOW[:3],
    "one in part": [
        *ALL_BEFORE,
        *brought("2021-Q2", dict.fromkeys("abcdef", 100)),
        part("2021-Q2", "g", 60, days=61),
    ],
    "one absent, in part before": [
        *ALL_BEFORE[:6],
        part("2021-Q1", "g", 60, days=59),
        *brought("2021-Q2", dict.fromkeys("abcdef", 100)),
    ],
    "one absent, one new": ALL_BEFORE[:6] + brought("2021-Q2", dict.fromkeys("abcdeg", 100)),
    "hidden before": ALL_BEFORE + FOUR_NOW,
    "hidden now": ALL_BEFORE + FOUR_NOW,
    "hedged": [
        *brought("2021-Q1", dict.fromkeys("abcd", 100)),
        *brought("2021-Q1", dict.fromkeys("efg", 100), low=90, high=120),
        *brought("2021-Q2", dict.fromkeys("abcd", 100), low=95, high=105),
    ],
    "open before": [ALL_BEFORE[0] | OPEN, *ALL_BEFORE[1:], *FOUR_NOW],
    "open now": [*ALL_BEFORE, FOUR_NOW[0] | OPEN, *FOUR_NOW[1:]],
    "redefined": [*ALL_BEFORE, FOUR_NOW[0] | {"definition_version": "2"}, *FOUR_NOW[1:]],
}
"""Seven members, an indicator a case."""


@pytest.fixture(scope="module")
def cases():
    parts = [p | {"indicator": name} for name, told in CASES.items() for p in told]
    return bounds(parts, hidden={("2021-Q1", "hidden before"), ("2021-Q2", "hidden now")})


def test_nothing_is_missing_where_all_brought_something(cases) -> None:
    row = cases["complete"]
    assert (who(row), row["absence_bound"]) == ((0, 0, 0), "complete")
    assert (row["total_low"], row["total_high"], row["as_before"]) == (770, 770, 770)
    assert (row["change_low"], row["change_high"]) == (10, 10)


def test_absent_members_bring_nothing_or_as_much_as_before(cases) -> None:
    row = cases["three absent"]
    # Three of like size have departed, so what they brought is shown: 300.
    assert (who(row), row["absence_bound"]) == ((3, 3, 0), "bounded")
    assert (row["total_low"], row["total_high"]) == (400, 700)
    assert (row["change_low"], row["change_high"]) == (Decimal("-42.9"), 0)


def test_what_one_alone_brought_is_bounded_by_the_rounded_change_of_the_others(cases) -> None:
    row = cases["one absent"]
    # The panel of six went from 600 to 660, printed as 110% to the nearest 10: it had been 660/1.15 at least,
    # so the one brought 700 - 573.9 at most. Its true 100 lies more than 15% below that.
    assert row["absence_bound"] == "bounded"
    assert row["total_high"] == 660 + 127


def test_nothing_bounds_who_was_absent_before_too(cases) -> None:
    row = cases["one absent in both"]
    assert (who(row), row["absence_bound"]) == ((4, 3, 0), "open")
    assert (row["total_low"], row["total_high"], row["as_before"]) == (300, None, 600)
    assert (row["change_low"], row["change_high"]) == (-50, None)


def test_nothing_bounds_the_days_that_a_member_left_out(cases) -> None:
    row = cases["one in part"]
    assert (who(row), row["absence_bound"], row["total_high"]) == ((0, 0, 1), "open", None)


def test_a_part_of_the_window_before_bounds_nothing(cases) -> None:
    row = cases["one absent, in part before"]
    assert (who(row), row["absence_bound"], row["total_high"]) == ((1, 0, 0), "open", None)


def test_what_must_be_protected_bounds_nothing(cases) -> None:
    """One is absent and one is new: the panel's change no longer tells how much either brought."""
    row = cases["one absent, one new"]
    assert (who(row), row["absence_bound"]) == ((1, 1, 0), "protected")
    assert (row["total_low"], row["total_high"], row["as_before"]) == (600, None, None)


@pytest.mark.parametrize(("case", "expected"), [("hidden before", "protected"), ("hidden now", "hidden")])
def test_a_hidden_total_gives_no_bound(cases, case, expected) -> None:
    row = cases[case]
    assert row["absence_bound"] == expected
    assert (row["total_high"], row["as_before"], row["change_low"]) == (None, None, None)


def test_bounds_of_hedged_figures_widen_those_of_what_is_missing(cases) -> None:
    row = cases["hedged"]
    # 4 times 95; 4 times 105, the 300 of the absent, and the room of 60 that the earlier total has above.
    assert (row["total_low"], row["total_high"], row["as_before"]) == (380, 420 + 300 + 60, 700)
    # Against 670 to 760.
    assert (row["change_low"], row["change_high"]) == (-50, Decimal("16.5"))


@pytest.mark.parametrize("case", ["open before", "open now"])
def test_an_open_figure_leaves_the_sum_open(cases, case) -> None:
    row = cases[case]
    assert (row["absence_bound"], row["total_high"], row["as_before"]) == ("open_figures", None, 700)


def test_no_change_is_given_across_a_break(cases) -> None:
    row = cases["redefined"]
    assert row["total_low"] == 400
    assert (row["change_low"], row["change_high"]) == (None, None)


NINE = "abcdefghi"


def world(chance, indicator):
    """Parts of two quarters of one indicator, how many are absent, and the total once late files are in.

    Nine members grow nearly alike; some are absent, some new, some figures hedged. Who is late brings no more
    than before.
    """
    absent = chance.sample(NINE, chance.choice([1, 1, 1, 2, 3, 4]))
    new = chance.sample([m for m in NINE if m not in absent], chance.choice([0, 0, 0, 1, 3]))
    growth = chance.choice([0.7, 1.0, 1.1, 1.4])
    told, low, high = [], 0, 0
    for member in NINE:
        value, room = chance.randint(50, 400), chance.choice([0, 0, 0, 25])
        if member not in new:
            hedge = {"low": value - room, "high": value + room}
            told.append(part("2021-Q1", member, value, indicator=indicator, **hedge))
        if member in absent:
            value, room = chance.randint(0, value + room), 0
        else:
            value = max(round(value * growth * chance.uniform(0.9, 1.1)), room)
            hedge = {"low": value - room, "high": value + room}
            told.append(part("2021-Q2", member, value, indicator=indicator, **hedge))
        low, high = low + value - room, high + value + room
    return told, len(absent), (low, high)


def test_what_comes_late_lies_within_the_bounds_given_before() -> None:
    """Three hundred coalitions at once, an indicator each: the later total and its bounds lie within."""
    chance = random.Random(7)  # noqa: S311 - worlds, not secrets
    worlds = {f"i{number}": world(chance, f"i{number}") for number in range(300)}
    found = bounds([p for told, _, _ in worlds.values() for p in told], members=NINE)
    bounded = {i: row for i, row in found.items() if row["absence_bound"] == "bounded"}
    for indicator, row in bounded.items():
        _, absent, (low, high) = worlds[indicator]
        assert who(row) == (absent, absent, 0)
        assert row["total_low"] <= low
        assert high <= row["total_high"]
    few = sum(worlds[indicator][1] < 3 for indicator in bounded)
    assert few > 50  # bounded by the rounded change
    assert len(bounded) - few > 30  # bounded by what departed
    assert {row["absence_bound"] for row in found.values()} == {"bounded", "protected"}
