"""Old and new read as they were printed; a size stands only between two values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.model import Text
from reports.revisions import (
    breakdowns_revised,
    change,
    held_against,
    new_as_printed,
    old_as_printed,
    size_in_words,
    totals_revised,
    vintages_named,
)

D = Decimal


@pytest.fixture
def revision(exercise):
    return exercise.revisions[0]


@pytest.mark.parametrize(
    ("state", "value", "low", "high", "english", "chinese"),
    [
        ("value", D(21000), D(21000), D(21000), "21,000", "21,000"),
        ("value", D(21), D(20), D(22), "approximately 21", "约 21"),
        ("value", D(21), D(21), None, "at least 21", "至少 21"),
        ("bounds", None, D(1000), D(2000), "between 1,000 and 2,000", "1,000 至 2,000"),
        ("bounds", None, D(1000), None, "at least 1,000", "至少 1,000"),
        ("not_shown", None, None, None, "[c] not shown", "[c] 不公布"),
        ("none", None, None, None, "none", "无"),
    ],
)
def test_old_and_new_read_as_printed(revision, state, value, low, high, english, chinese) -> None:
    old = replace(revision, old_state=state, old=value, old_low=low, old_high=high)
    new = replace(revision, new_state=state, new=value, new_low=low, new_high=high)
    assert old_as_printed(old) == new_as_printed(new) == Text(english, chinese)


def test_a_size_stands_only_between_two_values(revision) -> None:
    assert size_in_words(replace(revision, old=D(200), new=D(150)))[0].en == "−50 (−25%)"
    assert size_in_words(replace(revision, old=D(0), new=D(5)))[0].en == "+5"
    hidden = replace(revision, new=None, new_state="bounds", new_low=D(1), new_high=D(9))
    assert (change(hidden), size_in_words(hidden)[0].en) == (None, "–")
    assert "does not compare" in size_in_words(replace(revision, is_break=True))[1].en


def test_categories_are_summed_up_and_totals_listed(exercise, revision) -> None:
    part = replace(revision, category_label=Text("Form: jewellery", "形式：首饰"))
    gone = replace(part, new=None, new_state="not_shown")
    came = replace(part, old=None, old_state="none")
    edition = replace(exercise, revisions=(revision, part, gone, came, came))
    assert totals_revised(edition) == (revision,)
    said = breakdowns_revised(edition)
    assert "changed since 2019-Q3@1: 4 (another value: 1; no longer shown: 1; newly shown: 2)" in said.en
    assert "：4个（数值改变：1个；不再公布：1个；新公布：2个）" in said.zh
    assert breakdowns_revised(exercise) is None
    both = replace(
        edition, revisions=(part, replace(gone, since="2019-Q4@1"), replace(part, since="2019-Q4@1"))
    )
    assert "since 2019-Q3@1: 1 (another value: 1;" in breakdowns_revised(both).en
    assert "since 2019-Q4@1: 2 (another value: 1; no longer shown: 1;" in breakdowns_revised(both).en


def test_a_correction_says_what_each_release_before_it_is_told_of(exercise, revision) -> None:
    corrected = replace(
        exercise, version=2, held_against=("2019-Q3@1", "2019-Q4@1"), revisions=(revision, revision)
    )
    before, same_round = held_against(corrected)
    assert before.en == "Held against 2019-Q3@1: 2 of the totals are printed otherwise."
    assert same_round.en == (
        "Held against 2019-Q4@1, which this release corrects: no total is printed otherwise."
    )
    assert (before.zh, same_round.zh) == (
        "与2019-Q3@1对照：2个合计与其不同。",
        "与2019-Q4@1（本次发布所更正的版本）对照：没有与其不同的合计。",
    )
    assert held_against(replace(exercise, revisions=()))[0].en.startswith("There is no earlier release")


def test_each_vintage_names_its_release_and_the_editions_own_by_the_name_it_has(exercise) -> None:
    first, own = exercise.vintages
    printed = replace(first, release="2019-Q3@1"), replace(own, as_of=exercise.as_of.date())
    edition = replace(exercise, version=2, vintages=printed)
    assert [v.release for v in vintages_named(edition)] == ["2019-Q3@1", "2019-Q4@2"]
    # Editions of earlier versions do not say which release printed an old value.
    assert [v.release for v in vintages_named(replace(edition, vintages=(first,)))] == [""]
