"""Published worked examples, and what the interval must do."""

from __future__ import annotations

import math
import random

import pytest

from pipeline.indicators.rate_ratio import Count, Site, _log_variance, _mantel_haenszel, rate_ratio

# Mortality of current and past users of clozapine in two age strata, (deaths, person-years): Walker et al.
# 1997 as worked through in Rothman, Greenland and Lash, Modern Epidemiology, 3rd edition 2008, chapter 15,
# with a Mantel-Haenszel rate ratio of 0.47.
CLOZAPINE = [
    Site(before=(Count(111, 15763),), after=(Count(196, 62119),)),
    Site(before=(Count(157, 2780),), after=(Count(167, 6085),)),
]


def test_pooled_ratio_of_one_stratum_is_the_plain_rate_ratio() -> None:
    # 1,200 advertisements before, 240 after, equal effort: reduction 80%, 95% log-Wald interval 77.0 to 82.6.
    site = Site(before=(Count(1200, 100),), after=(Count(240, 100),))
    assert _mantel_haenszel([site]) == pytest.approx(0.2)
    half_width = 1.959964 * math.sqrt(_log_variance([site]))
    assert half_width == pytest.approx(1.959964 * math.sqrt(1 / 1200 + 1 / 240))
    assert 100 * (1 - 0.2 * math.exp(half_width)) == pytest.approx(77.0, abs=0.05)
    assert 100 * (1 - 0.2 * math.exp(-half_width)) == pytest.approx(82.6, abs=0.05)


def test_agrees_with_a_published_worked_example() -> None:
    ratio, half_width = _mantel_haenszel(CLOZAPINE), 1.959964 * math.sqrt(_log_variance(CLOZAPINE))
    assert round(ratio, 2) == 0.47
    assert round(ratio * math.exp(-half_width), 2) == 0.40
    assert round(ratio * math.exp(half_width), 2) == 0.55


def _simulated(seed: int, reduction: float, shape: float | None) -> dict[str, Site]:
    draw = random.Random(seed)  # noqa: S311

    def counts(rate: float) -> tuple[Count, ...]:
        efforts = [draw.uniform(5, 15) for _ in range(12)]
        means = [e * rate * (draw.gammavariate(shape, 1 / shape) if shape else 1) for e in efforts]
        return tuple(Count(_poisson(draw, mean), e) for mean, e in zip(means, efforts, strict=True))

    rates = {f"site {n}": draw.uniform(1, 5) for n in range(12)}
    return {name: Site(counts(rate), counts(rate * (1 - reduction))) for name, rate in rates.items()}


def _poisson(draw: random.Random, mean: float) -> float:
    number, left = 0, draw.expovariate(1)
    while left < mean:
        number += 1
        left += draw.expovariate(1)
    return float(number)


@pytest.mark.parametrize("shape", [None, 2.0], ids=["poisson", "over-dispersed"])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(shape: float | None) -> None:
    runs = 150
    covered = sum(
        (estimate := rate_ratio(_simulated(seed, 0.6, shape))).low <= 0.4 <= estimate.high
        for seed in range(runs)
    )
    # 95% with the wider of two variances; three standard errors of 150 runs are 5 points.
    assert covered / runs >= 0.90


def test_over_dispersion_widens_the_interval() -> None:
    plain, spread = rate_ratio(_simulated(1, 0.6, None)), rate_ratio(_simulated(1, 0.6, 1.0))
    assert spread.dispersion > 2 > plain.dispersion
    assert spread.high / spread.low > plain.high / plain.low


def test_effort_moved_between_sites_is_no_change() -> None:
    rich = Site(before=(Count(1000, 100),), after=(Count(100, 10),))
    poor = Site(before=(Count(10, 10),), after=(Count(100, 100),))
    middle = Site(before=(Count(100, 50),), after=(Count(100, 50),))
    assert rate_ratio({"a": rich, "b": poor, "c": middle}).ratio == pytest.approx(1.0)


def test_too_little_to_go_by_is_refused() -> None:
    site = Site(before=(Count(10, 1),), after=(Count(10, 1),))
    with pytest.raises(ValueError, match="2 sites"):
        rate_ratio({"a": site, "b": site})
    silent = Site(before=(Count(10, 1),), after=(Count(0, 1),))
    with pytest.raises(ValueError, match="only 0 found"):
        rate_ratio({"a": silent, "b": silent, "c": silent})
