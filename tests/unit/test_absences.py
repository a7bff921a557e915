"""What is missing from totals and what that leaves open, from parts of windows on, by the real SQL."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pipeline import warehouse
from pipeline.aggregate import make_table

Q1 = (date(2021, 1, 1), date(2021, 3, 31))
Q2 = (date(2021, 4, 1), date(2021, 6, 30))
QUARTERS = {"2021-Q1": Q1, "2021-Q2": Q2}
NUMBER = "DECIMAL(38,6)"
SEVEN = ("a", "b", "c", "d", "e", "f", "g")
PART = {
    **dict.fromkeys(
        ("kind", "name", "indicator", "subject", "holding", "left_out", "definition_version"), "VARCHAR"
    ),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    **dict.fromkeys(("days_in_window", "days_covered"), "INTEGER"),
    **dict.fromkeys(("value", "value_low", "value_high"), NUMBER),
    "is_public": "BOOLEAN",
    **dict.fromkeys(("statuses", "qualifiers", "origins"), "VARCHAR[]"),
}
QUARTER_ENDS = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))
TOTAL = {
    **dict.fromkeys(("kind", "name", "indicator"), "VARCHAR"),
    **dict.fromkeys(("window_start", "window_end"), "DATE"),
}
CONTRIBUTED = ("left_out", "days_in_window", "days_covered")
COUNTED = {
    **dict.fromkeys(("subject", "indicator", "obs_status"), "VARCHAR"),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    "value": NUMBER,
    "counts": "BOOLEAN",
}


def part(quarter, subject, value, *, indicator="i", days=None, low=None, high=None, left_out=None):
    """What a subject brought to a quarter: a value with its bounds, `high="open"` for none above."""
    start, end = QUARTERS[quarter]
    last = end if days is None else start + timedelta(days - 1)
    return {
        "kind": "round",
        "name": quarter,
        "indicator": indicator,
        "subject": subject,
        "holding": subject,
        "left_out": left_out,
        "definition_version": "1",
        "period_start": start,
        "period_end": last,
        "days_in_window": (end - start).days + 1,
        "days_covered": (last - start).days + 1,
        "value": value,
        "value_low": value if low is None else low,
        "value_high": None if high == "open" else value if high is None else high,
        "is_public": False,
        "statuses": ["normal"],
        "qualifiers": ["exact"],
        "origins": [subject],
    }


def brought(quarter, values, **told):
    return [part(quarter, subject, value, **told) for subject, value in values.items()]


def bounds(parts, *, members=SEVEN, members_now=None, owners=(), said=(), hidden=()):
    """Rows of `absence_bounds` of the second quarter by indicator; what is hidden is (quarter, indicator)."""
    now = members if members_now is None else members_now
    eligible = [("2021-Q1", m) for m in members] + [("2021-Q2", m) for m in now]
    names = dict.fromkeys(("round", "party", "holding", "owner"), "VARCHAR")
    days = {"first_day": "DATE", "last_day": "DATE"}
    indicators = sorted({p["indicator"] for p in parts})
    with warehouse.connection() as engine:

        def table(name, columns, rows):
            warehouse.create_table(engine, name, columns, rows)

        table("window_parts", PART, parts)
        table("counted", COUNTED, said)
        table(
            "rounds",
            {"round": "VARCHAR", **days},
            [{"round": q, "first_day": s, "last_day": e} for q, (s, e) in QUARTERS.items()],
        )
        table(
            "windows",
            {"kind": "VARCHAR", "name": "VARCHAR", "start": "DATE", "end": "DATE"},
            [{"kind": "round", "name": q, "start": s, "end": e} for q, (s, e) in QUARTERS.items()],
        )
        table(
            "members",
            {name: names[name] for name in ("round", "party", "holding")},
            [{"round": q, "party": m, "holding": m} for q, m in eligible],
        )
        table(
            "ownership",
            names,
            [
                {"round": q, "party": party, "holding": owner, "owner": owner}
                for q in QUARTERS
                for party, owner in owners
            ],
        )
        table(
            "scope",
            {"minimum_holdings": "INTEGER", "p_percent": "DOUBLE"},
            [{"minimum_holdings": 3, "p_percent": 15.0}],
        )
        table(
            "disclosure",
            {
                **dict.fromkeys(("kind", "name", "indicator", "conf_status"), "VARCHAR"),
                "shown": "BOOLEAN",
                "bound_low": NUMBER,
                "bound_high": NUMBER,
            },
            [
                {"kind": "round", "name": q, "indicator": i, "conf_status": "", "shown": (q, i) not in hidden}
                | {"bound_low": None, "bound_high": None}
                for q in QUARTERS
                for i in indicators
            ],
        )
        for name in ("contributions", "totals", "disclosed", "movements", "links"):
            make_table(engine, name)
        engine.execute(
            "CREATE TEMP TABLE change_rounding AS "
            "SELECT span, kind, name, indicator, rounded_to::DECIMAL(18, 1) AS rounded_to FROM links"
        )
        for name in ("trends", "absences", "absence_bounds"):
            make_table(engine, name)
        rows = warehouse.rows(engine, "SELECT * FROM absence_bounds WHERE name = '2021-Q2'")
    return {row["indicator"]: row for row in rows}


def who(row):
    return row["members_absent"], row["absent_in_before"], row["members_in_part"]


ALL_BEFORE = brought("2021-Q1", dict.fromkeys(SEVEN, 100))
FOUR_NOW = brought("2021-Q2", dict.fromkeys("abcd", 100))
SIX_TWICE = [p for quarter in QUARTERS for p in brought(quarter, dict.fromkeys("abcdef", 100))]
OPEN = {"value_high": None}
STATUSES = {"not_applicable": 0, "reported_elsewhere": 0, "not_collected": 1, "withheld": 1, "late": 1}
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
} | dict.fromkeys(STATUSES, SIX_TWICE)
"""Seven members, an indicator a case."""


@pytest.fixture(scope="module")
def cases():
    parts = [p | {"indicator": name} for name, told in CASES.items() for p in told]
    blanks = [
        {"subject": "g", "indicator": status, "obs_status": status, "value": None, "counts": True}
        | {"period_start": Q2[0], "period_end": Q2[1]}
        for status in STATUSES
    ]
    return bounds(parts, said=blanks, hidden={("2021-Q1", "hidden before"), ("2021-Q2", "hidden now")})


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


def test_who_left_is_not_missing() -> None:
    told = CASES["three absent"]
    row = bounds(told, members_now=SEVEN[:4])["i"]
    assert (who(row), row["absence_bound"], row["total_high"]) == ((0, 0, 0), "complete", 400)
    row = bounds(told, members_now=SEVEN[:5])["i"]
    # What the one absent member brought is not split from the two that left: the bound holds all of the 300.
    assert (who(row), row["absence_bound"], row["total_high"]) == ((1, 1, 0), "bounded", 700)


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


@pytest.mark.parametrize(("status", "absent"), STATUSES.items())
def test_only_what_exists_can_be_missing(cases, status, absent) -> None:
    assert cases[status]["members_absent"] == absent


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
