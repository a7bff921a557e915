"""What header levels say over the value columns: periods, parts of a year, codes of a field, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.drafting.choices import CONFIDENT, STRONG, SURE, WEAK, Choice
from pipeline.drafting.naming import CODED, About, Reporting, about, by_label, codes_of
from pipeline.drafting.when import common_span, part_span
from pipeline.mapping.columns import Column
from pipeline.values.periods import parse_period


@dataclass(frozen=True, slots=True)
class Level:
    """One header level, 1 = top."""

    number: int
    kind: Literal["period", "part", "field", "plain"]
    """`plain`: labels that say no more than that numbers stand below, or nothing that is known."""
    labels: tuple[str, ...]
    choice: Choice
    about: About | None = None


def read_levels(values: Sequence[Column], depth: int, reporting: Reporting) -> list[Level]:
    """What each level says over the value columns."""
    return [_level(number, values, reporting) for number in range(1, depth + 1)]


def _level(number: int, values: Sequence[Column], reporting: Reporting) -> Level:
    labels = tuple(dict.fromkeys(column.levels[number - 1] for column in values if column.levels[number - 1]))
    span = common_span(labels)
    if span is not None:
        ask = "the header names periods of several lengths; which are sums of others?"
        why = f"every label is a {span}" if span else "periods of several lengths"
        return Level(
            number, "period", labels, Choice(span, SURE if span and span != "day" else WEAK, why, ask)
        )
    if dated := [label for label in labels if is_period(label)]:
        odd = next(label for label in labels if label not in dated)
        if len(dated) * 2 >= len(labels):
            ask = (
                f"'{odd}' stands among the periods and is none that can be read; write their span (month, "
                "quarter …), and name it under ignore if it is a sum or a remark"
            )
            return Level(number, "period", tuple(dated), Choice("", 0.0, ask, ask))
    if (part := part_span(labels)) is not None:
        return Level(
            number, "part", labels, Choice(part[0], STRONG, f"every label is a {part[0]} without a year")
        )
    if not labels or all(_says_number(label) for label in labels):
        return Level(
            number, "plain", labels, Choice("plain", SURE, "the labels only say that numbers stand below")
        )
    found = _single(labels, reporting) or about("", labels, reporting)
    if found.field.value in CODED:
        return Level(number, "field", labels, found.field, found)
    return Level(number, "plain", labels, Choice("", 0.0, "the labels are not in the list of synonyms"))


def _says_number(label: str) -> bool:
    named = by_label(label)
    return bool(named) and named[0].code == "value" and named[0].confidence >= CONFIDENT


def _single(labels: Sequence[str], reporting: Reporting) -> About | None:
    """Labels of measures: a known indicator among them, and nothing that is surely another field."""
    codes = codes_of("indicator", labels, reporting)
    sure = [code for code in codes.values() if code.settled]
    if not sure:
        return None
    for name in CODED:
        if name != "indicator" and any(code.settled for code in codes_of(name, labels, reporting).values()):
            return None
    reason = f"{len(sure)} of {len(labels)} labels are indicators"
    return About(Choice("indicator", STRONG, reason), codes)


def is_period(label: str) -> bool:
    """Whether a label is a period in full."""
    return parse_period(label) is not None
