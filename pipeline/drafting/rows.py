"""Which rows of an unknown table are totals and notes, told by their words and proved by their sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.drafting.choices import CONFIDENT, STRONG, SURE, WEAK, Choice
from pipeline.drafting.naming import CODED, Reporting, code_of
from pipeline.drafting.notation import LONGEST_NUMBER, NOTATIONS, is_number, value_of
from pipeline.drafting.outline import Outline, looks_numeric
from pipeline.drafting.synonyms import MARKER, ROW, synonyms
from pipeline.fields import NumberGrammar
from pipeline.mapping.columns import Column
from pipeline.values.periods import parse_period

MOST_WORDS = 60
"""Different texts of a column up to which one of them may be a total that only its sums tell."""
TRIED = 3
"""So many rows under one word are added up to find out."""


@dataclass(slots=True)
class TotalRow:
    """A row that adds up others: the column that says so, its word, and the rows it adds up."""

    row: int
    column: Column
    word: str
    choice: Choice
    parts: list[int] = field(default_factory=list)
    tolerance: Decimal | None = None
    """Within which every sum holds; None when no sum could be proved."""


def find_totals(outline: Outline, reporting: Reporting) -> list[TotalRow]:
    """Take the total rows out of the data rows. What the detector called a total must say so or add up."""
    apart = {*outline.totals, *outline.sections, *outline.notes}
    numeric = [c for c in outline.columns if _mostly_numbers(outline, c)]
    wordy = [c for c in outline.columns if c not in numeric]
    back = [r for r in apart if any(looks_numeric(outline.account.text(r, c.index)) for c in numeric)]
    outline.data = sorted({*outline.data, *back})
    outline.sections = [row for row in outline.sections if row not in back]
    outline.notes = [row for row in outline.notes if row not in back]
    grid = _Texts(outline, wordy)
    totals = [found for row in outline.data if (found := _worded(outline, row, wordy))]
    totals += _added_up(outline, grid, numeric, reporting, {total.row for total in totals})
    totals.sort(key=lambda total: total.row)
    outline.totals = [total.row for total in totals]
    outline.data = [row for row in outline.data if row not in set(outline.totals)]
    for total in totals:
        total.parts = grid.parts(total, outline.data)
    return totals


class _Texts:
    """The texts of the wordy columns, row by row, and how often each occurs."""

    def __init__(self, outline: Outline, columns: Sequence[Column]) -> None:
        self.columns = list(columns)
        self.by_column = {
            c.index: {r: outline.account.text(r, c.index) for r in outline.data} for c in columns
        }
        self.often = {index: Counter(texts.values()) for index, texts in self.by_column.items()}

    def parts(self, total: TotalRow, rows: Sequence[int]) -> list[int]:
        """Rows that agree with a total row in every other text that it fills in and that others share."""
        own = self.by_column[total.column.index]
        shared = []
        for column in self.columns:
            texts = self.by_column[column.index]
            text = texts[total.row]
            if column is not total.column and text and self.often[column.index][text] > 1:
                shared.append((texts, text))
        return [
            row
            for row in rows
            if own[row] != total.word
            and row != total.row
            and all(texts[row] == text for texts, text in shared)
        ]


def _mostly_numbers(outline: Outline, column: Column) -> bool:
    rows = sorted({*outline.data, *outline.totals})
    cells = [
        outline.account.sheet.cell(row, column.index)
        for row in rows
        if outline.account.text(row, column.index)
    ]
    if not cells:
        return False
    known = synonyms()
    numbers = sum(is_number(cell) for cell in cells)
    marks = sum(
        known.best(cell.text, MARKER, near=False) is not None for cell in cells if not is_number(cell)
    )
    return numbers > 0 and 2 * (numbers + marks) >= len(cells)


def _worded(outline: Outline, row: int, wordy: Sequence[Column]) -> TotalRow | None:
    known = synonyms()
    for column in wordy:
        text = outline.account.text(row, column.index)
        meaning = known.best(text, ROW, near=False) if text else None
        if meaning is None or meaning.code != "total" or meaning.confidence < CONFIDENT:
            continue
        return TotalRow(
            row, column, text, Choice("total", WEAK, meaning.reason, f"is '{text}' the sum of other rows?")
        )
    return None


def _added_up(
    outline: Outline, grid: _Texts, numeric: Sequence[Column], reporting: Reporting, apart: set[int]
) -> list[TotalRow]:
    """Rows under a word nobody knows that are the sums of the rows above them, column by column."""
    found: list[TotalRow] = []
    for column in grid.columns:
        often = grid.often[column.index]
        if len(often) > MOST_WORDS:
            continue
        for word, count in often.items():
            known = any(code_of(name, word, reporting, near=False).settled for name in (*CODED, "subject"))
            if (
                not word
                or known
                or parse_period(word)
                or looks_numeric(word)
                or count * 2 > len(outline.data)
            ):
                continue
            rows = [r for r in outline.data if grid.by_column[column.index][r] == word and r not in apart]
            sure = Choice("total", SURE, "every cell is the sum of the rows it stands for")
            totals = [TotalRow(row, column, word, sure) for row in rows]
            if _all_add_up(outline, totals[:TRIED], grid, numeric):
                found += [total for total in totals if all(total.row != other.row for other in found)]
    return found


def _all_add_up(
    outline: Outline, totals: Sequence[TotalRow], grid: _Texts, numeric: Sequence[Column]
) -> bool:
    """Whether at least one of the rows is a telling sum in some notation, and none of them contradicts it."""
    for total in totals:
        total.parts = [row for row in grid.parts(total, outline.data) if row < total.row]
    for grammar in NOTATIONS:
        telling = False
        for total in totals:
            if len(total.parts) < 2 or _contradicted(outline, total, numeric, grammar):
                break
            proof = _proof(outline, total, numeric, grammar)
            telling = telling or (proof == Decimal(0) and _says_something(outline, total, numeric, grammar))
        else:
            if telling:
                return True
    return False


def _says_something(
    outline: Outline, total: TotalRow, numeric: Sequence[Column], grammar: NumberGrammar
) -> bool:
    """Whether the sums are no coincidence of zeros: in some column two parts are not zero."""
    for column in numeric:
        amounts = [value_of(outline.account.sheet.cell(r, column.index), grammar) for r in total.parts]
        if sum(1 for amount in amounts if amount) > 1:
            return True
    return False


def prove(
    outline: Outline, totals: Sequence[TotalRow], values: Sequence[Column], grammar: NumberGrammar
) -> None:
    """Hold every total row against its parts in the notation of the block."""
    for total in totals:
        total.tolerance = _proof(outline, total, values, grammar)
        ask = f"is the row '{total.word}' the sum of other rows, or a figure of its own?"
        if total.tolerance is not None:
            told = "every sum holds" if not total.tolerance else f"every sum holds within {total.tolerance}"
            total.choice = Choice("total", SURE, told, ask)
        elif total.parts and not _contradicted(outline, total, values, grammar):
            total.choice = Choice(
                "total", CONFIDENT, f"'{total.word}', but some of its parts are no numbers", ask
            )
        else:
            told = "its sums do not hold" if total.parts else "no rows that it could add up"
            total.choice = Choice("total", WEAK, told, ask)


def _proof(
    outline: Outline, total: TotalRow, values: Sequence[Column], grammar: NumberGrammar
) -> Decimal | None:
    """The largest difference that rounding explains, when every column that can be added up does add up."""
    tolerance, proved = Decimal(0), False
    for column in values:
        gap = _gap(outline, total, column, grammar)
        if gap is None:
            continue
        difference, allowed = gap
        if abs(difference) > allowed:
            return None
        tolerance, proved = max(tolerance, abs(difference) and allowed), True
    return tolerance if proved else None


def _contradicted(
    outline: Outline, total: TotalRow, values: Sequence[Column], grammar: NumberGrammar
) -> bool:
    gaps = [_gap(outline, total, column, grammar) for column in values]
    return any(gap is not None and abs(gap[0]) > gap[1] for gap in gaps)


def _gap(
    outline: Outline, total: TotalRow, column: Column, grammar: NumberGrammar
) -> tuple[Decimal, Decimal] | None:
    """Total minus the sum of its parts, and what rounding allows; None when a cell is no number."""
    sheet = outline.account.sheet
    cell = sheet.cell(total.row, column.index)
    said = value_of(cell, grammar)
    amounts = [_amount(outline, row, column, grammar) for row in total.parts]
    if said is None or not amounts or any(amount is None for amount in amounts):
        return None
    summed = sum((a for a in amounts if a is not None), Decimal(0))
    printed = [said, *(a for a in amounts if a is not None)]
    decimals = max(max(0, -int(a.as_tuple().exponent)) for a in printed)
    allowed = Decimal(1).scaleb(-decimals) * (len(printed) + 1) / 2 if decimals else Decimal(0)
    return said - summed, allowed


def _amount(outline: Outline, row: int, column: Column, grammar: NumberGrammar) -> Decimal | None:
    """A part's number; 0 for what says that nothing can be there."""
    cell = outline.account.sheet.cell(row, column.index)
    value = value_of(cell, grammar) if len(cell.text) <= LONGEST_NUMBER else None
    if value is not None:
        return value
    meaning = synonyms().best(cell.text, MARKER, near=False) if cell.text else None
    return Decimal(0) if meaning is not None and meaning.code in ("not_applicable", "not_collected") else None


def note_choice(text: str) -> Choice:
    """Why a row is a note."""
    meaning = synonyms().best(text.split(":", maxsplit=1)[0], ROW)
    if meaning is not None and meaning.code == "note":
        return Choice("notes", SURE, f"'{text[:12]}' opens a remark; from here on no numbers are expected")
    return Choice("notes", STRONG, "one text and no numbers; from here on no numbers are expected")
