"""What kind of text a cell holds, told from its form alone: a number, a date, a word, a sentence.

The forms serve to tell labels from values; nothing is converted here. Texts that could be two things
(a year is a number and a period) have the kind of their own form, and the reader of the kinds decides.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from pipeline.labels import fold


class Form(Enum):
    """Form of one text."""

    BLANK = "blank"
    NUMBER = "number"
    """Digits with marks, a sign, a currency, a percent sign, a unit or a hedge: "1,234", "约 3 万", "$5"."""
    DATE = "date"
    """A day, a time or a period: "2021-03-31", "2021年3月", "Q1 2021", "18:30"."""
    YEAR = "year"
    """Four digits between 1900 and 2099, or such a year with 年."""
    MARKER = "marker"
    """What stands in place of a number: "-", "N/A", "—", "..."."""
    CODE = "code"
    """Letters and digits without a blank: "MG-8769", "G2518L"."""
    WORD = "word"
    """A short text."""
    SENTENCE = "sentence"
    """A long text or one with the marks of a sentence."""


VALUES = frozenset({Form.NUMBER, Form.DATE, Form.YEAR, Form.MARKER})
"""Forms that a value may have and a label seldom has."""

_CURRENCY = r"(?:[$€£¥₤₩]|US\$|HK\$|RMB|CNY|USD|EUR|GBP)"
_HEDGE = r"(?:约|近|超|逾|超过|不足|大约|[<>≤≥≈~±+\-−–])"
_PLAIN = r"\d+(?:[ ,.'’\u00a0\u202f]\d+)*(?:[eE][+-]?\d+)?"
_LATIN_UNIT = (
    r"(?:[kKMGTmcdnµμ]?(?:m|g|t|l|L|V|A|W|VA|Hz|Pa|N|J|Ω|B|b|bar|bps|px|Wh|Ah|cal|N\.?m)[²³23]?|rpm|r|h|[Hh]rs?|HRS?|hours?|min|s|sec"
    r"|days?|weeks?|months?|years?|in|ft|dB|pp|pts?|k|M|bn|mn|tn|thousand|million|billion|trillion|x)"
)
_UNIT = (
    rf"(?:%|‰|℃|°[CF]?|[万亿千百余多]{{0,3}}[\u4e00-\u9fff]{{0,4}}|{_LATIN_UNIT}|)"
    rf"(?:/(?:{_LATIN_UNIT}|[\u4e00-\u9fff]{{1,4}}))?"
)
_NUMBER = re.compile(rf"\(?{_HEDGE}{{0,2}} ?{_CURRENCY}? ?[+\-−–]?(?:{_PLAIN}|\.\d+) ?{_UNIT} ?\*?\)?[*†‡]?")
_RANGE = re.compile(
    rf"{_HEDGE}? ?{_PLAIN} ?{_UNIT}(?: ?(?:[-~～–—至到x×*/±]|to) ?[+\-−]?{_PLAIN} ?{_UNIT}){{1,3}}"
)
_CLASS = re.compile(r"\d+(?:\.\d+)? ?(?:-|–|~|to|至|到) ?\d+(?:\.\d+)? ?[\u4e00-\u9fff]{0,3}")
_YEAR = re.compile(r"(?:19|20)\d\d ?年?(?:度)?")
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"""(?:
      (?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{{1,2}})?(?:[T /].*)?
    | (?:19|20)\d\d\.\d{{1,2}}\.\d{{1,2}}(?:[T ].*)?
    | \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}(?:\ \d.*)?
    | \d{{1,2}}:\d\d(?::\d\d)?(?:\ ?[ap]m)?
    | (?:\d{{4}}\ ?年\ ?)?\d{{1,2}}\ ?月(?:\ ?\d{{1,2}}\ ?日)?(?:\ ?\d+[时:：].*)?(?:--?.*)?
    | (?:\d{{4}}\ ?年\ ?)?第?[一二三四1-4]季度?|(?:\d{{4}}\ ?年\ ?)?[上下]半年|\d{{4}}\ ?年.*[季度月日]
    | \d{{1,2}}\ ?[时日].*
    | (?:\d{{1,2}}[ -])?{_MONTHS}[ -]?(?:\d{{1,2}},?[ -])?'?(?:\d{{4}}|\d\d)
    | {_MONTHS}\ ?(?:-|–|to)\ ?{_MONTHS}(?:\ \d{{4}})?
    | (?:[QH][1-4][ /-]?(?:FY)?(?:\d{{4}}|\d\d)?|(?:FY)?\d{{4}}[ /-]?[QH][1-4]|[1-4]Q\d\d)
    | (?:FY\ ?)?(?:19|20)\d\d\ ?[-/–]\ ?\d\d(?:\d\d)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKER = re.compile(
    r"[-–—−_./\\*:?~]+|…|n\.?/?a\.?|n\.a|nil|null|none|nan|tbc|#[a-z/0]+[!?]?|未统计|不适用|不详|无|暂无",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9](?:[A-Za-z0-9_\-/.#]*[A-Za-z0-9])?")
_SENTENCE = re.compile(r"[。；！？;]|[,，、].*[,，、]|\. |: .*\w.* \w")
_LONG_LATIN, _LONG_HAN = 60, 24
_LONGEST_VALUE = 40
_SHAPES = (
    (_MARKER, Form.MARKER),
    (_YEAR, Form.YEAR),
    (_DATE, Form.DATE),
    (_NUMBER, Form.NUMBER),
    (_RANGE, Form.NUMBER),
    (_CODE, Form.CODE),
)


@lru_cache(maxsize=262144)
def form(text: str) -> Form:
    """Form of a text as it stands in a cell."""
    folded = fold(text) if text else ""
    if not folded:
        return Form.BLANK
    if len(folded) <= _LONGEST_VALUE:
        for pattern, kind in _SHAPES if _has_digit(folded) else _SHAPES[:1]:
            if pattern.fullmatch(folded):
                return kind
    return Form.SENTENCE if _is_sentence(folded) else Form.WORD


@lru_cache(maxsize=65536)
def is_range(text: str) -> bool:
    """Whether a text goes from one number to another ("16 to 24", "0-9岁"): oftener a class than a value."""
    return _CLASS.fullmatch(fold(text)) is not None


def is_bare_number(text: str) -> bool:
    """Whether a text is a number without a unit or another word."""
    return form(text) is Form.NUMBER and not any(sign.isalpha() for sign in text)


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _is_sentence(folded: str) -> bool:
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in folded)
    limit = _LONG_HAN if 2 * han > len(folded) else _LONG_LATIN
    return len(folded) > limit or _SENTENCE.search(folded) is not None
