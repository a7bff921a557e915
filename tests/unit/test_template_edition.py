"""Editions of a template: their order and the text that names them; labels that are a choice of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.labels import Label
from pipeline.strict_yaml import EditedFileError, as_model
from pipeline.template_edition import TemplateEdition, order

EDITIONS = st.tuples(st.integers(1000, 9999), st.integers(1, 999))


def rule(newest="2026-2", edition="/Edition (.+)/"):
    return as_model({"edition": edition, "newest": newest}, TemplateEdition, name="t")


@given(EDITIONS, EDITIONS)
def test_editions_follow_each_other_by_year_and_number(one, other):
    asked = rule(newest=f"{other[0]}-{other[1]}")
    assert asked.is_earlier(f"{one[0]}-{one[1]}") is (one < other)
    assert asked.is_known(f"{one[0]}-{one[1]}") is (one <= other)


@pytest.mark.parametrize("written", ["", "2026", "26-1", "2026-", "2026-1a", "2026-1234", "２０２６-1"])
def test_what_is_no_edition_is_neither_earlier_nor_known(written):
    assert order(written) is None
    assert not rule().is_earlier(written)
    assert not rule().is_known(written)


def test_the_newest_must_be_an_edition():
    with pytest.raises(EditedFileError, match="2026-1"):
        rule(newest="second")


def test_the_edition_is_taken_out_of_its_text():
    assert rule().found_in("Edition 2025-4") == "2025-4"
    assert rule().found_in("Some other text") is None


@pytest.mark.parametrize(
    ("text", "altered"),
    [
        ("Coalition reporting workbook edition 2O26", True),
        ("联盟填报工作簿 第一版", True),
        ("All figures in thousands", False),
        ("workbook", False),
        ("", False),
    ],
)
def test_a_text_typed_over_is_known_from_another(text, altered):
    edition = r"/(?:Coalition reporting workbook, edition|联盟填报工作簿,版次) (\d{4}-\d+)/"
    assert rule(edition=edition).is_altered_in(text) is altered


@pytest.mark.parametrize("written", ["/Note|备注/", r"/Accepted for \d{4}-Q\d|Note/", r"/\d\d|\d/"])
def test_a_choice_of_whole_texts_hides_nothing_unforeseen(written):
    assert Label.parse(written).is_choice


@pytest.mark.parametrize(
    "written", ["Note", "/Note/", "/Note.*|备注/", "/Notes?|备注/", "/(Note|备注) .+/", "/[AB]|C/"]
)
def test_anything_else_is_no_mere_choice(written):
    assert not Label.parse(written).is_choice
