"""What a number format adds to a stored number: a percent sign, another magnitude, a scale word, a hedge.

`#,##0,"k"` shows 263000 as 263k, and both mean the same. `0"万"` shows a stored 26 as 26万: then what people
see is ten thousand times what is stored, and nobody knows which of them is meant.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.labels import fold
from pipeline.values.chinese import HEDGES_AFTER as HAN_AFTER
from pipeline.values.chinese import HEDGES_BEFORE as HAN_BEFORE
from pipeline.values.english import HEDGES_AFTER, HEDGES_BEFORE
from pipeline.values.headings import stated_scale
from pipeline.values.scales import SCALES

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_SCALING_COMMA = re.compile(r"[0#?](?:\.0*)?,+(?![0#?.,])|[0#?],+\.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([\u3007\u3400-\u9fff]+)')
_MEASURE = re.compile("[条件个次人家篇户元只份例起]+$")
_SEEN = re.compile(r"\d+(?:[,' \u00a0\u202f]\d+)*(?:\.\d+)?|\.\d+", re.ASCII)
_GAPS = re.compile("[,' \u00a0\u202f]")
_OTHER_FORM = re.compile(r"\d/\d|\dE[+-]\d", re.ASCII)
"""Fractions and powers of ten."""
_HEDGES = {*HAN_AFTER, *HAN_BEFORE, *HEDGES_AFTER, *HEDGES_BEFORE}


@lru_cache(maxsize=1024)
def percent(number_format: str) -> bool:
    """Whether the format multiplies by a hundred."""
    return "%" in _QUOTED.sub("", number_format)


@lru_cache(maxsize=1024)
def scaled(number_format: str) -> bool:
    """Whether the format shows another magnitude than is stored (`#,##0,"k"`)."""
    return any(_SCALING_COMMA.search(_QUOTED.sub("", section)) for section in number_format.split(";"))


@lru_cache(maxsize=1024)
def literal_scale(number_format: str) -> Decimal | None:
    """The scale that a format writes behind a number without dividing it (`0"万"`)."""
    if scaled(number_format):
        return None
    literals = _literals(number_format)
    words = (_MEASURE.sub("", text).lower() or text for text in literals)
    stated = (stated_scale(f"({text})") for text in literals)
    return next((SCALES[word] for word in words if word in SCALES), None) or next(filter(None, stated), None)


@lru_cache(maxsize=1024)
def hedged(number_format: str) -> bool:
    """Whether the format writes a hedge beside the number (`"约"0`, `0"+"`)."""
    return any(text.lower() in _HEDGES for text in _literals(number_format))


def shows_another(text: str, shown: str | None, *, percent: bool = False) -> bool:
    """Whether what a person sees is another number than the stored one, rounding and scientific forms apart.

    A format may add digits (`0"00"`), write a text in place of the number (`"n/a"`) or show nothing (`;;;`).
    A zero that is shown as a dash or as nothing is customary.
    """
    stored = abs(Decimal(text)) * (100 if percent else 1)
    if shown is None or not stored or _OTHER_FORM.search(shown):
        return False
    seen = [Decimal(_GAPS.sub("", number)) for number in _SEEN.findall(shown)]
    return not any(abs(number - stored) <= _half_of_last_digit(number) for number in seen)


def _half_of_last_digit(number: Decimal) -> Decimal:
    return Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)


def _literals(number_format: str) -> list[str]:
    """Texts that the first section of a format adds."""
    section = number_format.partition(";")[0]
    groups = _LITERAL.findall(re.sub(r"\[[^\]]*\]", "", section))
    return [fold("".join(group)) for group in groups if "".join(group).strip()]
