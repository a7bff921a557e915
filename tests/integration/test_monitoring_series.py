"""The series behind the goal: the same sites in every quarter, gaps where they were not searched, breaks."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.composing.monitoring import monitoring

sys.path.insert(0, str(Path(__file__).parent))
from monitored_sites import DECLARED, SITES, answered, counts, monitored_home


@pytest.fixture
def monitored(small_home):
    return monitored_home(small_home)


def series(home, *rows) -> list:
    home.accept("watch", "2021-Q2", "2021-07-01", *rows)
    answered(home)
    return [(p.period, p.protocol, p.sites, p.found / p.effort) for p in monitoring(home.scope("2021-Q2"))]


def test_quarters_that_nobody_searched_are_gaps(monitored) -> None:
    found = series(monitored, *counts(2018, 100), *counts(2020, 50), *counts(2021, 10))
    assert found == [
        ("2018-Q2", "core", 4, Decimal(10)),
        ("2020-Q2", "core", 4, Decimal(5)),
        ("2021-Q2", "core", 4, Decimal(1)),
    ]


def test_a_site_that_was_skipped_once_does_not_end_the_series(monitored) -> None:
    found = series(monitored, *counts(2018, 100), *counts(2020, 50, SITES[:3]), *counts(2021, 10))
    assert [point[0] for point in found] == ["2018-Q2", "2020-Q2", "2021-Q2"]
    assert {point[2] for point in found} == {3}


def test_a_quarter_with_hardly_any_of_the_sites_is_left_out(monitored) -> None:
    found = series(monitored, *counts(2018, 100), *counts(2020, 50, SITES[:1]), *counts(2021, 10))
    assert [(point[0], point[2]) for point in found] == [("2018-Q2", 4), ("2021-Q2", 4)]


def test_the_next_keyword_list_begins_where_the_first_ends(monitored) -> None:
    monitored.write("target.yaml", DECLARED + "    continued_by: [wider]\n")
    both = [*counts(2020, 50), *counts(2020, 60, protocol="wider")]
    found = series(monitored, *counts(2018, 100), *both, *counts(2021, 10, protocol="wider"))
    assert [point[:2] for point in found] == [("2018-Q2", "core"), ("2020-Q2", "core"), ("2021-Q2", "wider")]


def test_what_is_searched_after_the_round_is_not_in_it(monitored) -> None:
    later = [r | {"period": (date(2021, 7, 1), date(2021, 7, 31))} for r in counts(2021, 1)[:2]]
    assert [point[0] for point in series(monitored, *counts(2021, 10), *later)] == ["2021-Q2"]
