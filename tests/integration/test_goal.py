"""The claim gate over a home filled by hand: three answers, or the names of all that is missing."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.codes import codelist
from pipeline.composing.outcome import goals
from pipeline.indicators.gaps import explain, read_gaps
from pipeline.indicators.goal import reduction
from pipeline.model import Text
from pipeline.sentences import names, sentence
from pipeline.strict_yaml import EditedFileError

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parent))
from belief_worlds import CURRENT, World, draw
from monitored_sites import DECLARED, SITES, answered, counts, gaps, monitored_home, uneven


@pytest.fixture
def monitored(small_home):
    return monitored_home(small_home)


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


def test_other_months_and_overlapping_windows_give_no_number(monitored) -> None:
    monitored.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *counts(2021, 10))
    monitored.write("target.yaml", DECLARED.replace("2018-06-30", "2018-09-30"))
    assert gaps(answered(monitored)) == ["seasons"]
    monitored.write(
        "target.yaml", DECLARED.replace("2018-04-01, end: 2018-06-30", "2021-04-01, end: 2021-06-30")
    )
    assert gaps(answered(monitored)) == ["overlap"]


def test_every_missing_part_is_named_at_once(monitored) -> None:
    kept = [
        line for line in DECLARED.splitlines() if not line.strip().startswith(("estimand:", "detection:"))
    ]
    monitored.write("target.yaml", "\n".join(kept))
    assert gaps(answered(monitored)) == ["estimand", "baseline_counts", "current_counts", "detection"]


def test_a_panel_that_nobody_registered_is_refused_with_its_line(monitored) -> None:
    monitored.write("target.yaml", DECLARED.replace("panel: panel", "panel: pannel"))
    with pytest.raises(EditedFileError, match=r"line 7: the panel 'pannel' is not in the register"):
        _ = monitored.deployment


def test_every_gap_reads_well_in_both_languages() -> None:
    blanks = {"window": "w", "baseline": "b", "complete": "1", "sites": "3", "reason": "r", "share": "9"}
    blanks |= {"before": "x", "after": "y", "protocols": "x → y", "largest": "9", "most": "9", "times": "9"}
    blanks |= {"platforms": "2", "fewest": "3", "searches": "4", "places": "one (2021-04)"}
    for name in names():
        if name.startswith("missing_"):
            text = sentence(name, **blanks)
            assert text.en.endswith(".")
            assert text.zh.endswith("。")
            assert "{" not in text.en + text.zh
    stored = json.dumps([{"code": "sites", "params": {"complete": "2", "sites": "9", "share": "20"}}])
    assert isinstance(explain(read_gaps(stored)[0]), Text)
    assert codelist("indicators")["ads_found"].extra["measure_class"] == "availability"
