"""The aggregates, table by table, over a home filled by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.aggregate import dependencies, table_names
from pipeline.inputs import NAMES

D = Decimal


def test_every_table_comes_after_what_it_reads() -> None:
    order = table_names()
    for name in order:
        assert all(order.index(read) < order.index(name) for read in dependencies(name))
    assert not set(order) & NAMES


def test_a_company_before_a_convener_before_a_public_statement(small_home) -> None:
    small_home.accept(
        "secretariat", "2021-Q2", "2021-07-03", {"subject": "alpha", "quarter": "2021-Q2", "value": 9}
    )
    small_home.accept(
        "watch", "2021-Q2", "2021-07-02", {"subject": "alpha", "quarter": "2021-Q2", "value": 8}
    )
    small_home.accept(
        "alpha", "2021-Q2", "2021-07-01", {"subject": "alpha", "quarter": "2021-Q2", "value": 7}
    )
    scope = small_home.build()
    counted = small_home.rows("counted", scope)
    assert [(r["value"], r["reporter"]) for r in counted if r["counts"]] == [(D(7), "alpha")]
    assert sorted((r["reporter"], r["agrees"]) for r in counted if not r["counts"]) == [
        ("secretariat", False),
        ("watch", False),
    ]


def test_the_value_accepted_last_counts_and_an_earlier_moment_knows_only_the_earlier(small_home) -> None:
    old = {"subject": "alpha", "quarter": "2021-Q1", "value": 5}
    small_home.accept("alpha", "2021-Q1", "2021-04-20", old)
    small_home.accept("alpha", "2021-Q2", "2021-07-20", old | {"value": 6})
    now = small_home.build("2021-Q2")
    assert [r["value"] for r in small_home.rows("counted", now, counts=True)] == [D(6)]
    then = small_home.build("2021-Q1")
    assert [r["value"] for r in small_home.rows("counted", then, counts=True)] == [D(5)]


def test_among_equals_the_narrowest_bounds_count(small_home) -> None:
    small_home.accept(
        "secretariat",
        "2021-Q2",
        "2021-07-01",
        {"subject": "alpha", "quarter": "2021-Q2", "value": 7, "value_low": D(7), "value_high": None},
        {"subject": "alpha", "quarter": "2021-Q2", "value": 7, "value_low": D(6), "value_high": D(8)},
    )
    scope = small_home.build()
    assert [r["value_high"] for r in small_home.rows("counted", scope, counts=True)] == [D(8)]


def test_a_part_is_never_added_to_its_whole(small_home) -> None:
    small_home.accept(
        "alpha",
        "2021-Q2",
        "2021-07-01",
        {"subject": "alpha", "quarter": "2021-Q2", "value": 100},
        {"subject": "alpha", "quarter": "2021-Q2", "value": 60, "taxon_group": "elephant_ivory"},
        {"subject": "alpha", "quarter": "2021-Q2", "value": 30, "taxon_group": "rhino"},
    )
    small_home.accept(
        "beta",
        "2021-Q2",
        "2021-07-01",
        {"subject": "beta", "quarter": "2021-Q2", "value": 4, "taxon_group": "elephant_ivory"},
        {"subject": "beta", "quarter": "2021-Q2", "value": 3, "taxon_group": "rhino"},
        {"subject": "beta", "quarter": "2021-Q2", "value": 6, "channel": "website", "form": "live"},
    )
    scope = small_home.build()
    totals = {r["subject"]: r["value"] for r in small_home.rows("subject_totals", scope)}
    assert totals == {"alpha": D(100), "beta": D(7)}


def test_an_owner_holds_its_platform_and_only_members_count(small_home) -> None:
    for subject, value in (("delta", 50), ("shop", 20), ("gamma", 1000), ("alpha", 1), ("beta", 2)):
        small_home.accept(
            "delta" if subject == "shop" else subject,
            "2021-Q2",
            "2021-07-01",
            {"subject": subject, "quarter": "2021-Q2", "value": value},
        )
    scope = small_home.build()
    left_out = {r["subject"]: r["left_out"] for r in small_home.rows("contributions", scope, kind="round")}
    assert left_out == {
        "alpha": None,
        "beta": None,
        "delta": None,
        "gamma": "not a member then",  # its membership ended in May
        "shop": "inside the figure of its owner",
    }
    (total,) = small_home.rows("totals", scope, kind="round", name="2021-Q2")
    assert (total["value"], total["holdings"], total["members_reporting"], total["members_eligible"]) == (
        D(53), 2, 3, 4,
    )  # fmt: skip


def test_fewer_than_three_holdings_are_not_shown(small_home) -> None:
    for company in ("alpha", "beta", "gamma"):
        for quarter in ("2020-Q4", "2021-Q2"):
            small_home.accept(
                company, quarter, "2021-02-01", {"subject": company, "quarter": quarter, "value": 1}
            )
    scope = small_home.build()
    shown = {r["name"]: (r["shown"], r["value"]) for r in small_home.rows("disclosed", scope, kind="round")}
    # In 2021-Q2 alpha and beta belong to one group and gamma has left; in 2020-Q4 all three stood alone.
    assert shown == {"2020-Q4": (True, D(3)), "2021-Q2": (False, None)}


def test_what_is_public_anyway_does_not_hide_too_few_confidential_holdings(small_home) -> None:
    small_home.write("permissions.yaml", "permissions: [{party: alpha, indicators: [all]}]\n")
    for company in ("alpha", "beta", "gamma"):
        small_home.accept(
            company, "2020-Q4", "2021-02-01", {"subject": company, "quarter": "2020-Q4", "value": 1}
        )
    scope = small_home.build("2020-Q4")
    (total,) = small_home.rows("disclosed", scope, kind="round", name="2020-Q4")
    assert (total["holdings"], total["confidential_holdings"], total["shown"]) == (3, 2, False)


def test_a_hidden_round_hides_the_sums_that_it_could_be_taken_from(small_home) -> None:
    for company, quarters in (
        ("alpha", ("2020-Q4",)),
        ("beta", ("2020-Q4", "2021-Q1")),
        ("gamma", ("2020-Q4",)),
    ):
        for quarter in quarters:
            small_home.accept(
                company, quarter, "2021-02-01", {"subject": company, "quarter": quarter, "value": 5}
            )
    scope = small_home.build("2021-Q1")
    shown = {(r["kind"], r["name"]): r["shown"] for r in small_home.rows("disclosed", scope)}
    # Only beta stands behind 2021-Q1: the running total less 2020-Q4 would be its value.
    assert shown == {
        ("round", "2020-Q4"): True,
        ("round", "2021-Q1"): False,
        ("running", "2021-Q1"): False,
        ("year", "2020"): True,
    }


@pytest.mark.parametrize("permitted", [False, True])
def test_a_figure_that_is_in_no_round_hides_the_sum_unless_it_is_public(small_home, permitted: bool) -> None:
    if permitted:
        small_home.write("permissions.yaml", "permissions: [{party: gamma, indicators: [all]}]\n")
    for company in ("alpha", "beta", "gamma"):
        small_home.accept(
            company, "2020-Q4", "2021-02-01", {"subject": company, "quarter": "2020-Q4", "value": 5}
        )
    for company in ("alpha", "beta", "delta"):
        small_home.write(
            "register.yaml",
            small_home.home.edited("register.yaml").read_text().replace("2021-04-22", "2018-04-22"),
        )
        small_home.accept(
            company, "2020-Q4", "2021-02-02", {"subject": company, "quarter": "2020-Q4", "value": 5}
        )
    year = (date(2020, 1, 1), date(2020, 12, 31))
    small_home.accept("gamma", "2020-Q4", "2021-02-03", {"subject": "gamma", "period": year, "value": 60})
    scope = small_home.build("2020-Q4")
    (total,) = small_home.rows("disclosed", scope, kind="year", name="2020")
    assert (total["holdings"], total["shown"], total["value"]) == (4, permitted, D(75) if permitted else None)


def test_a_change_of_owner_within_the_window_hides_nothing(small_home) -> None:
    register = small_home.home.edited("register.yaml").read_text()
    small_home.write(
        "register.yaml", register.replace("of: group, start: 2021-04-01", "of: delta, start: 2021-01-15")
    )
    for company in ("alpha", "beta", "gamma"):
        for quarter in ("2020-Q4", "2021-Q1"):
            value = {"subject": company, "quarter": quarter, "value": 5}
            small_home.accept(company, quarter, "2021-05-01", value)
    scope = small_home.build("2021-Q1")
    assert len(small_home.rows("contributions", scope, kind="running", subject="beta")) == 2
    (total,) = small_home.rows("disclosed", scope, kind="running")
    assert (total["value"], total["members_reporting"], total["shown"]) == (D(30), 3, True)


def test_bounds_are_added_apart_and_an_open_one_stays_open(small_home) -> None:
    small_home.accept(
        "alpha", "2020-Q4", "2021-02-01",
        {"subject": "alpha", "quarter": "2020-Q4", "value": 100, "value_low": D(95), "value_high": D(105)},
    )  # fmt: skip
    small_home.accept(
        "beta", "2020-Q4", "2021-02-01",
        {"subject": "beta", "quarter": "2020-Q4", "value": 30, "value_low": D(30), "value_high": None},
    )  # fmt: skip
    scope = small_home.build("2020-Q4")
    (total,) = small_home.rows("totals", scope, kind="round", name="2020-Q4")
    assert (total["value"], total["value_low"], total["value_high"]) == (D(130), D(125), None)


def test_a_running_total_covers_what_quarters_leave_and_counts_no_day_twice(small_home) -> None:
    small_home.accept(
        "alpha",
        "2021-Q1",
        "2021-04-20",
        {"subject": "alpha", "period": (date(2018, 1, 1), date(2020, 12, 31)), "value": 1000},
        {"subject": "alpha", "quarter": "2020-Q4", "value": 90},
        {"subject": "alpha", "quarter": "2021-Q1", "value": 10},
    )
    scope = small_home.build("2021-Q1")
    running = {r["name"]: r for r in small_home.rows("contributions", scope, kind="running")}
    assert running["2021-Q1"]["value"] == D(1010)
    assert running["2021-Q1"]["days_covered"] == running["2021-Q1"]["days_in_window"]
    in_round = small_home.rows("contributions", scope, kind="round")
    assert {r["name"]: r["value"] for r in in_round} == {"2020-Q4": D(90), "2021-Q1": D(10)}


def test_an_unknown_start_yields_no_flow(small_home) -> None:
    small_home.accept(
        "alpha",
        "2021-Q1",
        "2021-04-20",
        {"subject": "alpha", "period": (None, date(2021, 3, 31)), "value": 5},
    )
    scope = small_home.build("2021-Q1")
    assert small_home.rows("totals", scope) == []


def test_nothing_is_added_across_indicators(small_home) -> None:
    small_home.accept(
        "alpha",
        "2020-Q4",
        "2021-02-01",
        {"subject": "alpha", "quarter": "2020-Q4", "value": 1},
        {"subject": "alpha", "quarter": "2020-Q4", "value": 2, "indicator": "accounts_sanctioned"},
        {"subject": "alpha", "quarter": "2020-Q4", "value": 4, "indicator": "listings_removed_or_blocked"},
    )
    scope = small_home.build("2020-Q4")
    totals = small_home.rows("totals", scope, kind="round")
    assert {r["indicator"]: r["value"] for r in totals} == {
        "accounts_sanctioned": D(2),
        "listings_removed": D(1),
    }


def test_a_blank_is_no_zero_and_no_coverage(small_home) -> None:
    small_home.accept(
        "alpha", "2020-Q4", "2021-02-01",
        {"subject": "alpha", "quarter": "2020-Q4", "value": None, "obs_status": "not_collected"},
    )  # fmt: skip
    small_home.accept("beta", "2020-Q4", "2021-02-01", {"subject": "beta", "quarter": "2020-Q4", "value": 0})
    scope = small_home.build("2020-Q4")
    (coverage,) = small_home.rows("coverage", scope, indicator="all")
    assert (coverage["members_reporting"], coverage["members_eligible"]) == (1, 3)


def test_a_share_counts_for_coverage_though_it_adds_to_nothing(small_home) -> None:
    share = {
        "subject": "alpha",
        "indicator": "share_removed_before_view",
        "quarter": "2020-Q4",
        "value": 73.5,
    }
    small_home.accept("alpha", "2020-Q4", "2021-02-01", share)
    scope = small_home.build("2020-Q4")
    (coverage,) = small_home.rows("coverage", scope, indicator="all")
    assert coverage["members_reporting"] == 1
    assert small_home.rows("totals", scope) == []


def test_late_missing_and_not_accepted_are_different(small_home) -> None:
    small_home.accept(
        "alpha", "2021-Q1", "2021-04-20", {"subject": "alpha", "quarter": "2021-Q1", "value": 1}
    )
    small_home.accept("beta", "2021-Q1", "2021-05-20", {"subject": "beta", "quarter": "2021-Q1", "value": 1})
    small_home.accept("gamma", "2021-Q1", "2021-04-20", verdict="rejected")
    scope = small_home.build("2021-Q1")
    states = {r["party"]: r["state"] for r in small_home.rows("returns", scope, round="2021-Q1")}
    assert states == {"alpha": "on_time", "beta": "late", "gamma": "not_accepted"}
    (row,) = small_home.rows("completeness", scope, round="2021-Q1")
    assert (row["on_time"], row["late"], row["missing"], row["not_accepted"]) == (1, 1, 0, 1)


def test_a_withdrawn_submission_no_longer_counts_but_did(small_home) -> None:
    from pipeline.ledger import Ledger

    sent = small_home.accept(
        "alpha", "2021-Q1", "2021-04-20", {"subject": "alpha", "quarter": "2021-Q1", "value": 1}
    )
    Ledger(small_home.home).withdraw(sent.id, by="A", reason="wrong", at=datetime(2021, 7, 1, tzinfo=UTC))
    assert small_home.rows("counted", small_home.build("2021-Q2")) == []
    assert len(small_home.rows("counted", small_home.build("2021-Q1"))) == 1


@pytest.mark.parametrize("times", [2])
def test_tables_are_the_same_bytes_every_time(small_home, times: int) -> None:
    for company in ("alpha", "beta", "gamma"):
        small_home.accept(
            company, "2020-Q4", "2021-02-01", {"subject": company, "quarter": "2020-Q4", "value": 1}
        )
    files = []
    for _ in range(times):
        small_home.build("2020-Q4")
        files.append([small_home.home.table("2020-Q4", name).read_bytes() for name in table_names()])
    assert files[0] == files[1]
