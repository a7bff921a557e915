"""Forms: a label with its value at the right, once or several times a row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.detecting.content import Form
from pipeline.detecting.grid import Grid
from pipeline.detecting.vocabulary import label_score

_MOST_ROWS = 60
_KINDS = (Form.NUMBER, Form.DATE, Form.YEAR, Form.SENTENCE, Form.CODE)


def pair_columns(
    grid: Grid, left: int, right: int, rows: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...], float] | None:
    """Columns of labels, columns of values and a confidence; None where the rows are no form."""
    width = right - left + 1
    if width < 2 or width % 2 or width > 8 or len(rows) < 2 or len(rows) > _MOST_ROWS:
        return None
    labels = tuple(range(left, right + 1, 2))
    values = tuple(range(left + 1, right + 1, 2))
    in_labels = [grid.text(row, column) for row in rows for column in labels if grid.label(row, column)]
    in_values = [grid.text(row, column) for row in rows for column in values if grid.label(row, column)]
    if not in_values or len(set(in_labels)) < len(in_labels) or not _are_values(grid, rows, values):
        return None
    scores = [label_score(text) for text in in_labels]
    share = sum(score > 0 for score in scores) / len(scores)
    if share < 0.5 or any(score < 0 for score in scores):
        return None
    return labels, values, 0.85 if share > 0.8 else 0.65


def _are_values(grid: Grid, rows: Sequence[int], values: Sequence[int]) -> bool:
    """Whether the right-hand cells are of different kinds and the first row of them is no row of labels."""
    texts = [grid.text(row, column) for row in rows for column in values if grid.label(row, column)]
    kinds = {kind for row in rows for column in values if (kind := grid.form(row, column)) in _KINDS}
    first = [label_score(grid.text(rows[0], column)) for column in values if grid.label(rows[0], column)]
    scores = [label_score(text) for text in texts]
    return (
        len(kinds) > 1
        and bool(first)
        and max(first) <= 0
        and sum(score > 0.5 for score in scores) <= 0.2 * len(scores)
    )
