"""Totals, bands and broken-down totals held together: what none tells alone, all may tell together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from pipeline.disclosure.bands import PastBand, bands_of
from pipeline.disclosure.breakdowns import Breakdown
from pipeline.disclosure.broken import UNDIVIDED, BrokenTotal, Piece
from pipeline.disclosure.deciding import Case
from pipeline.disclosure.ground import Cell, Part, alike
from pipeline.disclosure.largest import NOT_STATED, stated
from pipeline.disclosure.rule import Rule

D = Decimal
RULE = Rule(minimum_holdings=3, p_percent=15)
TYPES = "platform_type"


def part(subject: str, value: int, quarter: int = 0) -> Part:
    return Part(
        subject,
        date(2020, 3 * quarter + 1, 1),
        date(2020, 3 * quarter + 3, 28),
        D(value),
        subject,
        is_public=False,
    )


def total(kind: str, name: str, *parts: Part) -> Cell:
    amount = sum((p.value for p in parts), D(0))
    return Cell(kind, name, tuple(sorted(parts)), amount, amount, 100)


def quarter(number: int, **values: int) -> Cell:
    return total("round", f"q{number}", *(part(name, value, number) for name, value in values.items()))


def whole(cell: Cell, category: str, subjects: str, recency: int = 0) -> BrokenTotal:
    """A category in which the figures of some members lie wholly."""
    pieces = [
        Piece((p.key, TYPES, ((category, float(p.value)),)), float(p.value), p.holding, p.is_public)
        for p in cell.parts
        if p.subject in subjects
    ]
    return BrokenTotal(cell.kind, cell.name, TYPES, category, tuple(sorted(pieces)), recency)


OLD = quarter(0, a=100, b=120, c=90, x=100, y=110, z=95)
NEW = quarter(0, a=100, b=120, c=90, d=200)
"""Three members were taken out and one came late."""


def test_a_later_total_less_a_category_shown_earlier_is_nobodys_figure() -> None:
    earlier = [replace(OLD, recency=0)]
    for category in ("website", UNDIVIDED):
        cells = [whole(OLD, category, "abc"), whole(OLD, "social", "xyz")]
        careless = Case([NEW], earlier, RULE).decide()["round", "q0"]
        assert careless.shown  # what goes and what comes cannot be told apart by totals alone
        case = Case([NEW], earlier, RULE, broken=cells)
        assert [sorted(cells) for _, cells in case.told([0], {})] != []
        decision = case.decide()["round", "q0"]
        assert (decision.shown, decision.conf_status) == (False, "D")
        known = D(100 + 120 + 90)
        assert decision.low is not None
        assert decision.low - known <= D(170)
        assert decision.high - known >= D(230)
    hidden = [replace(cell, shown=False) for cell in cells]
    assert Case([NEW], earlier, RULE, broken=hidden).decide()["round", "q0"].shown


FIRST = quarter(0, k=200, h=50, **dict.fromkeys("mnopq", 150))
SECOND = quarter(1, g=600, h=50, **dict.fromkeys("mnopq", 150))
YEAR = total("year", "2020", *FIRST.parts, *SECOND.parts)
"""k and h, of one type with g, brought at most a quarter of the first round each; the rest is g's."""


def shown(case: Case, bands) -> set[str]:
    cells = [whole(YEAR, "website", "ghk"), whole(YEAR, "social", "mnopq")]
    known = case.known([*range(len(case.current))], {})
    breakdown = Breakdown(case, known, cells, bands)
    windows = frozenset(cell.window for cell in case.current)
    return {cell[3] for cell, verdict in breakdown.decide(windows, [TYPES]).items() if verdict.shown}


def test_a_category_beside_bands_is_nobodys_figure() -> None:
    case = Case([FIRST, SECOND, YEAR], [], RULE)
    number = case.current.index(FIRST)
    (band,) = (b for b in bands_of(case.ground, FIRST, number) if b.code == "under_quarter")
    assert stated(case, [number], {}, []) == {number: "under_quarter"}
    assert shown(case, []) == {"website", "social"}
    assert shown(case, [band]) == set()
    before = Case([FIRST, SECOND, YEAR], [], RULE, [], [PastBand(replace(FIRST, recency=0), "under_quarter")])
    assert shown(before, []) == set()


def test_the_audit_names_what_totals_and_bands_tell_beside_categories() -> None:
    case = Case([FIRST, SECOND, YEAR], [], RULE)
    cells = [whole(YEAR, "website", "ghk"), whole(YEAR, "social", "mnopq")]
    (band,) = (b for b in bands_of(case.ground, FIRST, 0) if b.code == "under_quarter")
    known = case.known([0, 1, 2], {})
    assert list(Breakdown(case, known, cells).told([0, 1])) == []
    assert all(proof for proof in Breakdown(case, known, cells, [band]).told([0, 1]))
    assert list(Breakdown(case, known, cells, [band]).told([0, 1])) != []
    again = Case([NEW], [replace(OLD, recency=0)], RULE, broken=[whole(OLD, "website", "abc")])
    assert frozenset() in list(
        Breakdown(again, again.known([0], {}), [whole(NEW, "website", "abcd")]).told([])
    )
    given = Case([OLD], [replace(OLD, recency=0), replace(NEW, recency=1)], RULE, broken=again.broken_before)
    assert list(Breakdown(given, given.known([], {}), []).told([])) == []  # what is out cannot be taken back


def test_no_band_is_stated_that_tells_beside_categories_shown_earlier() -> None:
    cells = [whole(YEAR, "website", "ghk"), whole(YEAR, "social", "mnopq")]
    totals = [replace(cell, recency=0) for cell in (FIRST, SECOND, YEAR)]
    careless = Case([FIRST, SECOND, YEAR], totals, RULE)
    careful = Case([FIRST, SECOND, YEAR], totals, RULE, broken=cells)
    number = careless.current.index(FIRST)
    assert stated(careless, [number], {}, [])[number] == "under_quarter"
    assert stated(careful, [number], {}, []).get(number, NOT_STATED) != "under_quarter"


def test_columns_are_found_alike_as_numpy_finds_them():
    chance = np.random.default_rng(5)
    for rows, columns in ((1, 1), (1, 40), (3, 60), (12, 200)):
        table = chance.integers(-1, 2, (rows, columns)).astype(float)
        found, number = alike(table)
        expected, inverse = np.unique(table, axis=1, return_inverse=True)
        assert np.array_equal(found, expected)
        assert np.array_equal(number, inverse.reshape(-1))
