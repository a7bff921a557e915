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
from pipeline.values.scales import SCALES

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_SCALING_COMMA = re.compile(r"[0#?](?:\.0*)?,+(?![0#?.,])|[0#?],+\.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([\u3007\u3400-\u9fff]+)')
_MEASURE = re.compile("[条件个次人家篇户元只份例起]+$")
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
    words = (_MEASURE.sub("", text).lower() or text for text in _literals(number_format))
    return next((SCALES[word] for word in words if word in SCALES), None)


@lru_cache(maxsize=1024)
def hedged(number_format: str) -> bool:
    """Whether the format writes a hedge beside the number (`"约"0`, `0"+"`)."""
    return any(text.lower() in _HEDGES for text in _literals(number_format))


def _literals(number_format: str) -> list[str]:
    """Texts that the first section of a format adds."""
    section = number_format.partition(";")[0]
    groups = _LITERAL.findall(re.sub(r"\[[^\]]*\]", "", section))
    return [fold("".join(group)) for group in groups if "".join(group).strip()]
