"""What is put side by side: months with months, wholes before parts, nothing twice, nothing filled in."""

from __future__ import annotations

import sys
from calendar import monthrange
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from belief_worlds import BASELINE, CURRENT, OLD, World

from pipeline.indicators.matching import match

TARGET = World().target
PANEL = {"site": "website", "other": "website"}


def searched(start: date, months: int = 1, found: float = 10, effort: float = 1, **more: object) -> dict:
    """One row of the table `monitoring`."""
    last = start.month + months - 2
    end_year, end_month = start.year + last // 12, last % 12 + 1
    row = {
        "site": "site",
        "channel": "website",
        "geography": "all",
        "taxon_group": "all",
        "form": "all",
        "detection_source": "all",
        "definition_version": "1",
        "protocol": OLD,
        "period_start": start,
        "period_end": date(end_year, end_month, monthrange(end_year, end_month)[1]),
        "found": found,
        "effort": effort,
        "breaks": 0,
    }
    return row | more


def matched(*rows: dict, panel: dict[str, str] | None = None):
    return match(TARGET, CURRENT, rows, panel or PANEL, lambda site: site)


def every(window, months: int = 1, **more: object) -> list[dict]:
    starts = [
        date(window.start.year + (window.start.month - 1 + m) // 12, (window.start.month - 1 + m) % 12 + 1, 1)
        for m in range(0, 12, months)
    ]
    return [searched(start, months, **more) for start in starts]


def test_months_stand_beside_the_same_months() -> None:
    before = [searched(date(2017, m, 1), found=m) for m in range(1, 13)]
    after = [searched(date(2020 + (m < 7), m, 1), found=100 + m) for m in range(1, 13)]
    made = matched(*before, *after)
    assert made.cells.found_before.tolist() == list(range(1, 13))
    assert made.cells.found_after.tolist() == list(range(101, 113))
    assert (made.sites, made.share) == (1, 0.5)


def test_a_month_without_a_partner_is_left_out_and_lowers_the_share() -> None:
    made = matched(*every(BASELINE)[1:], *every(CURRENT)[:-2], panel={"site": "website"})
    # January is missing before, May and June after
    assert made.cells.month.tolist() == [1, 2, 3, 6, 7, 8, 9, 10, 11]
    assert made.share == 9 / 12


def test_quarters_are_matched_with_the_months_that_fill_them() -> None:
    made = matched(*every(BASELINE, 3, found=30, effort=3), *every(CURRENT))
    assert made.cells.found_before.tolist() == made.cells.found_after.tolist() == [30] * 4
    assert made.share == 0.5


def test_a_quarter_beside_its_own_months_is_not_counted_twice() -> None:
    made = matched(*every(BASELINE), *every(BASELINE, 3, found=30, effort=3), *every(CURRENT))
    assert made.cells.found_before.sum() == 120


@pytest.mark.parametrize("dimension", ["taxon_group", "form", "geography"])
def test_the_whole_is_used_before_its_parts(dimension: str) -> None:
    halves = [
        row | {dimension: name, "found": 5} for row in (*every(BASELINE), *every(CURRENT)) for name in "ab"
    ]
    assert matched(*every(BASELINE), *every(CURRENT), *halves).cells.found_before.sum() == 120
    assert matched(*halves).cells.found_before.sum() == 120
    # reported as a whole in one window only: the parts are what can be compared
    assert matched(*every(BASELINE), *halves).cells.found_before.sum() == 120


def test_a_part_that_was_counted_in_one_window_only_does_not_enter() -> None:
    old = [row | {"taxon_group": "rhino"} for row in every(BASELINE)]
    new = [row | {"taxon_group": name} for row in every(CURRENT) for name in ("rhino", "pangolin")]
    assert matched(*old, *new).cells.found_after.sum() == 120


def test_two_baseline_years_are_added_up_month_by_month() -> None:
    target = TARGET.model_copy(update={"baseline": BASELINE.model_copy(update={"start": date(2016, 1, 1)})})
    rows = [*every(BASELINE), *[r | searched(date(2016, n, 1)) for n, r in enumerate(every(BASELINE), 1)]]
    made = match(target, CURRENT, [*rows, *every(CURRENT)], PANEL, lambda site: site)
    assert made.cells.effort_before.tolist() == [2.0] * 12
    assert made.cells.effort_after.tolist() == [1.0] * 12


def test_what_changed_is_named_for_sites_left_without_a_partner() -> None:
    changed = [
        *every(CURRENT, definition_version="2", detection_source="spotter", protocol="other"),
        *every(BASELINE),
    ]
    assert {gap.code for gap in matched(*changed).breaks} == {"protocol_changed", "definition", "source"}
    assert not matched(*every(BASELINE), *every(CURRENT)).breaks


def linked(**new: object):
    """Core list in the baseline, the wider list now, both on every site in spring 2019."""
    target = TARGET.model_copy(update={"continued_by": ("wider",)})
    both = [searched(date(2019, m, 1), protocol=name) for m in (3, 4) for name in (OLD, "wider")]
    rows = [*every(BASELINE), *both, *every(CURRENT, protocol="wider", **new)]
    return match(target, CURRENT, rows, PANEL, lambda site: site)


def test_a_link_does_not_reach_beyond_another_change() -> None:
    assert linked().sites == 1
    assert {gap.code for gap in linked().breaks} == {"linked"}
    for changed in ({"definition_version": "2"}, {"detection_source": "spotter"}, {"breaks": 1}):
        assert linked(**changed).sites == 0


def test_a_link_bridges_what_changed_with_the_list() -> None:
    target = TARGET.model_copy(update={"continued_by": ("wider",)})
    new = {"protocol": "wider", "definition_version": "2", "breaks": 1}
    both = [searched(date(2019, m, 1), **more) for m in (3, 4) for more in ({}, new)]
    made = match(target, CURRENT, [*every(BASELINE), *both, *every(CURRENT, **new)], PANEL, lambda site: site)
    assert (made.sites, len(made.links[0].platform)) == (1, 2)


def test_an_overlap_counts_no_search_twice() -> None:
    target = TARGET.model_copy(update={"continued_by": ("wider",)})
    lists = (OLD, "wider")
    both = [searched(date(2019, m, 1), protocol=name) for m in (1, 2, 3) for name in lists]
    parts = [row | {"taxon_group": t, "found": 5} for row in both for t in ("ivory", "rhino")]
    quarter = [searched(date(2019, 1, 1), 3, found=30, effort=3, protocol=name) for name in lists]
    rows = [*every(BASELINE), *both, *parts, *quarter, *every(CURRENT, protocol="wider")]
    [link] = match(target, CURRENT, rows, PANEL, lambda site: site).links
    assert link.found_before.tolist() == [10, 10, 10]


def test_a_month_counted_under_two_definitions_enters_once() -> None:
    rows = [*every(BASELINE), *every(CURRENT)]
    again = [row | {"definition_version": "2", "found": 11} for row in rows]
    made = matched(*rows, *again)
    assert (made.cells.found_before.sum(), made.share) == (120, 0.5)
    # the first half of the year under one, the second under the other
    turned = [row | {"definition_version": "1" if row["period_start"].month < 7 else "2"} for row in rows]
    assert matched(*turned).share == 0.5


def test_a_year_reported_beside_its_months_does_not_hide_them() -> None:
    year = searched(date(2020, 7, 1), 12, found=120, effort=12)
    made = matched(*every(BASELINE)[1:], *every(CURRENT), year)
    assert len(made.cells.month) == 11


def test_what_was_not_searched_is_no_search() -> None:
    made = matched(*every(BASELINE), *every(CURRENT)[:-2], *every(CURRENT, effort=0)[-2:])
    assert len(made.cells.month) == 10


def test_two_observers_count_once_whatever_else_was_reported() -> None:
    seen = {"first_found": 10, "second_found": 8, "both_found": 6}
    rows = [row | seen for row in (*every(BASELINE), *every(CURRENT))]
    again = [row | {"definition_version": "2"} for row in rows]
    parts = [row | {"taxon_group": t} for row in rows for t in ("ivory", "rhino")]
    assert matched(*rows, *again, *parts).doubles.both.sum() == 2 * 12 * 6


def test_it_is_known_how_much_of_what_was_found_has_a_partner() -> None:
    joined = every(CURRENT, site="other", found=90)
    assert matched(*every(BASELINE), *every(CURRENT), *joined).found_share == (1.0, 0.1)
    left = every(BASELINE, site="other", found=30)
    assert matched(*every(BASELINE), *every(CURRENT), *left).found_share == (0.25, 1.0)


def test_a_window_of_two_years_of_which_one_was_searched_is_half_matched() -> None:
    longer = BASELINE.model_copy(update={"start": date(2016, 1, 1)})
    target = TARGET.model_copy(update={"baseline": longer})
    made = match(target, CURRENT, [*every(BASELINE), *every(CURRENT)], {"site": "website"}, lambda site: site)
    assert (len(made.cells.month), made.share) == (12, 0.5)
