"""The share of the largest owner group: which band is stated, and an attacker who reads all bands at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.codes import codelist
from pipeline.disclosure.bands import PastBand
from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.ground import Cell, Part
from pipeline.disclosure.largest import EDGES, NOT_STATED, stated, told, true_bands

D = Decimal
P = 15
WINDOWS = (("round", "2020-Q1"), ("round", "2020-Q2"), ("year", "2020"))


def part(owner: str, value: int, quarter: int = 0, *, public: bool = False) -> Part:
    first = date(2020, 3 * quarter + 1, 1)
    return Part(owner, first, first.replace(month=first.month + 2, day=28), D(value), owner, public)


def total(kind: str, name: str, *parts: Part) -> Cell:
    amount = sum((p.value for p in parts), D(0))
    return Cell(kind, name, tuple(sorted(parts)), amount, amount, 1_000_000)


def alone(*values: int, public: int = 0) -> Case:
    """One total; the first `public` figures are known to anybody."""
    parts = [part(f"m{n}", value, public=n < public) for n, value in enumerate(values)]
    return Case([total("round", "q", *parts)], [], Rule(3, P))


def band(case: Case) -> str:
    return stated(case, [0], {}, []).get(0, NOT_STATED)


def test_the_bands_are_those_of_the_code_list() -> None:
    assert {*EDGES, NOT_STATED} == set(codelist("largest_shares").codes)


@pytest.mark.parametrize(
    ("share", "narrowest"),
    [
        ("0.2499", "under_quarter"),
        ("0.25", "quarter_to_half"),
        ("0.5", "quarter_to_half"),
        ("0.5001", "over_half"),
    ],
)
def test_every_share_has_true_bands_the_narrowest_first(share: str, narrowest: str) -> None:
    found = true_bands(D(share))
    assert found[0] == narrowest
    assert all(EDGES[code][0] <= D(share) <= EDGES[code][1] for code in found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((20, 20, 20, 20, 20), "under_quarter"),
        ((35, 25, 20, 20), "quarter_to_half"),
        ((65, 15, 10, 10), "over_half"),
        # 51 is so near to half of 100 that "more than half" would tell it from below within 15%.
        ((51, 19, 15, 15), "quarter_or_more"),
        # 45 is so near to half that "at most half" would tell it from above.
        ((45, 25, 15, 15), "quarter_or_more"),
        # 27 is near to a quarter from above, 24 from below.
        ((27, 25, 24, 24), "up_to_half"),
        ((24, 20, 19, 19, 18), "up_to_half"),
        # Three owner groups of like size: nobody can have brought more than half, nearly.
        ((34, 33, 33), "quarter_to_half"),
    ],
)
def test_the_narrowest_band_that_leaves_everything_open(values: tuple[int, ...], expected: str) -> None:
    assert band(alone(*values)) == expected


def test_what_anybody_may_know_needs_no_room() -> None:
    assert band(alone(51, 19, 15, 15)) == "quarter_or_more"
    assert band(alone(51, 19, 15, 15, public=1)) == "over_half"


def test_a_total_of_nothing_has_no_band() -> None:
    assert band(alone(0, 0, 0)) == NOT_STATED


def test_a_band_that_is_not_true_or_too_narrow_is_found_by_the_audit() -> None:
    case = alone(51, 19, 15, 15)
    assert not told(case, [0], {}, [], {0: "quarter_or_more"})
    assert told(case, [0], {}, [], {0: "over_half"}) == {0}
    assert told(case, [0], {}, [], {0: "under_quarter"}) == {0}


def closest(values: list[int], code: str, p: float) -> bool:
    """Whether somebody can tell an owner group's figure of a single total within p%, by the bounds at hand.

    Nobody brought more than the band's upper end, the largest not less than its lower end; whoever asks takes
    off its own figure.
    """
    amount, first = sum(values), values.index(max(values))
    low, high = (float(edge) * amount for edge in EDGES[code])
    for asker in (None, *range(len(values))):
        own = 0 if asker is None else values[asker]
        for owner, value in enumerate(values):
            others = [n for n in range(len(values)) if n not in {owner, asker}]
            if owner == asker or not value:
                continue
            least = max(low if owner == first else 0, amount - own - len(others) * high)
            most = min(high, amount - own - (low if first in others else 0))
            if least > value * (1 - p) * (1 + 1e-9) or most < value * (1 + p) * (1 - 1e-9):
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=3, max_size=7), st.sampled_from([3, 15, 40]))
@example([434, 434, 132], 15)
@example([435, 434, 131], 15)
@example([59, 21, 20], 15)
def test_whoever_reads_one_total_and_its_band_tells_nobody_within_p(values: list[int], p: int) -> None:
    parts = [part(f"m{n}", value) for n, value in enumerate(values)]
    case = Case([total("round", "q", *parts)], [], Rule(3, p))
    if not case.primary:
        code = band(case)
        assert code == NOT_STATED or not closest(values, code, p / 100)


def year(values: np.ndarray) -> Case:
    """Two quarters and their year; a row of values an owner group."""
    quarters = [[part(f"m{n}", int(row[q]), q) for n, row in enumerate(values)] for q in (0, 1)]
    cells = [total(*WINDOWS[q], *quarters[q]) for q in (0, 1)]
    return Case([*cells, total(*WINDOWS[2], *quarters[0], *quarters[1])], [], Rule(3, P))


def attacked(values: np.ndarray, said: dict[tuple[str, str], str]) -> list[tuple[int, int, int | None]]:
    """Whose figure in which window an attacker of its own making can tell within p%, and who the attacker is.

    It knows the totals of both quarters, which owner group is the largest of each window, all bands and, as
    a member, its own figures.
    """
    count = len(values)
    both = np.column_stack([values, values.sum(axis=1)])
    over = [np.kron(np.eye(count), quarters) for quarters in ([1, 0], [0, 1], [1, 1])]
    rows, limits = [], []
    for window, code in said.items():
        number = WINDOWS.index(window)
        amount = both[:, number].sum()
        low, high = (float(edge) * amount for edge in EDGES[code])
        rows += [*over[number], -over[number][both[:, number].argmax()]]
        limits += [*[high] * count, -low]
    found = []
    for asker in (None, *range(count)):
        bounds = [
            (float(values[n, q]),) * 2 if n == asker else (0, None) for n in range(count) for q in (0, 1)
        ]
        for owner in range(count):
            for number in range(3):
                size = both[owner, number]
                if owner == asker or not size:
                    continue
                for sign in (1, -1):
                    solved = linprog(
                        -sign * over[number][owner],
                        A_eq=[over[q].sum(axis=0) for q in (0, 1)],
                        b_eq=values.sum(axis=0),
                        A_ub=rows or None,
                        b_ub=limits or None,
                        bounds=bounds,
                    )
                    if sign * (-sign * solved.fun - size) < P / 100 * size * (1 - 1e-6):
                        found.append((owner, number, asker))
    return found


def test_an_attacker_who_reads_all_bands_of_a_year_tells_nobody_within_p() -> None:
    chance = np.random.default_rng(11)
    codes: list[str] = []
    for _ in range(6):
        values = np.ceil(chance.lognormal(4, 0.7, (4, 2)))
        case = year(values)
        if not all(decision.shown for decision in case.decide().values()):
            continue
        shown = [*range(3)]
        said = {case.current[n].window: code for n, code in stated(case, shown, {}, []).items()}
        codes += said.values()
        assert not attacked(values, said), (values, said)
    assert len(codes) >= 9
    assert len(set(codes)) >= 2


def test_the_attacker_does_tell_where_bands_are_stated_without_care() -> None:
    values = np.array([[51.0, 51.0], [19, 19], [15, 15], [15, 15]])
    assert not attacked(values, {})
    assert attacked(values, {WINDOWS[0]: "over_half"})


WAS = np.array([[23, 31], [30, 68], [45, 61], [108, 109]])
RESTATED = (30, 30, 45, 216)
"""What the first quarter's figures became: two are other ones, two stay."""


def two_releases(*bands: PastBand) -> tuple[Case, Cell]:
    """A first release of one quarter; a second one of both quarters and their year, two figures restated."""
    then, now = ([part(f"m{n}", int(v)) for n, v in enumerate(values)] for values in (WAS[:, 0], RESTATED))
    later = [part(f"m{n}", int(v), 1) for n, v in enumerate(WAS[:, 1])]
    first = replace(total(*WINDOWS[0], *then), recency=1)
    cells = [total(*WINDOWS[0], *now), total(*WINDOWS[1], *later), total(*WINDOWS[2], *now, *later)]
    return Case(cells, [first], Rule(3, P), [], bands), first


def test_a_band_that_an_earlier_release_stated_keeps_a_later_one_wide() -> None:
    """The protection has been made stronger since: `over_half` leaves the largest open by 3%, not by 15%."""
    without, first = two_releases()
    case, _ = two_releases(PastBand(first, "over_half"))
    shown = [0, 1, 2]
    assert stated(without, shown, {}, [])[1] == "quarter_to_half"
    said = stated(case, shown, {}, [])
    assert said[1] == "up_to_half"
    assert not told(case, shown, {}, [], said)
    assert told(case, shown, {}, [], {**said, 1: "quarter_to_half"}) == {1}


def test_a_band_of_parts_that_have_not_changed_is_stated_again() -> None:
    case = alone(51, 19, 15, 15)
    (now,) = case.current
    earlier = replace(now, recency=1)
    again = Case([now], [earlier], Rule(3, P), [], [PastBand(earlier, "over_half")])
    assert band(case) == "quarter_or_more"
    assert band(again) == "over_half"
    assert not told(again, [0], {}, [], {0: "over_half"})
    assert told(again, [0], {}, [], {0: "quarter_to_half"}) == {0}


def test_a_band_of_the_owner_groups_of_that_day_is_kept_when_they_merge() -> None:
    case = alone(45, 25, 15, 15)
    (now,) = case.current
    parts = tuple(replace(p, holding="m0") if p.subject == "m1" else p for p in now.parts)
    merged = Case(
        [replace(now, parts=parts)],
        [now],
        Rule(3, P),
        [],
        [PastBand(replace(now, recency=1), "quarter_to_half")],
    )
    (before,) = merged.bands_before
    assert (before.rows @ merged.ground.values).tolist() == [45, 25, 15, 15]
    assert band(merged) == "over_half"


def test_a_total_is_hidden_where_an_earlier_band_would_tell_with_it() -> None:
    """The largest stays and is known to have brought 500 at least; three others restate.

    The third could then tell 400 from above: of 60 more, the largest could give up 10 and the last 49.
    """
    then = total("round", "q", *(part(f"m{n}", v) for n, v in enumerate((510, 190, 150, 150))))
    now = total("round", "q", *(part(f"m{n}", v) for n, v in enumerate((510, 400, 100, 49))))
    first = replace(then, recency=1)
    without = Case([now], [first], Rule(3, P))
    case = Case([now], [first], Rule(3, P), [], [PastBand(first, "over_half")])
    assert without.decide()["round", "q"].shown
    assert not list(without.told([0], {}))
    assert [cells for _, cells in case.told([0], {})] == [{0}]
    decided = case.decide()["round", "q"]
    assert not decided.shown
    assert decided.conf_status == "D"
    assert decided.low is None or not list(case.told([], {0: (decided.low, decided.high)}))
