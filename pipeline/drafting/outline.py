"""The outline of one table of an unknown sheet: its header levels, its columns, and which rows are what.

Where the table stands comes from the detector; what stands in its cells is read here as the mapping will read
it later, so that a draft and the reading through it see the same texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.detecting.tables import DetectedTable
from pipeline.drafting.synonyms import COLUMN, ROW, synonyms
from pipeline.drafting.wording import wording
from pipeline.labels import fold
from pipeline.mapping.accounts import Account
from pipeline.mapping.columns import Column, columns_of
from pipeline.profiles import Block
from pipeline.values.periods import parse_period

_SIGNS = re.compile(r"[\d\s.,'’%*<>≤≥~≈+\-−–—()（）]+")
_DIGIT = re.compile(r"\d")
_SHORT = 40
ROW_NAME = "Row"


@dataclass(slots=True)
class Outline:
    """One table as a draft sees it. Rows and columns are numbers from 1."""

    account: Account
    top: int
    bottom: int
    """Last header row."""
    last: int
    columns: tuple[Column, ...]
    fill: tuple[int, ...]
    unnamed: tuple[str, ...]
    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    """Rows that the detector takes for totals; the draft proves it."""
    sections: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    titles: tuple[tuple[int, int], ...] = ()
    """Filled cells above the header that belong to this table."""

    @property
    def depth(self) -> int:
        """Number of header levels."""
        return self.bottom - self.top + 1

    def texts(self, column: Column, rows: Iterable[int] | None = None) -> list[str]:
        """Folded texts of a column, data rows unless told, blanks included."""
        return [self.account.text(row, column.index) for row in (self.data if rows is None else rows)]

    def distinct(self, column: Column) -> list[str]:
        """Different texts of a column's data rows, in order, without the blank."""
        return [text for text in dict.fromkeys(self.texts(column)) if text]


def outline(account: Account, table: DetectedTable, floor: int) -> Outline | None:
    """The outline of a detected table; None when it has no header. `floor`: last row of the table above."""
    header = table.header or _known_labels(account, table)
    if not header:
        return None
    top, bottom = min(header), max(header)
    fill = _blank_levels(account, top, bottom, table)
    unnamed = _unlabelled(account, top, bottom, table, fill)
    made = Outline(
        account, top, bottom, table.bottom, _columns(account, top, bottom, fill, unnamed), fill, unnamed
    )
    made.columns = tuple(c for c in made.columns if table.left <= c.index <= table.right)
    apart = {*table.totals, *table.sections, *table.notes}
    span = range(table.left, table.right + 1)
    for row in range(bottom + 1, table.bottom + 1):
        if row not in apart and any(column in span for column in account.filled(row)):
            made.data.append(row)
    made.totals, made.sections, made.notes = list(table.totals), list(table.sections), list(table.notes)
    _move_loose_rows(made)
    made.titles = tuple((row, column) for row in range(floor + 1, top) for column in account.filled(row))
    return made


def _known_labels(account: Account, table: DetectedTable) -> tuple[int, ...]:
    """The first row, where the detector saw no header and yet every text is a period or a known label."""
    texts = [account.text(table.top, column) for column in range(table.left, table.right + 1)]
    known = synonyms()
    labelled = [
        t for t in texts if t and (parse_period(t) or known.meanings(t, COLUMN, "indicator", near=False))
    ]
    return (table.top,) if len(labelled) == len(texts) > 1 else ()


def _columns(
    account: Account, top: int, bottom: int, fill: tuple[int, ...], unnamed: tuple[str, ...]
) -> tuple[Column, ...]:
    written: dict[str, Any] = {"header": ((),) * (bottom - top + 1), "fill": fill, "unnamed": unnamed}
    return columns_of(account, Block.model_construct(**written), top)


def _blank_levels(account: Account, top: int, bottom: int, table: DetectedTable) -> tuple[int, ...]:
    """Upper levels with blanks to the right of a label, over labels below, that no merge explains."""
    levels = []
    for row in range(top, bottom):
        labelled = [c for c in range(table.left, table.right + 1) if account.text(row, c)]
        blanks = [
            column
            for column in range(min(labelled, default=table.right) + 1, table.right + 1)
            if not account.text(row, column)
            and account.merge(row, column) is None
            and any(account.text(below, column) for below in range(row + 1, bottom + 1))
        ]
        if blanks:
            levels.append(row - top + 1)
    return tuple(levels)


def _unlabelled(
    account: Account, top: int, bottom: int, table: DetectedTable, fill: tuple[int, ...]
) -> tuple[str, ...]:
    """Names for the columns left of the first labelled one."""
    labelled = [column.index for column in _columns(account, top, bottom, fill, ())]
    missing = [
        column
        for column in range(table.left, min(labelled, default=table.left))
        if any(account.text(row, column) for row in range(bottom + 1, table.bottom + 1))
    ]
    if not missing:
        return ()
    return tuple(ROW_NAME if len(missing) == 1 else f"{ROW_NAME} {n}" for n in range(1, len(missing) + 1))


def _move_loose_rows(made: Outline) -> None:
    """Rows with one text and nothing else are no data: they are notes or sections."""
    if len(made.columns) < 2:
        return
    for row in list(made.data):
        filled = [c.index for c in made.columns if made.account.text(row, c.index)]
        lone = len(filled) == 1 and not looks_numeric(made.account.text(row, filled[0]))
        long = filled and all(not looks_numeric(made.account.text(row, c)) for c in filled)
        if lone or (
            long and len(filled) < len(made.columns) and _is_remark(made.account.text(row, filled[0]))
        ):
            made.data.remove(row)
            below = any(other > row for other in made.data)
            (
                made.sections if below and not _is_remark(made.account.text(row, filled[0])) else made.notes
            ).append(row)


def _is_remark(text: str) -> bool:
    head = re.split(r"[:.]", fold(text), maxsplit=1)[0]
    best = synonyms().best(head, ROW)
    return len(text) > _SHORT or (best is not None and best.code == "note" and best.confidence >= 0.9)


def looks_numeric(text: str) -> bool:
    """Whether a folded text is digits with the signs that numbers have, and no period."""
    if not _DIGIT.search(text):
        return False
    if _SIGNS.fullmatch(text):
        return not ("-" in text[1:] and parse_period(text))
    return _hedged(text)


_HEDGED = re.compile(
    r"(?:约|近|超|超过|逾|不足|至少|over|about|approx\.?|approximately|more than|nearly|around|~|>|<)?\s*"
    r"-?\d[\d.,' ]*\s*(?:余|多)?(?:十|百|千|万|百万|千万|亿|k|m|million|thousand)?"
    r"(?:余|多)?[条个件次人起例]?\+?\*?",
    re.IGNORECASE,
)


def _hedged(text: str) -> bool:
    return _HEDGED.fullmatch(text) is not None


def scale_of_texts(texts: Iterable[str]) -> tuple[str, str]:
    """The scale that titles state ("单位：万条"), and the text that states it; empty when none does."""
    for text in texts:
        folded = fold(text)
        match = re.search(r"(?:单位|计量单位|unit|units)\s*[:：]\s*([^,;，；)）]+)", folded, re.IGNORECASE)
        if match is not None and (scale := wording(f"({match[1].strip()})").scale):
            return scale, text
        if (bracketed := wording(folded)).scale and folded.startswith("("):
            return bracketed.scale, text
        match = re.search(
            r"\b(?:figures |all figures )?in (thousands|millions|hundreds)\b", folded, re.IGNORECASE
        )
        if match is not None:
            return match[1].lower().removesuffix("s"), text
    return "", ""
