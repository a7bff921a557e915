"""What a heading says about the numbers below it: "(万条)", "in thousands", "单位: 亿元", "('000)".

Only forms that can mean nothing else count. A heading that states a scale which nobody declared is asked
about where it stands: read without it, every number below would be too small.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.labels import fold
from pipeline.values.scales import SCALES

_HAN = "|".join(sorted((word for word in SCALES if not word.isascii()), key=len, reverse=True))
_MEASURE = "[条件个次人家篇户元只份例起]"
_WORDS = "hundred|thousand|million|billion|trillion|lakh|crore"
_SHORT = {"k": 3, "K": 3, "m": 6, "mn": 6, "mln": 6, "bn": 9, "'000": 3, "'000s": 3, "000": 3, "000s": 3}
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"[(:] ?(?:单位:? ?)?(?P<han>{_HAN}){_MEASURE}?人?\)",
        rf"单位:? ?(?P<han>{_HAN}){_MEASURE}?人?(?![\u4e00-\u9fff])",
        rf"(?P<han>万|亿){_MEASURE}$",
        rf"(?i:[(,:] ?(?:in )?(?:units of )?(?P<word>{_WORDS})s?(?: of [a-z ]{{1,40}}| [a-z]{{1,12}})?\))",
        rf"(?i:\bin (?P<word>{_WORDS})s\b)",
        rf"(?i:[,:] ?(?P<word>{_WORDS})s?$)",
        r"[(,] ?[$€£¥]?(?P<short>k|K|m|mn|mln|bn|'?000s?)\)",
    )
)


@lru_cache(maxsize=4096)
def stated_scale(heading: str) -> Decimal | None:
    """The multiplier that a heading states; None when it states none."""
    folded = fold(heading).replace("\u2019", "'")
    for form in _FORMS:
        match = form.search(folded)
        if match is None:
            continue
        found = match.groupdict()
        if found.get("short"):
            return Decimal(10) ** _SHORT[found["short"]]
        return SCALES[found.get("han") or found["word"].lower()]
    return None
