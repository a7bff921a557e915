"""What was said about an earlier file of the same round, where the next file says the very same thing.

An answer is about a figure: a series and a period. Sent again in a later file of the same reporter and round,
a blank that is still blank keeps its meaning, and an explained figure keeps its explanation as long as its
value is the same to the last digit. Where a finding weighs several figures against each other, all figures of
that subject must be the same. A file that says otherwise ends it, and the next round is asked anew. A waiver
is not carried: it says itself what it covers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pipeline import warehouse
from pipeline.answers import BLANK, BLANKS, Answer, standing
from pipeline.home import Home
from pipeline.model import Observation
from quality.case import Case
from quality.catalogue import Catalogue
from quality.same_findings import Key, key_of

Row = Mapping[str, Any]
_SAID = ("value", "value_low", "value_high", "qualifier", "obs_status")
_ALONE = ("value", "history")
"""Categories of rules that judge each figure for itself."""


@dataclass(frozen=True, slots=True)
class _Word:
    """The last word about one figure."""

    said: tuple[Any, ...]
    beside: frozenset[Any]
    """All figures of its subject in that file."""
    answers: Mapping[str, Answer]
    """By the code of the finding that was answered."""


@dataclass(slots=True)
class Carried:
    """The words that stand after the files so far."""

    rules: Catalogue
    _words: dict[Key, _Word] = field(default_factory=dict)

    def hear(self, rows: Sequence[Row], answers: Iterable[Answer], file_name: str) -> None:
        """Take in the next file: what it says, and what was said about its findings."""
        own: dict[str, dict[str, Answer]] = defaultdict(dict)
        for answer in standing(answers):
            code = BLANK if answer.code in BLANKS else answer.code
            if answer.place and code in self.rules:
                own[answer.place][code] = replace(answer, code=code, given_for=file_name)
        beside = _beside(rows)
        for row in rows:
            still = dict(self._still(row, beside[row["subject"]]))
            self._words[key_of(row)] = _Word(
                _said(row), beside[row["subject"]], {**still, **own.get(row["place"], {})}
            )

    def meanings(self, blanks: Iterable[Observation]) -> dict[str, Answer]:
        """Place of a blank cell -> the answer that says what it means."""
        found = ((o.place, self._words.get(key_of(o.as_row()))) for o in blanks)
        return {
            place: replace(word.answers[BLANK], place=place)
            for place, word in found
            if word and BLANK in word.answers
        }

    def explanations(self, observations: Sequence[Observation]) -> Iterator[Answer]:
        """Answers about figures that are the same again, each at its place now."""
        if not self._words:
            return
        rows = [o.as_row() for o in observations]
        beside = _beside(rows)
        for row in rows:
            for code, answer in self._still(row, beside[row["subject"]]):
                if code != BLANK:
                    yield replace(answer, place=row["place"])

    def _still(self, row: Row, beside: frozenset[Any]) -> Iterator[tuple[str, Answer]]:
        word = self._words.get(key_of(row))
        if word is None or word.said != _said(row):
            return
        for code, answer in word.answers.items():
            if self.rules.category(code) in _ALONE or word.beside == beside:
                yield code, answer


def kept_rows(case: Case, home: Home) -> list[dict[str, Any]] | None:
    """What a review on disk read in a file; None where there is none, or it did not know every answer."""
    folder = home.review(case.submission.id)
    if not (folder / "review.json").is_file():
        return None
    told = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    if tuple(Answer.from_json(answer) for answer in told["answers"]) != case.answers:
        return None
    path = folder / f"observations-{told['fingerprint'][:12]}.parquet"
    return warehouse.read_parquet(path) if path.is_file() else None


def _said(row: Row) -> tuple[Any, ...]:
    return tuple(value.normalize() if isinstance(value := row[name], Decimal) else value for name in _SAID)


def _beside(rows: Iterable[Row]) -> dict[str, frozenset[Any]]:
    found: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        found[row["subject"]].add((key_of(row), _said(row)))
    return {subject: frozenset(told) for subject, told in found.items()}
