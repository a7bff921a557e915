"""Ratios of two totals over a home filled by hand: computed where the scope is one, otherwise the reason.

Each case is a ratio of the code list in a quarter of its own, so that the tables are built once for all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.aggregate import build_table, leading_to
from pipeline.composing.ratios import ratios
from pipeline.edition import save
from pipeline.figures import Edition
from pipeline.model import Text
from pipeline.ratios import declared

D = Decimal
MEMBERS = ("alpha", "beta", "gamma", "delta", "epsilon")
WHOLE = dict(zip(MEMBERS, (400, 300, 150, 100, 50), strict=True))
PART = dict(zip(MEMBERS, (100, 80, 70, 60, 50), strict=True))
OTHER_DAYS = {"period": (date(2021, 4, 1), date(2021, 5, 31))}
FIRST, SECOND = "2021-Q1", "2021-Q2"


def without(values, *names):
    return {name: value for name, value in values.items() if name not in names}


CASES = {
    # name: (ratio, quarter, what is divided, what it is divided by, what gamma or alpha says otherwise)
    "members": ("items_gone_before_view", SECOND, without(PART, "epsilon"), WHOLE, {}),
    "days": ("listings_gone_before_view", SECOND, PART, WHOLE, {("gamma", 0): OTHER_DAYS}),
    "definitions": (
        "videos_gone_before_view",
        SECOND,
        PART,
        WHOLE,
        {("gamma", 0): {"definition_version": "2"}},
    ),
    "parts": ("reported_items_upheld", SECOND, PART, WHOLE, {("gamma", 0): {"taxon_group": "pangolin"}}),
    "too large": ("restored_on_appeal", SECOND, WHOLE, PART, {}),
    "no denominator": ("appeals_upheld", SECOND, PART, {}, {}),
    "even": ("items_gone_before_view", FIRST, PART, WHOLE, {}),
    "rounded": ("listings_gone_before_view", FIRST, PART, WHOLE | {"epsilon": 53}, {}),
    "hedged": (
        "videos_gone_before_view",
        FIRST,
        PART,
        WHOLE,
        {("alpha", 0): {"value_low": D(90), "value_high": D(110), "qualifier": "approximately"}},
    ),
    "over above": (
        "reported_items_upheld",
        FIRST,
        PART,
        WHOLE,
        {("alpha", 0): {"value_high": None, "qualifier": "over"}},
    ),
    "over below": (
        "restored_on_appeal",
        FIRST,
        PART,
        WHOLE,
        {("alpha", 1): {"value_high": None, "qualifier": "over"}},
    ),
    "zero": ("appeals_upheld", FIRST, dict.fromkeys(MEMBERS, 0), dict.fromkeys(MEMBERS, 0), {}),
    "more than all": ("appeals_upheld", "2020-Q4", WHOLE, PART, {}),
    # beta can tell alpha within 15%: 1,000 and 900 of 1,930.
    "bounds": (
        "items_gone_before_view",
        "2020-Q4",
        dict(zip(MEMBERS, (1000, 900, 10, 10, 10), strict=True)),
        dict.fromkeys(MEMBERS, 4000),
        {},
    ),
    "two members": (
        "listings_gone_before_view",
        "2020-Q4",
        without(PART, "gamma", "delta", "epsilon"),
        without(WHOLE, "gamma", "delta", "epsilon"),
        {},
    ),
    # gamma's part in two stretches of days, its whole in one.
    "split days": (
        "videos_gone_before_view",
        "2020-Q4",
        PART,
        WHOLE,
        {("gamma", 0): {"period": (date(2020, 10, 1), date(2020, 10, 31)), "value": 30}},
    ),
}
SIDES = {ratio.code: (ratio.numerator, ratio.denominator) for ratio in declared()}


def told(name: str, case):
    """What one member says for a case."""
    ratio, quarter, *sides, otherwise = case
    for side, values in enumerate(sides):
        if name in values:
            row = {
                "subject": name,
                "indicator": SIDES[ratio][side],
                "quarter": quarter,
                "value": values[name],
            }
            row |= otherwise.get((name, side), {})
            yield {k: v for k, v in row.items() if k != "quarter" or "period" not in row}


@pytest.fixture(scope="module")
def filled(shared_home):
    """A home of five members who stand alone, with all cases and a bare percentage."""
    parties = "".join(
        f"  - {{id: {name}, kind: company, name: {{en: {name}, zh: {name}}}}}\n" for name in MEMBERS
    )
    relations = "".join(
        f"  - {{party: {name}, relation: member, of: coalition, start: 2018-03-07}}\n" for name in MEMBERS
    )
    shared_home.write(
        "register.yaml",
        "parties:\n  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}\n"
        f"{parties}relations:\n{relations}",
    )
    for name in MEMBERS:
        rows = [row for case in CASES.values() for row in told(name, case)]
        if name == "gamma":
            rest = {"period": (date(2020, 11, 1), date(2020, 12, 31)), "value": 40}
            rows.append({"subject": name, "indicator": SIDES["videos_gone_before_view"][0]} | rest)
        for source, share in (("automated", 3), ("staff", 1), ("user_report", 1)):
            post = {"subject": name, "indicator": "posts_removed", "quarter": SECOND, "value": 100 * share}
            rows.append(post | {"detection_source": source})
        if name == "alpha":
            rows.append({"subject": name, "indicator": "posts_removed", "quarter": FIRST, "value": 500})
            bare = {"indicator": "share_removed_before_view", "quarter": SECOND, "value": "73.5"}
            rows.append({"subject": name, "source_url": "https://example.org/said"} | bare)
        shared_home.accept(name, SECOND, "2021-07-20", *rows)
    scope = shared_home.scope()
    for table in leading_to("ratios", "quotations"):
        build_table(table, scope)
    return shared_home


@pytest.fixture(scope="module")
def figures(filled):
    return {figure.id: figure for figure in ratios(filled.scope())}


def of(figures, case: str):
    ratio, quarter, *_ = CASES[case]
    return figures[f"ratio_round/{ratio}/{quarter}"]


def test_two_totals_of_the_same_members_and_days_give_a_ratio(figures) -> None:
    figure = of(figures, "even")
    assert (figure.value, figure.numerator, figure.denominator) == (D("36"), D(360), D(1000))
    assert (figure.value_low, figure.value_high, figure.qualifier) == (D(36), D(36), "exact")
    assert (figure.status, figure.coverage_n, figure.coverage_of, figure.missing) == ("normal", 5, 5, ())
    assert figure.wording.en == (
        "Share of removed items that nobody had seen, quarter 1 of 2021: 36% "
        "(360 of 1,000 items; reported by 5 of 5 members)."
    )
    assert "1,000条（信息）中的360条（信息）" in figure.wording.zh


def test_a_ratio_that_does_not_come_out_even_is_rounded_and_its_bounds_enclose_it(figures) -> None:
    figure = of(figures, "rounded")  # 360 / 1003 = 35.892...%
    assert (figure.value, figure.qualifier) == (D("35.9"), "rounded")
    assert (figure.value_low, figure.value_high) == (D("35.8"), D("35.9"))


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("members", "The members differ: 4 reported “Items removed before any view” and 5"),
        ("days", "The days differ"),
        ("definitions", "The definitions differ"),
        ("parts", "The parts differ"),
        ("no denominator", "No total of “Appeals received”"),
        ("zero", "“Appeals received” is zero"),
        ("too large", "is larger than its whole"),
    ],
)
def test_a_ratio_of_two_scopes_is_not_computable_and_says_why(figures, case, reason) -> None:
    figure = of(figures, case)
    assert (figure.value, figure.value_low, figure.value_high) == (None, None, None)
    assert figure.status == "not_computable"
    assert reason in figure.missing[0].en
    assert figure.missing[0].zh
    assert "not computable" in figure.wording.en
    assert "无法计算" in figure.wording.zh


def test_days_split_another_way_are_the_same_days(figures) -> None:
    assert of(figures, "split days").value == D(36)


def test_more_than_a_hundred_percent_where_the_one_is_no_part_of_the_other(figures) -> None:
    assert of(figures, "more than all").value == D("277.8")
    assert "1,000 against 360 appeals" in of(figures, "more than all").wording.en


def test_a_longer_window_is_of_one_scope_only_if_all_its_days_are(figures) -> None:
    assert "The parts differ" in figures[f"ratio_running/reported_items_upheld/{SECOND}"].missing[0].en
    assert "The days differ" in figures[f"ratio_running/items_gone_before_view/{SECOND}"].missing[0].en


def test_what_the_platforms_found_themselves_is_taken_from_the_breakdown_of_the_same_figures(figures) -> None:
    figure = figures[f"ratio_round/posts_proactively/{SECOND}"]
    assert (figure.value, figure.numerator, figure.denominator) == (D(80), D(2000), D(2500))
    assert (figure.status, figure.coverage_n) == ("normal", 5)
    undivided = figures[f"ratio_running/posts_proactively/{SECOND}"]
    assert undivided.value is None
    assert "Only 4 of the 5 members" in undivided.missing[0].en


def test_hedged_counts_give_an_interval(figures) -> None:
    figure = of(figures, "hedged")
    assert (figure.value, figure.qualifier) == (D(36), "approximately")
    assert (figure.value_low, figure.value_high) == (D(35), D(37))


def test_over_in_the_numerator_leaves_the_ratio_open_up_to_the_whole(figures) -> None:
    figure = of(figures, "over above")
    assert (figure.value, figure.value_low, figure.value_high) == (D(36), D(36), D(100))
    assert "at least 360 of 1,000 items" in figure.wording.en


def test_over_in_the_denominator_leaves_the_ratio_open_down_to_nothing(figures) -> None:
    figure = of(figures, "over below")
    assert (figure.value, figure.value_low, figure.value_high) == (D(36), D(0), D(36))


def test_bounds_of_a_hidden_total_give_bounds_that_follow_from_them_alone(filled, figures) -> None:
    figure = of(figures, "bounds")
    wanted = {"kind": "round", "name": "2020-Q4", "indicator": "items_removed_before_view"}
    (hidden,) = filled.rows("disclosed", filled.scope(), **wanted)
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


def test_a_total_that_is_not_shown_at_all_leaves_the_ratio_out(figures) -> None:
    figure = of(figures, "two members")
    assert (figure.value, figure.value_low, figure.status, figure.missing) == (None, None, "suppressed", ())
    assert "180" not in figure.wording.en + figure.wording.zh


def test_a_bare_percentage_stays_a_quotation(filled, figures) -> None:
    (quoted,) = filled.rows("quotations", filled.scope(), indicator="share_removed_before_view")
    assert quoted["value"] == D("73.5")
    assert not filled.rows("totals", filled.scope(), indicator="share_removed_before_view")
    assert not [identity for identity in figures if "share_removed" in identity]


def test_what_a_ratio_is_made_of_is_checked_against_what_may_be_shown(filled, figures) -> None:
    from assets.checks import nothing_passes_by_disclosure

    scope = filled.scope()
    given = list(figures.values())

    def drafted(listed):
        made = Edition(
            round=scope.round,
            version=None,
            as_of=scope.as_of,
            title=Text("A test", "测试"),
            publisher=Text("Nobody", "Nobody"),
            invented=True,
            figures=tuple(listed),
        )
        save(made, scope.home.draft(scope.round) / "internal" / "edition.json")
        return [row["figure"] for row in nothing_passes_by_disclosure(scope)]

    assert drafted(given) == []
    hidden, part = of(figures, "bounds"), figures[f"ratio_round/posts_proactively/{SECOND}"]
    assert drafted([replace(hidden, numerator=D(1930))]) == [hidden.id]
    assert drafted([replace(part, numerator=D(2001))]) == [part.id]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"numerator": "no_such"}, "unknown indicator"),
        ({"numerator": "measures_automated", "denominator": "measures_taken"}, "no totals"),
        ({"numerator": "videos_removed"}, "divides"),
        ({"numerator": "items_removed"}, "by itself"),
        ({"part_of_whole": "perhaps"}, "yes or no"),
        ({"numerator_dimension": "form"}, "or neither"),
        ({"numerator_dimension": "form", "numerator_values": "live winged"}, "'winged'"),
        ({"numerator_dimension": "colour", "numerator_values": "red"}, "unknown dimension"),
        ({"unit": "item"}, "percent"),
    ],
)
def test_a_ratio_that_cannot_be_meant_is_refused_on_loading(monkeypatch, wrong, said) -> None:
    from pipeline import ratios as module
    from pipeline.codes import CodeList, codelist

    first = next(iter(codelist("ratios")))
    bad = CodeList("ratios", {first.code: type(first)(first.code, first.label, "", first.extra | wrong)})
    lists = {"ratios": bad}
    monkeypatch.setattr(module, "codelist", lambda name: lists.get(name) or codelist(name))
    module.declared.cache_clear()
    with pytest.raises(ValueError, match=said):
        module.declared()
    module.declared.cache_clear()
