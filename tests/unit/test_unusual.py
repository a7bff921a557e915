"""Figures to ask about: each test on a planted figure, beside clean ones on which nothing may be asked."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rounds import first_day, last_day
from pipeline.strict_yaml import EditedFileError
from quality import odds
from quality.against_past import flagged
from quality.past_cells import Beside, Figure, Remembered
from quality.unusual import shown_range, unusual

NOW = "2021-Q1"
ROUNDS = ("2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")
TAXA = ("elephant_ivory", "rhino", "pangolin", "marine_turtles", "big_cats")


def labels(taxon: str, indicator: str = "listings_removed") -> tuple[str, ...]:
    return ("alpha", indicator, "all", taxon, "all", "all", "all", "all", "all", "1", "none")


def beside(
    past: Mapping[str, Sequence[float]], now: Mapping[str, float], indicator: str = "listings_removed"
) -> Beside:
    """A file of 2021-Q1 with a figure for each group, beside as many quarters as each has earlier figures."""
    return Beside(
        "now",
        NOW,
        first_day(NOW),
        last_day(NOW),
        tuple(
            Figure(
                row,
                labels(taxon, indicator),
                first_day(NOW),
                last_day(NOW),
                value,
                f"B{row + 2}",
                inside=True,
            )
            for row, (taxon, value) in enumerate(now.items())
        ),
        tuple(
            Remembered(
                labels(taxon, indicator), r, r, first_day(r), last_day(r), value, f"B{n + 2}", own_round=True
            )
            for n, (taxon, values) in enumerate(past.items())
            for r, value in zip(ROUNDS[-len(values) :], values, strict=True)
        ),
        frozenset({indicator}),
    )


def asked(
    past: Mapping[str, Sequence[float]], now: Mapping[str, float], indicator: str = "listings_removed"
) -> dict[str, str]:
    found = unusual(beside(past, now, indicator), frozenset())
    return {u.figure.labels[3]: u.code for u in found}


TAXA_DOUBLED = {"elephant_ivory", "marine_turtles", "big_cats"}
WILD = (210, 480, 330, 900, 260, 610, 1150, 300)
CALM = (1043, 981, 1117, 1004, 962, 1076, 1022, 993)
FEW = (0, 1, 0, 2, 0, 0, 1, 0)


def test_a_figure_far_out_is_asked_about_and_one_within_its_past_is_not() -> None:
    past = {"rhino": WILD, "pangolin": CALM}
    assert asked(past, {"rhino": 1100, "pangolin": 1180}) == {}
    assert asked(past, {"rhino": 12_000, "pangolin": 1000}) == {"rhino": "figure-unlike-before"}
    assert asked(past, {"rhino": 500, "pangolin": 2600}) == {"pangolin": "figure-unlike-before"}


def test_a_decimal_point_is_named_where_ten_times_would_be_usual() -> None:
    past = {"rhino": CALM, "pangolin": WILD}
    assert asked(past, {"rhino": 10_300, "pangolin": 400}) == {"rhino": "decimal-point"}
    assert asked(past, {"rhino": 104, "pangolin": 400}) == {"rhino": "decimal-point"}
    assert asked(past, {"rhino": 1_020_000, "pangolin": 400}) == {"rhino": "decimal-point"}


def test_small_counts_by_their_chance() -> None:
    """Half an event a quarter, four in eight: 14 is beyond chance, 3 is not."""
    assert asked({"rhino": FEW, "pangolin": CALM}, {"rhino": 3, "pangolin": 1000}) == {}
    assert asked({"rhino": FEW, "pangolin": CALM}, {"rhino": 14, "pangolin": 1000}) == {
        "rhino": "count-unlike-before"
    }


def test_zero_after_figures() -> None:
    past = dict.fromkeys(TAXA, CALM)
    now = dict.fromkeys(TAXA, 1001.0)
    assert asked(past, {**now, "rhino": 0}) == {"rhino": "zero-after-figures"}
    seen_before = {**past, "pangolin": (*CALM[:3], 0, *CALM[4:])}
    assert asked(seen_before, {**now, "rhino": 0}) == {}
    assert asked({"rhino": (3, 1, 2, 4, 1, 2)}, {"rhino": 0}) == {}


def test_a_figure_as_the_round_before() -> None:
    high = tuple(value * 173 + 7 for value in CALM)
    assert asked({"rhino": high, "pangolin": CALM}, {"rhino": high[-1], "pangolin": 1001}) == {
        "rhino": "figure-as-before"
    }
    often = (*high[:5], high[4], high[4], high[4])
    assert asked({"rhino": often, "pangolin": CALM}, {"rhino": high[4], "pangolin": 1001}) == {}
    in_thousands = tuple(float(round(v, -3)) for v in high)
    assert asked({"rhino": in_thousands}, {"rhino": in_thousands[-1]}) == {}


def test_several_figures_as_the_round_before() -> None:
    """One of 1,000 may come out the same; four of five do not."""
    past = {taxon: [value + 7 * n for value in CALM] for n, taxon in enumerate(TAXA)}
    now = {taxon: values[-1] + 3 for taxon, values in past.items()}
    one = {**now, "rhino": past["rhino"][-1]}
    assert asked(past, one) == {}
    four = {**now, **{taxon: past[taxon][-1] for taxon in TAXA[:4]}}
    assert asked(past, four) == dict.fromkeys(TAXA[:4], "figure-as-before")


def test_round_figures_beside_a_past_of_exact_ones() -> None:
    past = {taxon: [value + 7 * n for value in CALM] for n, taxon in enumerate(TAXA)}
    assert asked(past, dict.fromkeys(TAXA, 1010.0)) == dict.fromkeys(TAXA, "round-figures")
    always = {taxon: [float(round(v, -1)) for v in values] for taxon, values in past.items()}
    assert asked(always, dict.fromkeys(TAXA, 1010.0)) == {}


def test_the_same_months_of_the_year_before_are_no_surprise() -> None:
    yearly = (9000, 300, 280, 310, 8700, 320, 290, 300)
    assert asked({"rhino": yearly}, {"rhino": 9300}) == {}
    assert asked({"rhino": (310, 300, 280, 310, 290, 320, 290, 300)}, {"rhino": 9300}) != {}


def test_a_growing_series_is_near_its_last_figure() -> None:
    growing = [round(100 * 1.25**n) for n in range(8)]
    assert asked({"rhino": growing}, {"rhino": round(100 * 1.25**8)}) == {}


def test_three_earlier_rounds_are_too_few() -> None:
    assert asked({"rhino": CALM[-3:]}, {"rhino": 10_400}) == {}
    assert asked({"rhino": CALM[-4:]}, {"rhino": 10_400}) == {"rhino": "decimal-point"}


def test_shares_and_amounts_below_zero_are_others_matter() -> None:
    assert asked({"rhino": (60, 62, 61, 63, 60)}, {"rhino": 6}, "share_found_proactively") == {}
    assert asked({"rhino": CALM}, {"rhino": -1000}) == {}
    assert flagged(beside({"rhino": CALM}, {"rhino": -1000})) == {}


def test_what_an_error_tells_is_not_told_again() -> None:
    one = beside(dict.fromkeys(TAXA, CALM), {**dict.fromkeys(TAXA, 1003.0), "rhino": 10_400})
    assert flagged(one) == {1: "level-unlike-before"}
    assert unusual(one, frozenset({1})) == []
    gone = beside(dict.fromkeys(TAXA, CALM), {**dict.fromkeys(TAXA, 1003.0), "rhino": 0})
    assert flagged(gone) == {1: "zero-unlike-before"}


def test_figures_that_jumped_together_are_one_finding() -> None:
    past = {taxon: [v + 11 * n for v in WILD] for n, taxon in enumerate(TAXA)}
    now = {taxon: 14_000.0 + 371 * n for n, taxon in enumerate(TAXA)}
    assert asked(past, now) == dict.fromkeys(TAXA, "figure-unlike-before")
    calm = {taxon: [v + 11 * n for v in CALM] for n, taxon in enumerate(TAXA)}
    doubled = {taxon: 2.0 * values[0] + n for n, (taxon, values) in enumerate(calm.items())}
    assert asked(calm, doubled) == dict.fromkeys(TAXA, "figure-unlike-before")
    apart = {**doubled, "rhino": 1003.0, "pangolin": 1011.0}
    assert asked(calm, apart).keys() <= TAXA_DOUBLED


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from((10, 1000)))
def test_what_is_asked_does_not_hang_on_the_scale_of_large_figures(seed: int, factor: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    past = {taxon: [chance.randint(50_000, 90_000) for _ in range(6)] for taxon in TAXA}
    now = {taxon: float(chance.choice((70_001, 90_003, 333_333, 2_345_679))) for taxon in TAXA}
    larger = {taxon: [v * factor for v in values] for taxon, values in past.items()}
    far = {"figure-unlike-before", "decimal-point"}

    def far_out(found: Mapping[str, str]) -> set[str]:
        return {taxon for taxon, code in found.items() if code in far}

    assert far_out(asked(past, now)) == far_out(asked(larger, {t: v * factor for t, v in now.items()}))


def test_steady_levels_with_chance_alone_are_left_alone() -> None:
    """2,500 figures of Poisson noise around constant levels: at most the declared rate is asked about."""
    chance = np.random.default_rng(7)
    levels = {"elephant_ivory": 0.3, "rhino": 2.0, "pangolin": 9.0, "marine_turtles": 60.0, "big_cats": 900.0}
    found = 0
    for _ in range(50):
        past = {taxon: chance.poisson(level, 8).tolist() for taxon, level in levels.items()}
        for _ in range(10):
            found += len(
                asked(past, {taxon: float(chance.poisson(level)) for taxon, level in levels.items()})
            )
    expected = sum(test.expected for test in odds.odds().tests.values())
    assert found / 2500 <= expected / 1000


def test_ranges_in_words() -> None:
    assert shown_range(900, 1300) == "900–1,300"
    assert shown_range(3, 3) == "3"
    assert shown_range(0.25, 12.4) == "0.2–12"


LIMITS = (Path(odds.__file__).parent / "rules" / "odds.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("limit: 3.0", "limit: -1", "figure-unlike-before"),
        ("limit: 0.0001, expected: 0.1", "limit: 2, expected: 0.1", "below 1"),
        ("fewest_rounds: 4", "fewest_rounds: 1", "fewest_rounds"),
        ("  decimal-point:", "  decimal-comma:", "decimal-comma"),
        ("large: 20", "large: twenty", "large"),
    ],
)
def test_a_mistake_in_the_limits_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in LIMITS
    path = tmp_path / "odds.yaml"
    path.write_text(LIMITS.replace(old, new), encoding="utf-8")
    with pytest.raises(EditedFileError, match=told):
        odds.load(path)
