"""What the columns and rows of a table are for: row labels or values, totals, sections, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.detecting.content import Form, is_range
from pipeline.detecting.grid import Grid
from pipeline.detecting.headers import Parts
from pipeline.detecting.vocabulary import is_note, is_total, words

_SAMPLE = 300


def value_columns(grid: Grid, left: int, right: int, parts: Parts) -> tuple[int, ...]:
    """Columns of values: numbers that are neither periods nor running numbers nor codes."""
    return tuple(
        column
        for column in parts.typed
        if left <= column <= right and not _is_key(grid, column, parts, first=column == left)
    )


def _is_key(grid: Grid, column: int, parts: Parts, *, first: bool) -> bool:
    rows = parts.body[:_SAMPLE]
    forms = [kind for row in rows if (kind := grid.form(row, column)) not in (Form.BLANK, Form.MARKER)]
    periods = sum(kind in (Form.DATE, Form.YEAR) for kind in forms)
    if 2 * periods > len(forms) and (Form.DATE in forms or len(forms) > 2):
        return True
    labels = [grid.label(row, column).lower() for row in parts.header]
    if any(label in words().key_columns for label in labels):
        return True
    ranges = sum(is_range(grid.text(row, column)) for row in rows)
    return first and (2 * ranges > len(forms) or _is_running(grid, column, rows))


def _is_running(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    """Whether whole numbers go up by one from 0 or 1."""
    texts = [text for row in rows if (text := grid.label(row, column))]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    if len(numbers) < 2 or len(numbers) < len(texts) or numbers[0] > 1:
        return False
    return all(after - before in (0, 1) for before, after in pairwise(numbers))


def total_rows(grid: Grid, parts: Parts, stub: Sequence[int], *, long: bool) -> tuple[int, ...]:
    """Rows whose label says that they add up others. In a long table only a bare word for a total says so
    ("Total videos removed" is the name of a measure there)."""
    return tuple(
        row
        for row in parts.body
        if any(
            is_total(text, bare=long or at > 0)
            for at, c in enumerate(stub[:6])
            if (text := grid.text(row, c))
        )
    )


def section_rows(grid: Grid, parts: Parts, left: int, right: int) -> tuple[int, ...]:
    """Rows with nothing but a label at the left, above rows of values."""
    if not parts.typed or right == left:
        return ()
    typed = set(parts.typed)
    found: list[int] = []
    waiting: list[int] = []
    for row in parts.body:
        columns = grid.inside(row, left, right)
        if (
            len(columns) == 1
            and columns[0] == left
            and left not in typed
            and not is_note(grid.text(row, left))
        ):
            waiting.append(row)
        elif typed.intersection(columns):
            found += waiting
            waiting = []
    return tuple(found)


def note_rows(grid: Grid, parts: Parts, left: int, right: int) -> tuple[int, ...]:
    """Rows inside the body that are remarks: a lone text that begins as remarks do."""
    if right == left:
        return ()
    return tuple(
        row
        for row in parts.body
        if len(columns := grid.inside(row, left, right)) == 1 and is_note(grid.text(row, columns[0]))
    )
