"""Broken-down totals: they add up, they use what members gave and no more, and they give nobody away."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from disclosure_attack import Attacker
from disclosure_chains import P_PERCENT, invented_chains

from pipeline import warehouse
from pipeline.aggregate import build_table, leading_to
from pipeline.breakdown_inputs import platform_types
from pipeline.codes import codelist
from pipeline.disclosure import breakdown_auditing

D = Decimal
MEMBERS = ("alpha", "beta", "gamma", "delta", "epsilon")
CHANNELS = {"alpha": "website", "beta": "website", "gamma": "social", "delta": "website"}
Q = "2021-Q2"


@pytest.fixture
def five(small_home):
    """A home of five members who stand alone; epsilon has two platforms of different types."""
    parties = "".join(
        f"  - {{id: {name}, kind: company, name: {{en: {name}, zh: {name}}}"
        + (f", channel: {CHANNELS[name]}" if name in CHANNELS else "")
        + "}\n"
        for name in MEMBERS
    )
    parties += "".join(
        f"  - {{id: {name}, kind: platform, name: {{en: {name}, zh: {name}}}, channel: {channel}}}\n"
        for name, channel in (("mall", "website"), ("clips", "short_video"))
    )
    relations = "".join(
        f"  - {{party: {name}, relation: member, of: coalition, start: 2018-03-07}}\n" for name in MEMBERS
    )
    relations += (
        "  - {party: mall, relation: platform_of, of: epsilon, start: 2018-01-01}\n"
        "  - {party: clips, relation: platform_of, of: epsilon, start: 2021-02-01}\n"
    )
    small_home.write(
        "register.yaml",
        "parties:\n  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}\n"
        f"{parties}relations:\n{relations}",
    )
    return small_home


def built(home, *tables: str):
    scope = home.scope()
    for name in leading_to(*tables):
        build_table(name, scope)
    return scope


def tamper(scope, table: str, query: str) -> None:
    path = scope.home.table(Q, table)
    with warehouse.connection() as engine:
        warehouse.view_parquet(engine, "rows", [path], {})
        warehouse.copy_to_parquet(engine, query, path)


def values(subject: str, quarter: str = Q, **by_taxon: int) -> list[dict]:
    return [
        {"subject": subject, "quarter": quarter, "taxon_group": taxon, "value": value}
        for taxon, value in by_taxon.items()
    ]


def cells(home, scope, dimension: str, kind: str = "round", name: str = Q) -> dict[str, Decimal]:
    rows = home.rows("breakdowns", scope, kind=kind, name=name, dimension=dimension)
    return {row["category"]: row["value"] for row in rows}


def test_what_is_not_broken_down_is_a_category_and_all_add_up(five) -> None:
    whole = {"subject": "beta", "quarter": Q, "value": 100}
    five.accept("alpha", Q, "2021-07-20", *values("alpha", rhino=40, pangolin=60))
    five.accept("beta", Q, "2021-07-20", whole, *values("beta", rhino=30, pangolin=50))  # short of the whole
    five.accept("gamma", Q, "2021-07-20", {"subject": "gamma", "quarter": Q, "value": 70})
    # Parts larger than their whole: the review's matter, and no breakdown.
    five.accept("delta", Q, "2021-07-20", whole | {"subject": "delta"}, *values("delta", rhino=101))
    both = {"subject": "epsilon", "quarter": Q, "taxon_group": "rhino"}
    places = (("CN", "live", 5), ("TH", "product", 6), ("DE", "live", 7), ("BR-ZA", "live", 2))
    crossed = [both | {"geography": place, "form": form, "value": v} for place, form, v in places]
    five.accept("epsilon", Q, "2021-07-20", *crossed)
    scope = built(five, "breakdowns")
    undivided = {"not_broken_down": D(20 + 70 + 100)}
    assert cells(five, scope, "taxon_group") == {"rhino": D(90), "pangolin": D(110), **undivided}
    assert cells(five, scope, "form") == {"live": D(14), "product": D(6), "not_broken_down": D(370)}
    assert cells(five, scope, "region") == {
        "asia": D(11),
        "europe": D(7),
        "several": D(2),
        "not_broken_down": D(370),
    }
    types = {"website": D(300), "social": D(70), "several": D(20)}
    assert cells(five, scope, "platform_type") == types
    assert cells(five, scope, "channel") == {}  # nobody told it
    (row,) = five.rows("breakdowns", scope, kind="round", name=Q, dimension="taxon_group", category="rhino")
    assert (row["members_reporting"], row["members_broken_down"], row["members_eligible"]) == (3, 2, 5)
    assert breakdown_auditing.uneven(scope) == []
    tamper(scope, "breakdowns", "SELECT * FROM rows WHERE category <> 'several'")
    lost = {(row["kind"], row["dimension"]) for row in breakdown_auditing.uneven(scope)}
    assert lost == {(kind, d) for kind in ("round", "running") for d in ("region", "platform_type")}


def test_bounds_go_along_and_an_open_whole_leaves_an_open_rest(five) -> None:
    over = {"subject": "alpha", "quarter": Q, "value": 100, "value_high": None, "qualifier": "over"}
    five.accept("alpha", Q, "2021-07-20", over, *values("alpha", rhino=100))
    scope = built(five, "splits")
    found = {row["category"]: row for row in five.rows("splits", scope)}
    rest = found["not_broken_down"]
    assert (rest["value"], rest["value_low"], rest["value_high"]) == (0, 0, None)
    assert rest["qualifiers"] == ["over"]
    assert found["rhino"]["value_high"] == 100


def test_a_member_has_the_type_of_its_platforms_then(five) -> None:
    types = {
        row["round"]: row["platform_type"]
        for row in platform_types(five.scope())
        if row["party"] == "epsilon"
    }
    assert types == {"2020-Q4": "website", "2021-Q1": "several", Q: "several"}


def test_every_category_has_a_label() -> None:
    for dimension in codelist("breakdown_dimensions"):
        assert len(list(codelist(dimension.extra["categories"]))) > 1
    regions = {place.extra["region"] for place in codelist("geographies")} - {"all", "several"}
    assert regions == set(codelist("regions").codes)


def accept_all(home, quarter: str, day: str, **by_taxon: tuple[int, ...]) -> None:
    for number, member in enumerate(MEMBERS):
        own = {taxon: some[number] for taxon, some in by_taxon.items()}
        home.accept(member, quarter, day, *values(member, quarter, **own))


def test_a_category_of_few_takes_another_with_it_and_the_next_release_knows(five) -> None:
    accept_all(
        five,
        Q,
        "2021-07-20",
        rhino=(50, 60, 70, 80, 90),
        pangolin=(9, 8, 0, 0, 0),
        bears=(20, 30, 25, 35, 30),
    )
    scope = built(five, "published_breakdown_parts")
    rows = five.rows("disclosed_breakdowns", scope, kind="round", name=Q, dimension="taxon_group")
    said = {row["category"]: (row["shown"], row["conf_status"]) for row in rows}
    assert said == {"rhino": (True, ""), "bears": (False, "D"), "pangolin": (False, "C")}
    assert all(row["value"] is None for row in rows if not row["shown"])
    kept = five.rows("published_breakdown_parts", scope, kind="round", category="bears")
    assert {row["subject"]: (row["value"], row["shown"]) for row in kept} == {
        member: (D(value), False) for member, value in zip(MEMBERS, (20, 30, 25, 35, 30), strict=True)
    }
    assert breakdown_auditing.worked_out(scope) == []
    tamper(scope, "disclosed_breakdowns", "SELECT * REPLACE (shown OR category = 'bears' AS shown) FROM rows")
    assert breakdown_auditing.worked_out(scope) != []


def test_an_attacker_with_all_releases_tells_nobodys_part_unless_all_is_shown(tmp_path) -> None:
    releases = invented_chains(20, tmp_path, [""])[0].releases[:3]
    attacker = Attacker(releases, P_PERCENT)
    assert (attacker.cells > 0, attacker.bands > 0) == (True, True)
    found, tried = attacker.told()
    assert (found, tried > 10) == ([], True)
    values: dict[tuple[str, ...], Decimal] = {}
    for row in releases[0].breakdown_parts:
        cell = row["kind"], row["name"], row["dimension"], row["category"]
        values[cell] = values.get(cell, D(0)) + row["value"]
    careless = [
        row | {"shown": True, "value": values[row["kind"], row["name"], row["dimension"], row["category"]]}
        for row in releases[0].disclosed_breakdowns
    ]
    assert Attacker([replace(releases[0], disclosed_breakdowns=careless)], P_PERCENT).told()[0]
