"""The rules as data: codes, severities and texts, from `quality/rules/*.yaml` and the Chinese catalogue.

A finding carries only its code, its places and some parameters; what is wrong and how to mend it stands here.
The category of a rule is the file it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.model import Finding, Severity
from quality.rule import TEXTS, ExpectationSpec, Language, Rule, Terms, Wording, WrittenRule, blanks
from quality.rule_files import CATEGORIES, RULES, RuleCategory, read_rules, version
from quality.translations import CHINESE, translated
from quality.wording import filled

__all__ = [
    "CATEGORIES",
    "RULES",
    "SEVERITIES",
    "Catalogue",
    "ExpectationSpec",
    "Language",
    "Rule",
    "RuleCategory",
    "Wording",
    "blanks",
    "catalogue",
    "load",
]
SEVERITIES: tuple[Severity, ...] = tuple(Severity)
"""Heaviest first."""


@dataclass(frozen=True, slots=True)
class RuleInCategory:
    """A rule together with the file it stands in."""

    category: RuleCategory
    rule: Rule


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules by code, and the words of their blanks."""

    entries: dict[str, RuleInCategory]
    words: dict[str, Wording]
    statements: dict[str, str]
    """Name of a SQL rule's file -> its SELECT."""
    version: str
    """Hash over every rule, word, SELECT and translation: changes when any of them does."""

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def rule(self, code: str) -> Rule:
        """A rule by its code. Raises KeyError for a code that no file declares (our bug)."""
        return self.entries[code].rule

    def category(self, code: str) -> RuleCategory:
        """File that a rule stands in."""
        return self.entries[code].category

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order of their files."""
        return tuple(entry.rule for entry in self.entries.values())

    def message(self, finding: Finding, language: Language) -> str:
        """What is wrong, in one sentence."""
        return filled(self.rule(finding.code).message, finding, language, self.words)

    def advice(self, finding: Finding, language: Language) -> str:
        """How to mend it."""
        return filled(self.rule(finding.code).advice, finding, language, self.words)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this installation, loaded once. Raises EditedFileError naming file and line."""
    return load(RULES)


def load(folder: Path, chinese: Path = CHINESE) -> Catalogue:
    """Load a folder of rules with its translations. Raises EditedFileError naming file, line and field."""
    written = read_rules(folder)
    texts = translated(written.texts, chinese)
    entries = {
        code: RuleInCategory(placed.category, _in_both_languages(placed.rule, texts))
        for code, placed in written.rules.items()
    }
    words = {name: texts[f"word.{name}"] for name in written.words}
    return Catalogue(entries, words, written.statements, version(folder, chinese))


def _in_both_languages(rule: WrittenRule, texts: dict[str, Wording]) -> Rule:
    """A rule whose terms were checked already."""
    parts: dict[str, Any] = {name: getattr(rule, name) for name in Terms.model_fields}
    parts |= {name: texts[f"{rule.code}.{name}"] for name in TEXTS}
    return Rule.model_construct(None, **parts)
