"""Labels of columns: the levels of a header joined, with merged ranges filled.

A merge says how far a label reaches. Where merges are lost, a blank takes the label at its left, but only in
a level above the lowest and only where a lower level names the column: an unlabelled column gets no name by
chance.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.labels import is_blank
from pipeline.readers.cells import Sheet


def joined_labels(sheet: Sheet, header: Sequence[int], left: int, right: int) -> list[str]:
    """One label a column; a label merged down the levels stands once."""
    levels = [_level(sheet, header, index, left, right) for index in range(len(header))]
    return [" ".join(text for level in levels if (text := level[at])) for at in range(right - left + 1)]


def _level(sheet: Sheet, header: Sequence[int], index: int, left: int, right: int) -> list[str]:
    row = header[index]
    across = {
        (merge.top, column): merge
        for merge in sheet.merges
        if merge.top <= header[-1] and merge.bottom >= header[0]
        for column in range(max(merge.left, left), min(merge.right, right) + 1)
    }
    texts: list[str] = []
    for column in range(left, right + 1):
        own = sheet.cell(row, column).text.strip()
        if is_blank(own):
            merge = across.get((row, column))
            before = texts[-1] if texts else ""
            if merge is not None:
                own = sheet.cell(row, merge.left).text.strip()
            elif before and not sheet.merges and _reaches(sheet, header, index, column):
                own = before
        texts.append(own)
    return texts


def _reaches(sheet: Sheet, header: Sequence[int], index: int, column: int) -> bool:
    """Whether a label reaches a blank at its right: a lower level names the column, and the label's own."""
    lower = header[index + 1 :]
    named_below = any(not is_blank(sheet.cell(row, column).text) for row in lower)
    return named_below and _spans(sheet, header, index, column)


def _spans(sheet: Sheet, header: Sequence[int], index: int, column: int) -> bool:
    """Whether the label at the left stands above a lower label too (else it is a label of its own column)."""
    row = header[index]
    anchor = column - 1
    while anchor > 0 and is_blank(sheet.cell(row, anchor).text):
        anchor -= 1
    return any(not is_blank(sheet.cell(lower, anchor).text) for lower in header[index + 1 :])
