"""The rules as data: codes, severities and texts in two languages, loaded from `quality/rules/*.yaml`.

A finding carries only its code, its places and some parameters; what is wrong and how to mend it stands here.
Three kinds of rule: `emitted` (a reader, the mapper or the review raises the finding itself), `expectation`
(Great Expectations tests every observation) and `sql` (a SELECT over observations, one file in `rules/sql`).
An expectation rule may add a SELECT: an expectation costs a hundred times as much.
The category of a rule is the file it stands in.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Literal, Self, get_args

from pydantic import ConfigDict, field_validator, model_validator

from pipeline import codes
from pipeline.model import Finding, Severity, Text
from pipeline.strict_yaml import EditedFileError, StrictModel, load_model

Language = Literal["en", "zh"]
RuleCategory = Literal["file", "value", "row", "rows", "history", "others"]
CATEGORIES: tuple[RuleCategory, ...] = get_args(RuleCategory)
SEVERITIES: tuple[Severity, ...] = tuple(Severity)
"""Heaviest first."""

RULES = Path(str(files("quality") / "rules"))
_WORDS_FILE = "words.yaml"


class Wording(StrictModel):
    """A text in both languages, neither of them empty."""

    en: str
    zh: str

    def within(self, language: Language) -> str:
        """The text in one language."""
        return self.en if language == "en" else self.zh


class ExpectationSpec(StrictModel):
    """One expectation: a class of Great Expectations by name, and its arguments.

    `codelist` stands for the codes of a list, `registered: parties` for the parties of the register; both
    fill `value_set`; `where` names one column and the text that a row must have there to be tested.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    type: str
    column: str | None = None
    column_A: str | None = None  # noqa: N815 - the library's own spelling
    column_B: str | None = None  # noqa: N815
    type_: str | None = None
    codelist: str | None = None
    registered: Literal["parties"] | None = None
    value_set: tuple[str, ...] | None = None
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    or_equal: bool | None = None
    ignore_row_if: Literal["either_value_is_missing", "both_values_are_missing"] | None = None
    where: dict[str, str] | None = None

    @field_validator("type")
    @classmethod
    def _is_known(cls, given: str) -> str:
        if not expectation_exists(given):
            raise ValueError(f"Great Expectations has no expectation '{given}'")
        return given

    @field_validator("codelist")
    @classmethod
    def _is_a_list(cls, given: str | None) -> str | None:
        if given is not None and given not in codes.names():
            raise ValueError(f"there is no code list '{given}'")
        return given

    @field_validator("where")
    @classmethod
    def _names_one_column(cls, given: dict[str, str] | None) -> dict[str, str] | None:
        if given is not None and len(given) != 1:
            raise ValueError("names exactly one column")
        return given

    @property
    def tested(self) -> str:
        """The column whose value is wrong when the expectation fails."""
        return self.column or self.column_A or ""


def expectation_exists(name: str) -> bool:
    """Whether the installed library has an expectation class, told from its files: importing it is slow."""
    found = importlib.util.find_spec("great_expectations")
    folder = Path((found and found.origin) or "").parent / "expectations" / "core"
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return name.startswith("Expect") and (folder / f"{snake}.py").is_file()


class Rule(StrictModel):
    """One rule as written."""

    code: str
    version: int
    severity: Severity
    kind: Literal["emitted", "expectation", "sql"]
    expectations: tuple[ExpectationSpec, ...] = ()
    sql: str | None = None
    message: Wording
    advice: Wording
    example: Wording

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if bool(self.expectations) != (self.kind == "expectation"):
            raise ValueError(f"{self.code}: 'expectations' belongs to the kind 'expectation', and only there")
        if self.kind == "sql" and not self.sql:
            raise ValueError(f"{self.code}: the kind 'sql' names its SELECT under 'sql'")
        if self.kind == "emitted" and self.sql:
            raise ValueError(f"{self.code}: an emitted rule has no 'sql'")
        return self

    @model_validator(mode="after")
    def _says_the_same_in_both_languages(self) -> Self:
        for name in ("message", "advice"):
            wording: Wording = getattr(self, name)
            if blanks(wording.en) != blanks(wording.zh):
                raise ValueError(f"{self.code}: the {name} has other {{blanks}} in Chinese than in English")
        return self


class RuleFile(StrictModel):
    """One file of rules as written."""

    rules: tuple[Rule, ...]


class WordFile(StrictModel):
    """words.yaml as written: what people call the columns of an observation."""

    words: dict[str, Wording]


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
    """Hash over every rule, word and SELECT: changes when any of them does."""

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
        return self._filled(self.rule(finding.code).message, finding, language)

    def advice(self, finding: Finding, language: Language) -> str:
        """How to mend it."""
        return self._filled(self.rule(finding.code).advice, finding, language)

    def _filled(self, wording: Wording, finding: Finding, language: Language) -> str:
        given = {"value": finding.value, **finding.params}
        spoken = {name: self._spoken(name, value, language) for name, value in given.items()}
        text = wording.within(language).format_map(_Blanks(spoken))
        return _SPACE_BEFORE_MARK.sub(r"\1", text)

    def _spoken(self, name: str, value: str, language: Language) -> str:
        """A parameter in words: labels for codes, common words for columns, anything else as it stands."""
        if name == "labels":
            return _SEPARATOR.sub(lambda found: _label(found[0], language), value)
        listed = _PARAM_LISTS.get(name)
        if listed and value in codes.codelist(listed):
            label: Text = codes.codelist(listed).label(value)
            return label.en if language == "en" else label.zh
        if name in _WORD_PARAMS and value in self.words:
            return self.words[value].within(language)
        return value


def _label(code: str, language: Language) -> str:
    """The label of a code, whichever list has it."""
    for listed in ("indicators", *codes.DIMENSION_LISTS.values()):
        if code in codes.codelist(listed):
            label = codes.codelist(listed).label(code)
            return label.en if language == "en" else label.zh
    return code


_SEPARATOR = re.compile(r"[^;/ ]+")
"""Codes stand between these."""
_SPACE_BEFORE_MARK = re.compile(r"\s+([).,;:）。，；：])")
"""Left behind by a blank without content."""
_PARAM_LISTS = {"indicator": "indicators", "status": "obs_status"}
_WORD_PARAMS = (
    "dimension",
    "field",
    "reason",
    "span",
    "expected",
    "found",
    "format",
    "qualifier",
)


class _Blanks(dict[str, str]):
    """Parameters of a message; one that the finding does not carry shows as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def blanks(text: str) -> frozenset[str]:
    """Names of the blanks in a text. Raises ValueError where the braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this installation, loaded once. Raises EditedFileError naming file and field."""
    return load(RULES)


def load(folder: Path) -> Catalogue:
    """Load a folder of rules. Raises EditedFileError naming file and field."""
    entries: dict[str, RuleInCategory] = {}
    statements: dict[str, str] = {}
    for category in CATEGORIES:
        path = folder / f"{category}.yaml"
        for rule in load_model(path, RuleFile).rules:
            if rule.code in entries:
                raise EditedFileError(
                    f"{path}: code '{rule.code}' stands twice (also in {entries[rule.code].category}.yaml)"
                )
            if rule.sql:
                statements[rule.sql] = _statement(folder, path, rule.code, rule.sql)
            entries[rule.code] = RuleInCategory(category, rule)
    words = load_model(folder / _WORDS_FILE, WordFile).words
    return Catalogue(entries, words, statements, _hash(folder))


def _statement(folder: Path, rules: Path, code: str, name: str) -> str:
    path = folder / "sql" / f"{name}.sql"
    if not path.is_file():
        raise EditedFileError(f"{rules}: {code}: sql: there is no file sql/{name}.sql")
    return path.read_text(encoding="utf-8")


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("sql/*.sql")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def as_markdown() -> str:
    """The page docs/rules.md: every rule with its weight, message, advice and example."""
    rules = catalogue()
    lines = [
        "# Rules",
        "",
        "Every finding that a review can raise, from `quality/rules/*.yaml`; a test holds this page equal",
        "to them. Weights: **blocker** (the file cannot be read), **error** (the values concerned are held",
        "back), **warning** (accepted, an explanation is asked for), **advice** (accepted, nothing is owed).",
    ]
    for category in CATEGORIES:
        lines += ["", f"## {_HEADINGS[category]}"]
        for entry in rules.entries.values():
            if entry.category == category:
                lines += _markdown_of(entry.rule)
    return "\n".join(lines) + "\n"


_HEADINGS: dict[RuleCategory, str] = {
    "file": "The file",
    "value": "One value",
    "row": "One observation",
    "rows": "Observations of one file against each other",
    "history": "Against what was accepted before",
    "others": "Against the register, the calendar and other reporters",
}


def _markdown_of(rule: Rule) -> list[str]:
    return [
        "",
        f"### `{rule.code}` · {rule.severity}",
        f"- {rule.message.en} {rule.advice.en}",
        f"- {rule.message.zh}{rule.advice.zh}",
        f"- For example: {rule.example.en} / {rule.example.zh}",
    ]
