"""The rules that look at rows: each on a planted error, beside a clean twin without findings."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from review_desk import Desk, found, observed

from pipeline.model import (
    Observation,
    ObsStatus,
    Qualifier,
    Verdict,
)
from quality import suite
from quality.catalogue import catalogue


def clean() -> list[Observation]:
    """Rows that no rule complains about, one of each kind."""
    ads = {"indicator": "ads_blocked"}
    share = {"indicator": "share_removed_before_view"}
    three = Decimal(3)
    return [
        observed("B2", 100),
        observed("B3", 60, taxon_group="elephant_ivory"),
        observed("B4", 40, taxon_group="rhino"),
        observed("B5", "73.5", **share, numerator=Decimal(147), denominator=Decimal(200)),
        observed("B6", -73, indicator="ads_found_change", subject="coalition"),
        observed("B7", 3, **ads, value_high=None, qualifier=Qualifier.OVER),
        observed("B8", 3, **ads, quarter="2021-Q1", value_low=Decimal(0), qualifier=Qualifier.UNDER),
        observed("B9", None, indicator="posts_removed", obs_status=ObsStatus.NOT_COLLECTED),
        observed("B10", 0, indicator="videos_removed"),
        observed("B11", 10, indicator="measures_taken"),
        observed("B12", 10, indicator="measures_automated"),
        observed("B13", None, indicator="accounts_warned", value_low=three, qualifier=Qualifier.VAGUE),
        observed(
            "B14", 5, indicator="items_removed", period_start=date(2020, 1, 1), period_end=date(2021, 3, 31)
        ),
        observed("B15", 7, indicator="items_removed", period_start=date(2020, 1, 1)),
    ]


def test_clean_rows_have_no_finding(desk: Desk) -> None:
    reviewed = desk.one(*clean(), reporter="watch")
    assert found(reviewed) == []
    assert reviewed.verdict is Verdict.ACCEPTED
    assert len(reviewed.accepted) == len(clean())
    assert {o.decided_at for o in reviewed.accepted} == {datetime(2021, 7, 10, 9, tzinfo=UTC)}


PLANTED: list[tuple[str, tuple[Observation, ...], tuple[str, ...]]] = [
    (
        "value-not-a-number",
        (replace(observed("C2", 1), value=1.0),),
        ("C2",),
    ),
    ("unknown-code", (observed("C2", 1, category="ivoory"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, taxon_group="unicorn"), observed("C3", 1, form="ghost")), ("C2",)),
    ("unknown-code", (observed("C2", 1, form="ghost"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, channel="pigeon"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, geography="XX-XX"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, detection_source="oracle"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, decision_mode="coin"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, obs_status="odd"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, qualifier="perhaps"),), ("C2",)),
    ("unknown-code", (observed("C2", 1, indicator="things"),), ("C2",)),
    ("unknown-subject", (observed("C2", 1, subject="nobody"),), ("C2",)),
    ("negative-value", (observed("C2", -1), observed("C3", -2, form="live")), ("C2", "C3")),
    ("percent-out-of-range", (observed("C2", 101, indicator="share_removed_before_view"),), ("C2",)),
    ("percent-out-of-range", (observed("C2", -101, indicator="ads_found_change"),), ("C2",)),
    ("not-whole", (observed("C2", "1.5"),), ("C2",)),
    ("period-order", (observed("C2", 1, period_start=date(2021, 7, 1)),), ("C2",)),
    ("key-incomplete", (observed("C2", 1, subject=None),), ("C2",)),
    (
        "bounds-disagree",
        (observed("C2", 5, value_low=Decimal(6), value_high=None, qualifier="vague"),),
        ("C2",),
    ),
    (
        "bounds-disagree",
        (observed("C2", 5, value_high=Decimal(4), value_low=None, qualifier="vague"),),
        ("C2",),
    ),
    (
        "bounds-disagree",
        (observed("C2", None, value_low=Decimal(5), value_high=Decimal(4), qualifier="range"),),
        ("C2",),
    ),
    ("bounds-against-qualifier", (observed("C2", 5, qualifier="over"),), ("C2",)),
    ("bounds-against-qualifier", (observed("C2", 5, value_high=Decimal(6)),), ("C2",)),
    ("bounds-against-qualifier", (observed("C2", 5, value_high=None, qualifier="nearly"),), ("C2",)),
    ("bounds-against-qualifier", (observed("C2", 5, value_high=None, qualifier="under"),), ("C2",)),
    ("bounds-against-qualifier", (observed("C2", None, value_low=Decimal(5), qualifier="range"),), ("C2",)),
    ("vague-with-value", (observed("C2", 5, qualifier="vague"),), ("C2",)),
    ("value-missing", (observed("C2", None),), ("C2",)),
    ("status-and-value", (observed("C2", 5, obs_status=ObsStatus.WITHHELD),), ("C2",)),
    (
        "numerator-above-denominator",
        (
            observed(
                "C2",
                100,
                indicator="share_found_proactively",
                numerator=Decimal(101),
                denominator=Decimal(100),
            ),
        ),
        ("C2",),
    ),
    (
        "ratio-against-parts",
        (
            observed(
                "C2", 73, indicator="share_found_proactively", numerator=Decimal(6), denominator=Decimal(10)
            ),
        ),
        ("C2",),
    ),
    ("conflicting-values", (observed("C2", 5), observed("C9", 6)), ("C2", "C9")),
    ("duplicate-value", (observed("C2", 5), observed("C9", 5)), ("C2", "C9")),
    (
        "parts-exceed-whole",
        (observed("C2", 10), observed("C3", 6, form="live"), observed("C4", 5, form="product")),
        ("C2",),
    ),
    ("parts-exceed-whole", (observed("C2", 10), observed("C3", 11, decision_mode="automated")), ("C2",)),
    (
        "parts-exceed-whole",
        (
            observed("C2", 10, indicator="measures_taken", category="animal_welfare"),
            observed("C3", 11, indicator="measures_taken", category="animal_harm"),
        ),
        ("C2",),
    ),
    (
        "parts-fall-short",
        (observed("C2", 10), observed("C3", 6, form="live"), observed("C4", 3, form="product")),
        ("C2",),
    ),
    (
        "period-sum-differs",
        (
            observed("C2", 10),
            observed("C3", 6, period_start=date(2021, 4, 1), period_end=date(2021, 4, 30)),
            observed("C4", 5, period_start=date(2021, 6, 1), period_end=date(2021, 6, 30)),
        ),
        ("C2",),
    ),
    (
        "period-sum-differs",
        (
            observed("C2", 10),
            *(
                observed(f"C{n}", 3, period_start=date(2021, n, 1), period_end=date(2021, n, 30))
                for n in (4, 6)
            ),
            observed("C5", 3, period_start=date(2021, 5, 1), period_end=date(2021, 5, 31)),
        ),
        ("C2",),
    ),
    (
        "automated-above-total",
        (observed("C2", 10, indicator="measures_taken"), observed("C3", 11, indicator="measures_automated")),
        ("C3",),
    ),
    (
        "running-total-falls",
        (
            observed("C2", 9, period_start=date(2020, 1, 1), period_end=date(2021, 3, 31)),
            observed("C3", 8, period_start=date(2020, 1, 1)),
        ),
        ("C3",),
    ),
    ("not-your-subject", (observed("C2", 1, subject="beta"),), ("C2",)),
    (
        "not-a-member",
        (observed("B2", 1), observed("C2", 1, period_start=date(2017, 1, 1), period_end=date(2017, 12, 31))),
        ("C2",),
    ),
    (
        "period-not-over",
        (observed("C2", 1, period_start=date(2021, 7, 1), period_end=date(2021, 7, 12)),),
        ("C2",),
    ),
]


def test_planted_errors_are_found_at_their_places(desk: Desk) -> None:
    """All in one review, each by a member of its own, so that no case is the history of another."""
    cases = [
        desk.case(*_as_party(f"p{n:02d}", rows), reporter=f"p{n:02d}")
        for n, (_, rows, _) in enumerate(PLANTED)
    ]
    _register_more(desk.small_home, [case.submission.reporter for case in cases])
    mistakes = []
    for (code, _, places), reviewed in zip(PLANTED, desk.review(*cases), strict=True):
        rated = next(
            (f for f in reviewed.findings if (f.finding.code, f.finding.places) == (code, places)), None
        )
        held = {h.observation.place for h in reviewed.held} & set(places)
        if rated is None or held != (set(places) if rated.holds else set()):
            mistakes.append((code, places, found(reviewed), held))
        elif "…" in "".join((*map(rated.message, ("en", "zh")), *map(rated.advice, ("en", "zh")))):
            mistakes.append((code, rated.finding.params))
    assert mistakes == []


def _as_party(party: str, rows: tuple[Observation, ...]) -> list[Observation]:
    return [replace(row, subject=party) if row.subject == "alpha" else row for row in rows]


def _register_more(small_home: Any, parties: list[str]) -> None:
    text = small_home.home.edited("register.yaml").read_text(encoding="utf-8")
    names = "".join(f"  - {{id: {p}, kind: company, name: {{en: {p}, zh: {p}}}}}\n" for p in parties)
    members = "".join(
        f"  - {{party: {p}, relation: member, of: coalition, start: 2018-03-07}}\n" for p in parties
    )
    small_home.write("register.yaml", text.replace("relations:\n", names + "relations:\n") + members)


def test_every_tested_rule_is_planted() -> None:
    tested = {rule.code for rule in catalogue().rules if rule.kind != "emitted"}
    elsewhere = {
        "round-not-covered",
        "asked-row-gone",
        "received-after-due",
        "sources-disagree",
        *(code for code in tested if catalogue().category(code) == "history"),
    }
    assert tested == {code for code, _, _ in PLANTED} | elsewhere


def test_rows_of_all_cases_go_through_one_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    validate = suite._validate
    monkeypatch.setattr(suite, "_validate", lambda *given: runs.append(len(given[1])) or validate(*given))
    parties = [f"p{number:02d}" for number in range(50)]
    _register_more(desk.small_home, parties)
    cases = [
        desk.case(observed("B2", number - 49, subject=party), reporter=party)
        for number, party in enumerate(parties)
    ]
    reviews = desk.review(*cases)
    assert runs == [50]
    assert [r.submission.id for r in reviews] == [case.submission.id for case in cases]
    assert [r.verdict for r in reviews[:49]] == [Verdict.REJECTED] * 49
    assert found(reviews[0]) == [("negative-value", ("B2",))]
    assert found(reviews[49]) == []


def test_two_hundred_rows_take_well_under_a_second(desk: Desk) -> None:
    rows = [observed(f"B{n}", n, definition_version=str(n)) for n in range(200)]
    desk.one(*rows)
    started = time.process_time()
    desk.one(*rows)
    assert time.process_time() - started < 2


def test_an_untested_expectation_stops_the_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    validate = suite._validate
    monkeypatch.setattr(suite, "_validate", lambda *given: validate(*given)[1:])
    with pytest.raises(suite.SuiteError, match="were tested"):
        desk.one(observed("B2", 1))


def test_an_expectation_that_raises_stops_the_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    validate = suite._validate
    monkeypatch.setattr(
        suite,
        "_validate",
        lambda defined, frame, *given: validate(defined, frame.drop(columns="qualifier"), *given),
    )
    with pytest.raises(suite.SuiteError, match="qualifier"):
        desk.one(observed("B2", 1))
