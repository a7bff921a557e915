"""Evidence that a text is the name of an attribute, and that texts belong to one column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.detecting.content import Form, form
from pipeline.detecting.vocabulary import label_score
from pipeline.labels import fold

_LONG = 14
_PERIODS = {Form.YEAR: -0.3, Form.DATE: -0.6}
"""Periods are values, but columns and rows may be headed by them too."""
_LISTED = re.compile(r"[、,;]")
_UNIT = re.compile(
    r"(?:[kmcdnµμMG]?(?:m|g|l|v|a|w|va|hz|pa|n|j|Ω|bar|n\.?m)[²³23]?|t|rpm|h|s|min|%|℃)(?:/(?:s|min|h|d|a|m[²³23]?))?|r/min",
    re.IGNORECASE,
)
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?: [A-Za-z.'&-]+)+")


@lru_cache(maxsize=65536)
def name_evidence(text: str) -> float:
    """1: surely the name of an attribute; 0: nothing known; -1: surely a value. Blanks are no names."""
    folded = fold(text)
    if not folded:
        return -1.0
    score = _PERIODS.get(form(text)) or label_score(text)
    if score != 0.0:
        return score
    if len(folded) > _LONG or _LISTED.search(folded) or _UNIT.fullmatch(folded):
        return -0.5
    return -0.4 if _LATIN_NAME.fullmatch(folded) else 0.0


def evenness(texts: Sequence[str], label: str) -> float:
    """How much texts look like values of one attribute that the label names; 0 where nothing shows it."""
    kinds = Counter(kind for text in texts if (kind := form(text)) not in (Form.BLANK, Form.MARKER))
    count = sum(kinds.values())
    if count < 2:
        return 0.0
    kind, most = kinds.most_common(1)[0]
    if kind in (Form.WORD, Form.SENTENCE):
        folded = [fold(text) for text in texts if text]
        if fold(label) in folded:
            return 0.0
        return 0.3 if len(set(folded)) <= 0.7 * len(folded) else 0.0
    contrast = form(label) not in (kind, Form.BLANK)
    return 0.2 * most if most >= 0.8 * count and contrast else 0.0


def distinctness(labels: Sequence[str]) -> float:
    """What labels cost that stand twice; labels that come round again as a whole speak for themselves."""
    count = len(labels)
    for length in range(1, count // 2 + 1):
        if count % length == 0 and list(labels) == list(labels[:length]) * (count // length) and length > 1:
            return -0.5
    return 0.3 * (count - len(set(labels)))
