"""What a release may show: published examples, differences between releases, and what chance brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.estimating import Known, Target, estimates
from pipeline.disclosure.ground import Cell, Part, ground
from pipeline.disclosure.hiding import cheapest, greedy
from pipeline.disclosure.spans import outward

D = Decimal
RULE = Rule(minimum_holdings=3, p_percent=15)


def part(
    subject: str, value: int, quarter: int = 0, months: int = 3, *, public: bool = False, owner: str = ""
) -> Part:
    start = date(2020, 3 * quarter + 1, 1)
    end = start + timedelta(days=30 * months)
    return Part(subject, start, end, D(value), owner or subject, public)


def cell(kind: str, name: str, *parts: Part) -> Cell:
    total = sum((p.value for p in parts), D(0))
    return Cell(kind, name, parts, total, total, 100)


def round_(number: int, **values: int) -> Cell:
    return cell("round", f"q{number}", *(part(name, value, number) for name, value in values.items()))


def known(*cells: Cell) -> list[Cell]:
    return [replace(c, recency=number) for number, c in enumerate(cells)]


def decide(current, earlier=(), rule: Rule = RULE):
    return Case(current, list(earlier), rule).decide()


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        # Handbook on Statistical Disclosure Control, chapter 4: with contributions of 50,000 and 49,000 to a
        # total of 100,000 the second largest can tell the largest to within 2%, though no one exceeds half.
        ((50_000, 49_000, 1_000), False),
        # The p% rule is passed exactly where what is left is p% of the largest.
        ((100, 40, 15), True),
        ((100, 40, 14), False),
        ((7, 7, 7), True),
        ((7, 7), False),
        ((1_000, 0, 0, 0), False),
    ],
)
def test_a_cell_by_itself(values, shown: bool) -> None:
    one = round_(0, **{f"m{n}": value for n, value in enumerate(values)})
    decision = decide([one])["round", "q0"]
    assert (decision.shown, decision.conf_status) == (shown, "" if shown else "C")


def test_owner_groups_count_once_and_public_figures_protect_nobody() -> None:
    """The handbook's example of 99 of 100 contributions that anybody may know."""
    alike = [part(f"m{n}", 100) for n in range(3)]
    assert decide([cell("round", "q", *alike)])["round", "q"].shown
    owned = [replace(p, holding="one") for p in alike[:2]]
    assert not decide([cell("round", "q", *owned, alike[2])])["round", "q"].shown
    public = [replace(p, is_public=True) for p in alike[:2]]
    assert not decide([cell("round", "q", *public, alike[2], part("m3", 90))])["round", "q"].shown


def test_a_table_with_margins_needs_a_second_hidden_cell() -> None:
    """The textbook case: one hidden cell is the margin less the others, so another is hidden, the cheapest.

    Cox, Journal of the American Statistical Association 75 (1980), 377-385.
    """
    rounds = [round_(0, a=900, b=10, c=5), *(round_(n, a=100, b=120, c=90, d=80) for n in (1, 2, 3))]
    year = cell("year", "2020", *(p for c in rounds for p in c.parts))
    decisions = decide([*rounds, year])
    assert {w[1]: d.conf_status for w, d in decisions.items() if not d.shown} == {"q0": "C", "2020": "D"}
    low, high = decisions["year", "2020"].low, decisions["year", "2020"].high
    assert low <= year.value - 135 <= year.value + 135 <= high  # 900 stays open by 15%
    assert low is not None


def test_a_late_filer_is_not_the_new_total_less_the_old() -> None:
    old = round_(0, a=100, b=120, c=90)
    new = round_(0, a=100, b=120, c=90, d=200)
    decision = decide([new], known(old))["round", "q0"]
    assert (decision.shown, decision.conf_status) == (False, "D")
    assert decision.low - old.value <= D(170)
    assert decision.high - old.value >= D(230)
    assert decide([round_(0, a=100, b=120, c=90, d=200, e=210, f=180)], known(old))["round", "q0"].shown


@pytest.mark.parametrize(
    ("changes", "shown"), [((-40, 0, 0), False), ((-40, 20, 0), False), ((-40, 20, 9), True)]
)
def test_restatements_below_the_old_value_need_owner_groups_enough(changes, shown: bool) -> None:
    old = round_(0, a=100, b=120, c=90, d=80)
    names = zip("abc", (100, 120, 90), changes, strict=True)
    new = round_(0, **{name: value + change for name, value, change in names}, d=80)
    assert decide([new], known(old))["round", "q0"].shown is shown


def test_a_total_of_rounded_figures_is_as_exact_as_it_is_printed() -> None:
    old = round_(0, a=100, b=190, c=100)
    new = round_(0, a=140, b=190, c=100)
    vague = replace(new, low=new.value - 50, high=new.value + 50)
    assert not decide([vague], known(old))["round", "q0"].shown


def test_what_is_known_already_is_shown_again_and_bounds_stay_the_same() -> None:
    old, new = round_(0, a=100, b=120, c=90), round_(0, a=100, b=120, c=90, d=200)
    first = decide([new], known(old))["round", "q0"]
    earlier = known(old, replace(new, low=first.low, high=first.high))
    again = decide([new, round_(1, a=100, b=120, c=90, d=200)], earlier)
    assert (again["round", "q0"].low, again["round", "q0"].high) == (first.low, first.high)
    assert again["round", "q1"].shown
    strict = Rule(minimum_holdings=5, p_percent=15)
    assert decide([old], known(old), strict)["round", "q0"].shown


def test_a_long_period_is_taken_apart_where_shorter_ones_are_known() -> None:
    long = part("a", 100, 0, months=6)
    made = ground([cell("round", "q0", part("a", 30, 0)), cell("year", "y", long)])
    assert [float(v) for v in made.values] == [30, 70]
    assert made.of[long.key] == (0, 1)


def test_a_dominated_grand_total_is_given_as_bounds() -> None:
    decision = decide([round_(0, big=10_000_000, small=165_000, other=20_000, tiny=300)])["round", "q0"]
    assert decision.conf_status == "C"
    assert decision.high >= 10_000_000 * D("1.15") + 165_000
    assert decision.low <= 10_000_000 * D("0.85") + 185_300


def test_bounds_enclose_and_never_betray_a_round_number() -> None:
    for low, high in outward(round_(0, a=500, b=300, c=200)):
        assert low <= 1000 < high or low < 1000 <= high


def test_the_optimum_is_never_dearer_than_greedy_and_here_cheaper() -> None:
    costs = {0: 3, 1: 2, 2: 2, 3: 2}
    proofs = [frozenset({0, 1}), frozenset({0, 2}), frozenset({0, 3})]

    def prove(hidden):
        return [proof for proof in proofs if not proof & hidden]

    assert cheapest(costs, prove) == (frozenset({0}), "optimal")
    assert greedy(costs, prove) == {1, 2, 3}


def test_an_estimate_names_the_cells_that_make_it_possible() -> None:
    year = cell("year", "y", part("a", 50, 0), part("b", 60, 1), part("c", 60, 1))
    cells = [year, round_(1, b=60, c=60), round_(2, b=9, c=8)]
    made = ground(cells)
    rows = np.array([made.row(c) for c in cells])
    target = Target(
        made.holdings.index("a"), np.where(made.owner == made.holdings.index("a"), rows[0], 0), 50.0
    )
    (found,) = estimates(made, Known(rows, np.zeros(3), np.zeros(3)), [target], 15)
    assert found.cells == {0, 1}


@st.composite
def releases(draw):
    """Two releases of three rounds; members join, are late, restate; some are public, some owned together."""
    members = draw(st.integers(3, 6))
    values = draw(st.lists(st.integers(0, 400), min_size=3 * members, max_size=3 * members))
    late = draw(st.sets(st.integers(0, 3 * members - 1), max_size=3))
    restated = draw(st.dictionaries(st.integers(0, 3 * members - 1), st.integers(0, 400), max_size=3))
    public = draw(st.sets(st.integers(0, members - 1), max_size=1))
    owner = draw(st.integers(0, members - 1))

    def made(quarter: int, last: bool):
        for n in range(members):
            at = quarter * members + n
            if last or at not in late:
                value = restated.get(at, values[at]) if last else values[at]
                yield part(f"m{n}", value, quarter, public=n in public, owner=f"m{min(n, owner)}")

    found = []
    for last in (False, True):
        rounds = [cell("round", f"q{q}", *made(q, last)) for q in range(2 + last)]
        running = cell("running", f"q{1 + last}", *(p for c in rounds for p in c.parts))
        found.append([c for c in (*rounds, running) if c.parts])
    return found


@settings(max_examples=12, deadline=None)
@given(releases(), st.randoms(use_true_random=False))
def test_nothing_can_be_told_and_the_order_of_the_input_changes_nothing(chain, random) -> None:
    earlier: list[Cell] = []
    for number, current in enumerate(chain):
        case = Case(current, earlier, RULE)
        decided = case.decide()
        shuffled = [replace(c, parts=tuple(random.sample(c.parts, len(c.parts)))) for c in current]
        random.shuffle(shuffled)
        assert Case(shuffled, random.sample(earlier, len(earlier)), RULE).decide() == decided
        bounds = {
            n: (d.low, d.high) for n, c in enumerate(case.current) if (d := decided[c.window]).low is not None
        }
        shown = [n for n, c in enumerate(case.current) if decided[c.window].shown]
        assert list(case.told(shown, bounds)) == []
        for c in current:
            decision = decided[c.window]
            if decision.shown or decision.low is not None:
                low, high = (c.value, c.value) if decision.shown else (decision.low, decision.high)
                assert low <= c.value <= high
                earlier.append(replace(c, low=low, high=high, recency=number))
