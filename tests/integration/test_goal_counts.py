"""Which counts a goal may set against each other, and how those of sites, channels and groups go together."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.aggregate import read_table
from pipeline.composing.monitoring import monitoring
from pipeline.composing.outcome import goals
from pipeline.composing.quotations import quotations

sys.path.insert(0, str(Path(__file__).parent))
from monitored_sites import DECLARED, SITES, answered, counts, gaps, monitored_home, uneven


@pytest.fixture
def monitored(small_home):
    return monitored_home(small_home)


def test_without_two_observers_somebody_must_vouch_for_the_search(monitored) -> None:
    lines = [line for line in DECLARED.splitlines() if "detection:" not in line]
    monitored.write("target.yaml", "\n".join(lines))
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, 10))
    assert gaps(answered(monitored)) == ["detection"]
    seen = [
        {"subject": site, "indicator": indicator, "value": value, "period": row["period"],
         "channel": "website", "protocol": "core"}
        for site in SITES
        for year, values in ((2018, (100, 50, 40)), (2021, (10, 10, 4)))
        for row in counts(year, 1, [site])[::2]
        for indicator, value in zip(("double_first", "double_second", "double_both"), values, strict=True)
    ]  # fmt: skip
    monitored.accept("watch", "2021-Q1", "2021-07-02", *seen)
    row = answered(monitored)
    assert (row["detection"], gaps(row)) == ("double", [])
    # 80% noticed before, 40% now: what looks like 90% less is 80% less.
    assert row["reduction"] == pytest.approx(Decimal(80), abs=Decimal("0.5"))
    [figure] = goals(monitored.scope("2021-Q2"))
    assert any("40% in the current window" in text.en for text in figure.remarks)


def test_a_changed_keyword_list_is_linked_over_the_time_when_both_ran(monitored) -> None:
    both = [*counts(2020, 60), *counts(2020, 120, protocol="wider")]
    monitored.accept("watch", "2021-Q1", "2021-07-02", *counts(2018, 100), *both)
    monitored.accept("watch", "2021-Q2", "2021-07-03", *[r | {"protocol": "wider"} for r in uneven(2021, 20)])
    assert gaps(answered(monitored)) == ["current_counts", "protocol_changed"]
    monitored.write(
        "target.yaml", DECLARED.replace("protocol: core", "protocol: core\n    continued_by: [wider]")
    )
    row = answered(monitored)
    assert (row["link"], row["reduction"], gaps(row)) == (Decimal(2), Decimal(90), [])
    [figure] = goals(monitored.scope("2021-Q2"))
    assert any("from core to wider" in text.en and "2.00 times" in text.en for text in figure.remarks)


def test_a_changed_definition_and_a_marked_break_leave_nothing_to_compare(monitored) -> None:
    monitored.accept("watch", "2021-Q1", "2021-07-02", *counts(2018, 100))
    changed = [r | {"definition_version": "2"} for r in counts(2021, 10)]
    monitored.accept("watch", "2021-Q2", "2021-07-03", *changed)
    assert gaps(answered(monitored)) == ["sites", "definition"]
    broken = [r | {"obs_status": "break"} for r in counts(2021, 10)]
    monitored.accept("watch", "2021-Q2", "2021-07-04", *broken)
    assert gaps(answered(monitored)) == ["sites", "marked"]


@pytest.mark.parametrize("indicator", ["ads_found", "effort_hours"])
def test_a_break_counts_wherever_it_is_marked(monitored, indicator: str) -> None:
    # beside a count without its effort, or beside an effort without a count
    alone = [r | {"obs_status": "break"} for r in counts(2020, 50) if r["indicator"] == indicator]
    monitored.accept("watch", "2021-Q2", "2021-07-03", *counts(2018, 100), *uneven(2021, 10), *alone)
    assert gaps(answered(monitored)) == ["sites", "marked"]


def test_a_break_of_another_keyword_list_is_none_of_this_one(monitored) -> None:
    other = [r | {"obs_status": "break"} for r in counts(2020, 50, protocol="other")]
    monitored.accept("watch", "2021-Q2", "2021-07-03", *counts(2018, 100), *uneven(2021, 10), *other)
    assert gaps(answered(monitored)) == []


def test_the_monitored_rate_counts_no_search_twice(monitored) -> None:
    monitored.write(
        "calendar.yaml",
        "start: 2018-01-01\nrounds:\n"
        "  - {round: 2021-Q2, opens: 2021-07-01, due: 2021-07-31, cut_off: 2021-08-31}\n",
    )
    months = counts(2021, 10)
    quarter = [r | {"period": (date(2021, 4, 1), date(2021, 6, 30)), "value": 30} for r in months[:2]]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *months, *quarter)
    answered(monitored)
    [point] = monitoring(monitored.scope("2021-Q2"))
    assert (point.found, point.effort, point.sites) == (120, 120, 4)


def test_channels_stand_apart_before_they_stand_together(monitored) -> None:
    register = monitored.home.edited("register.yaml").read_text()
    feeds = ("five", "six", "seven")
    parties = "".join(
        f"  - {{id: {s}, kind: site, name: {{en: {s}, zh: {s}}}, channel: social}}\n" for s in feeds
    )
    relations = "".join(f"  - {{party: {s}, relation: part_of, of: panel}}\n" for s in feeds)
    monitored.write("register.yaml", register.replace("relations:\n", parties + "relations:\n" + relations))
    monitored.write("target.yaml", DECLARED.replace("[website]", "[website, social]"))
    social = [
        r | {"channel": "social"}
        for year, found in ((2018, 100), (2021, 60))
        for r in counts(year, found, [*feeds])
    ]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, 10), *social)
    row = answered(monitored)
    parts = {r["channel"]: r for r in read_table("goal", monitored.scope("2021-Q2"))}
    assert (parts["website"]["reduction"], parts["social"]["reduction"]) == (Decimal(90), Decimal(40))
    assert parts["social"]["state"] == "part"
    assert Decimal(40) < row["reduction"] < Decimal(90)
    whole, *apart = goals(monitored.scope("2021-Q2"))
    assert whole.measure_class == "availability"
    assert [figure.topic for figure in apart] == ["goal_part", "goal_part"]


def test_taxon_groups_are_added_up_where_no_whole_was_reported(monitored) -> None:
    rows = [
        r | {"taxon_group": taxon, "value": r["value"] / 2}
        for r in (*counts(2018, 100), *uneven(2021, 10))
        if r["indicator"] == "ads_found"
        for taxon in ("elephant_ivory", "rhino")
    ]
    hours = [r for r in (*counts(2018, 1), *counts(2021, 1)) if r["indicator"] == "effort_hours"]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *rows, *hours)
    assert answered(monitored)["reduction"] == Decimal(90)
    parts = {r["taxon_group"]: r["reduction"] for r in read_table("goal", monitored.scope("2021-Q2"))}
    assert parts == {"all": Decimal(90), "elephant_ivory": Decimal(90), "rhino": Decimal(90)}


def test_sites_of_one_owner_count_as_one_platform(monitored) -> None:
    register = monitored.home.edited("register.yaml").read_text()
    owned = "".join(f"  - {{party: {s}, relation: owned_by, of: group}}\n" for s in SITES[:2])
    monitored.write("register.yaml", register.replace("relations:\n", "relations:\n" + owned))
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, 10))
    assert (answered(monitored)["platforms"], answered(monitored)["sites"]) == (3, 4)


def test_sampled_views_are_a_prevalence_with_the_views_as_effort(monitored) -> None:
    declared = DECLARED.replace("ads_found", "violating_view_rate").replace("    effort: effort_hours\n", "")
    monitored.write("target.yaml", "\n".join(x for x in declared.splitlines() if "detection:" not in x))
    sampled = [
        {
            **r,
            "indicator": "violating_view_rate",
            "value": f / 100,
            "numerator": Decimal(f),
            "denominator": Decimal(10000),
        }
        for year, found in ((2018, 100), (2021, 10))
        for r in uneven(year, found)
        if r["indicator"] == "ads_found"
        for f in [r["value"]]
    ]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *sampled)
    row = answered(monitored)
    assert (row["state"], row["detection"]) == ("met", "sampled")
    [figure] = goals(monitored.scope("2021-Q2"))
    assert figure.measure_class == "prevalence"
    assert "prevalence" in figure.remarks[0].en


def test_a_quoted_share_of_sampled_views_has_its_interval(monitored) -> None:
    share = {"subject": "alpha", "indicator": "violating_view_rate", "quarter": "2021-Q2", "quote": "q",
             "source_url": "https://example.org", "value": "0.16"}  # fmt: skip
    sampled = share | {"numerator": Decimal(16), "denominator": Decimal(10000)}
    monitored.accept("secretariat", "2021-Q2", "2021-07-01", sampled, share | {"quarter": "2021-Q1"})
    answered(monitored)
    earlier, later = sorted(quotations(monitored.scope("2021-Q2")), key=lambda figure: figure.period)
    assert (earlier.interval_low, earlier.interval_high) == (None, None)
    # Wilson's interval for 16 of 10,000
    assert (later.interval_low, later.interval_high) == (Decimal("0.0985"), Decimal("0.2598"))
