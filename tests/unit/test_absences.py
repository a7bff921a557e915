"""Who is missing from a total: members of that time of whom there should be a figure and is none."""

from __future__ import annotations

from datetime import date

import pytest
from parts_of_quarters import (
    ALL_BEFORE,
    COUNTED,
    FOUR_NOW,
    PART,
    Q2,
    QUARTERS,
    SEVEN,
    bounds,
    brought,
    part,
    who,
)

from pipeline import warehouse
from pipeline.aggregate import make_table

SIX_TWICE = [p for quarter in QUARTERS for p in brought(quarter, dict.fromkeys("abcdef", 100))]
STATUSES = {"not_applicable": 0, "reported_elsewhere": 0, "not_collected": 1, "withheld": 1, "late": 1}


@pytest.fixture(scope="module")
def blanks():
    """Of the seventh member there is nothing but a blank, of another status in each indicator."""
    parts = [p | {"indicator": status} for status in STATUSES for p in SIX_TWICE]
    said = [
        {"subject": "g", "indicator": status, "obs_status": status, "value": None, "counts": True}
        | {"period_start": Q2[0], "period_end": Q2[1]}
        for status in STATUSES
    ]
    return bounds(parts, said=said)


@pytest.mark.parametrize(("status", "absent"), STATUSES.items())
def test_only_what_exists_can_be_missing(blanks, status, absent) -> None:
    assert blanks[status]["members_absent"] == absent


def test_who_left_is_not_missing() -> None:
    told = ALL_BEFORE + FOUR_NOW
    row = bounds(told, members_now=SEVEN[:4])["i"]
    assert (who(row), row["absence_bound"], row["total_high"]) == ((0, 0, 0), "complete", 400)
    row = bounds(told, members_now=SEVEN[:5])["i"]
    # What the one absent member brought is not split from the two that left: the bound holds all of the 300.
    assert (who(row), row["absence_bound"], row["total_high"]) == ((1, 1, 0), "bounded", 700)


def test_the_owners_figure_holds_those_of_its_platforms() -> None:
    now = brought("2021-Q2", {"a": 200} | dict.fromkeys("cdefg", 100))
    found = bounds(ALL_BEFORE + now, owners=[("b", "a")])
    assert who(found["i"]) == (0, 0, 0)


def test_an_owner_that_never_reports_is_in_its_platforms() -> None:
    never = [p | {"indicator": "never"} for p in SIX_TWICE]
    once = [p | {"indicator": "once"} for p in [*SIX_TWICE, part("2021-Q1", "g", 100)]]
    found = bounds(never + once, owners=[("a", "g")])
    assert who(found["never"]) == (0, 0, 0)
    assert who(found["once"]) == (1, 1, 0)


QUARTER_ENDS = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))
TOTAL = {
    **dict.fromkeys(("kind", "name", "indicator"), "VARCHAR"),
    **dict.fromkeys(("window_start", "window_end"), "DATE"),
}
CONTRIBUTED = ("left_out", "days_in_window", "days_covered")


def test_of_a_year_only_the_quarters_are_owed_in_which_one_was_a_member() -> None:
    year = (date(2021, 1, 1), date(2021, 12, 31))
    quarters = [(f"2021-Q{n}", date(2021, 3 * n - 2, 1), end) for n, end in enumerate(QUARTER_ENDS, 1)]
    was_in = {"joined": (3, 4), "steady": (1, 2, 3, 4), "left": (1,), "gone quiet": (1, 2)}
    reported = {"joined": (3, 4), "steady": (3, 4), "left": (1,)}
    window = {"kind": "year", "name": "2021", "indicator": "i"}
    with warehouse.connection() as engine:
        warehouse.create_table(
            engine, "totals", TOTAL, [window | {"window_start": year[0], "window_end": year[1]}]
        )
        warehouse.create_table(
            engine,
            "rounds",
            {"round": "VARCHAR", "first_day": "DATE", "last_day": "DATE"},
            [{"round": r, "first_day": start, "last_day": end} for r, start, end in quarters],
        )
        warehouse.create_table(
            engine,
            "members",
            dict.fromkeys(("round", "party"), "VARCHAR"),
            [{"round": f"2021-Q{n}", "party": who} for who, told in was_in.items() for n in told],
        )
        warehouse.create_table(engine, "ownership", dict.fromkeys(("round", "party", "owner"), "VARCHAR"), [])
        warehouse.create_table(engine, "counted", COUNTED, [])
        warehouse.create_table(
            engine,
            "window_parts",
            {name: PART[name] for name in (*window, "subject", "left_out", "period_start", "period_end")},
            [
                window
                | {"subject": who, "left_out": None}
                | {"period_start": quarters[n - 1][1], "period_end": quarters[n - 1][2]}
                for who, told in reported.items()
                for n in told
            ],
        )
        moved = dict.fromkeys((*window, "before", "span", "subject", "movement"), "VARCHAR")
        warehouse.create_table(engine, "movements", moved, [])
        warehouse.create_table(
            engine, "contributions", {name: PART[name] for name in (*window, "subject", *CONTRIBUTED)}, []
        )
        make_table(engine, "absences")
        (row,) = warehouse.rows(engine, "SELECT * FROM absences")
    assert (row["members_absent"], row["members_in_part"]) == (1, 1)
