"""The gate's answers, its probability and its power; two observers; shares in a sample. As in print."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipeline.indicators.claim import claim
from pipeline.indicators.detection import chapman, noticed
from pipeline.indicators.proportion import wilson
from pipeline.indicators.rate_ratio import RateRatio


def estimated(reduction: float, error: float, *, freedom: float = 10.0, between: float = 0.5) -> RateRatio:
    """An estimate with a given standard error, part of its variance between platforms."""
    return RateRatio(
        log_ratio=math.log(1 - reduction / 100),
        error=error,
        freedom=freedom,
        platforms=12,
        between=between * error**2,
        within=(1 - between) * error**2,
        shocks=0.0,
        after_share=0.8,
        largest_share=0.2,
    )


@pytest.mark.parametrize(
    ("reduction", "state"),
    [(90, "met"), (66, "not_met"), (83, "undecided"), (79, "undecided"), (-20, "not_met")],
)
def test_the_answers(reduction: float, state: str) -> None:
    assert claim(estimated(reduction, 0.15), 80).state == state


def test_met_needs_the_lower_limit_at_the_target_exactly() -> None:
    just = estimated(88, 0.2)
    lower = 100 * (1 - just.high)
    assert claim(just, lower - 1e-9).state == "met"
    assert claim(just, lower + 1e-9).state == "undecided"


def test_probability_is_half_at_the_target_and_agrees_with_the_interval() -> None:
    assert claim(estimated(80, 0.2), 80).probability == pytest.approx(0.5)
    at_the_limit = estimated(88, 0.2)
    assert claim(at_the_limit, 100 * (1 - at_the_limit.high)).probability == pytest.approx(0.975)


def test_more_monitoring_is_asked_for_only_while_undecided() -> None:
    decided = claim(estimated(66, 0.1), 80)
    assert (decided.months_more, decided.platforms_more) == (None, None)
    open_ = claim(estimated(87, 0.2, between=0.1), 80)
    assert open_.months_more is not None
    assert open_.platforms_more is not None


def test_months_do_not_help_when_the_platforms_differ() -> None:
    answer = claim(estimated(86, 0.3, between=1.0), 80)
    assert answer.months_more is None
    assert answer.platforms_more is not None
    assert claim(estimated(80, 0.3, between=1.0), 80).platforms_more is None


def test_more_months_come_in_whole_years_that_a_window_can_have() -> None:
    needed = claim(estimated(87, 0.2, between=0.1), 80).months_more
    assert needed is not None
    assert needed % 12 == 0
    assert needed + 12 <= 60
    # a window of one quarter would come to look at other seasons than its baseline
    assert claim(estimated(87, 0.2, between=0.1), 80, window_months=3).months_more is None
    # what two years of the current window left open needs no fewer months than what one year did
    longer = claim(estimated(87, 0.2, between=0.1), 80, window_months=24).months_more
    assert longer is None or longer >= needed


def test_the_power_is_that_of_more_platforms_tried_out() -> None:
    first = claim(estimated(86, 0.25, freedom=11, between=1.0), 80)
    assert first.platforms_more is not None
    wider = (12 + first.platforms_more) / 12
    more = estimated(86, 0.25 / math.sqrt(wider), freedom=11 * wider)
    assert claim(more, 80).detectable == pytest.approx(86, abs=0.3)


# (first, second, both) -> all that was there as printed: Seber, The Estimation of Animal Abundance,
# 2nd edition 2002, tables 3.7 and 3.8; Krebs, Ecological Methodology, 1989, box 2.1; Ricker, Computation and
# Interpretation of Biological Statistics of Fish Populations, 1975, page 79; Pine et al. 2013, Fisheries
# Techniques, 3rd edition, box 11.2.
@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ((500, 149, 7), 9393),
        ((1000, 243, 21), 11101),
        ((948, 421, 167), 2383),
        ((109, 177, 57), 337),
        ((421, 332, 88), 1578),
    ],
)
def test_two_observers_as_in_print(counts: tuple[int, ...], total: int) -> None:
    first, second, both = (np.array([float(count)]) for count in counts)
    assert np.round(chapman(first, second, both)) == total
    assert noticed(first, second, both) == pytest.approx(counts[0] / total, rel=2e-3)


def test_the_score_interval_as_in_print() -> None:
    # 81 of 263 (Newcombe, Statistics in Medicine 17, 1998, table I, method 3): 0.2553 to 0.3662;
    # 0 of 20: 0 to 0.1611; 15 of 148: 0.0624 to 0.1605.
    for counts, limits in (
        ((81, 263), (0.2553, 0.3662)),
        ((0, 20), (0, 0.1611)),
        ((15, 148), (0.0624, 0.1605)),
    ):
        assert wilson(*counts) == pytest.approx(limits, abs=5e-5)
    with pytest.raises(ValueError, match="sample of"):
        wilson(3, 2)
