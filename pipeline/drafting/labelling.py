"""Labels as a draft writes them: literal where the text stays, a pattern where each edition changes it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.drafting.columns import Part
from pipeline.drafting.levels import Level
from pipeline.drafting.outline import Outline
from pipeline.drafting.when import escaped, form_of, loosened, part_span, readable
from pipeline.mapping.columns import Column
from pipeline.profiles import REST
from pipeline.questions import OPEN


def literal(text: str) -> str:
    """A label that means exactly this text."""
    special = text in (REST, OPEN) or text.startswith("!") or (text.startswith("/") and text.endswith("/"))
    special = special or ">>" in text
    return f"/{escaped(text)}/" if special else text


def column_label(column: Column) -> str:
    """The label by which a profile names one column."""
    return literal(column.path)


def header_levels(outline: Outline, parts: Sequence[Part], levels: Sequence[Level]) -> list[list[str]]:
    """The labels that must be present, level by level: all but periods and sums, which change or may go."""
    apart = {part.column.index for part in parts if part.kind == "sum"}
    values = {part.column.index for part in parts if part.kind == "value"}
    written = []
    for level in levels:
        row = outline.top + level.number - 1
        dated = level.kind in ("period", "part")
        labels = [
            outline.account.text(row, column.index)
            for column in outline.columns
            if column.index not in apart and not (dated and column.index in values)
        ]
        named = [literal(label) for label in dict.fromkeys(labels) if label]
        written.append(named or [_dated_label(level)])
    return written


def _dated_label(level: Level) -> str:
    part = part_span(level.labels)
    form = form_of(level.labels) or (readable(part[1]) if part else None)
    return f"/{form or '|'.join(dict.fromkeys(map(loosened, level.labels)))}/"


def value_labels(outline: Outline, parts: Sequence[Part], levels: Sequence[Level]) -> list[str]:
    """Labels for the columns of values: of one level where that tells them from all other columns."""
    values = [part.column for part in parts if part.kind == "value"]
    others = [part.column for part in parts if part.kind != "value"]
    for level in levels:
        index = level.number - 1
        labels = list(dict.fromkeys(column.levels[index] for column in values))
        elsewhere = {text for column in others for text in column.levels}
        if not all(labels) or elsewhere & set(labels):
            continue
        if level.kind in ("period", "part"):
            return [_dated_label(level)]
        return [literal(label) for label in labels]
    return [_path_label(column, levels) for column in values]


def _path_label(column: Column, levels: Sequence[Level]) -> str:
    dated = any(level.kind in ("period", "part") for level in levels)
    return f"/{loosened(column.path)}/" if dated else literal(column.path)
