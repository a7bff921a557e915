"""The wording of a label: its core words, and the scale, unit and remarks it states beside them.

"下架数量（万条）" is 下架数量 in 万, "Listings removed (thousands)" is listings removed in
thousands. What stands in brackets and is neither a scale, a unit nor a percent sign may
change the meaning, so it is kept apart and told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.labels import fold

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^】]*)】")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCALE_WORDS = {
    "thousand": "thousand", "thousands": "thousand", "in thousands": "thousand", "000": "thousand",
    "000s": "thousand", "'000": "thousand", "'000s": "thousand", "k": "thousand", "tsd.": "thousand",
    "million": "million", "millions": "million", "in millions": "million", "mn": "million", "mln": "million",
    "billion": "billion", "billions": "billion", "hundred": "hundred", "hundreds": "hundred",
    "千": "千", "万": "万", "十万": "十万", "百万": "百万", "千万": "千万", "亿": "亿", "百": "百",
}  # fmt: skip
_COUNTERS = "条个件次人起例户篇款张只头项家场台部则宗批份"
_SIMPLIFIED = str.maketrans("萬億條個件單", "万亿条个件单")
_HAN_SCALE = re.compile(rf"(?:单位[:：]?\s*)?(十万|百万|千万|百|千|万|亿)?[{_COUNTERS}]?")
_UNIT_WORDS = frozenset(
    {"items", "item", "units", "unit", "pieces", "pcs", "number", "count", "counts", "no.", "#"}
)
"""Units that say nothing; any other one may say that something else is counted."""
_IN_SCALE = re.compile(r"(.*[^\s,]),? in (hundreds|thousands|millions|billions)", re.IGNORECASE)
_BARE_SCALE = re.compile(rf"(.*[\u3400-\u9fff])[:：/]?(十万|百万|千万|万|亿)[{_COUNTERS}]")
_PERCENT_WORDS = frozenset({"%", "percent", "per cent", "pct", "in %", "百分比"})
_FILLERS = frozenset({
    "the", "of", "a", "an", "total", "number", "count", "no", "amount", "sum", "overall", "in", "for", "all",
})  # fmt: skip
_SUMS = frozenset({"total", "sum", "overall", "all"})
"""Counting words that mean something of their own in the label of a row or column."""
_HAN_FILLERS = re.compile(r"(?:的|总)?(?:数量|总数|条数|件数|次数|个数|总量|数目|数|量)$|^(?:共|总)")
_SEPARATORS = re.compile(r"[\s_\-/.,:;'’\"#*&+、，。：；]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A label taken apart."""

    core: str
    """Folded, without brackets that state a scale, a unit or a percentage."""
    scale: str = ""
    """As a profile writes it: 万, thousand …"""
    percent: bool = False
    aside: tuple[str, ...] = ()
    """What else stands in brackets."""

    @property
    def bare(self) -> str:
        """The core without anything in brackets."""
        return fold(_BRACKETS.sub(" ", self.core))


def wording(text: str) -> Wording:
    """Take a label apart."""
    folded = fold(text)
    scale, percent, asides = "", False, []
    core = folded
    for found in _BRACKETS.finditer(folded):
        inside = (found[1] or found[2] or found[3] or "").strip()
        low = inside.lower()
        stated = _scale_of(low)
        if stated is not None:
            scale = stated or scale
        elif low in _PERCENT_WORDS:
            percent = True
        elif low not in _UNIT_WORDS:
            asides.append(inside)
            continue
        core = core.replace(found[0], " ")
    core = fold(core)
    if match := _IN_SCALE.fullmatch(core):
        core, scale = match[1], _SCALE_WORDS[match[2].lower()]
    elif match := _BARE_SCALE.fullmatch(core):
        core, scale = match[1], match[2]
    if core.startswith("% ") or core.endswith(" %"):
        percent = True
    return Wording(core, scale, percent, tuple(asides))


def _scale_of(low: str) -> str | None:
    """Scale of a bracket's text; '' for a mere unit, None for anything else."""
    low = low.translate(_SIMPLIFIED)
    if low in _SCALE_WORDS:
        return _SCALE_WORDS[low]
    first, _, rest = low.partition(" ")
    if first in _SCALE_WORDS and (rest in _UNIT_WORDS or rest.removeprefix("of ") in _UNIT_WORDS):
        return _SCALE_WORDS[first]
    if low and (match := _HAN_SCALE.fullmatch(low)):
        return match[1] or ""
    return None


def normal_form(text: str, simplified: dict[int, str], *, with_sums: bool = False) -> tuple[str, ...]:
    """Words as they are compared: lower case, singular, in any order, without counting words.

    Chinese stays one word, in simplified characters. `with_sums` keeps "total" and the like.
    """
    fillers = _FILLERS - _SUMS if with_sums else _FILLERS
    low = fold(text).lower().translate(simplified)
    if _HAN.search(low):
        joined = re.sub(r"[\s_\-/.,:;、，。：；\"']+", "", low)
        return (joined if with_sums else _HAN_FILLERS.sub("", joined) or joined,)
    words = [word for word in _SEPARATORS.split(low) if word]
    kept = [_singular(word) for word in words if word not in fillers]
    return tuple(sorted(kept or words)) or (low,)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )
