"""Each check against the past on a planted fault, beside the same figures without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from pipeline.rounds import first_day, last_day
from quality import levels, past_periods
from quality.against_past import flagged
from quality.column_shifts import Gaps, pushed
from quality.exchanges import exchanges
from quality.past_cells import Beside, Figure, Remembered
from quality.places import Position, position

ROUNDS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")
NOW = "2021-Q1"
REMOVED, BLOCKED, ADS = "listings_removed", "listings_blocked", "ads_blocked"
USUAL = {
    (REMOVED, "elephant_ivory"): 340,
    (REMOVED, "rhino"): 100,
    (REMOVED, "pangolin"): 130,
    (BLOCKED, "elephant_ivory"): 210,
    (BLOCKED, "rhino"): 62,
    (BLOCKED, "pangolin"): 80,
}
PLACES = {key: f"{'BC'[key[0] == BLOCKED]}{2 + n % 3}" for n, key in enumerate(USUAL)}
Key = tuple[str, str]
TAXA_SWAPPED = tuple(
    ((REMOVED, taxon), (BLOCKED, taxon)) for taxon in ("elephant_ivory", "rhino", "pangolin")
)


def labels(key: Key) -> tuple[str, ...]:
    return ("alpha", key[0], "all", key[1], "all", "all", "all", "all", "all", "1", "none")


def beside(
    told: Mapping[Key, float],
    *,
    places: Mapping[Key, str] = PLACES,
    rounds: Sequence[str] = ROUNDS,
    period: tuple[date, date] | None = None,
    without: Sequence[Key] = (),
) -> Beside:
    """A file of 2021-Q1 beside rounds in which every figure was within a few percent of the usual."""
    first, last = first_day(NOW), last_day(NOW)
    start, end = period or (first, last)
    figures = tuple(
        Figure(
            row,
            labels(key),
            start,
            end,
            value,
            places.get(key, f"B{row + 9}"),
            inside=end >= first and start <= last,
        )
        for row, (key, value) in enumerate(told.items())
    )
    past = tuple(
        Remembered(
            labels(key),
            round_,
            round_,
            first_day(round_),
            last_day(round_),
            round(usual * (0.97, 1.04, 1.0, 0.98)[(n + m) % 4]),
            PLACES[key],
            own_round=True,
        )
        for n, round_ in enumerate(rounds)
        for m, (key, usual) in enumerate(USUAL.items())
        if key not in without
    )
    return Beside("now", NOW, first, last, figures, past, frozenset({REMOVED, BLOCKED, ADS}))


def exchanged(*pairs: tuple[Key, Key]) -> dict[Key, float]:
    told = dict(USUAL)
    for one, other in pairs:
        told[one], told[other] = told[other], told[one]
    return told


def rows(figures: Sequence[Figure]) -> set[Key]:
    return {(f.labels[1], f.labels[3]) for f in figures}


def test_clean_figures_are_silent() -> None:
    for factor in (0.8, 1.0, 1.3):
        clean = beside({key: round(value * factor) for key, value in USUAL.items()})
        assert exchanges(clean) == []
        assert levels.slips(clean) == []
        assert levels.repeated(clean) == ()
        assert past_periods.displaced(clean) == past_periods.out_of_order(clean) == []
        assert past_periods.newcomers(clean) == ([], [])
        assert clean.compared_throughout


def test_two_measures_under_each_others_headings() -> None:
    taxa = ("elephant_ivory", "rhino", "pangolin")
    swapped = beside(exchanged(*(((REMOVED, taxon), (BLOCKED, taxon)) for taxon in taxa)))
    found = exchanges(swapped)
    assert rows(found[0].figures) == set(USUAL)
    assert set(found[0].labels) == {REMOVED, BLOCKED}
    assert found[0].odds > 12
    assert not found[0].moved


def test_a_column_rotated_by_a_row_is_held_as_a_whole() -> None:
    rotated = dict(USUAL)
    rotated[REMOVED, "elephant_ivory"] = USUAL[REMOVED, "rhino"]
    rotated[REMOVED, "rhino"] = USUAL[REMOVED, "pangolin"]
    rotated[REMOVED, "pangolin"] = USUAL[REMOVED, "elephant_ivory"]
    named = {key for e in exchanges(beside(rotated)) for key in rows(e.figures)}
    assert {key for key in USUAL if key[0] == REMOVED} <= named


def test_labels_that_changed_places_must_prove_themselves() -> None:
    """Figures too alike to tell: silent in their old places, held where two labels changed places."""
    alike = {**USUAL, (REMOVED, "pangolin"): 108, (REMOVED, "rhino"): 116}
    assert exchanges(beside(alike)) == []
    moved = {**PLACES, (REMOVED, "rhino"): "B4", (REMOVED, "pangolin"): "B3"}
    (found,) = exchanges(beside(alike, places=moved))
    assert rows(found.figures) == {(REMOVED, "rhino"), (REMOVED, "pangolin")}
    assert found.moved
    told_apart = {**moved, (BLOCKED, "rhino"): "C4", (BLOCKED, "pangolin"): "C3"}
    assert [e for e in exchanges(beside({**USUAL}, places=told_apart)) if e.odds > -2] == exchanges(
        beside({**USUAL}, places=told_apart)
    )


def test_columns_moved_with_their_figures_are_accepted() -> None:
    across = {key: place.translate(str.maketrans("BC", "CB")) for key, place in PLACES.items()}
    assert exchanges(beside(dict(USUAL), places=across)) == []


def test_one_earlier_round_decides_nothing() -> None:
    assert (
        exchanges(beside(exchanged(((REMOVED, "rhino"), (BLOCKED, "elephant_ivory"))), rounds=ROUNDS[:1]))
        == []
    )
    assert levels.slips(beside({key: 1000 * v for key, v in USUAL.items()}, rounds=ROUNDS[:1])) == []


def test_a_common_factor_is_found_once_for_the_whole_file() -> None:
    (slip,) = levels.slips(beside({key: 1000 * value for key, value in USUAL.items()}))
    assert rows(slip.figures) == set(USUAL)
    assert 900 < slip.factor < 1100


def test_one_factor_for_all_is_a_smaller_assumption_than_an_exchange() -> None:
    """Every count a thousandth, cut to whole numbers: the logs are no longer in order, the scale still is."""
    large = {key: 23 * value for key, value in USUAL.items()}
    past = tuple(replace(r, value=23 * r.value) for r in beside(USUAL).past)
    small = replace(beside({key: round(value / 1000) for key, value in large.items()}), past=past)
    assert levels.shared_factor(small) == 0.001
    assert set(flagged(small).values()) == {"level-unlike-before"}
    (slip,) = levels.slips(small)
    assert slip.factor == 0.001
    swapped = {key: value * 1000 for key, value in exchanged(*TAXA_SWAPPED).items()}
    assert levels.shared_factor(beside(swapped)) == 1000
    assert set(flagged(beside(swapped)).values()) == {"labels-exchanged"}
    assert levels.shared_factor(beside(USUAL)) is None


def test_a_factor_of_one_measure_or_of_one_figure() -> None:
    one = {key: value * (10 if key[0] == BLOCKED else 1) for key, value in USUAL.items()}
    (slip,) = levels.slips(beside(one))
    assert rows(slip.figures) == {key for key in USUAL if key[0] == BLOCKED}
    single = {**USUAL, (REMOVED, "rhino"): 1000}
    (slip,) = levels.slips(beside(single))
    assert rows(slip.figures) == {(REMOVED, "rhino")}


def test_figures_in_bad_company_must_fit_closely() -> None:
    a_measure_off = {key: value * (1.6 if key[0] == BLOCKED else 1) for key, value in USUAL.items()}
    assert levels.slips(beside(a_measure_off)) == []
    (slip,) = levels.slips(beside(a_measure_off), in_bad_company=True)
    assert rows(slip.figures) == {key for key in USUAL if key[0] == BLOCKED}
    assert levels.slips(beside(USUAL), in_bad_company=True) == []


def test_last_rounds_figures_again() -> None:
    last = {(r.labels[1], r.labels[3]): r.value for r in beside(USUAL).past if r.round == ROUNDS[-1]}
    assert rows(levels.repeated(beside(last))) == set(USUAL)
    assert levels.repeated(beside({**last, (REMOVED, "rhino"): 101, (BLOCKED, "rhino"): 60})) == ()


def test_periods_of_another_round_or_length() -> None:
    quarter = (date(2020, 10, 1), date(2020, 12, 31))
    others = {key: value + 1 for key, value in USUAL.items()}
    assert rows(past_periods.displaced(beside(others, period=quarter))) == set(USUAL)
    longer = beside(USUAL, period=(date(2020, 12, 1), date(2021, 3, 31)))
    assert rows(past_periods.displaced(longer)) == set(USUAL)


def test_what_was_accepted_for_its_period_is_in_no_doubt() -> None:
    """The newest period is missing: the past that is told again is not held for that."""
    quarter = (date(2020, 10, 1), date(2020, 12, 31))
    last = {(r.labels[1], r.labels[3]): r.value for r in beside(USUAL).past if r.round == ROUNDS[-1]}
    assert past_periods.displaced(beside(last, period=quarter)) == []
    restated = {**last, (REMOVED, "rhino"): 400}
    assert past_periods.displaced(beside(restated, period=quarter)) == []  # a restatement, told as such
    one_alike = {
        **{key: value + 1 for key, value in last.items()},
        (REMOVED, "rhino"): last[REMOVED, "rhino"],
    }
    shifted = beside(one_alike, period=quarter)
    assert rows(past_periods.displaced(shifted)) == set(USUAL)  # of wrong dates, one alike by chance
    now = beside({(REMOVED, "pangolin"): 131}).figures
    with_the_round = replace(shifted, figures=(*shifted.figures, *(replace(f, row=9) for f in now)))
    others = set(USUAL) - {(REMOVED, "rhino"), (REMOVED, "pangolin")}
    assert rows(past_periods.displaced(with_the_round)) == others


def test_months_in_place_of_a_quarter_cover_it() -> None:
    one = beside(USUAL)
    months = [(date(2021, m, 1), date(2021, m + 1, 1) - timedelta(days=1)) for m in (1, 2, 3)]
    key = (REMOVED, "rhino")
    one.figures = tuple(
        Figure(n, labels(key), start, end, 33, f"{'BCD'[n]}2", inside=True)
        for n, (start, end) in enumerate(months)
    )
    assert past_periods.displaced(one) == []
    assert past_periods.out_of_order(one) == []
    one.figures = tuple(
        Figure(n, labels(key), start, end, 33, f"{'CBD'[n]}2", inside=True)
        for n, (start, end) in enumerate(months)
    )
    assert len(past_periods.out_of_order(one)) == 3


def test_a_series_in_place_of_another() -> None:
    relabelled = {(ADS if key[0] == BLOCKED else key[0], key[1]): value for key, value in USUAL.items()}
    new, missing = past_periods.newcomers(beside(relabelled))
    assert rows(new) == {(ADS, taxon) for _, taxon in USUAL}
    assert missing == sorted(labels(key) for key in USUAL if key[0] == BLOCKED)
    assert past_periods.newcomers(beside({**USUAL, (ADS, "rhino"): 5})) == ([], [])


def test_a_blank_in_a_column_pushed_by_a_row() -> None:
    up = {key: value for key, value in USUAL.items() if key != (REMOVED, "pangolin")}
    up[REMOVED, "elephant_ivory"] = USUAL[REMOVED, "rhino"]
    up[REMOVED, "rhino"] = USUAL[REMOVED, "pangolin"]
    assert rows(pushed(beside(up), Gaps(blank=("B4",)))) == {
        (REMOVED, "elephant_ivory"),
        (REMOVED, "rhino"),
    }
    left_out = {key: value for key, value in USUAL.items() if key != (REMOVED, "pangolin")}
    assert rows(pushed(beside(left_out), Gaps(blank=("B4",)))) == {(REMOVED, "rhino")}  # too like the blank's
    unlike = {key: value for key, value in USUAL.items() if key != (REMOVED, "elephant_ivory")}
    assert pushed(beside(unlike), Gaps(blank=("B2",))) == []
    assert rows(pushed(beside(left_out), Gaps(blank=("B3",), stray=("A9",)))) == {
        (REMOVED, "elephant_ivory"),
        (REMOVED, "rhino"),
    }


def test_a_blank_holds_only_what_it_may_have_pushed() -> None:
    """Two groups and the blank's are too alike to tell a push; those further off are in no doubt."""
    assert _in_doubt(blank_of=105) == {(REMOVED, "pangolin"), (REMOVED, "marine_turtles")}
    assert _in_doubt(blank_of=500) == set()
    for size in (105, 500):
        assert _in_doubt(blank_of=size, moved_up=True) == {(REMOVED, group) for group in GROUPS[:4]}


GROUPS = ("elephant_ivory", "rhino", "pangolin", "marine_turtles", "big_cats")


def _in_doubt(*, blank_of: int, moved_up: bool = False) -> set[Key]:
    """Of a column of which the last cell is blank, told by the size of its series."""
    sizes = dict(zip(GROUPS, (40, 3000, 110, 100, blank_of), strict=True))
    places = {(REMOVED, group): f"B{row}" for row, group in enumerate(GROUPS, start=2)}
    own = {group: sizes[below] for group, below in pairwise(GROUPS)} if moved_up else sizes
    told = {(REMOVED, group): float(own[group]) for group in GROUPS[:4]}
    now = beside(told, places=places)
    past = tuple(
        replace(
            now.past[0],
            labels=labels((REMOVED, group)),
            round=r,
            start=first_day(r),
            end=last_day(r),
            value=v,
        )
        for group, size in sizes.items()
        for r, v in zip(ROUNDS, (size, round(size * 1.05), round(size * 0.96), size + 1), strict=True)
    )
    return rows(pushed(replace(now, past=past), Gaps(blank=("B6",))))


def test_addresses() -> None:
    assert position("Sheet 1!AB7") == Position("Sheet 1", 7, 28)
    assert position("B7") == Position("", 7, 2)
    assert position("/records/3/count") == Position("/records count", 3, 0)
    assert position("/statements/0") is None
