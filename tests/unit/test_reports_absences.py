"""How the report says who is missing from a total and what that leaves open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from edition_of_exercise import exercise_edition

from reports.absences import ABSENCE, missing, what_is_missing
from reports.drawing.trends import trends

D = Decimal


def told(bound, absent, known=0, in_part=0, **given):
    """The trend of 2019-Q2 with something else missing: 30,900 of nine of eleven members."""
    (_, second, *_) = exercise_edition().trends
    same = dict.fromkeys(("total_high", "change_low", "change_high")) | {"as_before": second.total}
    return replace(
        second,
        absence_bound=bound,
        members_absent=absent,
        absent_in_before=known,
        members_in_part=in_part,
        **same | given,
    )


def test_bounded_by_what_the_absent_brought_before() -> None:
    (_, second, *_) = exercise_edition().trends
    assert missing(second).en == "up to 32,150"
    assert missing(second).zh == "至多 32,150"
    said = what_is_missing(second)
    assert said.en == (
        "Q2 2019: 2 of 11 members gave no figure; all of them had reported all of Q1 2019. If "
        "they had nothing to report, the total is 30,900 at least; if no more than in the period before, "
        "32,150 at most. Over all reporters that is a change between +3% and +7.2%."
    )
    assert said.zh == (
        "2019年第二季度：11 家成员中有 2 家未填报此项，但2019年第一季度曾完整填报。"
        "若这些成员的数值为零，合计至少为 30,900；若不多于上期，合计至多为 32,150。"
        "按全部填报成员计，变化在 +3% 至 +7.2% 之间。"
    )


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        (
            told("open", 7, 2, as_before=D(31500)),
            "7 of 11 members gave no figure; 2 of them had reported all of Q1 2019, 5 had not. If "
            "those that had report no more than then, the figures add up to 31,500 at most; nothing bounds "
            "the rest, so the total is 30,900 or more.",
        ),
        (
            told("open", 2),
            "2 of 11 members gave no figure; none of them had reported all of Q1 2019. Nothing bounds what "
            "is missing: the total is 30,900 or more.",
        ),
        (
            told("open", 0, in_part=1),
            "1 member reported for a part of the time only. Nothing bounds what is missing: the total is "
            "30,900 or more.",
        ),
        (
            told("protected", 1, 1, as_before=None),
            "1 of 11 members gave no figure; it had reported all of Q1 2019. What they reported "
            "then is not shown, since it could give one of them away; the total is 30,900 or more.",
        ),
        (
            told("open_figures", 1, 1),
            "1 of 11 members gave no figure; it had reported all of Q1 2019. A figure in it says "
            'only how much it is at least ("over", "more than"): the total is 30,900 or more.',
        ),
    ],
    ids=["some known", "none known", "in part", "protected", "open figures"],
)
def test_an_open_end_says_why(trend, words) -> None:
    assert missing(trend).en == "or more"
    assert what_is_missing(trend).en == f"Q2 2019: {words}"


def test_nothing_is_said_where_nothing_is_missing_or_no_total_is_shown() -> None:
    first, _, complete, hidden = exercise_edition().trends
    for trend in (complete, hidden):
        assert missing(trend).en == what_is_missing(trend).en == ""
    assert "2 of 11 members gave no figure." in what_is_missing(first).en


def test_a_trend_of_an_older_edition_says_nothing_of_what_is_missing() -> None:
    old = told("", None, None, None, total_low=None, as_before=None)
    assert {column.of(old) for column in ABSENCE} <= {None, ""}
    assert missing(old).en == what_is_missing(old).en == ""


def test_the_chart_explains_its_whiskers_where_it_has_any() -> None:
    edition = exercise_edition()
    assert "its whiskers" in trends(edition).subtitle.en
    assert "误差线" in trends(edition).subtitle.zh
    unbounded = tuple(replace(t, absence_bound="open", total_high=None) for t in edition.trends)
    assert "whiskers" not in trends(replace(edition, trends=unbounded)).subtitle.en
