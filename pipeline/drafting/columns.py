"""What each column of an unknown table is: a field, a period, values, a sum, a remark, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.drafting.choices import CONFIDENT, LIKELY, STRONG, SURE, Choice
from pipeline.drafting.naming import CODED, FREE, About, Reporting, about, by_label
from pipeline.drafting.notation import is_number
from pipeline.drafting.outline import Outline
from pipeline.drafting.synonyms import MARKER, ROW, synonyms
from pipeline.drafting.when import common_span, part_span
from pipeline.mapping.columns import Column
from pipeline.values.periods import parse_period

Kind = Literal["field", "period", "period_start", "period_end", "as_of", "year", "part", "value", "sum",
               "ignore", "empty", "open"]  # fmt: skip
"""`year` and `part` make a period together; `sum` adds other columns up."""
_VALUE_SHARE = 0.5
"""Share of numbers and markers among the filled cells from which a column holds values."""
_REMARK_LENGTH = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One column and what it is."""

    column: Column
    kind: Kind
    choice: Choice
    """Why; for a field, its name."""
    about: About | None = None


def sort_columns(outline: Outline, reporting: Reporting) -> list[Part]:
    """Decide on every labelled column of a table."""
    parts = [_part(outline, column, reporting) for column in outline.columns]
    parts = _with_years_and_parts(outline, parts)
    return _without_doubles(parts)


def _part(outline: Outline, column: Column, reporting: Reporting) -> Part:  # noqa: PLR0911 - one a kind
    texts = outline.distinct(column)
    invented = column.path in outline.unnamed and not _are_ordinals(texts)
    label = "" if invented else column.path
    named = by_label(label) if label else []
    sure = named[0].code if named and named[0].confidence >= CONFIDENT else ""
    reason = named[0].reason if named else ""
    if not texts:
        return _blank_column(column, sure)
    if sure in ("remark", "ordinal") and not _is_measure(column):
        return Part(column, "ignore", Choice(sure, SURE, f"{reason} as a {sure}"))
    if dated := _dated(column, label, sure, texts):
        return dated
    if _holds_values(outline, column):
        return _numeric(column, sure)
    found = about(label, texts, reporting)
    if found.field.settled:
        return Part(column, "field", found.field, found)
    if (named and named[0].code == "remark") or _are_remarks(outline, column, texts):
        confidence = STRONG if _are_remarks(outline, column, texts) else LIKELY
        why = "every text in it is different and long, or it is filled here and there"
        ask = f"is '{column.path}' only a remark? then move it to ignore"
        return Part(
            column, "ignore" if confidence >= CONFIDENT else "open", Choice("remark", confidence, why, ask)
        )
    return Part(column, "open", found.field, found)


def _are_ordinals(texts: Sequence[str]) -> bool:
    """Whether the texts count the rows: 1, 2, 3 …"""
    return list(texts) == [str(number) for number in range(1, len(texts) + 1)]


def _blank_column(column: Column, sure: str) -> Part:
    if parse_period(column.levels[-1]) or _is_measure(column):
        return Part(
            column, "value", Choice("values", STRONG, "its label is that of values; all cells are blank")
        )
    if sure == "remark":
        return Part(column, "ignore", Choice("remark", SURE, "a remark, blank this time"))
    return Part(
        column, "empty", Choice("empty", STRONG, "nothing stands in it; if ever something does, it is told")
    )


def _is_measure(column: Column) -> bool:
    known = synonyms()
    best = [known.best(level, "indicator") for level in column.levels if level]
    return any(meaning is not None and meaning.confidence >= CONFIDENT for meaning in best)


def _dated(  # noqa: PLR0911 - one a kind
    column: Column, label: str, sure: str, texts: Sequence[str]
) -> Part | None:
    """A column of periods, or of parts of a year, or of their first or last days."""
    span = common_span(texts)
    ask = f"which length have the periods of '{label}'? day, month, quarter, half, year or declared"
    bare_years = all(text.isdigit() for text in texts)
    if sure in ("period_start", "period_end") and span is not None:
        return Part(
            column, "period_start" if sure == "period_start" else "period_end", Choice(span, SURE, label)
        )
    if sure == "as_of" and span == "day":
        return Part(column, "as_of", Choice(span, SURE, f"'{label}' names the last day of what is counted"))
    if span is not None and (sure in ("period", "year_part", "as_of") or (not sure and not bare_years)):
        if span == "day" or not span:
            ask = f"'{label}' holds {'days' if span else 'periods of several lengths'}: {ask}"
            return Part(column, "period", Choice(span, LIKELY, "periods by their form", ask))
        return Part(column, "period", Choice(span, SURE, f"every text is a {span}", ask))
    if sure in ("period", "year_part") and _part_of_year(texts):
        return Part(column, "part", Choice(_part_of_year(texts), STRONG, "parts of a year", ask))
    if sure in ("period", "period_start", "period_end", "as_of", "year_part"):
        return Part(
            column, "period", Choice("", 0.0, f"'{texts[0]}' is no period that is read for certain", ask)
        )
    return None


def _part_of_year(texts: Sequence[str]) -> str:
    found = part_span(texts)
    if found is not None:
        return found[0]
    if all(text.isascii() and text.isdigit() and 1 <= int(text) <= 12 for text in texts):
        return "number"
    return ""


def _holds_values(outline: Outline, column: Column) -> bool:
    cells = [outline.account.sheet.cell(row, column.index) for row in outline.data]
    filled = [cell for cell, text in zip(cells, outline.texts(column), strict=True) if text]
    numbers = [cell for cell in filled if is_number(cell) or cell.unstored_formula]
    if numbers and len(numbers) >= _VALUE_SHARE * len(filled):
        return True
    known = synonyms()
    marks = [cell for cell in filled if known.best(cell.text, MARKER, near=False)]
    if not numbers and not (_is_measure(column) or parse_period(column.levels[-1])):
        return False
    return len(numbers) + len(marks) >= _VALUE_SHARE * len(filled)


def _numeric(column: Column, sure: str) -> Part:
    known = synonyms()
    lowest = column.levels[-1] or column.path
    total = known.best(lowest, ROW) or known.best(column.path, ROW)
    if total is not None and total.code == "total" and total.confidence >= CONFIDENT:
        return Part(column, "sum", Choice("sum", total.confidence, total.reason))
    if sure == "value":
        return Part(column, "value", Choice("values", SURE, f"'{column.path}' and its cells are numbers"))
    return Part(column, "value", Choice("values", STRONG, "its cells are numbers"))


def _are_remarks(outline: Outline, column: Column, texts: Sequence[str]) -> bool:
    """Long texts, each another; or texts in less than half of the rows."""
    filled = [text for text in outline.texts(column) if text]
    long = sum(len(text) for text in texts) / len(texts) > _REMARK_LENGTH
    return long and len(texts) == len(filled) and len(filled) > 1


def _with_years_and_parts(outline: Outline, parts: list[Part]) -> list[Part]:
    """A column of years beside one of quarters or months: together they are the period."""
    years = [p for p in parts if p.kind == "period" and p.choice.value == "year"]
    inner = [p for p in parts if p.kind == "part"]
    if len(years) != 1 or len(inner) != 1:
        return parts
    year = years[0]
    return [Part(p.column, "year", p.choice) if p is year else p for p in parts]


def _without_doubles(parts: list[Part]) -> list[Part]:
    """Two columns for one field: neither is certain."""
    result = []
    for part in parts:
        rivals = [p for p in parts if p is not part and _sets(p) and _sets(p) == _sets(part)]
        if rivals:
            others = ", ".join(f"'{p.column.path}'" for p in rivals)
            ask = f"'{part.column.path}' and {others} both seem to say the {_sets(part)}; which one does?"
            choice = Choice(_sets(part), 0.5, "two columns for one field", ask)
            result.append(Part(part.column, "open", choice, part.about))
        else:
            result.append(part)
    return result


def _sets(part: Part) -> str:
    if part.kind == "field" and part.choice.value in (*CODED, *FREE, "subject"):
        return part.choice.value
    return part.kind if part.kind in ("period_start", "period_end", "as_of", "period") else ""
