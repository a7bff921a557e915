"""What a submission does to the totals, held against the release's own tables; what its member may see."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline import aggregate, warehouse
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.model import Submission
from pipeline.scenarios import families_of, imagine
from quality.effects import hanging
from quality.impact import Sent, Total, on_totals, percent
from quality.impact_words import impact_text, own_as_json, totals_as_json
from quality.own_figures import own_figures

D = Decimal
REMOVED, BLOCKED = "listings_removed", "listings_blocked"


def sent(small_home, reporter, round_, accepted=(), held=(), received="2021-02-01", name="candidate"):
    """A reviewed submission that is not in the home, with values as `small_home.accept` takes them."""
    submission = Submission(
        id=name,
        reporter=reporter,
        round=round_,
        file_name="test.csv",
        sha256="0" * 64,
        size=1,
        received_at=datetime.fromisoformat(received).replace(tzinfo=UTC),
    )
    rows = [o.as_row() for o in small_home.observe(name, received, *accepted, *held)]
    return Sent(
        submission=submission,
        decided_at=submission.received_at,
        accepted=tuple(rows[: len(accepted)]),
        held=tuple(rows[len(accepted) :]),
    )


def value(subject, number, indicator=REMOVED, quarter="2020-Q4", **more):
    return {"subject": subject, "value": number, "indicator": indicator, "quarter": quarter, **more}


def test_the_totals_without_it_as_accepted_and_with_what_is_held(small_home) -> None:
    small_home.accept("beta", "2020-Q4", "2021-02-01", value("beta", 20), value("beta", 5, BLOCKED))
    small_home.accept("gamma", "2020-Q4", "2021-02-01", value("gamma", 30))
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)], [value("alpha", 7, BLOCKED)])
    changes = on_totals([given], small_home.deployment)["candidate"]
    by_key = {(c.kind, c.indicator): c for c in changes}
    assert set(by_key) == {(kind, i) for kind in ("round", "year", "running") for i in (REMOVED, BLOCKED)}
    removed = by_key["round", REMOVED]
    assert (removed.without, removed.accepted, removed.if_held) == (
        Total(value=D(50), members=2),
        Total(value=D(60), members=3),
        Total(value=D(60), members=3),
    )
    assert (removed.difference, percent(removed.difference, removed.without.value)) == (D(10), D("20.0"))
    assert (removed.eligible, removed.shown, removed.shown_if_held) == (3, True, True)
    blocked = by_key["round", BLOCKED]
    assert (blocked.without, blocked.accepted) == (Total(value=D(5), members=1),) * 2
    assert blocked.if_held == Total(value=D(12), members=2)
    assert (blocked.difference, blocked.difference_if_held) == (D(0), D(7))
    assert (blocked.shown, blocked.shown_if_held) == (False, False)  # two of three groups


def test_held_values_can_bring_a_total_to_light(small_home) -> None:
    for company in ("beta", "gamma"):
        small_home.accept(company, "2020-Q4", "2021-02-01", value(company, 20))
    given = sent(small_home, "alpha", "2020-Q4", held=[value("alpha", 7)])
    change = next(c for c in on_totals([given], small_home.deployment)["candidate"] if c.kind == "round")
    assert change.without == change.accepted == Total(value=D(40), members=2)
    assert (change.shown, change.shown_if_held) == (False, True)


def test_who_brings_the_first_figure_brings_the_total(small_home) -> None:
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)])
    changes = on_totals([given], small_home.deployment)["candidate"]
    assert {c.kind for c in changes} == {"round", "year", "running"}
    assert {(c.without, c.accepted, c.difference) for c in changes} == {
        (Total(value=None, members=0), Total(value=D(10), members=1), D(10))
    }


def test_a_held_figure_can_take_a_total_away(small_home) -> None:
    # What an owner says stands before what is said of those that it owns, and this owner is no member.
    small_home.write(
        "register.yaml",
        small_home.home.edited("register.yaml")
        .read_text("utf-8")
        .replace("  - {party: delta, relation: member, of: coalition, start: 2021-04-22}\n", ""),
    )
    small_home.accept("delta", "2021-Q2", "2021-07-20", value("shop", 30, quarter="2021-Q2"))
    held = [value("delta", 4, quarter="2021-Q2")]
    given = sent(small_home, "delta", "2021-Q2", held=held, received="2021-07-21")
    changes = on_totals([given], small_home.deployment)["candidate"]
    assert {(c.without.value, c.accepted.value, c.if_held) for c in changes} == {
        (D(30), D(30), Total(value=None, members=0))
    }


def test_a_submission_that_changes_no_total_has_none_to_tell(small_home) -> None:
    small_home.accept("alpha", "2020-Q4", "2021-02-02", value("alpha", 10))
    # The secretariat's word about alpha only corroborates what alpha said itself.
    given = sent(small_home, "secretariat", "2020-Q4", [value("alpha", 10)], received="2021-02-03")
    assert on_totals([given], small_home.deployment)["candidate"] == ()


def _random_home(small_home, seed):
    """Submissions that overlap: owners and platforms, a convener, a statement, months beside quarters."""
    chance = random.Random(seed)  # noqa: S311
    submissions = []
    for reporter, subjects in (
        ("alpha", ("alpha",)),
        ("beta", ("beta",)),
        ("gamma", ("gamma",)),
        ("delta", ("delta", "shop")),
        ("watch", ("alpha", "gamma")),
        ("alpha", ("alpha",)),
    ):
        values = [
            value(s, chance.randint(1, 900), indicator, quarter, taxon_group=chance.choice(("all", "rhino")))
            for s in subjects
            for indicator in (REMOVED, BLOCKED)
            for quarter in ("2020-Q4", "2021-Q1", "2021-Q2")
            if chance.random() < 0.7
        ]
        day = f"2021-07-{10 + len(submissions):02}"
        submissions.append(small_home.accept(reporter, "2021-Q2", day, *values))
    return submissions


def _built(small_home):
    scope = small_home.scope("2021-Q2")
    for name in aggregate.leading_to("disclosed"):
        aggregate.build_table(name, scope)
    return {
        (r["kind"], r["name"], r["indicator"]): (r["value"], r["members_reporting"])
        for r in small_home.rows("totals", scope)
    }


def _kept(small_home, submission, held=()):
    path = small_home.home.review(submission.id) / "observations-test.parquet"
    rows = warehouse.read_parquet(path)
    extra = [o.as_row() for o in small_home.observe(submission.id, "2021-08-01", *held)]
    for number, row in enumerate(extra):
        row["place"] = f"Z{number}"
    return Sent(
        submission=submission,
        decided_at=submission.received_at,
        accepted=tuple(rows),
        held=tuple(extra),
    )


@pytest.mark.parametrize("seed", [1])
def test_every_number_is_the_one_that_the_release_would_show(small_home, seed) -> None:
    submissions = _random_home(small_home, seed)
    held = {submissions[3].id: [value("delta", 77, quarter="2021-Q2"), value("shop", 5, quarter="2021-Q1")]}
    together = [_kept(small_home, s, held.get(s.id, ())) for s in submissions]
    found = on_totals(together, small_home.deployment)
    as_it_is = _built(small_home)
    scope = small_home.scope("2021-Q2")
    shown = {(r["kind"], r["name"], r["indicator"]): r["shown"] for r in small_home.rows("disclosed", scope)}
    home = small_home.home
    for submission in (submissions[3], submissions[4]):
        table = {(c.kind, c.window, c.indicator): c for c in found[submission.id]}
        home.ledger.with_suffix(".kept").write_bytes(home.ledger.read_bytes())
        Ledger(home).withdraw(submission.id, by="test", reason="test", at=datetime(2021, 8, 1, tzinfo=UTC))
        without = _built(small_home)
        home.ledger.with_suffix(".kept").replace(home.ledger)
        for key, change in table.items():
            assert (change.accepted.value, change.accepted.members) == as_it_is.get(key, (None, 0))
            assert (change.without.value, change.without.members) == without.get(key, (None, 0))
            assert change.shown == shown.get(key, False)
        if not held.get(submission.id):
            assert {k for k in {*as_it_is, *without} if as_it_is.get(k) != without.get(k)} == set(table)
    small_home.accept("delta", "2021-Q2", "2021-08-01", *held[submissions[3].id])
    with_held = _built(small_home)
    for change in found[submissions[3].id]:
        key = (change.kind, change.window, change.indicator)
        assert (change.if_held.value, change.if_held.members) == with_held.get(key, (None, 0))
    assert any(c.difference_if_held for c in found[submissions[3].id])


def test_tables_in_memory_are_those_on_disk(small_home) -> None:
    _random_home(small_home, 3)
    scope = small_home.build("2021-Q2")
    with imagine(scope, (), (), besides=aggregate.table_names()) as world:
        for name in aggregate.table_names():
            in_memory = world.ask(f'SELECT * FROM "{name}" ORDER BY ALL')
            assert in_memory == small_home.rows(name, scope), name


def test_families_are_tied_by_ownership(small_home) -> None:
    families = families_of(small_home.deployment.register)
    assert families["shop"] == families["delta"]
    assert families["alpha"] == families["beta"] == families["group"]
    assert len({families[p] for p in ("alpha", "gamma", "delta", "watch")}) == 4


# What the member is shown


def _own(small_home, given):
    return own_as_json(own_figures([given], small_home.deployment)[given.submission.id])


def test_a_member_sees_where_its_figures_show(small_home) -> None:
    given = sent(
        small_home,
        "alpha",
        "2020-Q4",
        [value("alpha", 10), value("alpha", 3, "listings_removed_or_blocked")],
        [value("alpha", 7, BLOCKED)],
    )
    own = _own(small_home, given)
    assert [
        (g["topic"], g["indicator"], g["window"], g["value"], g["value_if_held"]) for g in own["groups"]
    ] == [
        ("output_round", BLOCKED, "2020-Q4", None, "7"),
        ("output_year", BLOCKED, "2020", None, "7"),
        ("running_total", BLOCKED, "2020-Q4", None, "7"),
        ("output_round", REMOVED, "2020-Q4", "10", "10"),
        ("output_year", REMOVED, "2020", "10", "10"),
        ("running_total", REMOVED, "2020-Q4", "10", "10"),
    ]
    assert own["unused"] == ["listings_removed_or_blocked"]  # adds to nothing
    assert not own["late"]


def test_permitted_figures_show_by_name_and_late_ones_are_said_to_be(small_home) -> None:
    small_home.write("permissions.yaml", "permissions:\n  - {party: alpha, indicators: [all]}\n")
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)], received="2021-03-01")
    own = _own(small_home, given)
    assert own["late"]
    assert ("quotation", REMOVED, 1) in [(g["topic"], g["indicator"], g["count"]) for g in own["groups"]]


def test_nothing_a_member_sees_hangs_on_what_others_sent(small_home) -> None:
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)], [value("alpha", 9, BLOCKED)])
    alone = _own(small_home, given)
    small_home.accept("gamma", "2020-Q4", "2021-01-20", value("gamma", 31_337), value("gamma", 4, BLOCKED))
    assert _own(small_home, given) == alone  # a total of two: total less own would be the other's figure
    small_home.accept("gamma", "2020-Q4", "2021-01-21", value("gamma", 77_777), value("alpha", 1, BLOCKED))
    small_home.accept("watch", "2020-Q4", "2021-01-22", value("alpha", 4_711), value("beta", 5))
    assert _own(small_home, given) == alone
    text = impact_text(own_figures([given], small_home.deployment)["candidate"], None, "en")
    assert not [number for number in ("31,337", "77,777", "4,711", "31,347") if number in text]


def test_who_reports_about_others_sees_its_own_word_alone(small_home) -> None:
    small_home.accept("gamma", "2020-Q4", "2021-01-20", value("gamma", 31_337))
    given = sent(small_home, "watch", "2020-Q4", [value("gamma", 12)])
    assert {g["value"] for g in _own(small_home, given)["groups"]} == {"12"}


@pytest.mark.parametrize(("holdings", "share"), [(3, None), (4, "0.25")])
def test_a_share_is_told_of_a_published_total_with_enough_others_behind_it(
    small_home, holdings, share
) -> None:
    sealed = datetime(2021, 2, 1, tzinfo=UTC)
    Ledger(small_home.home).record_release(
        ReleaseRecord(round="2020-Q4", version=1, as_of=sealed, inputs="x", sealed_at=sealed, reason="test")
    )
    columns = {"kind": "VARCHAR", "name": "VARCHAR", "indicator": "VARCHAR", "value": "DECIMAL(38,6)"}
    columns |= {"shown": "BOOLEAN", "holdings": "INTEGER"}
    row = {"kind": "round", "name": "2020-Q4", "indicator": REMOVED, "value": D(40), "shown": True}
    warehouse.write_parquet(
        small_home.home.release("2020-Q4", 1) / "internal" / "tables" / "disclosed.parquet",
        columns,
        [
            {**row, "holdings": holdings},
            {**row, "kind": "year", "name": "2020", "shown": False, "holdings": 9},
        ],
    )
    own = _own(small_home, sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)]))
    published = {g["topic"]: g["published"] for g in own["groups"]}
    assert published == {
        "output_round": {"release": "2020-Q4@1", "total": "40", "share": share},
        "output_year": None,
        "running_total": None,
    }


def test_both_languages_say_all_of_it(small_home) -> None:
    small_home.accept("beta", "2020-Q4", "2021-02-01", value("beta", 20))
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)], [value("alpha", 7)])
    own = own_figures([given], small_home.deployment)["candidate"]
    totals = on_totals([given], small_home.deployment)["candidate"]
    json.dumps([own_as_json(own), totals_as_json(totals)])
    english, chinese = (impact_text(own, totals, language) for language in ("en", "zh"))
    assert "Listings removed, quarter 4 of 2020: 20 -> 30 (+10, +50%), 2 of 3 members" in english
    assert "2020年第四季度：20 → 30（+10, +50%）" in chinese
    assert english.count("\n  - ") == chinese.count("\n  - ")
    assert "{" not in english + chinese


@pytest.mark.parametrize(
    ("now", "then", "share"),
    [(None, D(5), 1), (D(5), None, 1), (D(100), D(90), "0.1"), (D(1), D(1000), "0.999"), (None, D(0), 0)],
)
def test_how_much_hangs_on_a_change(now, then, share) -> None:
    assert hanging(now, then) == D(share)


def test_windows_of_the_running_round_are_dated(small_home) -> None:
    given = sent(small_home, "alpha", "2020-Q4", [value("alpha", 10)])
    groups = own_figures([given], small_home.deployment)["candidate"].groups
    running = next(g for g in groups if g.topic == "running_total")
    assert (running.first_day, running.last_day) == (date(2018, 1, 1), date(2020, 12, 31))
