"""Which way does a table run: one value a row, a column a period, a column an indicator, or crossed?"""

from __future__ import annotations

from calendar import month_abbr, month_name
from collections.abc import Sequence
from typing import Literal

from pipeline.detecting.content import VALUES, Form, form
from pipeline.detecting.decisions import Decision
from pipeline.detecting.grid import Grid
from pipeline.detecting.headers import Parts
from pipeline.detecting.vocabulary import label_score, words
from pipeline.labels import fold
from pipeline.values.periods import parse_period

Orientation = Literal["long", "wide by period", "wide by indicator", "cross-tab", "form"]
_PERIOD = (Form.DATE, Form.YEAR)
_MONTHS = frozenset(name.lower() for names in (month_name, month_abbr) for name in names if name)


def orientation(
    grid: Grid, parts: Parts, stub: Sequence[int], values: Sequence[int]
) -> tuple[Orientation, Decision]:
    """The orientation and why."""
    found, confidence, reason = _judge(grid, parts, stub, values)
    return found, Decision("orientation", found, confidence, reason)


def _judge(
    grid: Grid, parts: Parts, stub: Sequence[int], values: Sequence[int]
) -> tuple[Orientation, float, str]:
    if not parts.header or len(values) < 2:
        sure = 0.85 if len(values) == 1 and parts.header else 0.5
        return "long", sure, f"{len(values)} column(s) of values"
    levels = [_level(grid, row, values) for row in parts.header]
    for texts in levels:
        if len(set(texts)) > 1 and sum(is_period(text) for text in texts) >= 0.6 * len(texts):
            return "wide by period", 0.9, "most columns of values are headed by periods"
    lowest = levels[-1]
    if len(levels) > 1 and _crossed(levels):
        return "cross-tab", 0.7, "two rows of labels whose words recur in every group"
    named = sum(_names_indicator(text) for text in lowest)
    if named >= 0.5 * len(lowest):
        return "wide by indicator", 0.8, "the columns of values are named as measures"
    if len({_shape(grid, column, parts) for column in values}) > 1:
        return "wide by indicator", 0.7, "the columns of values have different forms"
    return "cross-tab", 0.6, "columns of one form under labels that are neither periods nor measures"


def _level(grid: Grid, row: int, values: Sequence[int]) -> list[str]:
    """Labels of a level above the columns of values, blanks filled from the left."""
    texts: list[str] = []
    for column in values:
        texts.append(grid.label(row, column) or (texts[-1] if texts else ""))
    return texts


def is_period(text: str) -> bool:
    """Whether a label is a period, alone or with a word beside it ("2007 - 08 Volume" is not)."""
    if form(text) in _PERIOD or text.lower().rstrip(".") in _MONTHS:
        return True
    try:
        return parse_period(fold(text)) is not None
    except ValueError:
        return False


def _crossed(levels: Sequence[Sequence[str]]) -> bool:
    """Whether the lower labels stand again under each upper label."""
    groups: dict[str, list[str]] = {}
    for upper, lower in zip(levels[-2], levels[-1], strict=True):
        groups.setdefault(upper, []).append(lower)
    kinds = {tuple(group) for group in groups.values()}
    return len(groups) > 1 and len(kinds) == 1 and len(next(iter(kinds))) > 1


def _names_indicator(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words().indicator_words) or label_score(text) > 0.6


def _shape(grid: Grid, column: int, parts: Parts) -> str:
    """Counts, decimals or percentages, by the first value of the column."""
    for row in parts.body[:20]:
        text = grid.label(row, column)
        if form(text) in VALUES - {Form.MARKER}:
            if "%" in text or "%" in grid.sheet.cell(row, column).number_format:
                return "percent"
            return "count" if text.replace(",", "").isdigit() else "other"
    return "blank"
