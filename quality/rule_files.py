"""The rule files as written, in English: what stands in `quality/rules/`, before its Chinese is added.

A category is a file; a code stands once in all of them; a SELECT that a rule names is there. What is wrong is
told with file, line and field.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from pipeline.strict_yaml import EditedFileError, line_of, load_model
from quality.rule import TEXTS, RuleFile, WordFile, WrittenRule

RuleCategory = Literal["file", "value", "row", "rows", "history", "others"]
CATEGORIES: tuple[RuleCategory, ...] = get_args(RuleCategory)
RULES = Path(str(files("quality") / "rules"))
_WORDS_FILE = "words.yaml"


@dataclass(frozen=True, slots=True)
class English:
    """An English text of the rule files, and where it stands."""

    context: str
    """`CODE.message`, `CODE.advice`, `CODE.example` or `word.NAME`: what the text is, unique."""
    text: str
    file: Path
    place: tuple[str | int, ...]
    """Keys and positions from the top of the file."""

    @property
    def line(self) -> int:
        """Line of the file, from 1."""
        return line_of(self.file.read_text(encoding="utf-8"), self.place)


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule as written, the file it stands in and its position there."""

    category: RuleCategory
    rule: WrittenRule
    file: Path
    number: int

    def mistake(self, field: str, problem: str) -> EditedFileError:
        """A mistake in one field of the rule, with its line."""
        text = self.file.read_text(encoding="utf-8")
        line = line_of(text, ("rules", self.number, field))
        return EditedFileError(f"{self.file}, line {line}: {self.rule.code}: {field}: {problem}")

    @property
    def texts(self) -> list[English]:
        """Its English texts."""
        return [
            English(
                f"{self.rule.code}.{name}", getattr(self.rule, name), self.file, ("rules", self.number, name)
            )
            for name in TEXTS
        ]


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """All rules by code, the words of their blanks and the SELECTs they name."""

    rules: dict[str, PlacedRule]
    words: dict[str, str]
    statements: dict[str, str]
    """Name of a SQL rule's file -> its SELECT."""
    texts: list[English]
    """Every English text."""


def read_rules(folder: Path) -> RuleFiles:
    """Read a folder of rules. Raises EditedFileError naming file, line and field."""
    rules: dict[str, PlacedRule] = {}
    statements: dict[str, str] = {}
    for category in CATEGORIES:
        path = folder / f"{category}.yaml"
        for number, rule in enumerate(load_model(path, RuleFile).rules):
            placed = PlacedRule(category, rule, path, number)
            if rule.code in rules:
                raise placed.mistake("code", f"stands twice (also in {rules[rule.code].file.name})")
            if rule.sql:
                statements[rule.sql] = _statement(folder, placed, rule.sql)
            rules[rule.code] = placed
    path = folder / _WORDS_FILE
    words = load_model(path, WordFile).words
    texts = [text for placed in rules.values() for text in placed.texts]
    texts += [English(f"word.{name}", text, path, ("words", name)) for name, text in words.items()]
    return RuleFiles(rules, words, statements, texts)


def _statement(folder: Path, placed: PlacedRule, name: str) -> str:
    path = folder / "sql" / f"{name}.sql"
    if not path.is_file():
        raise placed.mistake("sql", f"there is no file sql/{name}.sql")
    select = path.read_text(encoding="utf-8")
    if "SELECT" not in select:
        raise placed.mistake("sql", f"sql/{name}.sql holds no SELECT")
    return select


def version(folder: Path, chinese: Path) -> str:
    """Hash over every rule, word, SELECT and translation: changes when any of them does."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("sql/**/*.sql")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(chinese.name.encode() + b"\0" + chinese.read_bytes())
    return digest.hexdigest()[:16]
