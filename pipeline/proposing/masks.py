"""Digits that are no figures: dates, addresses, telephone and article numbers, names, ordinals, times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from pipeline.strict_yaml import StrictModel, parse_model
from pipeline.values.spoken import MONTHS, Spoken

Span = tuple[int, int]


class MaskFile(StrictModel):
    """masks.yaml as written."""

    numbered: str
    masks: tuple[str, ...]


@lru_cache(maxsize=1)
def _masks() -> re.Pattern[str]:
    text = (files("pipeline.proposing") / "vocabulary" / "masks.yaml").read_text(encoding="utf-8")
    written = parse_model(text, MaskFile, name="masks.yaml")
    whole = "|".join(written.masks)
    return re.compile(whole.replace("<NUMBERED>", written.numbered).replace("<MONTHS>", MONTHS))


def masked(text: str, periods: Iterable[Spoken], names: Iterable[Span]) -> list[Span]:
    """Spans of a sentence in which no digit is a figure. `names`: places of names that hold digits."""
    spans = [match.span() for match in _masks().finditer(text)]
    spans += [(period.offset, period.stop) for period in periods]
    return spans + list(names)


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span meets one of the others."""
    return any(span[0] < stop and start < span[1] for start, stop in others)
