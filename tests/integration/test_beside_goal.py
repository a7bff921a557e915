"""Published changes beside the goal: only what really differs is given as a reason."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.composing.beside_goal import beside

sys.path.insert(0, str(Path(__file__).parent))
from monitored_sites import answered, monitored_home

LIKE_THE_GOAL = {
    "subject": "panel",
    "indicator": "ads_found_change",
    "value": Decimal(-73),
    "period": (date(2021, 4, 1), date(2021, 6, 30)),
    "reference_period": "2018-Q2",
    "protocol": "another",
    "quote": "declined by 73%",
    "source_publisher": "Watch",
    "source_url": "https://example.org/report",
    "source_date": date(2021, 7, 6),
}
COUNTS = {"numerator": Decimal(-73), "denominator": Decimal(100)}


@pytest.fixture
def said(small_home):
    def tell(**changed) -> tuple[str, str]:
        home = monitored_home(small_home)
        home.accept("secretariat", "2021-Q2", "2021-07-02", LIKE_THE_GOAL | changed)
        answered(home)
        scope = home.scope("2021-Q2")
        [text] = beside(scope, scope.deployment.targets[0])
        return text.en, text.zh

    return tell


@pytest.mark.parametrize("written", ["2018-Q2", "2018-04-01/2018-06-30", "2018-04/2018-06"])
def test_the_same_sites_baseline_and_time_are_not_called_another_goal(said, written: str) -> None:
    english, chinese = said(reference_period=written, **COUNTS)
    assert "is not the Coalition's" not in english
    assert "不是联盟的" not in chinese
    assert english.endswith("It is somebody else's answer and is not checked here.")


def test_missing_counts_are_said_beside_a_change_like_the_goal(said) -> None:
    assert said()[0].endswith("No counts are recorded beside it, so nothing shows how sure it is.")


def test_missing_counts_are_said_behind_the_reasons(said) -> None:
    english, chinese = said(reference_period="2012/2016")
    assert english.endswith("; no counts are recorded beside it, so nothing shows how sure it is.")
    assert "2012年至2016年" in chinese


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"reference_period": "2017"}, "it is measured against 2017, while the goal is measured against"),
        ({"reference_period": None}, "it does not say what it is measured against"),
        ({"subject": "group"}, "it speaks of Group, not of the declared panel"),
        ({"channel": "website"}, "it speaks of a part of the sites only (Websites and marketplaces)"),
        ({"period": (date(2019, 1, 1), date(2019, 12, 31))}, "its time ends with 2019, before the date"),
        ({"period": (date(2021, 1, 1), date(2021, 3, 31))}, "its time ends with 31 March 2021, before"),
    ],
    ids=["baseline", "no baseline", "subject", "channel", "an earlier year", "the same year"],
)
def test_one_real_reason_is_the_only_one_given(said, changed: dict, reason: str) -> None:
    english, chinese = said(**changed, **COUNTS)
    told = english.partition("is not the Coalition's 80%: ")[2]
    assert told.startswith(reason)
    assert ";" not in told
    assert "不是联盟的80%目标：" in chinese
    assert "；" not in chinese
