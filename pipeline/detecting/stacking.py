"""Which stretches of rows are tables of their own, and which go on with the table above?

A block without labels goes on with the table above when it has the same columns. A header that stands again
inside a body, or a title followed by a row of labels, begins another table. Lone texts between blocks are
remarks of the table above or titles of the one below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median_low

from pipeline.detecting.blocks import Block, find_blocks
from pipeline.detecting.content import VALUES, Form
from pipeline.detecting.decisions import Decision
from pipeline.detecting.evidence import name_evidence
from pipeline.detecting.grid import Grid
from pipeline.detecting.headers import Parts, labels_of, part
from pipeline.detecting.vocabulary import is_note, is_total
from pipeline.readers.cells import column_letters


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows and columns of one table with what they are for."""

    left: int
    right: int
    parts: Parts
    decisions: tuple[Decision, ...] = ()


def stretches(grid: Grid) -> list[Stretch]:
    """Every table of the sheet, from the top, then from the left."""
    found: list[Stretch] = []
    pending: list[int] = []
    blocks = find_blocks(grid)
    lone = [_is_lone(grid, block) for block in blocks]
    if len(blocks) > 1 and all(lone):
        return [_texts(grid, blocks)]
    for block, alone in zip(blocks, lone, strict=True):
        if alone and len(blocks) > 1:
            pending = _place_texts(grid, block, found, pending)
            continue
        for piece, why in _pieces(grid, block):
            stretch = _stretch(grid, piece, why)
            before = _continued(grid, found, stretch)
            if before is not None:
                found[before] = _joined(found[before], stretch)
            else:
                parts = replace(stretch.parts, titles=(*pending, *stretch.parts.titles))
                found.append(replace(stretch, parts=parts))
            pending = []
    if pending and found:
        found[-1] = _with_notes(found[-1], pending)
    return found


def _texts(grid: Grid, blocks: list[Block]) -> Stretch:
    """A sheet of nothing but lines of text, as one table for want of another."""
    rows = tuple(sorted({row for block in blocks for row in block.rows}))
    whole = Block(min(block.left for block in blocks), max(block.right for block in blocks), rows)
    stretch = _stretch(grid, whole, "")
    doubt = Decision("table", "none", 0.5, "nothing but lines of text, which may be no table at all")
    return replace(stretch, decisions=(doubt,))


def _is_lone(grid: Grid, block: Block) -> bool:
    """Whether a block has nothing but lines of text: few cells, hardly a value."""
    columns = [grid.inside(row, block.left, block.right) for row in block.rows]
    if _is_footnotes(grid, columns, block):
        return True
    if max(map(len, columns)) > 1:
        if len(block.rows) > 2 or any(
            grid.form(row, c) is Form.NUMBER for row in block.rows for c in grid.filled[row]
        ):
            return False
        return sum(map(len, columns)) <= 0.3 * len(block.rows) * (block.right - block.left + 1)
    values = sum(
        grid.form(row, found[0]) in VALUES for row, found in zip(block.rows, columns, strict=True) if found
    )
    return len(block.rows) < 3 or 3 * values < len(block.rows)


def _is_footnotes(grid: Grid, columns: list[list[int]], block: Block) -> bool:
    """Whether every line is a text, or a mark and a text, and most of the texts are sentences."""
    if max(map(len, columns)) > 2:
        return False
    pairs = [(row, found) for row, found in zip(block.rows, columns, strict=True) if found]
    if any(len(found) == 2 and len(grid.label(row, found[0])) > 3 for row, found in pairs):
        return False
    return 2 * sum(grid.form(row, found[-1]) is Form.SENTENCE for row, found in pairs) > len(pairs)


def _place_texts(grid: Grid, block: Block, found: list[Stretch], pending: list[int]) -> list[int]:
    """Give lone texts to the table above (remarks) or keep them for the one below (titles)."""
    columns = [grid.inside(row, block.left, block.right) for row in block.rows]
    first = grid.text(block.rows[0], columns[0][0]) if columns[0] else ""
    if found and not pending and is_note(first):
        found[-1] = _with_notes(found[-1], block.rows)
        return []
    return [*pending, *block.rows]


def _with_notes(stretch: Stretch, rows: list[int] | tuple[int, ...]) -> Stretch:
    return replace(stretch, parts=replace(stretch.parts, notes=(*stretch.parts.notes, *rows)))


def _pieces(grid: Grid, block: Block) -> list[tuple[Block, str]]:
    """The block cut where another table begins inside it."""
    pieces: list[tuple[Block, str]] = []
    reason = ""
    while (cut := _restart(grid, block, part(grid, block))) is not None and cut[0] > block.top:
        at = block.rows.index(cut[0])
        pieces.append((Block(block.left, block.right, block.rows[:at]), reason))
        block, reason = Block(block.left, block.right, block.rows[at:]), cut[1]
    return [*pieces, (block, reason)]


def _restart(grid: Grid, block: Block, parts: Parts) -> tuple[int, str] | None:
    """The first row of another table inside the body, and why."""
    if not parts.body:
        return None
    header = labels_of(grid, block, parts.header[-1]) if parts.header else {}
    wanted = set(parts.typed)
    for index, row in enumerate(parts.body):
        columns = grid.inside(row, block.left, block.right)
        if header and _repeats(grid, header, row, columns):
            return _with_titles(grid, block, parts, index), "the header stands again"
        if len(columns) > 2 and len(wanted) > 1 and _is_new_header(grid, parts, index, columns, wanted):
            return _with_titles(grid, block, parts, index), "a row of labels stands among the values"
    return None


def _repeats(grid: Grid, header: dict[int, str], row: int, columns: list[int]) -> bool:
    """Whether a row holds the labels of the header again, a few missing or added."""
    first = next(iter(header))
    if len(header) < 2 or grid.label(row, first) != header[first]:
        return False
    same = sum(grid.label(row, column) == label for column, label in header.items())
    return same >= max(2, 0.6 * max(len(header), len(columns)))


def _is_new_header(grid: Grid, parts: Parts, index: int, columns: list[int], wanted: set[int]) -> bool:
    """Whether a row holds different words where the column holds values, with values below it again."""
    row = parts.body[index]
    typed = [column for column in columns if column in wanted]
    if len(typed) < 2 or grid.text(row, typed[0])[0] in "-.0123456789":
        return False
    if len(typed) < 0.6 * len(wanted) or index + 1 >= len(parts.body):
        return False
    texts = [grid.label(row, column) for column in columns]
    if any(grid.form(row, column) not in (Form.WORD, Form.YEAR) for column in typed) or len(set(texts)) < len(
        texts
    ):
        return False
    if any(is_total(text) for text in texts[:1]):
        return False
    below = [grid.form(parts.body[index + 1], column) for column in typed]
    return sum(form in VALUES for form in below) > len(below) / 2


def _with_titles(grid: Grid, block: Block, parts: Parts, index: int) -> int:
    """The first of the lone texts that stand right above a row."""
    start = index
    while start > 0 and len(grid.inside(parts.body[start - 1], block.left, block.right)) == 1:
        start -= 1
    return parts.body[start]


def _stretch(grid: Grid, block: Block, why: str) -> Stretch:
    parts = part(grid, block)
    rows = [*parts.header, *parts.body]
    left, right = _extent(grid, block, rows)
    place = f"{column_letters(left)}{rows[0]}:{column_letters(right)}{rows[-1]}"
    if why:
        decision = Decision("table", place, 0.75, why)
    else:
        decision = Decision("table", place, 0.9, "a block with blank rows or the edge of the sheet around it")
    return Stretch(
        left, right, parts, (decision, *_ragged(grid, block, parts), *_gaps(grid, left, right, rows))
    )


def _extent(grid: Grid, block: Block, rows: list[int]) -> tuple[int, int]:
    """First and last column of the rows without titles and remarks, merges counted in full."""
    firsts, lasts = [], []
    for row in rows:
        if columns := grid.inside(row, block.left, block.right):
            firsts.append(columns[0])
            merge = grid.merge_at(row, columns[-1]) if grid.merges else None
            lasts.append(max(columns[-1], merge.right if merge else 0))
    return min(firsts), max(lasts)


def _ragged(grid: Grid, block: Block, parts: Parts) -> tuple[Decision, ...]:
    """A doubt where few rows reach further right than nearly all others and than the header."""
    rows = (*parts.header, *parts.body)
    lasts = [columns[-1] for row in rows if (columns := grid.inside(row, block.left, block.right))]
    named = max(
        (c[-1] for row in parts.header if (c := grid.inside(row, block.left, block.right))), default=0
    )
    usual = max(named, median_low(lasts))
    wider = [row for row in rows if (c := grid.inside(row, block.left, block.right)) and c[-1] > usual]
    if not wider or len(lasts) < 10 or len(wider) > 0.1 * len(lasts):
        return ()
    which = ", ".join(str(row) for row in wider[:5])
    value = f"up to {column_letters(usual)}"
    return (Decision("columns", value, 0.6, f"few rows have cells further right (rows {which})"),)


def _gaps(grid: Grid, left: int, right: int, rows: list[int]) -> tuple[Decision, ...]:
    """A doubt where a column between others is blank in every row: there may be two tables side by side."""
    used = {column for row in rows for column in grid.filled[row]}
    for merge in grid.merges.values():
        if rows[0] <= merge.bottom and merge.top <= rows[-1]:
            used.update(range(merge.left, merge.right + 1))
    blank = [column for column in range(left, right + 1) if column not in used]
    if not blank:
        return ()
    named = ", ".join(column_letters(column) for column in blank[:5])
    return (Decision("columns", f"one table across {named}", 0.6, "a blank column stands between others"),)


def _continued(grid: Grid, found: list[Stretch], stretch: Stretch) -> int | None:
    """Which table a stretch without labels goes on with."""
    if found and _are_forms(grid, found[-1], stretch):
        return len(found) - 1
    if stretch.parts.header or not stretch.parts.body:
        return None
    for index in range(len(found) - 1, -1, -1):
        above = found[index]
        if above.left <= stretch.left and stretch.right <= above.right and above.parts.typed:
            same = set(above.parts.typed) & set(stretch.parts.typed)
            return index if 2 * len(same) >= len(stretch.parts.typed) else None
    return None


def _are_forms(grid: Grid, above: Stretch, below: Stretch) -> bool:
    """Whether two stretches begin their rows with names of attributes before values: parts of one form."""
    if above.left != below.left or below.right > above.right:
        return False
    for stretch in (above, below):
        rows = (*stretch.parts.header, *stretch.parts.body)
        columns = [grid.inside(row, stretch.left, stretch.right) for row in rows]
        if any(len(found) < 2 or found[0] != stretch.left for found in columns):
            return False
        names = [name_evidence(grid.text(row, stretch.left)) for row in rows]
        others = [name_evidence(grid.text(row, found[1])) for row, found in zip(rows, columns, strict=True)]
        if sum(names) < 0.5 * len(names) or max(others) > 0:
            return False
    return True


def _joined(above: Stretch, below: Stretch) -> Stretch:
    """One table with a blank line inside it; remarks between the two are rows of it."""
    parts = above.parts
    lower = (*below.parts.titles, *below.parts.header, *below.parts.body)
    body = (*parts.body, *parts.notes, *lower)
    row = lower[0]
    why = "the rows below a blank line have no labels and the same columns"
    decision = Decision("table", f"goes on at row {row}", 0.7, why)
    return replace(
        above,
        parts=replace(parts, body=tuple(sorted(body)), notes=below.parts.notes),
        decisions=(*above.decisions, decision),
    )
