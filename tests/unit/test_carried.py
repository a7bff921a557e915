"""How long an answer holds: as long as each file says the same of the figure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.answers import BLANK, ROW_GONE, Answer
from pipeline.model import Observation, ObsStatus
from quality.carried import Carried
from quality.catalogue import catalogue

AT = datetime(2021, 7, 20, tzinfo=UTC)


def row(place, value, subject="alpha", **given):
    amount = None if value is None else Decimal(value)
    return Observation(
        **{
            "subject": subject, "indicator": "listings_removed", "period_start": date(2021, 4, 1),
            "period_end": date(2021, 6, 30), "value": amount, "value_low": amount, "value_high": amount,
            "printed_text": str(value or ""), "submission": "s", "place": place, **given,
        }
    )  # fmt: skip


def answer(code, place, status=""):
    return Answer(submission="s1", code=code, place=place, status=status, reason="so it was", by="Ana", at=AT)


def heard(*files):
    carried = Carried(catalogue())
    for number, (rows, answers) in enumerate(files, start=1):
        carried.hear([o.as_row() for o in rows], answers, f"{number}.csv")
    return carried


def explained(carried, *rows):
    return [(a.code, a.place, a.given_for) for a in carried.explanations(rows)]


WARNED = ([row("B2", 900)], [answer("figure-unlike-before", "B2")])


def test_an_explained_figure_keeps_its_explanation_wherever_it_stands():
    assert explained(heard(WARNED), row("D9", "900.000")) == [("figure-unlike-before", "D9", "1.csv")]
    assert explained(heard(WARNED, ([row("C3", 900)], [])), row("D9", 900))


@pytest.mark.parametrize(
    "now",
    [
        {"value": 901},
        {"value": 900, "taxon_group": "rhino"},
        {"value": 900, "period_end": date(2021, 5, 31)},
        {"value": 900, "subject": "beta"},
        {"value": 900, "qualifier": "over"},
        {"value": 900, "value_high": Decimal(950)},
        {"value": 900, "obs_status": ObsStatus.ESTIMATED},
    ],
)
def test_of_any_other_figure_nothing_was_said(now):
    assert explained(heard(WARNED), row("B2", **now)) == []


def test_a_file_that_says_otherwise_ends_it():
    assert explained(heard(WARNED, ([row("B2", 901)], [])), row("B2", 900)) == []
    assert explained(heard(WARNED, ([row("B2", 5, "beta")], [])), row("B2", 900))


def test_the_later_answer_holds():
    again = answer("figure-unlike-before", "C3")
    assert explained(heard(WARNED, ([row("C3", 900)], [again])), row("B2", 900)) == [
        ("figure-unlike-before", "B2", "2.csv")
    ]


@pytest.mark.parametrize(("other", "kept"), [(50, 1), (60, 0)])
def test_where_figures_are_weighed_against_each_other_all_must_be_the_same(other, kept):
    def part(value):
        return row("C2", value, taxon_group="rhino")

    said = ([row("B2", 100), part(50), row("D2", 1, "beta")], [answer("parts-exceed-whole", "B2")])
    found = explained(heard(said), row("B2", 100), part(other), row("D2", 2, "beta"))
    assert len(found) == kept


@pytest.mark.parametrize("code", [BLANK, ROW_GONE])
def test_a_blank_keeps_its_meaning_while_it_is_blank(code):
    gone = row("B2", None, obs_status=ObsStatus.LATE)
    blank = row("B7", None)
    said = ([gone], [answer(code, "B2", "late")])
    (kept,) = heard(said).meanings([blank]).values()
    assert (kept.code, kept.place, kept.status, kept.given_for) == (BLANK, "B7", "late", "1.csv")
    assert explained(heard(said), gone) == []
    assert heard(said, ([row("B2", 5)], [])).meanings([blank]) == {}
    assert heard(said, ([], [])).meanings([blank])
