"""Revisions list what is printed otherwise and hide what is hidden; sealing follows what is known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from pipeline import inputs, release, warehouse
from pipeline.acceptance import write_partition
from pipeline.composing.revisions import revisions, vintages
from pipeline.edition import compose, load
from pipeline.figure_changes import differences, figure_changes
from pipeline.indicators.goal import measure
from pipeline.inputs import Scope
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.published_columns import EARLIER_PARTS

D = Decimal
COMPANIES = ("alpha", "beta", "gamma")
TOTAL = "output_round/listings_removed/2020-Q4"


def draft(home, round_: str = "2020-Q4", as_of: datetime | None = None) -> Scope:
    """A draft that is complete but for the report."""
    scope = home.build(round_, as_of)
    measure(scope)
    (home.home.draft(round_) / "public").mkdir(parents=True, exist_ok=True)
    release.write_manifests(scope, home.home.draft(round_), compose(scope))
    return scope


def seal(scope: Scope, *, correction: bool = False) -> int | None:
    version = release.next_version(scope, correction=correction)
    if version is not None:
        edition = load(scope.home.draft(scope.round) / "internal" / "edition.json")
        with release.sealing(scope, version, "a test") as folder:
            (folder / "public").mkdir()
            release.write_manifests(scope, folder, replace(edition, version=version))
    return version


def returns(home, received: str, values, round_: str = "2020-Q4", **more) -> None:
    """What the companies report for a quarter, in their order."""
    for company, value in zip((*COMPANIES, "delta"), values, strict=False):
        row = {"subject": company, "quarter": "2020-Q4", "value": value, **more}
        home.accept(company, round_, received, row)


def broken_down(home, received: str, round_: str, rhino: int, bears: int) -> None:
    for company in COMPANIES:
        row = {"subject": company, "quarter": "2020-Q4", "indicator": "products_removed"}
        parts = [{**row, "value": v, "taxon_group": k} for k, v in (("rhino", rhino), ("bears", bears))]
        home.accept(company, round_, received, *parts)


def since_2018(home, received: str, round_: str, until: date, value: int) -> None:
    """A running total of every company."""
    for company in COMPANIES:
        row = {"subject": company, "period": (date(2018, 1, 1), until), "indicator": "listings_blocked"}
        home.accept(company, round_, received, {**row, "value": value})


@pytest.fixture(scope="module")
def story(shared_home):
    """Two sealed releases and a draft, with something of everything that can happen to a total."""
    home = shared_home
    returns(home, "2021-02-01", (7, 7, 7))
    returns(home, "2021-02-02", (5, 5, 5), indicator="posts_removed")
    returns(home, "2021-02-03", (70, 80, 60), indicator="ads_removed")
    returns(home, "2021-02-04", (7, 7, 7), indicator="videos_removed")
    broken_down(home, "2021-02-05", "2020-Q4", 10, 20)
    since_2018(home, "2021-02-06", "2020-Q4", date(2020, 12, 31), 100)
    about = {"indicator": "accounts_sanctioned", "value_low": D(8), "value_high": D(10)}
    returns(home, "2021-02-07", (9, 9, 9), qualifier="approximately", **about)
    seal(draft(home))

    returns(home, "2021-05-01", (9,), "2021-Q1")
    ledger = Ledger(home.home)
    for submission in [s for s in ledger.submissions() if s.received_at.day == 2]:
        ledger.withdraw(submission.id, by="them", reason="wrong", at=datetime(2021, 3, 5, tzinfo=UTC))
        write_partition(home.home, ledger, submission.reporter, submission.round)
    returns(home, "2021-05-02", (4, 4, 4), "2021-Q1", indicator="items_removed")
    returns(home, "2021-05-03", (17, 18, 16), "2021-Q1", indicator="videos_removed", definition_version="2")
    ads = {"indicator": "ads_removed", "quarter": "2021-Q1"}
    for company, value, version in (("alpha", 71, "1"), ("beta", 82, "2"), ("gamma", 63, "1")):
        row = {"subject": company, "value": value, "definition_version": version, **ads}
        home.accept(company, "2021-Q1", "2021-05-04", row)
    broken_down(home, "2021-05-05", "2021-Q1", 40, 20)
    since_2018(home, "2021-05-06", "2021-Q1", date(2021, 3, 31), 160)
    returns(home, "2021-05-07", (9, 9, 9), "2021-Q1", indicator="accounts_sanctioned")
    second = draft(home, "2021-Q1")
    told = {r.figure: r for r in revisions(second)}
    breaks = {
        row["name"]: row["has_break"] for row in home.rows("disclosed", second, indicator="ads_removed")
    }
    marked = {(t.indicator, t.period): t.is_break for t in compose(second).trends}
    hidden = home.rows("disclosed", second, shown=False)
    rows = (*home.rows("revisions", second), *home.rows("vintages", second))
    seal(second)

    returns(home, "2021-07-01", (70, 80, 60), "2021-Q2")
    returns(home, "2021-07-02", (170, 180, 160), "2021-Q2", indicator="ads_removed")
    for company, version in (("alpha", "1"), ("beta", "2"), ("gamma", "1")):
        row = {"subject": company, "value": 190, "definition_version": version, **ads}
        home.accept(company, "2021-Q2", "2021-07-03", row)
    since_2018(home, "2021-07-04", "2021-Q2", date(2020, 12, 31), 110)
    third = home.build("2021-Q2")
    return SimpleNamespace(
        home=home, told=told, breaks=breaks, marked=marked, hidden=hidden, rows=rows, third=third
    )


def as_told(revision) -> tuple[object, ...]:
    return revision.old_state, revision.old, revision.new_state, revision.new, revision.since


def test_a_total_that_is_given_by_bounds_now_is_listed_with_what_it_was(story) -> None:
    revision = story.told[TOTAL]
    assert as_told(revision) == ("value", 21, "bounds", None, "2020-Q4@1")
    assert (revision.old_low, revision.old_high) == (21, 21)
    assert revision.new_low < 23 < revision.new_high
    assert revision.reason.en.endswith("no member's figure can be worked out; values restated: 1")
    assert not revision.replaces


def test_a_total_that_is_a_value_again_is_listed_with_the_bounds_before(story) -> None:
    revision = next(r for r in revisions(story.third) if r.figure == TOTAL)
    before = story.told[TOTAL]
    assert as_told(revision) == ("bounds", None, "value", 210, "2021-Q1@1")
    assert (revision.old_low, revision.old_high) == (before.new_low, before.new_high)
    assert revision.replaces == "2020-Q4@1"
    assert revision.reason.en == "can be shown as a value now; values restated: 3"


def test_the_triangle_has_bounds_where_a_release_gave_bounds(story) -> None:
    before = story.told[TOTAL]
    triangle = [
        (v.as_of.isoformat(), v.state, v.value, v.low, v.before)
        for v in vintages(story.third)
        if v.period == "2020-Q4" and v.indicator == "listings_removed"
    ]
    assert triangle == [
        ("2021-02-28", "value", 21, 21, None),
        ("2021-05-31", "bounds", None, before.new_low, 21),
        ("2021-08-31", "value", 210, 210, 21),
    ]


def test_nothing_listed_holds_a_value_that_an_edition_hides(story) -> None:
    assert story.hidden
    names = {(row["kind"], row["name"], row["indicator"]) for row in story.hidden}
    for row in story.rows:
        sides = ("old_", "new_") if "old_state" in row else ("",)
        for side in sides:
            assert (row[f"{side}value"] is not None) == (row[f"{side}state"] == "value")
            assert (row[f"{side}low"] is not None) == (row[f"{side}state"] in ("value", "bounds"))
        if "new_state" in row and (row["kind"], row["name"], row["indicator"]) in names:
            assert row["new_state"] != "value"


def test_a_reason_counts_what_the_window_can_rest_on(story) -> None:
    told = {r.figure: r for r in revisions(story.third)}
    # Values of the quarter before were restated too; of these only running totals reach into it.
    assert told["output_round/ads_removed/2021-Q1"].reason.en.endswith("values restated: 3")
    blocked = told["output_round/listings_blocked/2021-Q1"]
    assert (blocked.old, blocked.new) == (180, 150)
    assert blocked.reason.en == "values restated: 3"


def test_a_number_that_is_only_said_more_exactly_is_restated(story) -> None:
    revision = story.told["output_round/accounts_sanctioned/2020-Q4"]
    assert (revision.old, revision.old_low, revision.new, revision.new_low) == (27, 24, 27, 27)
    assert revision.reason.en == "values restated: 3"


def test_totals_that_come_and_go_in_a_window_already_published_are_listed(story) -> None:
    gone, new = (
        story.told["output_round/posts_removed/2020-Q4"],
        story.told["output_round/items_removed/2020-Q4"],
    )
    assert as_told(gone) == ("value", 15, "none", None, "2020-Q4@1")
    assert gone.reason.en == "nothing that counts is left of it; values withdrawn: 3"
    assert as_told(new) == ("none", None, "value", 12, "2020-Q4@1")
    assert new.reason.en == "no such figure before; values received late: 3"
    # No release was about the first quarter of 2021 yet, so that nothing about it is a revision.
    assert not [name for name in story.told if name.endswith("2021-Q1")]


def test_values_under_another_definition_are_a_break_and_no_restatement(story) -> None:
    revision = story.told["output_round/videos_removed/2020-Q4"]
    assert (revision.old, revision.new, revision.is_break) == (21, 51, True)
    assert revision.reason.en == "values counted under another definition: 3"
    assert not story.told[TOTAL].is_break


def test_a_definition_that_changes_from_quarter_to_quarter_marks_total_and_trend(story) -> None:
    assert story.breaks == {"2020-Q4": False, "2020": False, "2021-Q1": True}
    marked = {
        period: told for (indicator, period), told in story.marked.items() if indicator == "ads_removed"
    }
    assert marked in ({}, {"2020-Q4": False, "2021-Q1": True})


def test_categories_that_changed_are_listed_with_their_names(story) -> None:
    cells = {name: r for name, r in story.told.items() if name.startswith("breakdown/")}
    # Of rounds only the release's own is broken down: the one before is no revision.
    assert {name: as_told(r)[:4] for name, r in cells.items()} == {
        "breakdown/year/products_removed/2020/taxon_group/rhino": ("value", 30, "value", 120)
    }
    (cell,) = cells.values()
    assert cell.category_label.en.startswith("Taxon group: ")
    assert cell.replaces == "2020-Q4@1"
    assert list(story.told)[-1] == cell.figure


def test_the_difference_of_two_releases_names_categories_states_and_trends(story) -> None:
    first, second = (release.edition_of(story.home.home, r) for r in Ledger(story.home.home).releases())
    changes = {(c.figure, c.field): (c.change, c.old, c.new) for c in figure_changes(first, second)}
    cell = "breakdown/year/products_removed/2020/taxon_group/rhino"
    assert changes[cell, "value"] == ("changed", "30", "120")
    assert changes[TOTAL, "status"] == ("changed", "normal", "suppressed")
    assert changes[TOTAL, "value"] == ("changed", "21", "")
    assert changes["output_round/posts_removed/2020-Q4", ""] == ("gone", "15", "")
    # The second release is about another quarter too: that alone is no difference.
    assert not {"completeness/2021-Q1", "coverage/2021-Q1"} & {figure for figure, _ in changes}
    assert differences(first, second).moved > 2


def test_a_round_is_not_sealed_as_of_a_moment_before_what_readers_have(story) -> None:
    early = story.home.scope("2020-Q4", datetime(2021, 5, 30, tzinfo=UTC))
    with pytest.raises(release.ReleaseError, match="--as-of 2021-05-31 or a later day"):
        release.next_version(early, correction=True)
    later = story.home.scope("2020-Q4", story.third.as_of)
    assert [r.name for r in later.earlier_releases()] == ["2020-Q4@1", "2021-Q1@1"]


def test_a_correction_as_of_the_same_moment_is_held_against_the_version_it_corrects(small_home) -> None:
    returns(small_home, "2021-02-01", (7, 7, 7, 9))
    seal(draft(small_home))
    register = small_home.home.edited("register.yaml").read_text()
    joined = "{party: delta, relation: member, of: coalition, start: 2021-04-22}"
    assert joined in register
    small_home.write("register.yaml", register.replace(joined, joined.replace("2021-04-22", "2020-04-22")))
    with pytest.raises(release.ReleaseError, match="--correction"):
        release.next_version(small_home.scope("2020-Q4"), correction=False)
    scope = draft(small_home)
    assert [r.name for r in scope.earlier_releases()] == ["2020-Q4@1"]
    (total,) = small_home.rows("disclosed", scope, kind="round", name="2020-Q4")
    assert not total["shown"], "less the total that readers have it is what delta alone reported"
    assert seal(scope, correction=True) == 2
    # Both versions know the same day: the triangle keeps what each of them printed.
    quarter = [v for v in vintages(scope) if v.period == "2020-Q4"]
    assert [(v.release, v.state) for v in quarter] == [("2020-Q4@1", "value"), ("", quarter[1].state)]
    assert quarter[1].state != "value"
    assert len({v.as_of for v in quarter}) == 1
    assert release.next_version(small_home.scope("2020-Q4"), correction=True) is None


def test_releases_as_of_one_moment_stay_apart_for_disclosure(small_home) -> None:
    scope = small_home.scope("2021-Q2")
    for round_ in ("2020-Q4", "2021-Q1"):
        about = {"round": round_, "version": 1, "as_of": scope.as_of, "inputs": "", "reason": "a test"}
        Ledger(small_home.home).record_release(ReleaseRecord(**about, sealed_at=scope.as_of))
        path = small_home.home.release(round_, 1) / "internal" / "tables" / "published_parts.parquet"
        row = {"as_of": scope.as_of, "kind": "round", "name": "2020-Q4", "indicator": "ads_removed"}
        warehouse.write_parquet(path, {k: EARLIER_PARTS[k] for k in row}, [row])
    # The first was sealed before bands were kept: those of the second stand at its own moment all the same.
    warehouse.write_parquet(
        path.with_name("published_bands.parquet"), {k: EARLIER_PARTS[k] for k in row}, [row]
    )
    with warehouse.connection() as engine:
        for name in ("earlier_parts", "earlier_bands"):
            inputs.show(engine, name, scope)
        moments = warehouse.rows(engine, "SELECT as_of, parts FROM earlier_parts ORDER BY as_of")
        bands = warehouse.rows(engine, "SELECT as_of FROM earlier_bands")
    apart = [(m["as_of"] - scope.as_of.replace(tzinfo=None)).microseconds for m in (*moments, *bands)]
    assert apart == [0, 1, 1]
    assert [m["parts"] for m in moments] == [None, None]
