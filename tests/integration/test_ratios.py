"""Ratios of two totals over a home filled by hand: computed where the scope is one, otherwise the reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline.aggregate import build_table, leading_to
from pipeline.composing.ratios import ratios

D = Decimal
MEMBERS = ("alpha", "beta", "gamma", "delta", "epsilon")
QUARTER, NUMERATOR, DENOMINATOR = "2021-Q2", "items_removed_before_view", "items_removed"
REMOVED = dict(zip(MEMBERS, (400, 300, 150, 100, 50), strict=True))
UNSEEN = dict(zip(MEMBERS, (100, 80, 70, 60, 50), strict=True))


@pytest.fixture
def five(small_home):
    """A home of five members who stand alone."""
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


def accept(home, numerators=UNSEEN, denominators=REMOVED, quarter=QUARTER, **special):
    """Both counts of every member; `special` changes what one member says, side by side."""
    for name in MEMBERS:
        told = []
        for indicator, values in ((NUMERATOR, numerators), (DENOMINATOR, denominators)):
            if name in values:
                row = {"subject": name, "indicator": indicator, "quarter": quarter, "value": values[name]}
                row |= special.get(f"{name}_{indicator}", {})
                if "period" in row:
                    del row["quarter"]
                told.append(row)
        home.accept(name, quarter, "2021-07-20", *told)


def composed(home, kind="round", name=QUARTER):
    scope = home.scope()
    for table in leading_to("ratios"):
        build_table(table, scope)
    found = {figure.id: figure for figure in ratios(scope)}
    return found.get(f"ratio_{kind}/items_gone_before_view/{name}")


def test_two_totals_of_the_same_members_and_days_give_a_ratio(five) -> None:
    accept(five)
    figure = composed(five)
    assert (figure.value, figure.numerator, figure.denominator) == (D("36"), D(360), D(1000))
    assert (figure.value_low, figure.value_high, figure.qualifier) == (D(36), D(36), "exact")
    assert (figure.status, figure.coverage_n, figure.coverage_of, figure.missing) == ("normal", 5, 5, ())
    assert figure.wording.en == (
        "Share of removed items that nobody had seen, quarter 2 of 2021: 36% "
        "(360 of 1,000 items; reported by 5 of 5 members)."
    )
    assert "1,000条（信息）中的360条（信息）" in figure.wording.zh
    assert composed(five, "running").value == D(36)


def test_a_ratio_that_does_not_come_out_even_is_rounded_and_its_bounds_enclose_it(five) -> None:
    accept(five, denominators=REMOVED | {"epsilon": 53})
    figure = composed(five)
    # 360 / 1003 = 35.892...%
    assert (figure.value, figure.qualifier) == (D("35.9"), "rounded")
    assert (figure.value_low, figure.value_high) == (D("35.8"), D("35.9"))


OTHER_DAYS = {"period": (date(2021, 4, 1), date(2021, 5, 31))}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"numerators": {k: v for k, v in UNSEEN.items() if k != "epsilon"}}, "The members differ: 4"),
        ({f"gamma_{NUMERATOR}": OTHER_DAYS}, "The days differ"),
        ({f"gamma_{NUMERATOR}": {"definition_version": "2"}}, "The definitions differ"),
        ({f"gamma_{NUMERATOR}": {"taxon_group": "pangolin"}}, "The parts differ"),
        ({"denominators": {}}, "No total of “Items removed (content type not stated)”"),
        ({"numerators": dict.fromkeys(MEMBERS, 0), "denominators": dict.fromkeys(MEMBERS, 0)}, "is zero"),
        ({"numerators": REMOVED, "denominators": UNSEEN}, "is larger than its whole"),
    ],
    ids=["members", "days", "definitions", "parts", "no denominator", "zero", "more than the whole"],
)
def test_a_ratio_of_two_scopes_is_not_computable_and_says_why(five, told, reason) -> None:
    accept(five, **told)
    figure = composed(five)
    assert (figure.value, figure.value_low, figure.value_high) == (None, None, None)
    assert figure.status == "not_computable"
    assert reason in figure.missing[0].en
    assert figure.missing[0].zh
    assert "not computable" in figure.wording.en
    assert "无法计算" in figure.wording.zh


def test_days_split_another_way_are_the_same_days(five) -> None:
    accept(five, **{f"gamma_{NUMERATOR}": {"period": (date(2021, 4, 1), date(2021, 4, 30)), "value": 30}})
    row = {"subject": "gamma", "indicator": NUMERATOR, "value": 40}
    five.accept("gamma", QUARTER, "2021-07-21", row | {"period": (date(2021, 5, 1), date(2021, 6, 30))})
    assert composed(five).value == D(36)


def test_a_year_is_of_one_scope_only_if_all_its_quarters_are(five) -> None:
    accept(five)
    accept(five, numerators={"alpha": 10, "beta": 10, "gamma": 10, "delta": 10}, quarter="2021-Q1")
    assert composed(five).value == D(36)
    assert "The days differ" in composed(five, "running").missing[0].en


def test_hedged_counts_give_an_interval_and_an_open_one_ends_at_the_whole(five) -> None:
    hedged = {"value_low": D(90), "value_high": D(110), "qualifier": "approximately"}
    accept(five, **{f"alpha_{NUMERATOR}": hedged})
    figure = composed(five)
    assert (figure.value, figure.qualifier) == (D(36), "approximately")
    assert (figure.value_low, figure.value_high) == (D(35), D(37))


def test_over_in_the_numerator_leaves_the_ratio_open_up_to_the_whole(five) -> None:
    accept(five, **{f"alpha_{NUMERATOR}": {"value_high": None, "qualifier": "over"}})
    figure = composed(five)
    assert (figure.value, figure.value_low, figure.value_high) == (D(36), D(36), D(100))
    assert "at least 360 of 1,000 items" in figure.wording.en


def test_over_in_the_denominator_leaves_the_ratio_open_down_to_nothing(five) -> None:
    accept(five, **{f"alpha_{DENOMINATOR}": {"value_high": None, "qualifier": "over"}})
    figure = composed(five)
    assert (figure.value, figure.value_low, figure.value_high) == (D(36), D(0), D(36))


def test_bounds_of_a_hidden_total_give_bounds_that_follow_from_them_alone(five) -> None:
    # beta can tell alpha of the numerator within 15%: 1,000 + 900 of 1,930.
    few = dict(zip(MEMBERS, (1000, 900, 10, 10, 10), strict=True))
    accept(five, numerators=few, denominators=dict.fromkeys(MEMBERS, 4000))
    figure = composed(five)
    scope = five.scope()
    (hidden,) = five.rows("disclosed", scope, kind="round", name=QUARTER, indicator=NUMERATOR)
    assert not hidden["shown"]
    assert hidden["bound_low"] < 1930 < hidden["bound_high"]
    assert (figure.value, figure.numerator, figure.status, figure.conf_status) == (
        None,
        None,
        "suppressed",
        "D",
    )
    assert figure.value_low == (1000 * hidden["bound_low"] // 20000) / 10
    assert figure.value_high == -(-1000 * hidden["bound_high"] // 20000) / 10
    assert "bounds only" in figure.wording.en


def test_a_total_that_is_not_shown_at_all_leaves_the_ratio_out(five) -> None:
    two = {"alpha", "beta"}
    accept(
        five,
        numerators={k: v for k, v in UNSEEN.items() if k in two},
        denominators={k: v for k, v in REMOVED.items() if k in two},
    )
    figure = composed(five)
    assert (figure.value, figure.value_low, figure.status, figure.missing) == (None, None, "suppressed", ())
    assert "180" not in figure.wording.en + figure.wording.zh


def test_a_bare_percentage_stays_a_quotation(five) -> None:
    row = {
        "subject": "alpha",
        "indicator": "share_removed_before_view",
        "quarter": QUARTER,
        "value": "73.5",
        "source_url": "https://example.org/said",
    }
    five.accept("alpha", QUARTER, "2021-07-20", row)
    accept(five)
    assert composed(five).value == D(36)
    scope = five.scope()
    build_table("quotations", scope)
    (quoted,) = five.rows("quotations", scope, indicator="share_removed_before_view")
    assert quoted["value"] == D("73.5")
    assert not five.rows("totals", scope, indicator="share_removed_before_view")
