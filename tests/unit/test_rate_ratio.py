"""Published worked examples, the same estimate from a well-kept library, and what the interval must do."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from pipeline.indicators.rate_ratio import Cells, Doubles, TooLittleError, rate_ratio


def cells(*rows: tuple[float, ...], channel: tuple[int, ...] = ()) -> Cells:
    """Rows of platform, month, found before, effort before, found after, effort after."""
    table = np.array(rows, dtype=float).T
    return Cells(
        platform=table[0].astype(int),
        month=table[1].astype(int),
        channel=np.array(channel or [0] * len(rows)),
        found_before=table[2],
        effort_before=table[3],
        found_after=table[4],
        effort_after=table[5],
    )


def drawn(seed: int, *, platforms: int = 10, spread: float = 0.3, even: bool = False) -> Cells:
    """Twelve months on several platforms, a true ratio of 0.4, over-dispersed."""
    chance = np.random.default_rng(seed)
    rows = []
    for platform in range(platforms):
        rate = 20 if even else chance.uniform(5, 40)
        change = 0.4 * math.exp(chance.normal(0, spread))
        for month in range(12):
            efforts = (1.0, 1.0) if even else chance.uniform(0.5, 2, 2)
            before = rate if even else chance.poisson(rate * efforts[0] * chance.gamma(5, 1 / 5))
            after = chance.poisson(rate * change * efforts[1] * chance.gamma(5, 1 / 5))
            rows.append((platform, month, before, efforts[0], after, efforts[1]))
    return cells(*rows)


def test_pooled_ratio_of_two_strata_is_that_of_the_textbook() -> None:
    # Mortality of current and past users of clozapine in two age strata, (deaths, person-years): Walker et
    # al. 1997 as worked through in Rothman, Greenland and Lash, Modern Epidemiology, 3rd edition 2008,
    # chapter 15: Mantel-Haenszel rate ratio 0.47. A third stratum with the pooled ratio changes nothing.
    estimate = rate_ratio(
        cells(
            (0, 0, 111, 15763, 196, 62119),
            (1, 0, 157, 2780, 167, 6085),
            (2, 0, 1000, 1000, 469, 1000),
        )
    )
    assert round(estimate.ratio, 2) == 0.47


def test_equal_effort_gives_the_plain_ratio_of_the_totals() -> None:
    # 1,200 before, 240 after over equal effort: reduction 80%.
    rows = [(p, m, 100 + p, 5, 20 + p / 5, 5) for p in range(4) for m in range(3)]
    assert rate_ratio(cells(*rows)).ratio == pytest.approx(0.2)


def test_agrees_with_the_generalized_linear_model_of_statsmodels() -> None:
    # Quasi-Poisson regression with site-month effects, log effort as offset, and errors clustered by
    # platform: with equal effort the estimating equation is the same. Platforms of equal size make the CR2
    # correction the factor G/(G-1).
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.genmod.families import Poisson
        from statsmodels.genmod.generalized_linear_model import GLM

        counts = drawn(3, platforms=4, spread=0.8, even=True)
        number = len(counts.platform)
        effects = np.vstack([np.eye(number), np.eye(number)])
        after = np.repeat([0.0, 1.0], number)
        model = GLM(
            np.concatenate([counts.found_before, counts.found_after]),
            np.column_stack([effects, after]),
            family=Poisson(),
            offset=np.log(np.concatenate([counts.effort_before, counts.effort_after])),
        ).fit(cov_type="cluster", cov_kwds={"groups": np.tile(counts.platform, 2), "use_correction": False})
    estimate = rate_ratio(counts, check=False)
    assert estimate.log_ratio == pytest.approx(model.params[-1], abs=1e-8)
    clustered = estimate.error**2 - estimate.shocks
    assert clustered == pytest.approx(model.bse[-1] ** 2 * 4 / 3, rel=1e-6)


def test_platforms_of_equal_size_have_one_degree_of_freedom_less_than_their_number() -> None:
    assert rate_ratio(drawn(1, even=True)).freedom == pytest.approx(9, abs=0.1)


def test_one_large_platform_leaves_few_degrees_of_freedom() -> None:
    rows = [
        (p, m, 1000 if p == 0 else 10, 1, 300 if p == 0 else 4 + p % 2, 1) for p in range(9) for m in range(4)
    ]
    estimate = rate_ratio(cells(*rows))
    assert estimate.freedom < 3
    assert estimate.largest_share == pytest.approx(4000 / 4320, abs=0.01)


@pytest.mark.parametrize(("platforms", "spread"), [(10, 0.0), (6, 0.3)])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(platforms: int, spread: float) -> None:
    runs = 200
    truth = 0.4 * math.exp(spread**2 / 2)
    inside = sum(
        (e := rate_ratio(drawn(seed, platforms=platforms, spread=spread), check=False)).low <= truth <= e.high
        for seed in range(runs)
    )
    # 95%; three standard errors of 200 runs are 4.6 points.
    assert 0.904 <= inside / runs <= 0.99


def test_differing_platforms_and_shocks_in_common_widen_the_interval() -> None:
    calm, differing = drawn(1, spread=0.0), drawn(1, spread=0.8)
    assert rate_ratio(differing).error > 1.5 * rate_ratio(calm).error
    hit = np.where(calm.month % 2 == 0, 2.0, 0.5)
    shaken = cells(
        *zip(
            calm.platform,
            calm.month,
            calm.found_before,
            calm.effort_before,
            np.round(calm.found_after * hit),
            calm.effort_after,
            strict=True,
        )
    )
    assert rate_ratio(shaken).shocks > 10 * rate_ratio(calm).shocks
    assert rate_ratio(shaken).error > 2 * rate_ratio(calm).error


def test_effort_moved_between_platforms_is_no_change() -> None:
    estimate = rate_ratio(
        cells((0, 0, 1000, 100, 100, 10), (1, 0, 10, 10, 100, 100), (2, 0, 100, 50, 100, 50))
    )
    assert estimate.ratio == pytest.approx(1.0)


def test_seasons_and_unequal_effort_within_the_year_are_no_change() -> None:
    season = [1, 1, 2, 4, 8, 4, 2, 1, 1, 1, 1, 1]
    rows = [
        (p, m, 10 * s * e, e, 10 * s * f, f)
        for p in range(4)
        for m, (s, e, f) in enumerate(zip(season, range(1, 13), range(12, 0, -1), strict=True))
    ]
    assert rate_ratio(cells(*rows)).ratio == pytest.approx(1.0)


def doubles(*rows: tuple[float, ...], channel: int = 0) -> Doubles:
    """Rows of platform, window (0 before, 1 after), first, second, both."""
    table = np.array(rows, dtype=float).T
    return Doubles(
        platform=table[0].astype(int),
        channel=np.full(len(rows), channel),
        after=table[1].astype(int),
        first=table[2],
        second=table[3],
        both=table[4],
    )


def test_two_observers_correct_for_a_search_that_came_to_notice_less() -> None:
    # 1,000 there before and 200 after on each of four platforms; the search noticed 80%, then 40%.
    rows = [(p, 0, 800, 10, 80, 10) for p in range(4)]
    seen = doubles(*[(p, 0, 800, 500, 400) for p in range(4)], *[(p, 1, 80, 100, 40) for p in range(4)])
    assert rate_ratio(cells(*rows)).ratio == pytest.approx(0.1)
    estimate = rate_ratio(cells(*rows), seen)
    assert estimate.ratio == pytest.approx(0.2, rel=0.01)
    assert estimate.noticed == pytest.approx({(0, 0): 0.8, (0, 1): 0.4}, rel=0.01)


def test_two_observers_correct_each_channel_by_its_own_share() -> None:
    rows = [(p, 0, 800, 10, 80 if p < 2 else 160, 10) for p in range(4)]
    both = [
        doubles(
            *[(p, 0, 800, 500, 400) for p in platforms],
            *[(p, 1, found, 100, both) for p in platforms],
            channel=c,
        )
        for c, (platforms, found, both) in enumerate((((0, 1), 80, 40), ((2, 3), 160, 80)))
    ]
    joined = Doubles(
        *(
            np.concatenate([getattr(d, f) for d in both])
            for f in ("platform", "channel", "after", "first", "second", "both")
        )
    )
    estimate = rate_ratio(cells(*rows, channel=(0, 0, 1, 1)), joined)
    assert estimate.ratio == pytest.approx(0.2, rel=0.02)


def test_a_link_takes_out_what_the_wider_keyword_list_adds() -> None:
    rows = [(p, m, 100, 10, 40, 10) for p in range(4) for m in range(6)]
    link = cells(*[(p, m, 50, 10, 100, 10) for p in range(4) for m in range(3)])
    estimate = rate_ratio(cells(*rows), links=[link])
    assert (estimate.link, estimate.ratio) == pytest.approx((2.0, 0.2))


def test_the_check_shows_how_much_single_platforms_matter() -> None:
    estimate = rate_ratio(drawn(5, spread=0.6))
    assert estimate.without_one[0] < estimate.ratio < estimate.without_one[1]
    assert estimate.resampled[0] < estimate.ratio < estimate.resampled[1]
    assert rate_ratio(drawn(5, spread=0.6)) == estimate


def test_a_link_is_no_surer_than_its_counts() -> None:
    rows = [(p, m, 300, 10, 40, 10) for p in range(4) for m in range(6)]
    for found, least in ((2, 1 / 6 + 1 / 6), (200, 0.0)):
        link = cells(*[(p, 0, found, 10, found, 10) for p in range(3)])
        estimate = rate_ratio(cells(*rows), links=[link])
        assert estimate.link == pytest.approx(1)
        assert estimate.error**2 >= least


def test_a_share_noticed_is_no_surer_than_its_counts() -> None:
    rows = [(p, m, 100, 10, 50, 10) for p in range(4) for m in range(6)]
    for both, wider in ((2, True), (2000, False)):
        counts = (2 * both, 2 * both, both)
        seen = doubles(*[(p, window, *counts) for p in range(4) for window in (0, 1)])
        plain, corrected = rate_ratio(cells(*rows)), rate_ratio(cells(*rows), seen)
        # twice the binomial variance of 8 of 16, less what it shares with the counts
        least = plain.error**2 + (2 * (1 - 0.5) * (1 / 8 - 2 / 1200) if wider else 0)
        assert corrected.error**2 >= least


def test_where_nothing_scatters_a_large_platform_still_leaves_few_degrees_of_freedom() -> None:
    even = rate_ratio(cells(*[(p, m, 100, 1, 20, 1) for p in range(6) for m in range(4)]))
    assert even.freedom == pytest.approx(5, abs=0.01)
    large = [(p, m, 1000 if p == 0 else 50, 1, 200 if p == 0 else 10, 1) for p in range(6) for m in range(4)]
    assert rate_ratio(cells(*large)).freedom < 2
    # platforms that only stand in the link add none
    link = cells(*[(p, 0, 5000, 1, 5000, 1) for p in range(40)])
    small = cells(*[(p, m, 100, 1, 20, 1) for p in range(3) for m in range(4)])
    assert rate_ratio(small, links=[link]).freedom < 4


def test_one_platform_that_decides_alone_gives_no_interval() -> None:
    # The others agree by chance or are too small to show how much platforms differ.
    rows = [(p, m, 10000 if p == 0 else 10, 1, 1000 if p == 0 else 1, 1) for p in range(6) for m in range(12)]
    with pytest.raises(TooLittleError) as refused:
        rate_ratio(cells(*rows))
    assert (refused.value.code, refused.value.params["largest"]) == ("one_platform", "100")


def test_an_interval_that_says_nothing_is_none() -> None:
    # One platform rose a thousandfold, the others all but vanished.
    rows = [(0, 0, 50, 1, 9000, 1), (1, 0, 40, 1, 1, 1), (2, 0, 30, 1, 1, 1)]
    with pytest.raises(TooLittleError) as refused:
        rate_ratio(cells(*rows))
    assert refused.value.code == "wide"


def test_too_little_to_go_by_is_refused() -> None:
    with pytest.raises(ValueError, match="2 platforms"):
        rate_ratio(cells((0, 0, 10, 1, 10, 1), (1, 0, 10, 1, 10, 1)))
    with pytest.raises(ValueError, match="only 0 found"):
        rate_ratio(cells(*[(p, 0, 10, 1, 0, 1) for p in range(3)]))
    with pytest.raises(ValueError, match="without one platform"):
        rate_ratio(cells(*[(p, 0, 10, 1, 10 if p == 0 else 0, 1) for p in range(3)]))
    rows = [(p, 0, 100, 1, 50, 1) for p in range(3)]
    with pytest.raises(ValueError, match="found by both observers"):
        rate_ratio(cells(*rows), doubles((0, 0, 9, 9, 1), (0, 1, 9, 9, 8)))
    with pytest.raises(ValueError, match="than by one of them"):
        rate_ratio(cells(*rows), doubles((0, 0, 9, 9, 10), (0, 1, 9, 9, 8)))
