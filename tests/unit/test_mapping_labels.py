"""Labels are compared after folding; case is kept and a full-width sign is no regex syntax."""

from __future__ import annotations

import pytest

from pipeline.labels import Label, fold, is_blank


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("备        注", "备注"),
        ("下架数量（万条）", "下架数量(万条)"),
        ("  Listings\u00a0 removed ", "Listings removed"),
        ("\ufeffQuarter\u200b", "Quarter"),
        ("穿山甲 Pangolin", "穿山甲 Pangolin"),
        ("Ｑ１", "Q1"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_case_is_kept() -> None:
    assert not Label.parse("Ivory").matches("ivory")


def test_a_full_width_bracket_in_a_pattern_is_a_bracket() -> None:
    label = Label.parse("/下架数量（.*）/")
    assert label.matches(fold("下架数量（万条）"))
    assert label.pattern is not None
    assert label.pattern.groups == 0


def test_a_pattern_matches_the_whole_text_and_gives_its_group() -> None:
    label = Label.parse(r"/(\d{4}年).*处置情况/")
    assert label.extract("2021年野生动物处置情况") == "2021年"
    assert label.extract("2021年野生动物处置情况表") is None


def test_negation() -> None:
    label = Label.parse("!Total")
    assert label.matches("Ivory")
    assert not label.matches("Total")


def test_blanks_of_any_kind_are_blank() -> None:
    assert is_blank(" \u00a0\u3000\u200b")
    assert not is_blank("0")
