"""Trends over a home filled by hand: the panel, the chain, and what rounding protects."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.aggregate import build_table, leading_to

D = Decimal
MEMBERS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
SERIES = {
    # Each of the five grows by 10% twice; zeta enters with 60 and grows by 10% too.
    "2020-Q4": dict.fromkeys(MEMBERS[:5], 100),
    "2021-Q1": dict.fromkeys(MEMBERS[:5], 110) | {"zeta": 60},
    "2021-Q2": dict.fromkeys(MEMBERS[:5], 121) | {"zeta": 66},
}


@pytest.fixture
def six(small_home):
    """A home of six members who stand alone."""
    parties = "".join(
        f"  - {{id: {name}, kind: company, name: {{en: {name}, zh: {name}}}}}\n" for name in MEMBERS
    )
    relations = "".join(
        f"  - {{party: {name}, relation: member, of: coalition, start: 2018-03-07}}\n" for name in MEMBERS
    )
    small_home.write(
        "register.yaml",
        "parties:\n  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}\n"
        f"{parties}relations:\n{relations}",
    )
    return small_home


def accept(home, series) -> None:
    for quarter, values in series.items():
        for name, value in values.items():
            row = {"subject": name, "quarter": quarter, "value": value}
            home.accept(name, quarter, "2021-07-20", row)


def trend(home, name: str) -> dict:
    (row,) = home.rows("trends", home.build(), kind="round", name=name)
    return row


def test_all_reporters_rise_with_a_newcomer_and_the_panel_does_not(six) -> None:
    accept(six, SERIES)
    row = trend(six, "2021-Q2")
    assert row["value"] == D(671)
    assert row["index_all"] == D("134.2")  # 671 of 500
    assert (row["panel_members"], row["panel_change"]) == (6, D("10.0"))
    assert row["index_chained"] == D("121.0")  # 1.1 times 1.1
    assert (row["entered"], row["departed"], row["uneven"]) == (0, 0, 0)


def test_a_lone_newcomer_is_protected_by_rounding_what_would_give_it_away(six) -> None:
    accept(six, SERIES)
    row = trend(six, "2021-Q1")
    # Half of the rounding, times the panel's 500, must be at least 15% of 60: 3.6 points, so 5.
    assert (row["rounded_to"], row["panel_change"]) == (D(5), D(10))
    assert (row["index_low"], row["index_high"]) == (D("107.5"), D("112.5"))
    assert row["entered"] is None
    open_to = (610 - D(500) * row["index_high"] / 100, 610 - D(500) * row["index_low"] / 100)
    assert open_to[0] <= 60 * D("0.85")
    assert open_to[1] >= 60 * D("1.15")


def test_three_newcomers_of_like_size_need_no_protection(six) -> None:
    before = dict.fromkeys(MEMBERS[:3], 100)
    accept(six, {"2021-Q1": before, "2021-Q2": dict.fromkeys(MEMBERS, 100)})
    row = trend(six, "2021-Q2")
    assert (row["rounded_to"], row["panel_change"], row["entered"]) == (D("0.1"), D(0), D(300))


def test_three_newcomers_of_whom_one_outweighs_the_others_do(six) -> None:
    before = dict.fromkeys(MEMBERS[:3], 100)
    accept(six, {"2021-Q1": before, "2021-Q2": before | {"delta": 200, "epsilon": 20, "zeta": 1}})
    row = trend(six, "2021-Q2")
    # epsilon can tell delta within 15%: 221 - 20 leaves 1 for zeta and 200 for delta.
    assert row["rounded_to"] is None
    assert row["panel_change"] is None


def test_a_panel_in_which_one_could_be_told_gives_no_link_and_the_chain_begins_anew(six) -> None:
    accept(six, {"2021-Q1": {"alpha": 1000, "beta": 10, "gamma": 5}})
    accept(six, {"2021-Q2": {"alpha": 900, "beta": 10, "gamma": 5}})
    row = trend(six, "2021-Q2")
    assert (row["panel_change"], row["base"]) == (None, "2021-Q2")


def test_direct_and_chained_agree_where_the_members_stay(six) -> None:
    accept(six, SERIES)
    row = trend(six, "2021-Q2")
    # Directly the five are in both; zeta is beside. Rounded to 5 points 121 would lie near the end of 117.5
    # to 122.5, and zeta's 66 between 58.5 and 83.5: closer than 15% below. So it is rounded to 10.
    assert (row["index_direct"], row["direct_rounded_to"], row["direct_members"]) == (D(120), D(10), 5)


@pytest.mark.parametrize(
    "told",
    [
        {"quarter": "2021-Q2", "definition_version": "2"},
        {"period": (date(2021, 4, 1), date(2021, 5, 31))},
    ],
    ids=["another definition", "two of three months"],
)
def test_what_cannot_be_compared_is_in_no_panel(six, told) -> None:
    accept(six, {"2021-Q1": dict.fromkeys(MEMBERS, 100)})
    accept(six, {"2021-Q2": dict.fromkeys(MEMBERS[:5], 100)})
    six.accept("zeta", "2021-Q2", "2021-07-20", {"subject": "zeta", "value": 60} | told)
    scope = six.build()
    movements = {r["subject"]: r["movement"] for r in six.rows("movements", scope, span="step")}
    assert movements == dict.fromkeys(MEMBERS[:5], "panel") | {"zeta": "uneven"}
    (row,) = six.rows("trends", scope, kind="round", name="2021-Q2")
    assert (row["panel_members"], row["panel_change"], row["uneven"]) == (5, D(0), None)


def test_the_chain_is_linked_as_in_the_textbook(six) -> None:
    """The Open University, M140, "Prices, location and spread", section 4: 100, times 1.192, times 1.059.

    The printed index is 100, 119.2 and 126.2; the same ratios here are those of a panel that stays.
    """
    for quarter, value in {"2020-Q4": 1_000_000, "2021-Q1": 1_192_000, "2021-Q2": 1_262_328}.items():
        accept(six, {quarter: dict.fromkeys(MEMBERS, value)})
    scope = six.build()
    rows = sorted(six.rows("trends", scope, kind="round"), key=lambda row: row["window_start"])
    assert [row["panel_change"] for row in rows] == [None, D("19.2"), D("5.9")]
    assert [row["index_chained"] for row in rows] == [D("100.0"), D("119.2"), D("126.2")]
    assert rows[-1]["index_direct"] == rows[-1]["index_all"] == D("126.2")
    largest = {row["name"]: row["largest_share"] for row in six.rows("largest_holdings", scope, kind="round")}
    assert largest == dict.fromkeys(("2020-Q4", "2021-Q1", "2021-Q2"), "under_quarter")


def missing(home, as_of=None) -> tuple[dict, dict]:
    """What is missing from the last round as known then, and its total itself, whether or not it is shown."""
    scope = home.scope("2021-Q2", as_of)
    for name in leading_to("absence_bounds"):
        build_table(name, scope)
    ((bounds,), (total,)) = (
        home.rows(table, scope, kind="round", name="2021-Q2") for table in ("absence_bounds", "totals")
    )
    return bounds, total


def test_what_comes_late_lies_within_the_bounds_and_nobody_could_tell_it_from_them(six) -> None:
    accept(six, {"2021-Q1": dict.fromkeys(MEMBERS, 100), "2021-Q2": dict.fromkeys(MEMBERS[:5], 110)})
    bounds, total = missing(six)
    assert (bounds["members_absent"], bounds["absence_bound"]) == (1, "bounded")
    assert bounds["total_low"] == total["value"] == 550
    # zeta brought 100 in the quarter before; with p at 15% nobody may learn that it was less than 115.
    assert bounds["total_high"] >= 550 + 115

    six.accept("zeta", "2021-Q2", "2021-09-10", {"subject": "zeta", "quarter": "2021-Q2", "value": 97})
    later, known = missing(six, datetime(2021, 9, 30, tzinfo=UTC))
    assert later["absence_bound"] == "complete"
    assert bounds["total_low"] <= known["value"] <= bounds["total_high"]
