"""Covers: overlapping periods resolved to parts that do not overlap, by hand and against brute force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cover import Part, cover

OLD, NEW = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC)
YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def quarter(number: int, decided: datetime = OLD) -> Part:
    start = date(2020, 3 * number - 2, 1)
    end = (date(2020 + number // 4, (3 * number) % 12 + 1, 1)) - timedelta(days=1)
    return Part(start, end, decided)


def test_most_days_win() -> None:
    whole = Part(*YEAR, OLD)
    assert cover([quarter(1), quarter(2), whole], *YEAR) == (whole,)


def test_equal_days_prefer_the_set_whose_oldest_part_is_newest() -> None:
    quarters = [quarter(n) for n in (1, 2, 3, 4)]
    restated = Part(*YEAR, NEW)
    assert cover([*quarters, restated], *YEAR) == (restated,)
    one_old = [quarter(1, OLD), *(quarter(n, NEW) for n in (2, 3, 4))]
    assert cover([*one_old, restated], *YEAR) == (restated,)


def test_equal_days_and_age_prefer_the_finest() -> None:
    quarters = tuple(quarter(n) for n in (1, 2, 3, 4))
    assert cover([*quarters, Part(*YEAR, OLD)], *YEAR) == quarters


def test_parts_that_reach_outside_the_window_are_not_used() -> None:
    assert cover([Part(date(2019, 12, 1), date(2020, 12, 31), OLD)], *YEAR) == ()


def test_what_must_not_be_added_over_time_stands_alone() -> None:
    assert cover([quarter(1), quarter(2)], *YEAR, may_add=False) == (quarter(2),)


days = st.integers(0, 40)
parts = st.lists(
    st.builds(
        lambda start, length, decided: Part(
            date(2020, 1, 1) + timedelta(days=start),
            date(2020, 1, 1) + timedelta(days=start + length),
            datetime(2021, 1, 1 + decided, tzinfo=UTC),
        ),
        days,
        st.integers(0, 15),
        st.integers(0, 3),
    ),
    max_size=7,
)


def _overlap(chosen: tuple[Part, ...]) -> bool:
    return any(a.start <= b.end and b.start <= a.end for a, b in combinations(chosen, 2))


@settings(max_examples=150, deadline=None)
@given(parts)
def test_is_the_best_of_all_sets_that_do_not_overlap(reported: list[Part]) -> None:
    window = (date(2020, 1, 1), date(2020, 2, 20))
    chosen = cover(reported, *window)
    assert not _overlap(chosen)
    inside = [p for p in reported if window[0] <= p.start and p.end <= window[1]]

    def worth(candidate: tuple[Part, ...]) -> tuple[int, datetime, int]:
        return sum(p.days for p in candidate), min(p.decided_at for p in candidate), len(candidate)

    sets = [c for size in range(1, len(inside) + 1) for c in combinations(inside, size) if not _overlap(c)]
    assert (worth(chosen) if chosen else None) == max((worth(c) for c in sets), default=None)
