"""The claim gate over a home filled by hand."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipeline.aggregate import build_table, read_table, table_names
from pipeline.codes import codelist
from pipeline.indicators.goal import explain, measure, read_gaps
from pipeline.model import Text
from pipeline.sentences import names, sentence

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
    from datetime import date

    months = [(date(year, 4, 1), date(year, 4, 30)), (date(year, 5, 1), date(year, 5, 31))]
    months.append((date(year, 6, 1), date(year, 6, 30)))
    return [
        {"subject": site, "indicator": indicator, "value": value, "period": month, "channel": "website",
         "protocol": protocol}
        for site in sites
        for month in months
        for indicator, value in (("ads_found", found), ("effort_hours", 10))
    ]  # fmt: skip


def answered(home) -> dict:
    scope = home.scope("2021-Q2")
    for name in table_names():
        build_table(name, scope)
    measure(scope)
    (row,) = read_table("goal", scope)
    return row


def gaps(row: dict) -> list[str]:
    return [gap.code for gap in read_gaps(row["missing"])]


@pytest.mark.parametrize(
    ("after", "state"), [(10, "met"), (60, "not_met"), (20, "undecided")], ids=["90%", "40%", "80%"]
)
def test_the_three_answers(monitored, after: int, state: str) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *counts(2021, after))
    row = answered(monitored)
    assert row["state"] == state
    assert row["reduction"] == Decimal(100 - after)
    assert row["reduction_low"] < row["reduction"] < row["reduction_high"]
    assert (row["sites"], gaps(row)) == (4, [])


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
    assert gaps(answered(monitored)) == ["baseline_counts"]


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


def test_other_months_and_overlapping_windows_give_no_number(monitored) -> None:
    monitored.write("target.yaml", DECLARED.replace("2018-06-30", "2018-09-30"))
    assert gaps(answered(monitored)) == ["seasons"]
    monitored.write(
        "target.yaml", DECLARED.replace("2018-04-01, end: 2018-06-30", "2021-04-01, end: 2021-06-30")
    )
    assert gaps(answered(monitored)) == ["overlap"]


def test_every_gap_reads_well_in_both_languages() -> None:
    blanks = {"window": "w", "baseline": "b", "complete": "1", "sites": "3", "reason": "r"}
    for name in names():
        if name.startswith("missing_"):
            text = sentence(name, **blanks)
            assert text.en.endswith(".")
            assert text.zh.endswith("。")
            assert "{" not in text.en + text.zh
    stored = json.dumps([{"code": "sites", "params": {"complete": "2", "sites": "9"}}])
    assert isinstance(explain(read_gaps(stored)[0]), Text)
    assert codelist("indicators")["ads_found"].extra["measure_class"] == "availability"
