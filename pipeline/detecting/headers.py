"""Where does a block's header end? Titles above, rows of labels, the body, and remarks below.

The lower half of a block shows which columns hold values; the body begins with the first row that holds
values in those columns. A block without such columns has nothing but its first row and its gaps to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low

from pipeline.detecting.blocks import Block
from pipeline.detecting.content import VALUES, Form, is_range
from pipeline.detecting.grid import Grid
from pipeline.detecting.vocabulary import is_note, is_total

_SAMPLE = 300
_MOST_LEVELS = 8
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of a block by what they are for; `typed` are the columns whose body holds values."""

    titles: tuple[int, ...]
    header: tuple[int, ...]
    body: tuple[int, ...]
    notes: tuple[int, ...]
    typed: tuple[int, ...]
    confidence: float
    reason: str


def part(grid: Grid, block: Block) -> Parts:
    """Divide a block."""
    widest = max(len(grid.inside(row, block.left, block.right)) for row in block.rows[:_SAMPLE])
    usual = max(_usual(grid, block, block.rows), min(widest, 3))
    first = _first_row(grid, block, usual)
    last = _last_row(grid, block, usual, first)
    rows = block.rows[first:last]
    typed = typed_columns(grid, block, rows)
    depth, confidence, reason = _depth(grid, block, rows, typed)
    return Parts(block.rows[:first], rows[:depth], rows[depth:], block.rows[last:], typed, confidence, reason)


def _usual(grid: Grid, block: Block, rows: tuple[int, ...]) -> int:
    """How many cells a row of the lower half has, lone texts left out."""
    lower = rows[len(rows) // 2 :][:_SAMPLE]
    counts = [count for row in lower if (count := len(grid.inside(row, block.left, block.right))) > 1]
    return median_low(counts or [1])


def _first_row(grid: Grid, block: Block, usual: int) -> int:
    """Index of the first row that is no title: titles are few cells at the left above a wider table."""
    if usual < 2:
        return 0
    for index, row in enumerate(block.rows[:-1]):
        if not _is_title(grid, block, row, block.rows[index + 1], usual):
            return index
    return len(block.rows) - 1


def _is_title(grid: Grid, block: Block, row: int, below: int, usual: int) -> bool:
    columns = grid.inside(row, block.left, block.right)
    if not columns:
        return True
    if len(columns) > max(1, usual // 3):
        return False
    if columns[-1] - columns[0] != len(columns) - 1:
        return columns[0] == block.left and grid.inside(below, block.left, block.right) == [block.left]
    if len(columns) > 1:
        return columns[0] == block.left and block.left in grid.inside(below, block.left, block.right)
    return _is_lone_title(grid, block, row, columns[0], below)


def _is_lone_title(grid: Grid, block: Block, row: int, column: int, below: int) -> bool:
    """Whether the only text of a row is a title: at the left, merged over half of it, or in its middle."""
    merge = grid.merge_at(row, column)
    if merge is None:
        return column == block.left or _is_remote(grid, block, row, column, below)
    if merge.bottom == merge.top and merge.right < block.right:
        return merge.left == block.left and merge.right - merge.left + 1 >= (block.right - block.left) / 2
    return merge.bottom == merge.top or merge.right > merge.left


def _is_remote(grid: Grid, block: Block, row: int, column: int, below: int) -> bool:
    """A lone text above a row that is nearly full stands for all of it (a title set in the middle)."""
    under = grid.inside(below, block.left, block.right)
    return len(under) >= _SHARE * (block.right - block.left + 1) and grid.form(row, column) is Form.SENTENCE


def _last_row(grid: Grid, block: Block, usual: int, first: int) -> int:
    """Index after the last row that is no remark."""
    end = len(block.rows)
    while end > first + 1 and _is_remark(grid, block, block.rows[end - 1], usual):
        end -= 1
    return end


def _is_remark(grid: Grid, block: Block, row: int, usual: int) -> bool:
    columns = grid.inside(row, block.left, block.right)
    if not columns:
        return True
    text = grid.text(row, columns[0])
    lone = len(columns) == 1 and columns[0] == block.left
    if is_note(text) and (lone or all(grid.form(row, c) not in VALUES for c in columns)):
        return usual > 1 and len(columns) <= max(1, usual // 2)
    if not lone or usual < 2 or is_total(text):
        return False
    merge = grid.merge_at(row, columns[0])
    return grid.form(row, columns[0]) is Form.SENTENCE and (merge is None or merge.right > merge.left)


def typed_columns(grid: Grid, block: Block, rows: tuple[int, ...]) -> tuple[int, ...]:
    """Columns in which most cells of the lower half are values."""
    if len(rows) < 2:
        return tuple(
            c for c in grid.inside(rows[0], block.left, block.right) if grid.form(rows[0], c) in VALUES
        )
    probe = rows[(len(rows) + 1) // 2 :]
    step = max(1, len(probe) // _SAMPLE)
    seen = dict.fromkeys(range(block.left, block.right + 1), 0)
    typed = dict(seen)
    for row in probe[::step]:
        for column in grid.inside(row, block.left, block.right):
            seen[column] += 1
            typed[column] += grid.form(row, column) in VALUES
    return tuple(c for c, count in seen.items() if count and typed[c] >= _SHARE * count)


def _depth(grid: Grid, block: Block, rows: tuple[int, ...], typed: tuple[int, ...]) -> tuple[int, float, str]:
    """How many rows of labels, with confidence and reason."""
    if len(rows) == 1:
        if typed:
            return 0, 0.6, "the only row holds values"
        return 1, 0.7, "the only row holds nothing but words"
    if not typed:
        return _depth_of_words(grid, block, rows)
    numbers = tuple(column for column in typed if _holds_numbers(grid, rows, column)) or typed
    depth = 0
    while depth < min(len(rows), _MOST_LEVELS + 1) and is_heading(grid, block, rows, depth, typed):
        if depth and _is_record(grid, block, rows, depth, numbers):
            break
        depth += 1
    if depth > max(3, len(rows) // 2) and depth > 1:
        return _depth_of_words(grid, block, rows)
    if depth == 0:
        values = [grid.form(rows[0], c) for c in typed if grid.form(rows[0], c) in VALUES - {Form.MARKER}]
        sure = 0.9 if len(values) > 1 else 0.7
        return 0, sure, "the first row holds values in the same columns as the rows below"
    return depth, *_trust(grid, block, rows, depth, typed)


def is_heading(grid: Grid, block: Block, rows: tuple[int, ...], index: int, typed: tuple[int, ...]) -> bool:
    """Whether a row holds labels where the rows below hold values; periods may be labels of numbers."""
    row = rows[index]
    wanted = set(typed)
    columns = [column for column in grid.inside(row, block.left, block.right) if column in wanted]
    forms = [grid.form(row, column) for column in columns]
    values = [form for form in forms if form in VALUES]
    words = len(forms) - len(values)
    if not values or (index < 3 and words and set(values) == {Form.MARKER}):
        return True
    if all(form in (Form.YEAR, Form.DATE) for form in values) and _are_labels(grid, columns, rows, index):
        return True
    return index == 0 and words >= 2 and words >= 4 * len(values)


def _holds_numbers(grid: Grid, rows: tuple[int, ...], column: int) -> bool:
    """Whether the last rows of a column hold numbers rather than periods."""
    lower = rows[(len(rows) + 1) // 2 :][:50]
    if 2 * sum(is_range(grid.text(row, column)) for row in lower) > len(lower):
        return False
    forms = [grid.form(row, column) for row in lower]
    return forms.count(Form.NUMBER) > forms.count(Form.YEAR) + forms.count(Form.DATE)


def _is_record(grid: Grid, block: Block, rows: tuple[int, ...], index: int, typed: tuple[int, ...]) -> bool:
    """Whether a row leaves the columns of values blank, and stands under labels of its own columns or in
    columns that the rows below hardly fill (a line that names them)."""
    columns = set(grid.inside(rows[index], block.left, block.right))
    above = {column for row in rows[:index] for column in grid.inside(row, block.left, block.right)}
    if not above & set(typed) or columns & set(typed):
        return False
    below = rows[index + 1 :][:_MOST_LEVELS]
    filled = sum(bool(columns & set(grid.filled[row])) for row in below)
    return bool(columns & above) or 2 * filled <= len(below)


def _are_labels(grid: Grid, columns: list[int], rows: tuple[int, ...], index: int) -> bool:
    """Whether the periods of a row head columns of something else than periods."""
    below = rows[index + 1 :][-20:]
    numbers = 0
    for column in columns:
        if grid.form(rows[index], column) not in (Form.YEAR, Form.DATE):
            continue
        forms = [grid.form(row, column) for row in below]
        numbers += sum(form is Form.NUMBER for form in forms) > sum(
            form in (Form.YEAR, Form.DATE) for form in forms
        )
    periods = sum(grid.form(rows[index], column) in (Form.YEAR, Form.DATE) for column in columns)
    return numbers == periods


def _depth_of_words(grid: Grid, block: Block, rows: tuple[int, ...]) -> tuple[int, float, str]:
    """Labels of a block that holds nothing but words."""
    first = labels_of(grid, block, rows[0])
    depth = 1
    while depth < len(rows) and labels_of(grid, block, rows[depth]) == first:
        depth += 1
    if depth == 1 and len(rows) > 2 and _fills_gaps(grid, block, rows[0], rows[1]):
        return 2, 0.7, "the second row names the columns that the first leaves open"
    for column, label in first.items():
        if len(first) > 1 and sum(grid.label(row, column) == label for row in rows[depth : depth + 50]) > 1:
            return 0, 0.5, "words of the first row stand again below it"
    return depth, 0.6, "words only; the first row is taken for the labels"


def _fills_gaps(grid: Grid, block: Block, first: int, second: int) -> bool:
    """Whether the second row stands in the gaps of the first and leaves open what the first has named."""
    upper = set(grid.inside(first, block.left, block.right))
    lower = set(grid.inside(second, block.left, block.right))
    spans = {c for c in upper if (merge := grid.merge_at(first, c)) and merge.right > merge.left}
    gaps = set(range(min(upper), block.right + 1)) - upper
    return bool(gaps) and gaps <= lower and not (upper - {g - 1 for g in gaps} - spans) & lower


def labels_of(grid: Grid, block: Block, row: int) -> dict[int, str]:
    """Folded texts of a row by column."""
    return {column: grid.label(row, column) for column in grid.inside(row, block.left, block.right)}


def _trust(
    grid: Grid, block: Block, rows: tuple[int, ...], depth: int, typed: tuple[int, ...]
) -> tuple[float, str]:
    """How far the contrast between labels and values can be trusted."""
    lowest: dict[int, str] = {}
    for row in rows[:depth]:
        lowest.update(labels_of(grid, block, row))
    unnamed = [column for column in typed if column not in lowest]
    if depth == 1 and len(set(lowest.values())) == len(lowest) and not unnamed:
        return 0.95, "one row of different labels above columns of values"
    if any(grid.form(row, column) is Form.MARKER for row in rows[:depth] for column in typed):
        return 0.7, "labels above columns of values, but some of them may stand for a missing value"
    first = [grid.form(rows[depth], column) for column in typed] if depth < len(rows) else []
    if first and not set(first) & (VALUES - {Form.MARKER}):
        return 0.7, "labels above columns of values, but the first row below them holds no value"
    if unnamed:
        return 0.7, "rows of labels above columns of values, but a column of values has none"
    if depth == 1:
        return 0.85, "one row of labels above columns of values; some stand more than once"
    return 0.85, f"{depth} rows of labels above columns of values"
