"""The bilingual list of synonyms, and what a text may mean by it: codes, kinds of columns, kinds of rows.

A meaning is certain only when the list says so in as many words. A resemblance (rapidfuzz, at least
`RESEMBLES` of 100) is never more than a proposal: "blocked" and "unblocked" resemble each other, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import product

from rapidfuzz import fuzz, process

from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.drafting.choices import CONFIDENT, LIKELY, STRONG, SURE, WEAK
from pipeline.drafting.wording import normal_form, wording
from pipeline.labels import fold
from pipeline.strict_yaml import StrictModel, parse_model

RESEMBLES = 84.0
"""Least similarity (rapidfuzz's ratio of sorted words, 0 to 100) at which a word of the list is proposed."""
LONGEST_WORD = 60
"""Signs from which on a text is no word that resembles another."""
LONGEST_PHRASE = 150
"""Signs from which on a text is none of the list."""
MONEY = frozenset({"CNY", "USD"})
"""Units of indicators whose code does not say the currency, so that only their whole label is certain."""
COLUMN, ROW, MARKER = "column", "row", "marker"
_LISTS = {**DIMENSION_LISTS, "indicator": "indicators", "obs_status": "obs_status"}


class Entry(StrictModel):
    """Words of one meaning."""

    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


class SynonymFile(StrictModel):
    """synonyms.yaml as written."""

    characters: str
    columns: dict[str, Entry]
    rows: dict[str, Entry]
    markers: dict[str, Entry]
    codes: dict[str, dict[str, Entry]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text may mean."""

    target: str
    """Field whose code it is, or `column`, `row`, `marker`."""
    code: str
    confidence: float
    reason: str


class Synonyms:
    """The list with its look-ups."""

    def __init__(self, written: SynonymFile) -> None:
        pairs = [pair for pair in written.characters.split() if pair[0] != pair[1]]
        self._remembered: dict[tuple[str, tuple[str, ...], bool], list[Meaning]] = {}
        self._simplified = {ord(pair[0]): pair[1] for pair in pairs}
        groups = {COLUMN: written.columns, ROW: written.rows, MARKER: written.markers, **written.codes}
        for field in _LISTS:
            groups.setdefault(field, {})
        self._forms: dict[str, dict[tuple[str, ...], dict[str, float]]] = {}
        for target, entries in groups.items():
            self._forms[target] = self._indexed(target, entries)

    def _indexed(self, target: str, entries: Mapping[str, Entry]) -> dict[tuple[str, ...], dict[str, float]]:
        index: dict[tuple[str, ...], dict[str, float]] = {}

        def note(text: str, code: str, grade: float) -> None:
            grades = index.setdefault(self._form(text, target), {})
            grades[code] = max(grade, grades.get(code, 0.0))

        if target in _LISTS:
            for listed in codelist(_LISTS[target]):
                note(listed.code, listed.code, LIKELY if listed.extra.get("unit") in MONEY else SURE)
                for text in (listed.label.en, listed.label.zh):
                    note(text, listed.code, SURE)
        for code, entry in entries.items():
            for text in _combined(entry):
                note(text, code, STRONG)
            for text in entry.sure:
                note(text, code, SURE)
            for text in entry.likely:
                note(text, code, LIKELY)
        return index

    def _form(self, text: str, target: str) -> tuple[str, ...]:
        return normal_form(text, self._simplified, with_sums=target in (COLUMN, ROW, MARKER))

    def meanings(self, text: str, *targets: str, near: bool = True) -> list[Meaning]:
        """What a text may mean within some targets, most certain first; empty when nothing resembles it.

        What stands in brackets besides units takes the certainty away, as does a second meaning.
        Without `near` only listed words are looked up, not what resembles them. The answers are remembered.
        """
        key = (text, targets, near)
        if key not in self._remembered:
            self._remembered[key] = self._found(text, targets, near)
        return self._remembered[key]

    def _found(self, text: str, targets: tuple[str, ...], near: bool) -> list[Meaning]:
        if len(text) > LONGEST_PHRASE:
            return []
        stated = wording(text)
        found: list[Meaning] = []
        for target in targets:
            grades = self._grades(target, text, stated.core, stated.bare)
            said = f"'{fold(text)}' is in the list of synonyms"
            found += [Meaning(target, code, grade, said) for code, grade in grades.items()]
        if near and not found and len(text) <= LONGEST_WORD:
            found = [m for target in targets for m in self._resembling(target, stated.bare)]
        if stated.aside and not any(self._form(text, target) in self._forms[target] for target in targets):
            remark = f"'({stated.aside[0]})' may change the meaning"
            found = [Meaning(m.target, m.code, min(m.confidence, WEAK), remark) for m in found]
        if stated.percent:
            found = [m if _is_share(m) else replace(m, confidence=min(m.confidence, WEAK)) for m in found]
        return _contested(sorted(found, key=lambda m: (-m.confidence, m.target, m.code)))

    def _grades(self, target: str, *texts: str) -> Mapping[str, float]:
        for text in texts:
            if grades := self._forms[target].get(self._form(text, target)):
                return grades
        return {}

    def _resembling(self, target: str, text: str) -> Iterator[Meaning]:
        wanted = " ".join(self._form(text, target))
        known = {" ".join(form): grades for form, grades in self._forms[target].items()}
        for near, score, _ in process.extract(
            wanted, known.keys(), scorer=fuzz.ratio, score_cutoff=RESEMBLES, limit=3
        ):
            for code in known[near]:
                yield Meaning(target, code, WEAK * score / 100, f"resembles '{near}' ({score:.0f} of 100)")

    def best(self, text: str, *targets: str, near: bool = True) -> Meaning | None:
        """The most certain meaning, None when there is none."""
        return next(iter(self.meanings(text, *targets, near=near)), None)

    def targets(self) -> Iterable[str]:
        """Targets that the list speaks about."""
        return self._forms.keys()


def _is_share(meaning: Meaning) -> bool:
    """Whether a meaning may stand under a percent sign."""
    if meaning.target != "indicator":
        return True
    return codelist("indicators")[meaning.code].extra.get("unit") == "percent"


def _combined(entry: Entry) -> Iterator[str]:
    if entry.words:
        yield from (" ".join(words) for words in product(*entry.words))


def _contested(found: list[Meaning]) -> list[Meaning]:
    """Two codes of one target, both certain or equally likely: neither is certain."""
    result = []
    for meaning in found:
        rivals = [m for m in found if m.target == meaning.target and m.code != meaning.code]
        equal = [r for r in rivals if r.confidence >= min(meaning.confidence, CONFIDENT)]
        if equal:
            reason = f"{meaning.reason}, as {' or '.join(sorted({meaning.code, *(r.code for r in equal)}))}"
            result.append(Meaning(meaning.target, meaning.code, min(meaning.confidence, LIKELY), reason))
        else:
            result.append(meaning)
    return sorted(result, key=lambda m: (-m.confidence, m.target, m.code))


def written_list() -> SynonymFile:
    """synonyms.yaml, checked. Raises EditedFileError."""
    text = (files("pipeline") / "drafting" / "synonyms.yaml").read_text(encoding="utf-8")
    return parse_model(text, SynonymFile, name="synonyms.yaml")


@cache
def synonyms() -> Synonyms:
    """The list, loaded once."""
    return Synonyms(written_list())
