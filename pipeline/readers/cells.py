"""What every reader returns: a book of sheets of text cells that know their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pipeline.model import Finding


class Cell(NamedTuple):
    """One cell as text. A named tuple: a workbook may hold millions, and these are made twice as fast."""

    text: str = ""
    number_format: str = ""
    """Excel format code of a number cell ("0.0%"); empty for text and for formats without them."""
    shown: str | None = None
    """What a person sees where the format makes it another number or text ("73.5%"); None otherwise."""
    unstored_formula: bool = False
    """A formula whose result the file does not hold; `text` is then the formula ("=SUM(B2:B5)")."""
    hidden: bool = False
    """In a hidden row or column."""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 1-based and inclusive; the value stands at (top, left)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A rectangle of text; row 1, column 1 is the first cell. Delimited and JSON files have one sheet."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    places: dict[tuple[int, int], str] = field(default_factory=dict)
    """Places that are not cell addresses (JSON pointers), by (row, column)."""
    named: bool = True
    """Whether the file format has sheet names (a delimited file has none)."""

    def cell(self, row: int, column: int) -> Cell:
        """Cell at a 1-based address; `EMPTY` outside the used range."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return EMPTY

    def place(self, row: int, column: int) -> str:
        """Address for people: "Sheet1!B7", "B7" where sheets have no names, or a JSON pointer."""
        if self.places and (row, column) in self.places:
            return self.places[row, column]
        address = f"{column_letters(column)}{row}"
        return f"{self.name}!{address}" if self.named else address


@dataclass(slots=True)
class Book:
    """A file as read. `findings` are remarks that do not stop the reading (a hidden sheet, hidden cells)."""

    sheets: list[Sheet]
    findings: list[Finding] = field(default_factory=list)


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
