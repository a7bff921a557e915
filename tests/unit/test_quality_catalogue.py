"""The rules: every code has one, their texts are for people, and the page shows them all."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from pipeline.model import Finding
from quality.catalogue import RULES, blanks, catalogue
from quality.rows import Hit, as_findings
from quality.rule import expectation_exists
from quality.rules_page import as_markdown

ROOT = Path(__file__).resolve().parents[2]
EMITTERS = {"Finding", "Trouble", "_refused", "add", "complain", "refusal"}
"""Calls whose first texts are codes."""


@cache
def written() -> tuple[frozenset[str], frozenset[str]]:
    """Codes that the sources emit in so many words, and every text that stands in them."""
    codes, texts = set(), set()
    for package in ("pipeline", "quality"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
                elif isinstance(node, ast.Call) and (code := code_of(node)) and "-" in code:
                    codes.add(code)
    return frozenset(codes), frozenset(texts)


def code_of(call: ast.Call) -> str | None:
    """The literal code that a call emits; None for other calls and for codes that are variables."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in EMITTERS:
        return None
    given = [k.value for k in call.keywords if k.arg == "code"] or call.args[:1]
    if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value or None
    return None


def test_every_emitted_code_has_a_rule() -> None:
    emitted, _ = written()
    assert len(emitted) > 50
    assert sorted(code for code in emitted if code not in catalogue()) == []


def test_every_emitted_rule_is_emitted() -> None:
    """Looser than its twin, since some codes pass through a variable first."""
    _, texts = written()
    assert [r.code for r in catalogue().rules if r.kind == "emitted" and r.code not in texts] == []


def test_every_select_belongs_to_a_rule() -> None:
    files = {path.stem for path in (RULES / "sql").glob("*.sql")}
    assert files == {rule.sql for rule in catalogue().rules if rule.sql}


def test_texts_name_no_column() -> None:
    """People read messages, not column names; names with an underscore are ours."""
    for rule in catalogue().rules:
        for wording in (rule.message, rule.advice, rule.example):
            for text in (wording.en, wording.zh):
                shown = text
                for name in blanks(text) if wording is not rule.example else ():
                    shown = shown.replace("{" + name + "}", "")
                assert "_" not in shown, (rule.code, text)


def test_chinese_texts_are_chinese() -> None:
    for rule in catalogue().rules:
        for text in (rule.message.zh, rule.advice.zh):
            assert sum("\u4e00" <= character <= "\u9fff" for character in text) > 2, (rule.code, text)
            assert text.endswith("。")


def test_blanks_are_filled_with_words_not_codes() -> None:
    finding = Finding(
        code="parts-exceed-whole",
        value="10",
        params={"dimension": "taxon_group", "indicator": "listings_removed"},
    )
    assert catalogue().message(finding, "en") == (
        "Broken down by species group, the parts come to more than the whole “10” (Listings removed)."
    )
    assert catalogue().message(finding, "zh") == (
        "按物种类群细分后，各部分之和大于总数“10”（已下架商品信息）。"
    )


def test_a_missing_parameter_shows_and_does_not_stop_a_review() -> None:
    assert "…" in catalogue().message(Finding(code="profile-missing"), "en")


def test_a_blank_without_content_leaves_no_gap() -> None:
    params = {"file": "a.xlsx", "reason": "truncated", "part": ""}
    finding = Finding(code="file-damaged", params=params)
    assert catalogue().message(finding, "en") == "The file a.xlsx is damaged (it breaks off)."
    assert catalogue().message(finding, "zh") == "文件 a.xlsx 已损坏（内容不完整）。"


def test_repeated_findings_become_one_with_every_place() -> None:
    hits = [Hit(code="not-whole", submission="s", place=f"B{n}", seen=f"{n}.5") for n in range(30)]
    (finding,) = as_findings([*hits, *hits])
    assert finding.places == tuple(f"B{n}" for n in range(30))
    assert finding.value.startswith("0.5; 1.5; 2.5")
    assert finding.value.endswith("19.5; …")


def test_the_page_is_the_rules() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == as_markdown()


def test_expectations_are_known_by_the_librarys_files() -> None:
    assert expectation_exists("ExpectColumnPairValuesAToBeGreaterThanB")
    assert not expectation_exists("ExpectColumnValuesToBeLucky")
    assert not expectation_exists("expect_column_values_to_be_in_set")
