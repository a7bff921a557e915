"""Flows from running totals: what grew between two as-of dates, worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipeline.aggregate import build_table, leading_to

D = Decimal
START = date(2018, 1, 1)
LAST_DAYS = {"2020-Q4": date(2020, 12, 31), "2021-Q1": date(2021, 3, 31), "2021-Q2": date(2021, 6, 30)}


def total(subject, round_, value, **more):
    return {"subject": subject, "period": (START, LAST_DAYS[round_]), "value": value, **more}


def send(small_home, reporter, round_, *values):
    year, quarter = round_.split("-Q")
    day = f"{int(year) + (quarter == '4')}-{3 * int(quarter) % 12 + 1:02}-20"
    return small_home.accept(reporter, round_, day, *values)


def built(small_home, round_="2021-Q2"):
    scope = small_home.scope(round_)
    for name in leading_to("contributions", "coverage"):
        build_table(name, scope)
    return scope


def differences(small_home, scope):
    return small_home.rows("flows", scope, is_difference=True)


def in_rounds(small_home, scope, subject="alpha"):
    rows = small_home.rows("contributions", scope, kind="round", subject=subject)
    return {row["name"]: row["value"] for row in rows}


def test_the_difference_of_two_totals_is_a_flow_with_both_dates(small_home) -> None:
    first = send(small_home, "alpha", "2020-Q4", total("alpha", "2020-Q4", 100))
    second = send(small_home, "alpha", "2021-Q1", total("alpha", "2021-Q1", 130, obs_status="provisional"))
    scope = built(small_home, "2021-Q1")
    (flow,) = differences(small_home, scope)
    assert (flow["period_start"], flow["period_end"]) == (date(2021, 1, 1), date(2021, 3, 31))
    assert (flow["value"], flow["value_low"], flow["value_high"]) == (D(30), D(30), D(30))
    assert flow["qualifier"] == "exact"
    assert sorted(flow["statuses"]) == ["normal", "provisional"]
    assert sorted(flow["origins"]) == sorted([f"{first.id} B2", f"{second.id} B2"])
    assert in_rounds(small_home, scope) == {"2021-Q1": D(30)}
    (running,) = small_home.rows("contributions", scope, kind="running")
    assert running["value"] == D(130)  # the total itself, not its parts once more
    (covered,) = small_home.rows("coverage", scope, round="2021-Q1", indicator="listings_removed")
    assert covered["members_reporting"] == 1


BOUNDS = {
    # approximately 100 (95 to 105), then approximately 130 (125 to 135)
    "listings_removed": ((100, 95, 105), (130, 125, 135), (30, 20, 40), "approximately"),
    # approximately 100, then approximately 104: it may not have grown at all
    "posts_removed": ((100, 95, 105), (104, 99, 109), (4, 0, 14), "approximately"),
    # 100, then over 130
    "videos_removed": ((100, 100, 100), (130, 130, None), (30, 30, None), "at_least"),
    # over 100, then 130: from nothing to 30
    "ads_removed": ((100, 100, None), (130, 130, 130), (30, 0, 30), "approximately"),
}


def test_bounds_follow_interval_arithmetic(small_home) -> None:
    for number, round_ in enumerate(("2020-Q4", "2021-Q1")):
        rows = [
            total(
                "alpha", round_, case[number][0], indicator=indicator, value_low=exact(case[number][1]),
                value_high=exact(case[number][2]),
            )
            for indicator, case in BOUNDS.items()
        ]  # fmt: skip
        send(small_home, "alpha", round_, *rows)
    found = {
        row["indicator"]: ((row["value"], row["value_low"], row["value_high"]), row["qualifier"])
        for row in differences(small_home, built(small_home, "2021-Q1"))
    }
    assert found == {name: (bounds, words) for name, (_, _, bounds, words) in BOUNDS.items()}


def exact(bound):
    return None if bound is None else D(bound)


UNFIT = {
    "listings_removed": {"value": 90},  # it falls
    "posts_removed": {"definition_version": "2"},
    "videos_removed": {"obs_status": "break"},
    "ads_removed": {"taxon_group": "rhino"},  # a part, where the whole was given before
    "listings_blocked": {"value": None, "value_low": D(120), "value_high": D(140)},
    "ads_blocked": {"period": (date(2019, 1, 1), LAST_DAYS["2021-Q1"])},
    "accounts_sanctioned": {"period": (None, LAST_DAYS["2021-Q1"])},
    "people_trained": {},  # whoever was trained in both periods counts once
    "effort_hours": {},  # enters no total
}


def test_totals_that_cannot_be_subtracted_leave_a_gap(small_home) -> None:
    """The first of each pair is 100 since 2018, the second 130 but for what is said."""
    firsts = [total("alpha", "2020-Q4", 100, indicator=name) for name in (*UNFIT, "groups_closed")]
    seconds = [total("alpha", "2021-Q1", 130, indicator=name) | said for name, said in UNFIT.items()]
    fit = total("alpha", "2021-Q1", 130, indicator="groups_closed")
    send(small_home, "alpha", "2020-Q4", *firsts)
    send(small_home, "alpha", "2021-Q1", *seconds, fit)
    found = differences(small_home, built(small_home, "2021-Q1"))
    assert [row["indicator"] for row in found] == ["groups_closed"]


def test_neither_two_unknown_starts_nor_two_sources_are_subtracted(small_home) -> None:
    for reporter, round_, value in (("alpha", "2020-Q4", 100), ("watch", "2021-Q1", 130)):
        unknown = {"subject": "beta", "period": (None, LAST_DAYS[round_]), "value": value}
        send(small_home, reporter, round_, total("alpha", round_, value), unknown)
    unknown = {"subject": "beta", "period": (None, LAST_DAYS["2021-Q1"]), "value": 140}
    send(small_home, "alpha", "2021-Q2", unknown)
    assert differences(small_home, built(small_home, "2021-Q1")) == []


def test_a_breakdown_has_a_difference_only_as_a_whole(small_home) -> None:
    """A part that is new, or that falls, would make the others look like the whole."""
    parts = {
        "2020-Q4": {"elephant_ivory": 60, "rhino": 40},
        "2021-Q1": {"elephant_ivory": 70, "rhino": 45, "pangolin": 5},
        "2021-Q2": {"elephant_ivory": 85, "rhino": 52},
    }
    for round_, counts in parts.items():
        rows = [total("alpha", round_, n, taxon_group=taxon) for taxon, n in counts.items()]
        send(small_home, "alpha", round_, *rows)
    scope = built(small_home)
    found = {
        (r["taxon_group"], r["period_start"], r["period_end"], r["value"])
        for r in differences(small_home, scope)
    }
    half = (date(2021, 1, 1), date(2021, 6, 30))
    assert found == {("elephant_ivory", *half, D(25)), ("rhino", *half, D(12))}
    assert in_rounds(small_home, scope) == {}


def test_days_reported_directly_are_not_counted_twice(small_home) -> None:
    send(
        small_home,
        "alpha",
        "2020-Q4",
        total("alpha", "2020-Q4", 100),
        {"subject": "alpha", "quarter": "2020-Q4", "value": 11},
    )
    send(
        small_home,
        "alpha",
        "2021-Q1",
        total("alpha", "2021-Q1", 130),
        {"subject": "alpha", "quarter": "2021-Q1", "value": 29},
    )
    send(small_home, "alpha", "2021-Q2", total("alpha", "2021-Q2", 170))
    scope = built(small_home)
    # 29 as it was reported, not 130 - 100; 40 is known only as 170 - 130.
    assert in_rounds(small_home, scope) == {"2020-Q4": D(11), "2021-Q1": D(29), "2021-Q2": D(40)}
    (running,) = small_home.rows("contributions", scope, kind="running")
    assert running["value"] == D(170)


def test_a_total_restated_later_changes_the_flow_on_either_side(small_home) -> None:
    for round_, value in (("2020-Q4", 100), ("2021-Q1", 130)):
        send(small_home, "alpha", round_, total("alpha", round_, value))
    send(small_home, "alpha", "2021-Q2", total("alpha", "2021-Q2", 170), total("alpha", "2021-Q1", 140))
    assert in_rounds(small_home, built(small_home, "2021-Q1")) == {"2021-Q1": D(30)}
    assert in_rounds(small_home, built(small_home, "2021-Q2")) == {"2021-Q1": D(40), "2021-Q2": D(30)}
