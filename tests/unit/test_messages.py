"""What people read: every rule's message and advice, filled in as readers, mapper and review do it."""

from __future__ import annotations

import importlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Finding
from quality.catalogue import Catalogue, catalogue
from quality.rule import TEXTS, Wording, blanks
from quality.wording import SHOWN_ITEMS, filled

RAISED = Path(__file__).with_name("findings_as_raised.jsonl")
"""Findings as they were raised, some of every rule; a new rule adds its own at the place of its file."""
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def raised() -> list[Finding]:
    lines = RAISED.read_text(encoding="utf-8").splitlines()
    return [
        Finding(
            code=told["code"],
            places=tuple(f"B{number}" for number in range(2, 2 + told["places"])),
            value=told["value"],
            params=told["params"],
        )
        for told in map(json.loads, lines)
    ]


@pytest.fixture(scope="module")
def reading() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("findings_messages")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture
def rules() -> Catalogue:
    return catalogue()


def test_every_rule_has_findings_to_read(rules: Catalogue) -> None:
    told = {finding.code for finding in raised()}
    assert [rule.code for rule in rules.rules if rule.code not in told] == []
    assert sorted(told - rules.entries.keys()) == []


def test_every_message_reads_well_in_both_languages(reading: Any) -> None:
    assert [problem for finding in raised() for problem in reading.badly_told(finding)] == []


def test_every_rule_has_an_example_in_both_languages(rules: Catalogue) -> None:
    for rule in rules.rules:
        assert rule.example.en.strip()
        assert rule.example.zh.strip()
        assert "{" not in rule.example.en.replace('{"', "")


def test_messages_promise_no_blank_of_another_name(rules: Catalogue) -> None:
    """Every blank of a text is one that some raised finding of the rule carries."""
    carried: dict[str, set[str]] = {}
    for finding in raised():
        carried.setdefault(finding.code, {"value"}).update(finding.params)
    for rule in rules.rules:
        for name in TEXTS[:2]:
            wording: Wording = getattr(rule, name)
            assert blanks(wording.en) <= carried.get(rule.code, blanks(wording.en)), (rule.code, name)


def test_what_the_finding_brings_along_is_not_ours(reading: Any) -> None:
    brought = {"block": "a_b None", "column": "C"}
    assert list(reading.badly_told(Finding(code="blank-header", params=brought))) == []
    (told, _, *_) = reading.badly_told(Finding(code="blank-header", params={"block": "a"}))
    assert "message has nothing for column" in told


def bad_text(reading: Any, text: str, language: str = "en", part: str = "message") -> list[str]:
    finding = Finding(code="nothing-reported")
    return [problem.split(" (")[0] for problem in reading._problems(text, finding, language, part)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A value of listings_removed is wrong.", "a name of ours"),
        ("The value is None.", "a value of Python"),
        ("The  value is wrong.", "two blanks"),
        ("The value is wrong ().", "a doubled mark"),
        ("The value is wrong .", "a blank beside a mark"),
        ("The value … is wrong.", "an unfilled blank"),
        ("The value is wrong. It is bad.", "2 sentences"),
        ("The value is wrong", "-1 sentences"),
        ("The value 数 is wrong.", "Chinese in English"),
        ("The value is {wrong}.", "a sign of the form"),
        ("These: “1”, “2”, “3”, “4”, “5”, “6”.", "a long list"),
    ],
)
def test_bad_texts_are_told(reading: Any, text: str, problem: str) -> None:
    assert problem in bad_text(reading, text)
    assert bad_text(reading, "The value “listings_removed  x” is wrong.") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The value is wrong.", "no Chinese"),
        ("数值有误, 请核对。", "a mark of the other language"),
        ("数值有误。请核对。", "2 sentences"),
        ("数值有误", "-1 sentences"),
    ],
)
def test_bad_chinese_is_told(reading: Any, text: str, problem: str) -> None:
    assert problem in bad_text(reading, text, "zh")
    assert bad_text(reading, "数值有误（“a, b”），请核对。", "zh") == []


WORDS = {"truncated": Wording(en="it breaks off", zh="内容不完整")}


def said(text: str, language: Any = "en", places: int = 2, value: str = "", **params: str) -> str:
    finding = Finding(code="x", places=("B2", "B3")[:places], value=value, params=params)
    return filled(Wording(en=text, zh=text), finding, language, WORDS)


def test_a_list_shows_five_and_how_many_more() -> None:
    nine = "; ".join("123456789")
    assert said("Wrong: “{value}”.", value=nine) == "Wrong: “1”, “2”, “3”, “4”, “5” and 4 more."
    assert said("有误：“{value}”。", "zh", value=nine) == "有误：“1”“2”“3”“4”“5”等 9 项。"
    assert said("{missing}", missing=", ".join("abcdefg")) == "a, b, c, d, e and 2 more"
    assert said("{missing}", "zh", missing="a (b, c), d") == "a（b，c）、d"
    assert SHOWN_ITEMS == 5


def test_a_list_that_was_cut_off_says_so() -> None:
    assert said("“{value}”", value="1; 2; …") == "“1”, “2” and more"
    assert said("“{value}”", "zh", value="1; 2; …") == "“1”“2”等"


def test_the_text_of_one_cell_is_one_thing() -> None:
    assert said("“{value}”", places=1, value="1; 2; 3; 4; 5; 6; 7") == "“1; 2; 3; 4; 5; 6; 7”"


def test_words_agree_with_the_number_of_things() -> None:
    text = "“{value}” {value:is|are} wrong"
    assert said(text, value="1") == "“1” is wrong"
    assert said(text, value="1; 2") == "“1”, “2” are wrong"
    assert said(text, value="1; …") == "“1” and more are wrong"


def test_a_part_whose_blank_is_empty_is_left_out() -> None:
    text = "Wrong[ in “{label}”][: “{value}”]."
    assert said(text) == "Wrong."
    assert said(text, label="Removed") == "Wrong in “Removed”."
    assert said(text, label="Removed", value="5") == "Wrong in “Removed”: “5”."


def test_an_empty_quotation_is_a_blank() -> None:
    assert said("It has “{day}” in place of a day.", day="") == "It has a blank in place of a day."
    assert said("日期为“{day}”。", "zh", day="") == "日期为空白。"


def test_headings_of_several_spellings_are_shown_without_signs() -> None:
    assert said("“{labels}”", labels="/Value|数值/, Month") == "“Value or 数值”, “Month”"
    assert said("“{title}”", title="/.*since 2018/") == "“…since 2018”"
    assert said("“{total}”", total="Category: /TOTAL/") == "“Category: TOTAL”"
    assert said("“{title}”", title=r"/Q\d+/") == r"“/Q\d+/”"


def test_what_is_quoted_stays_as_it_was_written() -> None:
    assert said("“{labels}”", labels="pangolin, listings_removed") == "“pangolin”, “listings_removed”"
    assert said("{labels}", labels="pangolin; listings_removed") == "Pangolins, Listings removed"
    assert said("{labels}", "zh", labels="pangolin") == "穿山甲"


def test_a_long_quotation_is_cut() -> None:
    told = said("“{value}”", places=1, value="a " * 60)
    assert told == f"“{'a ' * 39}a…”"
    assert said("“{value}”", places=1, value="two\nlines") == "“two lines”"


@given(st.text(max_size=30).filter(lambda text: not re.search(r"[\r\n\t]", text)))
def test_any_text_of_a_cell_stands_as_it_was_written(text: str) -> None:
    assert said("It says “{value}”.", places=1, value=text) == (
        f"It says “{text}”." if text else "It says a blank."
    )


@given(st.sampled_from(raised()), st.text(max_size=20))
def test_no_text_stops_a_message(finding: Finding, text: str) -> None:
    altered = replace(finding, value=text, params=dict.fromkeys(finding.params, text))
    for language in ("en", "zh"):
        assert catalogue().message(altered, language)
        assert catalogue().advice(altered, language)


def test_reasons_are_spoken() -> None:
    assert said("({reason})", reason="truncated") == "(it breaks off)"
    assert said("({problem})", problem="Value error, no such day") == "(no such day)"


def test_every_reason_of_a_refusal_has_words(rules: Catalogue) -> None:
    """Reasons and kinds of file that a reader names stand in words.yaml."""
    readers = Path(__file__).resolve().parents[2] / "pipeline" / "readers"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(readers.rglob("*.py")))
    reasons = set(re.findall(r"\b(?:damaged|hostile)\(\s*\"([\w-]+)\"", source))
    kinds = importlib.import_module("pipeline.readers.kinds")
    named = {value for name, value in vars(kinds).items() if name.isupper() and isinstance(value, str)}
    assert len(reasons) > 10
    assert len(named) > 10
    assert sorted((reasons | named) - rules.words.keys()) == []
