"""The words by which rows and labels are known, declared in `words.yaml` beside this module."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from pipeline.detecting.content import Form, form
from pipeline.labels import fold
from pipeline.strict_yaml import StrictModel, load_model


class _Ends(StrictModel):
    begin: tuple[str, ...]
    end: tuple[str, ...] = ()


class _Totals(_Ends):
    grand: tuple[str, ...]


class _Labels(StrictModel):
    endings: tuple[str, ...]
    weak_endings: tuple[str, ...]
    begin: tuple[str, ...]
    generic: tuple[str, ...]
    times: tuple[str, ...]
    alone: tuple[str, ...]


class Words(StrictModel):
    """What the file of words must hold."""

    totals: _Totals
    parts: tuple[str, ...]
    notes: _Ends
    labels: _Labels
    markers_of_values: tuple[str, ...]
    indicator_words: tuple[str, ...]
    key_columns: tuple[str, ...]


@cache
def words() -> Words:
    """The declared words. Raises EditedFileError when the file has a mistake."""
    return load_model(Path(__file__).with_name("words.yaml"), Words)


def _begins(declared: tuple[str, ...]) -> re.Pattern[str]:
    """A word at the start that does not run on into a longer Latin word."""
    joined = "|".join(re.escape(word) for word in sorted(declared, key=len, reverse=True))
    return re.compile(rf"(?:{joined})(?![a-z])")


@cache
def _total() -> tuple[re.Pattern[str], tuple[str, ...]]:
    return _begins(words().totals.begin), words().totals.end


@cache
def _note() -> re.Pattern[str]:
    return _begins(words().notes.begin)


_NOTE_MARK = re.compile(r"(?:\d|[a-z])\)|\(\d+\)|\[\w+\]|\d{1,2}\. |[*†‡※]|注[::0-9]")


@lru_cache(maxsize=65536)
def is_total(text: str, *, bare: bool = False) -> bool:
    """Whether a row label says that the row adds up others ("Total", "合 计", "Sub-total: Ivory").

    `bare` asks for the word alone.
    """
    folded = fold(text).lower().rstrip(":")
    if not folded or len(folded) > 60:
        return False
    pattern, ends = _total()
    begins = pattern.match(folded)
    if bare:
        return begins is not None and begins.end() == len(folded)
    return begins is not None or folded.endswith(ends)


@lru_cache(maxsize=65536)
def is_grand_total(text: str) -> bool:
    """Whether a label is nothing but a word for the total of all."""
    return fold(text).lower().replace(" ", "") in words().totals.grand


@lru_cache(maxsize=65536)
def is_note(text: str) -> bool:
    """Whether a line begins as remarks do ("注:", "Note 1", "Source", "*")."""
    folded = fold(text).lower()
    return bool(_note().match(folded) or _NOTE_MARK.match(folded))


def _ends_in(bare: str, endings: tuple[str, ...]) -> bool:
    """Whether a word ends as names of attributes do; an ending of one character has a Han character before
    it (not "I类")."""
    for ending in endings:
        if bare.endswith(ending):
            rest = bare[: -len(ending)]
            if not rest or len(ending) > 1 or "\u4e00" <= rest[-1] <= "\u9fff" or rest[-1] in "/()、":
                return True
    return False


@lru_cache(maxsize=65536)
def is_part(text: str) -> bool:
    """Whether a row label says that the row is a part of the one above ("其中：…", "of which …")."""
    return fold(text).lower().startswith(words().parts)


@lru_cache(maxsize=65536)
def is_generic(text: str) -> bool:
    """Whether a column label leaves it to the rows to name what stands below it ("参数", "Value")."""
    return fold(text).lower() in words().labels.generic


@lru_cache(maxsize=65536)
def names_time(text: str) -> bool:
    """Whether a label names periods or days ("统计日期", "Month")."""
    return fold(text).lower().rstrip(":").endswith(words().labels.times)


_UNIT_AT_END = re.compile(r"\((?![\d一二三四五六七八九十]+\))[^()]{1,12}\)[::]?$")
_LONGEST_NAME = 14


@lru_cache(maxsize=65536)
def label_score(text: str) -> float:
    """How much a text looks like the name of an attribute: 1 surely, 0 undecided, -1 surely a value."""
    folded = fold(text)
    kind = form(text)
    if kind in (Form.NUMBER, Form.DATE, Form.YEAR, Form.MARKER, Form.SENTENCE):
        return 0.0 if kind is Form.SENTENCE and folded.endswith((":", "?")) else -1.0
    bare = _UNIT_AT_END.sub("", folded).rstrip(":").lower()
    if bare in words().markers_of_values:
        return -1.0
    if any(sign.isdigit() for sign in bare):
        return _score_with_digits(bare, kind)
    begins = len(bare) <= _LONGEST_NAME and bare.startswith(words().labels.begin)
    if begins or folded.endswith(":") or bare in words().labels.alone:
        return 1.0
    return _score_of_ending(folded, bare)


def _score_with_digits(bare: str, kind: Form) -> float:
    """A text with digits is a value, unless it is short and ends as names do ("USB2.0接口")."""
    if kind is Form.WORD and len(bare) <= _LONGEST_NAME and _ends_in(bare, words().labels.endings):
        return 0.5
    return -0.5 if kind is Form.CODE else -0.3


def _score_of_ending(folded: str, bare: str) -> float:
    """What the end of a word says: the shorter the word, the more; a unit in brackets says something too."""
    if len(bare) <= _LONGEST_NAME:
        if _ends_in(bare, words().labels.weak_endings):
            return 0.3 if len(bare) <= 6 else 0.1
        if _ends_in(bare, words().labels.endings):
            return 1.0 if len(bare) <= 6 else 0.6 if len(bare) <= 9 else 0.1
    return 0.5 if bare != folded.lower() else 0.0
