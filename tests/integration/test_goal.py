"""The claim gate over a home filled by hand."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.aggregate import build_table, read_table
from pipeline.codes import codelist
from pipeline.composing.outcome import goals, monitoring
from pipeline.composing.quotations import quotations
from pipeline.indicators.gaps import explain, read_gaps
from pipeline.indicators.goal import measure, reduction
from pipeline.model import Text
from pipeline.sentences import names, sentence
from pipeline.strict_yaml import EditedFileError

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_worlds import CURRENT, World, draw

DECLARED = """
targets:
  - id: eighty-percent
    value: 80
    date: 2021-06-30
    estimand: {en: advertisements per hour of search, zh: 每小时检索发现的广告}
    population: {panel: panel, channels: [website]}
    indicator: ads_found
    effort: effort_hours
    protocol: core
    baseline: {start: 2018-04-01, end: 2018-06-30}
    detection: {stable_because: {en: same searchers, zh: 检索者未变}, by: Watch}
    window_months: 3
"""
SITES = ["one", "two", "three", "four"]


@pytest.fixture
def monitored(small_home):
    """Four sites searched monthly in both windows, with ten times fewer advertisements in the second."""
    register = small_home.home.edited("register.yaml").read_text()
    parties = "".join(
        f"  - {{id: {s}, kind: site, name: {{en: {s}, zh: {s}}}, channel: website}}\n" for s in SITES
    )
    parties += "  - {id: panel, kind: panel, name: {en: panel, zh: panel}}\n"
    relations = "".join(f"  - {{party: {s}, relation: part_of, of: panel}}\n" for s in SITES)
    small_home.write("register.yaml", register.replace("relations:\n", parties + "relations:\n" + relations))
    small_home.write("target.yaml", DECLARED)
    return small_home


def counts(year: int, found: int, sites: list[str] = SITES, protocol: str = "core") -> list[dict]:
    months = [(date(year, 4, 1), date(year, 4, 30)), (date(year, 5, 1), date(year, 5, 31))]
    months.append((date(year, 6, 1), date(year, 6, 30)))
    return [
        {"subject": site, "indicator": indicator, "value": value, "period": month, "channel": "website",
         "protocol": protocol}
        for site in sites
        for month in months
        for indicator, value in (("ads_found", found), ("effort_hours", 10))
    ]  # fmt: skip


def uneven(year: int, found: int) -> list[dict]:
    """Counts that scatter between sites and months around the same mean."""
    shifts = {"one": (1, 0, -1), "two": (-2, 1, 1), "three": (0, -1, 1), "four": (1, 0, -1)}
    rows = counts(year, found)
    for row in rows:
        if row["indicator"] == "ads_found":
            row["value"] += shifts[row["subject"]][row["period"][0].month - 4]
    return rows


def answered(home) -> dict:
    scope = home.scope("2021-Q2")
    for name in ("counted", "monitoring", "quotations"):
        build_table(name, scope)
    measure(scope)
    return next(row for row in read_table("goal", scope) if row["channel"] == row["taxon_group"] == "all")


def gaps(row: dict) -> list[str]:
    return [gap.code for gap in read_gaps(row["missing"])]


@pytest.mark.parametrize(
    ("after", "state"), [(10, "met"), (60, "not_met"), (20, "undecided")], ids=["90%", "40%", "80%"]
)
def test_the_three_answers(monitored, after: int, state: str) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, after))
    row = answered(monitored)
    assert row["state"] == state
    assert row["reduction"] == Decimal(100 - after)
    assert row["reduction_low"] < row["reduction"] < row["reduction_high"]
    assert (row["sites"], row["platforms"], gaps(row)) == (4, 4, [])
    assert (row["state"] == "undecided") == (Decimal("0.2") < row["probability"] < Decimal("0.8"))


@pytest.mark.parametrize("part", ["estimand", "population", "indicator", "effort", "protocol", "baseline"])
def test_each_undeclared_part_is_named(monitored, part: str) -> None:
    lines = [line for line in DECLARED.splitlines() if not line.strip().startswith(f"{part}:")]
    monitored.write("target.yaml", "\n".join(lines))
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *counts(2021, 10))
    row = answered(monitored)
    assert (row["state"], row["reduction"], gaps(row)) == ("not_computable", None, [part])


def test_removals_are_never_an_outcome(monitored) -> None:
    monitored.write("target.yaml", DECLARED.replace("ads_found", "listings_removed"))
    assert gaps(answered(monitored)) == ["outcome"]


def test_counts_without_a_baseline_or_under_another_protocol_give_no_number(monitored) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2021, 10))
    assert gaps(answered(monitored)) == ["baseline_counts"]
    monitored.accept("watch", "2021-Q1", "2021-05-01", *counts(2018, 100, protocol="wider list"))
    assert gaps(answered(monitored)) == ["baseline_counts", "protocol_changed"]


def test_a_site_with_a_missing_month_is_left_out_and_too_few_give_no_number(monitored) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *counts(2021, 10, SITES[:3]))
    assert answered(monitored)["sites"] == 3
    monitored.accept("watch", "2021-Q1", "2021-07-02", *counts(2018, 100, ["one"]))
    monitored.write(
        "register.yaml",
        monitored.home.edited("register.yaml").read_text().replace(
            "relations:\n",
            "  - {id: five, kind: site, name: {en: f, zh: f}, channel: website}\nrelations:\n"
            "  - {party: five, relation: part_of, of: panel}\n",
        ),
    )  # fmt: skip
    assert gaps(answered(monitored)) == ["sites"]


def test_every_missing_part_is_named_at_once(monitored) -> None:
    kept = [
        line for line in DECLARED.splitlines() if not line.strip().startswith(("estimand:", "detection:"))
    ]
    monitored.write("target.yaml", "\n".join(kept))
    assert gaps(answered(monitored)) == ["estimand", "baseline_counts", "current_counts", "detection"]


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


@pytest.mark.parametrize(
    ("until", "said"),
    [("2021-12-31", "is met so far"), ("2020-12-31", "in this window, which ends after its")],
)
def test_the_sentence_to_quote_says_when_it_was_measured(monitored, until: str, said: str) -> None:
    monitored.write("target.yaml", DECLARED.replace("2021-06-30", until))
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, 10))
    assert answered(monitored)["state"] == "met"
    [figure] = goals(monitored.scope("2021-Q2"))
    assert said in figure.wording.en


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


def test_a_panel_that_nobody_registered_is_refused_with_its_line(monitored) -> None:
    monitored.write("target.yaml", DECLARED.replace("panel: panel", "panel: pannel"))
    with pytest.raises(EditedFileError, match=r"line 7: the panel 'pannel' is not in the register"):
        _ = monitored.deployment


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


@pytest.mark.parametrize(
    "indicator",
    [
        c.code
        for c in codelist("indicators")
        if c.extra["measure_class"] not in ("availability", "prevalence")
    ],
)
def test_nothing_that_members_did_can_produce_a_reduction(indicator: str) -> None:
    world = World(platforms=4)
    target = world.target.model_copy(update={"indicator": indicator})
    rows = [row | {"indicator": indicator} for row in draw(world, 1, 1).rows(0)]
    row = reduction(target, CURRENT, rows, world.panel, lambda site: site)
    assert row["state"] == "not_computable"
    assert row["reduction"] is None
    assert "outcome" in {gap.code for gap in read_gaps(str(row["missing"]))}


def test_other_months_and_overlapping_windows_give_no_number(monitored) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *counts(2021, 10))
    monitored.write("target.yaml", DECLARED.replace("2018-06-30", "2018-09-30"))
    assert gaps(answered(monitored)) == ["seasons"]
    monitored.write(
        "target.yaml", DECLARED.replace("2018-04-01, end: 2018-06-30", "2021-04-01, end: 2021-06-30")
    )
    assert gaps(answered(monitored)) == ["overlap"]


def test_every_gap_reads_well_in_both_languages() -> None:
    blanks = {"window": "w", "baseline": "b", "complete": "1", "sites": "3", "reason": "r", "share": "9"}
    blanks |= {"before": "x", "after": "y", "protocols": "x → y", "largest": "9", "most": "9", "times": "9"}
    blanks |= {"platforms": "2", "fewest": "3"}
    for name in names():
        if name.startswith("missing_"):
            text = sentence(name, **blanks)
            assert text.en.endswith(".")
            assert text.zh.endswith("。")
            assert "{" not in text.en + text.zh
    stored = json.dumps([{"code": "sites", "params": {"complete": "2", "sites": "9", "share": "20"}}])
    assert isinstance(explain(read_gaps(stored)[0]), Text)
    assert codelist("indicators")["ads_found"].extra["measure_class"] == "availability"
