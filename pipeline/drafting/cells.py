"""What stands in the value cells of an unknown block: numbers in one notation, marks, blanks, percentages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.codes import codelist
from pipeline.drafting.choices import CONFIDENT, LIKELY, SURE, Choice
from pipeline.drafting.notation import Notation, Printed, decide, is_number, value_of
from pipeline.drafting.outline import Outline
from pipeline.drafting.synonyms import MARKER, synonyms
from pipeline.drafting.wording import wording
from pipeline.fields import NumberGrammar
from pipeline.mapping.cellvalues import shows_percent
from pipeline.mapping.columns import Column
from pipeline.readers.cells import Cell

BLANK = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a draft decided about the value cells."""

    notation: Notation
    markers: dict[str, Choice]
    """Text in place of a number -> the status it means; '' for a blank."""


def read_contents(
    outline: Outline, columns: Sequence[Column], whole: Mapping[tuple[int, int], bool | None]
) -> Contents:
    """Notation and markers of the data rows. `whole`: whether the number at (row, column) must be whole."""
    numbers: list[Printed] = []
    marks: dict[str, str] = {}
    for row in outline.data:
        for column in columns:
            cell = outline.account.sheet.cell(row, column.index)
            text = outline.account.text(row, column.index)
            if cell.unstored_formula:
                continue
            if text and is_number(cell) and not _is_mark(text):
                numbers.append(Printed(cell, whole.get((row, column.index))))
            else:
                marks.setdefault(text, outline.account.sheet.place(row, column.index))
    for row in outline.totals:
        cells = [outline.account.sheet.cell(row, column.index) for column in columns]
        numbers += [
            Printed(cell, None) for cell in cells if cell.text and is_number(cell) and not _is_mark(cell.text)
        ]
    return Contents(decide(numbers), {text: _status(text, place) for text, place in marks.items()})


def _is_mark(text: str) -> bool:
    meaning = synonyms().best(text, MARKER, near=False)
    return meaning is not None and meaning.confidence >= LIKELY


def _status(text: str, place: str) -> Choice:
    if text == BLANK:
        ask = f"what does a blank cell mean (as in {place}): not_collected, not_applicable …?"
        return Choice("", 0.0, ask, ask)
    ask = f"what does '{text}' mean (as in {place}): not_collected, not_applicable, withheld …?"
    meaning = synonyms().best(text, MARKER)
    if meaning is None:
        return Choice("", 0.0, ask, ask)
    return Choice(meaning.code, meaning.confidence, meaning.reason, ask)


def is_percentage(indicator: str) -> bool:
    """Whether an indicator is a share of a hundred."""
    known = codelist("indicators")
    return indicator in known and known[indicator].extra.get("unit") == "percent"


def is_counted(indicator: str) -> bool | None:
    """Whether an indicator is whole; None for an unknown one."""
    known = codelist("indicators")
    return known[indicator].extra.get("whole") == "yes" if indicator in known else None


def shown(label: str, cells: Sequence[Cell], grammar: NumberGrammar) -> Choice:
    """How the percentages under a label are printed: percent, fraction or number."""
    ask = f"are the percentages under '{label}' printed with %, as fractions of 1, or as bare numbers?"
    filled = [cell for cell in cells if cell.text and is_number(cell)]
    if filled and all(shows_percent(cell) or cell.text.rstrip().endswith(("%", "％")) for cell in filled):
        return Choice("percent", SURE, "every cell is shown with %", ask)
    values = [value for cell in filled if (value := value_of(cell, grammar)) is not None]
    if wording(label).percent and values and max(map(abs, values)) > Decimal(1):
        return Choice("number", CONFIDENT, "the label says %, and the numbers are greater than 1", ask)
    return Choice("", 0.0, ask, ask)
