"""A file that tells the past again: what it changes, withdraws or leaves out is a finding."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from figures_by_species import write_profile

from pipeline.ledger import Ledger
from quality.review import Case, review

PAST = (("2020-Q3", "Ivory"), ("2020-Q4", "Ivory"), ("2020-Q3", "Horn"), ("2020-Q4", "Horn"))


@pytest.fixture
def told(small_home):
    """Codes and texts of the findings on a file of 2021-Q1, after a file of 2020-Q4 told four figures."""
    write_profile(small_home.home, total="Total", rows="[{where: {Species: Total}, role: total}]")
    codes = {"Ivory": "elephant_ivory", "Horn": "rhino"}
    values = [
        {"subject": "alpha", "quarter": quarter, "taxon_group": codes[species], "value": 100 + number}
        for number, (quarter, species) in enumerate(PAST)
    ]
    small_home.accept("alpha", "2020-Q4", "2021-01-20", *values)

    def read(*rows):
        lines = ["Quarter,Species,Removed", *(",".join(map(str, row)) for row in rows)]
        submission = (
            Ledger(small_home.home)
            .receive(
                "\n".join(lines).encode(),
                reporter="alpha",
                round_="2021-Q1",
                file_name="a.csv",
                received_at=datetime(2021, 4, 20, tzinfo=UTC),
            )
            .submission
        )
        path = Ledger(small_home.home).content(submission)
        [made] = review([Case(submission, path)], small_home.deployment)
        return {r.finding.code: r.finding for r in made.findings}

    return read


NOW = (("2021-Q1", "Ivory", 100), ("2021-Q1", "Horn", 102))


def again(*, without=()):
    rows = [(quarter, species, 100 + number) for number, (quarter, species) in enumerate(PAST)]
    return [row for number, row in enumerate(rows) if number not in without]


def test_the_past_told_again_unchanged_says_nothing(told):
    assert not {"value-vanished", "value-withdrawn", "value-restated"} & set(told(*again(), *NOW))


def test_a_figure_left_out_is_named_with_its_cell_in_the_earlier_file(told):
    found = told(*again(without=[2]), *NOW)
    assert found["value-vanished"].value == "B4: 102"
    assert found["value-vanished"].params["count"] == "1"


def test_a_file_that_starts_later_leaves_nothing_out(told):
    assert "value-vanished" not in told(*again(without=[0, 2]), *NOW)


def test_a_file_of_its_round_alone_leaves_nothing_out(told):
    assert "value-vanished" not in told(*NOW)


def test_one_corrected_row_leaves_nothing_out(told):
    assert "value-vanished" not in told(again()[0], *NOW)


def test_a_figure_withdrawn_is_named(told):
    found = told(*again(without=[1]), ("2020-Q4", "Ivory", "N/A"), *NOW)
    assert found["value-withdrawn"].value == "101 → N/A"
    assert found["value-withdrawn"].places == ("C5",)
    assert "value-vanished" not in found


def test_a_total_that_is_not_given_is_not_held_against_its_parts(told):
    assert "total-differs" not in told(*NOW, ("2021-Q1", "Total", "N/A"))
    assert "total-differs" in told(("2021-Q1", "Ivory", 90), ("2021-Q1", "Horn", 99), ("2021-Q1", "Total", 5))
