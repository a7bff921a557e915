"""One rule: what it tests, how heavy it is, and its texts in both languages.

Three kinds of rule: `emitted` (a reader, the mapper or the review raises the finding itself), `expectation`
(Great Expectations tests every observation) and `sql` (a SELECT over observations, one file in `rules/sql`).
An expectation rule may add a SELECT: an expectation costs a hundred times as much.
"""

from __future__ import annotations

import importlib.util
import re
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Literal, Self

from pydantic import ConfigDict, field_validator, model_validator

from pipeline import codes
from pipeline.model import Severity
from pipeline.strict_yaml import StrictModel

Language = Literal["en", "zh"]


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

    @model_validator(mode="after")
    def _narrows_what_leaves_blanks_alone(self) -> Self:
        if self.where and (not self.column or self.type == "ExpectColumnValuesToNotBeNull"):
            raise ValueError("'where' narrows an expectation of one column that leaves blanks alone")
        return self

    @property
    def tested(self) -> str:
        """The column whose value is wrong when the expectation fails."""
        return self.column or self.column_A or ""

    @property
    def column_tested(self) -> str:
        """The column as tested: with `where` one of its own, blank in every row that is not asked about."""
        return " ".join([self.tested, *(f"({text})" for text in (self.where or {}).values())])


def expectation_exists(name: str) -> bool:
    """Whether the installed library has an expectation class, told from its files: importing it is slow."""
    found = importlib.util.find_spec("great_expectations")
    folder = Path((found and found.origin) or "").parent / "expectations" / "core"
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return name.startswith("Expect") and (folder / f"{snake}.py").is_file()


class Terms(StrictModel):
    """What a rule is, apart from its texts."""

    code: str
    version: int
    severity: Severity
    kind: Literal["emitted", "expectation", "sql"]
    expectations: tuple[ExpectationSpec, ...] = ()
    sql: str | None = None
    explainable: bool = False
    """Whether an explanation by the sender lets this error pass; a warning may always be explained."""

    @model_validator(mode="after")
    def _only_an_error_is_let_pass(self) -> Self:
        if self.explainable and self.severity is not Severity.ERROR:
            raise ValueError(f"{self.code}: 'explainable' is for errors; this is a {self.severity}")
        return self

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if bool(self.expectations) != (self.kind == "expectation"):
            raise ValueError(f"{self.code}: 'expectations' belongs to the kind 'expectation', and only there")
        if self.kind == "sql" and not self.sql:
            raise ValueError(f"{self.code}: the kind 'sql' names its SELECT under 'sql'")
        if self.kind == "emitted" and self.sql:
            raise ValueError(f"{self.code}: an emitted rule has no 'sql'")
        return self


class WrittenRule(Terms):
    """A rule as its file has it: in English. The Chinese stands in the catalogue of translations."""

    message: str
    advice: str
    example: str

    @field_validator("message", "advice")
    @classmethod
    def _can_be_filled_in(cls, given: str) -> str:
        check_form(given)
        return given


class Rule(Terms):
    """A rule with its texts in both languages."""

    message: Wording
    advice: Wording
    example: Wording


TEXTS: tuple[Literal["message", "advice", "example"], ...] = ("message", "advice", "example")
"""Names of a rule's texts."""


class RuleFile(StrictModel):
    """One file of rules as written."""

    rules: tuple[WrittenRule, ...]


class WordFile(StrictModel):
    """words.yaml as written: what people call the columns of an observation."""

    words: dict[str, str]


def check_form(text: str) -> None:
    """Raises ValueError for a text that cannot be filled in.

    A text has blanks, `{value}`; words that fit one thing or several, `{value:is|are}`; and parts that are
    left out when a blank in them is empty, `[ in “{label}”]`.
    """
    for _, name, form, _ in Formatter().parse(text):
        if name is not None and (not name.isidentifier() or (form and form.count("|") != 1)):
            raise ValueError(f"'{{{name}:{form}}}' is neither a blank nor words for one thing or several")
    if re.search(r"[\[\]]", re.sub(r"\[[^\[\]]*\]", "", text)):
        raise ValueError("square brackets do not match")


def blanks(text: str) -> frozenset[str]:
    """Names of the blanks in a text. Raises ValueError where the braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
