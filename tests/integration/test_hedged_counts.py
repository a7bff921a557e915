"""What is no plain number carries no reduction: hedged, estimated or filled-in counts and efforts."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.aggregate import read_table
from pipeline.composing.monitoring import monitoring
from pipeline.indicators.gaps import explain, read_gaps

sys.path.insert(0, str(Path(__file__).parent))
from monitored_sites import DECLARED, SITES, answered, counts, gaps, monitored_home, uneven

BEFORE, NOW = counts(2018, 100), uneven(2021, 10)
HEDGES = {
    "over": {"qualifier": "over", "value_high": None},
    "range": {
        "qualifier": "range",
        "value": None,
        "value_low": Decimal(5),
        "value_high": Decimal(15),
    },
    "vague": {"qualifier": "vague", "value": None, "value_low": None, "value_high": None},
    "imputed": {"obs_status": "imputed"},
}
ABOUT = {"qualifier": "approximately", "value_low": Decimal(5), "value_high": Decimal(15)}


@pytest.fixture
def monitored(small_home):
    return monitored_home(small_home)


def hedged(
    rows: list[dict], hedge: dict, indicator: str = "ads_found", sites: tuple = ("two",)
) -> list[dict]:
    return [row | hedge if row["indicator"] == indicator and row["subject"] in sites else row for row in rows]


@pytest.mark.parametrize("hedge", HEDGES)
def test_the_target_is_not_met_on_counts_that_are_no_plain_numbers(monitored, hedge: str) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *BEFORE, *hedged(NOW, HEDGES[hedge], sites=SITES))
    row = answered(monitored)
    assert (row["state"], row["reduction"], gaps(row)) == ("not_computable", None, ["hedged_counts"])


def test_one_hedged_search_is_named_with_its_site_and_months(monitored) -> None:
    unsure = [
        row | {"obs_status": "estimated"}
        if row["indicator"] == "effort_hours" and row["subject"] == "two" and row["period"][0].month < 6
        else row
        for row in BEFORE
    ]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *unsure, *NOW)
    row = answered(monitored)
    [gap] = read_gaps(row["missing"])
    assert gap.params == {"searches": "2", "sites": "1", "places": "two (2018-04-01/2018-05-31)"}
    assert "two (2018-04-01/2018-05-31)" in explain(gap).en
    assert "two (2018-04-01/2018-05-31)" in explain(gap).zh


def test_the_series_leaves_out_a_site_whose_counts_are_hedged(monitored) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *BEFORE, *hedged(NOW, HEDGES["over"]))
    answered(monitored)
    points = monitoring(monitored.scope("2021-Q2"))
    assert [(point.found, point.effort, point.sites) for point in points] == [(900, 90, 3), (90, 90, 3)]


def test_what_the_answer_does_not_rest_on_may_be_hedged(monitored) -> None:
    one_part = [
        row | {"taxon_group": "rhino", "value": 3} | HEDGES["over"]
        for row in NOW
        if row["indicator"] == "ads_found"
    ]
    quarter = [row | {"period": (date(2021, 4, 1), date(2021, 6, 30))} for row in NOW[::6]]
    between = hedged(counts(2020, 50), HEDGES["over"], sites=SITES)
    coarse = hedged(quarter, HEDGES["over"], sites=SITES)
    monitored.accept("watch", "2021-Q2", "2021-07-01", *BEFORE, *NOW, *one_part, *between, *coarse)
    assert answered(monitored)["state"] == "met"


def test_a_link_rests_on_plain_numbers_too(monitored) -> None:
    monitored.write(
        "target.yaml", DECLARED.replace("protocol: core", "protocol: core\n    continued_by: [wider]")
    )
    wider = [row | {"protocol": "wider"} for row in uneven(2021, 20)]
    both = [*counts(2020, 60), *hedged(counts(2020, 120, protocol="wider"), ABOUT)]
    monitored.accept("watch", "2021-Q2", "2021-07-01", *BEFORE, *both, *wider)
    assert gaps(answered(monitored)) == ["hedged_counts"]


def test_a_share_noticed_rests_on_plain_numbers_too(monitored) -> None:
    monitored.write(
        "target.yaml", "\n".join(line for line in DECLARED.splitlines() if "detection:" not in line)
    )
    names = ("double_first", "double_second", "double_both")
    seen = [
        row | {"indicator": indicator, "value": value}
        for rows, values in ((BEFORE, (100, 50, 40)), (NOW, (10, 10, 4)))
        for row in rows[::2]
        for indicator, value in zip(names, values, strict=True)
    ]
    monitored.accept("watch", "2021-Q1", "2021-07-02", *BEFORE, *NOW, *seen)
    assert answered(monitored)["detection"] == "double"
    monitored.accept("watch", "2021-Q2", "2021-07-03", *hedged(seen, ABOUT, "double_both"))
    assert gaps(answered(monitored)) == ["hedged_counts"]


def test_a_rounded_share_of_views_keeps_the_views_counted(monitored) -> None:
    declared = DECLARED.replace("ads_found", "violating_view_rate").replace("    effort: effort_hours\n", "")
    monitored.write("target.yaml", "\n".join(x for x in declared.splitlines() if "detection:" not in x))
    sampled = [
        row
        | {
            "indicator": "violating_view_rate",
            "value": round(row["value"] / 100, 1),
            "numerator": Decimal(row["value"]),
            "denominator": Decimal(10000),
            "qualifier": "rounded",
        }
        for row in (*BEFORE, *NOW)
        if row["indicator"] == "ads_found"
    ]
    monitored.accept("watch", "2021-Q1", "2021-07-01", *sampled)
    assert answered(monitored)["state"] == "met"
    filled_in = hedged(sampled, HEDGES["imputed"], "violating_view_rate")
    monitored.accept("watch", "2021-Q2", "2021-07-02", *filled_in)
    assert gaps(answered(monitored)) == ["hedged_counts"]


def test_a_month_that_was_not_searched_is_no_hedge(monitored) -> None:
    absent = {"value": None, "value_low": None, "value_high": None, "obs_status": "not_collected"}
    monitored.accept("watch", "2021-Q2", "2021-07-01", *BEFORE, *hedged(NOW, absent))
    assert answered(monitored)["state"] == "met"
    assert not any(row["hedged"] for row in read_table("monitoring", monitored.scope("2021-Q2")))
