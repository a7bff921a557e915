"""The list of synonyms and the writing of drafts: every code exists, nothing uncertain passes as certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.drafting.choices import CONFIDENT, Choice
from pipeline.drafting.notation import Printed, decide
from pipeline.drafting.synonyms import COLUMN, MARKER, ROW, synonyms, written_list
from pipeline.drafting.when import find_period, label_of
from pipeline.drafting.wording import wording
from pipeline.drafting.yaml_text import Noted, as_yaml, bare
from pipeline.fields import FIELDS, check_code
from pipeline.labels import Label, fold
from pipeline.model import ObsStatus
from pipeline.questions import open_questions
from pipeline.readers.cells import Cell
from pipeline.strict_yaml import parse_text

OWN_COLUMNS = {"as_of", "year_part", "value", "remark", "ordinal"}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_every_code_of_the_list_exists():
    for target, entries in written_list().codes.items():
        for code in entries:
            check_code(target, code)


def test_columns_and_markers_name_fields_and_states():
    assert set(written_list().columns) <= {*FIELDS, *OWN_COLUMNS}
    assert set(written_list().rows) == {"total", "note"}
    assert {ObsStatus(code) for code in written_list().markers}


def test_no_sure_word_means_two_things():
    for target in ("indicator", "taxon_group", "form", "channel", "obs_status"):
        for code, entry in written_list().codes.get(target, {}).items():
            for word in entry.sure:
                best = synonyms().best(word, target)
                assert best is not None, (target, word)
                assert best.code == code, (target, word, best)
                assert best.confidence >= CONFIDENT, (target, word, best)


def test_likely_words_are_asked():
    for target, entries in written_list().codes.items():
        for code, entry in entries.items():
            for word in entry.likely:
                best = synonyms().best(word, target)
                assert best is None or best.code != code or best.confidence < CONFIDENT, (target, word)


@pytest.mark.parametrize(
    ("text", "target", "code"),
    [
        ("下架商品數量（萬條）", "indicator", "listings_removed"),
        ("Number of removed listings", "indicator", "listings_removed"),
        ("ADS_BLOCKED", "indicator", "ads_blocked"),
        ("海龜", "taxon_group", "marine_turtles"),
        ("備註", COLUMN, "remark"),
        ("Grand Total", ROW, "total"),
        ("未统计", MARKER, "not_collected"),
    ],
)
def test_a_word_is_known_in_each_way_of_writing_it(text, target, code):
    best = synonyms().best(text, target)
    assert best is not None
    assert (best.code, best.confidence >= CONFIDENT) == (code, True)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Listings unblocked", "indicator"),
        ("Listings removed (%)", "indicator"),
        ("Listings removed (accounts)", "indicator"),
        ("累计下架商品", "indicator"),
        ("Accounts suspended", "indicator"),
        ("Listing remved", "indicator"),
        ("Listings blocked (excluding ads)", "indicator"),
        ("Listings removed after appeal", "indicator"),
        ("Ivory", "taxon_group"),
        ("其他", "taxon_group"),
        ("-", MARKER),
    ],
)
def test_what_only_resembles_a_word_is_never_certain(text, target):
    best = synonyms().best(text, target)
    assert best is None or best.confidence < CONFIDENT


@pytest.mark.parametrize(
    ("label", "core", "scale", "percent"),
    [
        ("下架数量（万条）", "下架数量", "万", False),
        ("User reports (thousands)", "User reports", "thousand", False),
        ("Listings removed, in millions", "Listings removed", "million", False),
        ("Proactive rate (%)", "Proactive rate", "", True),
        ("Listings removed (items)", "Listings removed", "", False),
        ("拦截数量(条)", "拦截数量", "", False),
    ],
)
def test_a_label_is_taken_apart(label, core, scale, percent):
    found = wording(label)
    assert (found.core, found.scale, found.percent) == (core, scale, percent)


@pytest.mark.parametrize(
    ("printed", "whole", "notation"),
    [
        (["1.234", "66"], None, None),
        (["1.234", "66"], True, "decimal ',' thousands '.'"),
        (["1,234", "1.5"], None, "decimal '.' thousands ','"),
        (["1,263,000"], None, "decimal '.' thousands ','"),
        (["0,345", "1,2"], None, "decimal ','"),
        (["12", "1000"], None, "plain"),
        (["约20", "12.3"], None, "chinese"),
        (["1.234.5", "x7"], None, None),
    ],
)
def test_a_notation_needs_evidence(printed, whole, notation):
    chosen = decide([Printed(Cell(text), whole) for text in printed]).choice
    assert chosen.settled is (notation is not None), chosen
    if notation is not None:
        assert chosen.value.startswith(notation)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲公司2021年第二季度处置情况", "2021年第二季度"),
        ("alpha-2021-Q1.csv", "2021-Q1"),
        ("From Q1 2021 to Q2 2021", None),
        ("totals since 1 January 2018", "1 January 2018"),
        ("nothing here 12345", None),
    ],
)
def test_a_period_is_found_in_a_text_unless_there_are_two(text, words):
    found = find_period(text)
    assert (found.words if found else None) == words
    if found:
        assert Label.parse(found.pattern).extract(fold(text)) == words


@given(texts)
def test_a_label_for_a_loose_text_means_that_text(text):
    if fold(text):
        assert Label.parse(label_of(text)).matches(fold(text))


trees = st.recursive(
    texts | st.builds(Noted, texts, texts),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
    | st.builds(Noted, st.lists(inner, min_size=1, max_size=3), texts),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(texts, trees, min_size=1, max_size=5))
def test_a_draft_reads_as_it_was_meant(tree):
    assert parse_text(as_yaml(tree, "a heading"), name="draft") == bare(tree)


def test_an_open_choice_is_written_as_a_question():
    assert Choice("x", CONFIDENT - 0.01, "why", "what?").written == "?"
    assert Choice("x", CONFIDENT, "why").written == "x"
    content = {"a": ["?", "/\\?/"], "fields": {"? Foo": {"column": "Foo"}}, "markers": {"?": "late"}}
    assert list(open_questions(content)) == [("a", "0"), ("fields", "? Foo")]
