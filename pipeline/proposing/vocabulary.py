"""The words that tell what a figure counts and what was done, as data beside the code, checked on load."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from pipeline.codes import codelist
from pipeline.strict_yaml import StrictModel, parse_model

Model = TypeVar("Model", bound=StrictModel)
UnitKind = Literal["counted", "money", "time", "size"]


class UnitEntry(StrictModel):
    """What may be counted, and the nouns for it."""

    unit: str
    kind: UnitKind = "counted"
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """Units that a text adds up in one figure ("posts or advertisements")."""


class UnitFile(StrictModel):
    """units.yaml as written."""

    units: tuple[UnitEntry, ...]
    measures: dict[str, str] = Field(default_factory=dict)


class ActionWords(StrictModel):
    """Stems and words of one action."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


class ActionFile(StrictModel):
    """actions.yaml as written."""

    actions: dict[str, ActionWords]


class IndicatorEntry(StrictModel):
    """When a figure is meant by an indicator."""

    indicator: str
    units: tuple[str, ...]
    actions: tuple[str, ...] = ()
    when: str = ""
    unless: str = ""
    clause: tuple[str, ...] = ()
    """Actions in the figure's own clause, besides those that it may share with another figure."""
    subject: str = ""

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.indicator not in codelist("indicators"):
            raise ValueError(f"'{self.indicator}' is no indicator")
        for pattern in (self.when, self.unless):
            re.compile(pattern)
        return self


class IndicatorFile(StrictModel):
    """indicators.yaml as written."""

    indicators: tuple[IndicatorEntry, ...]


class Cues(StrictModel):
    """cues.yaml as written: patterns for what a sentence is about, and names beside the register's."""

    goal: str
    planned: str
    boilerplate: str
    attribution: str
    speaker: str
    members: str
    earlier: str
    reference: str
    aliases: dict[str, tuple[str, ...]]


class TraditionalFile(StrictModel):
    """traditional.yaml as written."""

    traditional: str
    simplified: str

    @model_validator(mode="after")
    def _sign_for_sign(self) -> Self:
        if len(self.traditional) != len(self.simplified):
            raise ValueError("every traditional sign has one simplified sign")
        return self


@dataclass(frozen=True)
class Vocabulary:
    """All words, with the patterns made of them."""

    units: dict[str, UnitEntry]
    english_units: re.Pattern[str]
    unit_of_english: dict[str, str]
    chinese_units: re.Pattern[str]
    unit_of_chinese: dict[str, str]
    measures: dict[str, str]
    sums: dict[frozenset[str], str]
    actions: dict[str, re.Pattern[str]]
    indicators: tuple[IndicatorEntry, ...]
    cues: Cues
    simplified: dict[int, int]

    def kind(self, unit: str) -> UnitKind:
        """What sort of unit it is; words that are not listed are counted."""
        entry = self.units.get(unit)
        return entry.kind if entry else "counted"


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The shipped vocabulary. Raises EditedFileError for a mistake in it."""
    unit_file = _load("units", UnitFile)
    english = {
        form: e.unit for e in unit_file.units for word in e.en for form in (word.lower(), plural(word))
    }
    chinese = {word: e.unit for e in unit_file.units for word in e.zh}
    signs = _load("traditional", TraditionalFile)
    return Vocabulary(
        units={entry.unit: entry for entry in unit_file.units},
        english_units=re.compile(rf"\b(?:{_longest_first(english)})\b", re.IGNORECASE),
        unit_of_english=english,
        chinese_units=re.compile(_longest_first(chinese)),
        unit_of_chinese=chinese,
        measures=unit_file.measures,
        sums={frozenset(e.parts): e.unit for e in unit_file.units if e.parts},
        actions={name: _stems(words) for name, words in _load("actions", ActionFile).actions.items()},
        indicators=_load("indicators", IndicatorFile).indicators,
        cues=_load("cues", Cues),
        simplified=str.maketrans(signs.traditional, signs.simplified),
    )


def _load(name: str, model: type[Model]) -> Model:
    path = files("pipeline.proposing") / "vocabulary" / f"{name}.yaml"
    return parse_model(path.read_text(encoding="utf-8"), model, name=path.name)


def plural(word: str) -> str:
    """The regular English plural."""
    word = word.lower()
    first, of, rest = word.partition(" of ")
    if of:
        return plural(first) + of + rest
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")


def _longest_first(words: dict[str, str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"[\s-]") for w in sorted(words, key=len, reverse=True))


def _stems(words: ActionWords) -> re.Pattern[str]:
    stems = "|".join(re.escape(stem) for stem in words.en)
    return re.compile(rf"\b(?:{stems})\w*|{'|'.join(map(re.escape, words.zh))}", re.IGNORECASE)
