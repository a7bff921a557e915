"""Filling in a text: parameters of a finding become words that people use.

Codes become the labels of their lists, columns and reasons the words of `quality/rules/words.yaml`. What a
text puts into quotation marks stands there as the reporter wrote it; what it puts into square brackets is
left out when a blank in it is empty. A list shows its first items and how many more there are; the cells of a
finding are told beside the message, all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pipeline import codes
from pipeline.model import Finding
from quality.rule import Language, Wording, blanks

SHOWN_ITEMS = 5
"""Of a list in a message."""
SHOWN_SIGNS = 80
"""Of a quotation in a message."""

_LISTS: Final = MappingProxyType(
    {
        "value": r"; ",
        "labels": r"; | / |, ",
        "missing": r", ",
        "unclaimed": r", ",
        "unknown": r", ",
        "names": r", ",
        "sheets": r", ",
        "layouts": r", ",
        "fitting": r", ",
        "problem": r"\n",
    }
)
"""Parameters that may hold several things, and what stands between these."""
_BRACKETED = frozenset({"missing", "layouts"})
_ITEM_WITH_BRACKETS = re.compile(r"(?:[^,()]|\([^()]*\)|[()]|,(?! ))+")
"""An item of a list may hold commas within brackets."""
_CUT_OFF = "…"
"""Ends a list that was shortened before it came here."""
_CODE_LISTS: Final = MappingProxyType({"indicator": "indicators", "status": "obs_status"})
_WORD_PARAMS = frozenset(
    {
        "dimension",
        "encoding",
        "expected",
        "field",
        "format",
        "found",
        "problem",
        "qualifier",
        "reason",
        "scale",
        "span",
        "type",
    }
)
_SPOKEN_LISTS = frozenset({"labels", "missing"})
_TOKEN = re.compile(r"[^;/, ()]+")
_PATTERN = re.compile(r"(?:^|(?<=: ))/([^/]+)/$")
_PLAIN_CHOICE = re.compile(r"[^\\\[\](){}.*+?^$]+")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
"""A part of a text that is left out when one of its blanks has nothing to show."""
_QUOTED_BLANK = re.compile(r"“\{(\w+)\}”")
_LINE_BREAK = re.compile(r"[\r\n\t]+")
_SEPARATOR: Final = MappingProxyType({"en": ", ", "zh": "、"})
_CHINESE_MARK = re.compile(r" ?([(),]) ?")
_NOTHING: Final = MappingProxyType({"en": "a blank", "zh": "空白"})
_OR: Final = MappingProxyType({"en": " or ", "zh": "或"})


def filled(wording: Wording, finding: Finding, language: Language, words: Mapping[str, Wording]) -> str:
    """The text in one language with the finding's value and parameters in its blanks.

    A parameter that the finding does not carry shows as an ellipsis.
    """
    given = {"value": finding.value, **finding.params}
    one_cell = len(finding.places) == 1
    spoken = _Blanks({name: _Spoken(name, text, language, words, one_cell) for name, text in given.items()})
    kept = _OPTIONAL.sub(lambda part: _if_filled(part[1], given), wording.within(language))
    text = _QUOTED_BLANK.sub(r"{\1:quoted}", kept)
    return text.format_map(spoken)


def unfilled(text: str) -> str:
    """A text with the names of its blanks, as if every blank had one thing to show."""
    return re.sub(r"\{\w+:([^|}]*)\|[^}]*\}", r"\1", _OPTIONAL.sub(r"\1", text))


def _if_filled(part: str, given: Mapping[str, str]) -> str:
    return part if all(given.get(name) for name in blanks(part)) else ""


class _Blanks(dict[str, "_Spoken"]):
    def __missing__(self, key: str) -> _Spoken:
        return _Spoken(key, _CUT_OFF, "en", {}, one_cell=True)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A parameter. Formatted with `quoted`, each of its items stands in quotation marks; formatted with
    `is|are`, it shows the word that fits one item or several.
    """

    name: str
    text: str
    language: Language
    words: Mapping[str, Wording]
    one_cell: bool

    def __format__(self, form: str) -> str:
        items = self._items()
        cut_off = len(items) > 1 and items[-1] == _CUT_OFF
        items = items[: len(items) - cut_off]
        if "|" in form:
            one, several = form.split("|")
            return one if len(items) == 1 and not cut_off else several
        quoted = form == "quoted"
        if quoted and self.text == "":
            return _NOTHING[self.language]
        shown = [self._item(item, quoted=quoted) for item in items[:SHOWN_ITEMS]]
        if quoted:
            shown = [f"“{_excerpt(item)}”" for item in shown]
        separator = "" if quoted and self.language == "zh" else _SEPARATOR[self.language]
        return separator.join(shown) + self._rest(len(items), cut_off=cut_off)

    def _items(self) -> list[str]:
        """What the parameter holds; the text of a single cell is one thing, whatever stands in it."""
        separator = _LISTS.get(self.name)
        if separator is None or (self.name == "value" and self.one_cell):
            return [self.text]
        if self.name in _BRACKETED:
            return [item.strip() for item in _ITEM_WITH_BRACKETS.findall(self.text)] or [""]
        return re.split(separator, self.text)

    def _rest(self, number: int, *, cut_off: bool) -> str:
        if cut_off:
            return " and more" if self.language == "en" else "等"
        if number <= SHOWN_ITEMS:
            return ""
        return f" and {number - SHOWN_ITEMS} more" if self.language == "en" else f"等 {number} 项"

    def _item(self, item: str, *, quoted: bool) -> str:
        listed = _CODE_LISTS.get(self.name)
        if listed and item in codes.codelist(listed):
            return _label(listed, item, self.language)
        if self.name in _WORD_PARAMS:
            return self._word(item.removeprefix("Value error, "))
        if self.name in _SPOKEN_LISTS and not quoted:
            told = _TOKEN.sub(lambda found: _spoken_code(found[0], self.language), item)
            return told if self.language == "en" else _CHINESE_MARK.sub(_in_chinese, told)
        return _choices(item, self.language)

    def _word(self, item: str) -> str:
        """The word for a reason or kind; of `ZIP archive (a.pdf)`, `date: Field required` the rest stays."""
        if item in self.words:
            return self.words[item].within(self.language)
        kind, bracket, rest = item.partition(" (")
        if kind in self.words:
            return f"{self.words[kind].within(self.language)}{bracket}{rest}"
        where, colon, problem = item.rpartition(": ")
        if (known := problem.partition(", ")[0]) in self.words:
            return f"{where}{colon}{self.words[known].within(self.language)}"
        return item.upper().replace("_", "-") if self.name == "encoding" else item


def _excerpt(text: str) -> str:
    """A quotation in one line, cut where it is long; the finding holds all of it."""
    line = _LINE_BREAK.sub(" ", text)
    return line if len(line) <= SHOWN_SIGNS else line[: SHOWN_SIGNS - 1].rstrip() + _CUT_OFF


def _in_chinese(mark: re.Match[str]) -> str:
    return {"(": "（", ")": "）", ",": "，"}[mark[1]]


def _choices(label: str, language: Language) -> str:
    """A heading of several spellings, in a profile `/Value|数值/`, without the signs for it."""
    pattern = _PATTERN.search(label)
    choices = pattern[1].replace(".*", _CUT_OFF).split("|") if pattern else []
    if not pattern or not all(_PLAIN_CHOICE.fullmatch(choice) for choice in choices):
        return label
    return label[: pattern.start()] + _OR[language].join(choices)


@cache
def _spoken_code(code: str, language: Language) -> str:
    """The label of a code, whichever list has it; anything else as it stands."""
    for listed in ("indicators", *codes.DIMENSION_LISTS.values()):
        if code in codes.codelist(listed):
            return _label(listed, code, language)
    return code


def _label(listed: str, code: str, language: Language) -> str:
    label = codes.codelist(listed).label(code)
    return label.en if language == "en" else label.zh
