"""What each cell of a table is: the name of a column or row, what tells its records apart, or a value.

A table of ordinary size is read from the evidence of all its texts (`layouts`), so that forms, headers in the
middle and labels over several rows are seen; a large one is read as its header, its first column of labels
and its values. Cells in doubt are named by decisions below `SURE`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.detecting.areas import Area, areas_of
from pipeline.detecting.arrangements import Placed, Role
from pipeline.detecting.content import Form, form
from pipeline.detecting.decisions import SURE, Decision
from pipeline.detecting.grid import Grid
from pipeline.detecting.layouts import Layout
from pipeline.detecting.tables import DetectedTable
from pipeline.readers.cells import Sheet, column_letters

MOST_ROWS, MOST_COLUMNS = 60, 40
"""Of a table of ordinary size."""
_ABOVE: tuple[Role, ...] = ("column attribute", "column index")
_BESIDE: tuple[Role, ...] = ("row attribute", "row index")


@dataclass(frozen=True, slots=True)
class CellRole:
    """A cell, or a merged range, with its text and what it is. Rows and columns from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    role: Role
    confidence: float
    guessed: bool = False
    """Whether blanks were given to it that the file does not join to it."""

    @property
    def range(self) -> str:
        """Its address: "B7", or "B7:D8" for a merged range."""
        return _range(self.top, self.left, self.bottom, self.right)


@dataclass(frozen=True, slots=True)
class CellRoles:
    """Roles of all cells of a table, row by row, and a decision for every range in doubt."""

    cells: tuple[CellRole, ...]
    decisions: tuple[Decision, ...]
    _at: dict[tuple[int, int], CellRole] = field(default_factory=dict, repr=False, compare=False)

    def at(self, row: int, column: int) -> CellRole | None:
        """The cell or merged range that covers a place; None outside the table."""
        return self._at.get((row, column))

    def headers(self, cell: CellRole) -> tuple[CellRole, ...]:
        """The labels and indexes that a cell belongs to: those above it from the top, then those at its left
        from the left. Only the nearest group on each side counts."""
        above: list[CellRole] = []
        for row in range(cell.top - 1, 0, -1):
            found = self.at(row, cell.left)
            if found is None or (above and found.role not in _ABOVE):
                break
            if found.role in _ABOVE and found not in above:
                above.append(found)
        beside: list[CellRole] = []
        for column in range(cell.left - 1, 0, -1):
            found = self.at(cell.top, column)
            if found is None or (beside and found.role not in _BESIDE):
                break
            if found.role in _BESIDE and found not in beside:
                beside.append(found)
        return (*reversed(above), *reversed(beside))


def roles(sheet: Sheet, table: DetectedTable) -> CellRoles:
    """What every cell of a table, of its titles and of its remarks is."""
    grid = Grid(sheet)
    rows = (*table.titles, *table.notes, table.top, table.bottom)
    top, bottom = min(rows), max(rows)
    if bottom - top >= MOST_ROWS or table.right - table.left >= MOST_COLUMNS:
        placed = _by_header(grid, table, top, bottom)
    else:
        layout = Layout(areas_of(grid, top, table.left, bottom, table.right))
        placed = layout.read((top, table.left, bottom, table.right)).cells
    cells = tuple(sorted((_cell(p) for p in placed), key=lambda cell: (cell.top, cell.left)))
    covered = {
        (row, column): cell
        for cell in cells
        for row in range(cell.top, cell.bottom + 1)
        for column in range(cell.left, cell.right + 1)
    }
    return CellRoles(cells, _doubts(cells), covered)


def _by_header(grid: Grid, table: DetectedTable, top: int, bottom: int) -> tuple[Placed, ...]:
    """Roles of a large table: labels in its header rows, an index in its first column, values elsewhere."""
    header = set(table.header)
    sure = next((d.confidence for d in table.decisions if d.about == "header"), 0.5)
    key = table.stub[0] if table.stub else 0
    placed: list[Placed] = []
    for row in range(top, bottom + 1):
        for column in range(table.left, table.right + 1):
            area = Area(row, column, row, column, grid.text(row, column))
            if row in header or row in table.titles:
                placed.append(Placed(area, "column attribute", sure))
            elif column == key and form(area.text) is not Form.BLANK:
                placed.append(Placed(area, "row index", 0.7))
            else:
                placed.append(Placed(area, "value", sure if column in table.values else 0.7))
    return tuple(placed)


def _cell(placed: Placed) -> CellRole:
    area = placed.area
    sure = min(placed.confidence, 0.6) if area.guessed else placed.confidence
    return CellRole(area.top, area.left, area.bottom, area.right, area.text, placed.role, sure, area.guessed)


def _doubts(cells: tuple[CellRole, ...]) -> tuple[Decision, ...]:
    """One decision for each run of doubtful cells of one role that stand below each other."""
    runs: list[list[CellRole]] = []
    for cell in sorted((c for c in cells if c.confidence < SURE), key=lambda c: (c.left, c.top)):
        last = runs[-1][-1] if runs else None
        if last is not None and _goes_on(last, cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return tuple(_doubt(run) for run in runs)


def _goes_on(last: CellRole, cell: CellRole) -> bool:
    same = (last.left, last.right, last.role, last.guessed, last.confidence)
    return last.bottom + 1 == cell.top and same == (
        cell.left,
        cell.right,
        cell.role,
        cell.guessed,
        cell.confidence,
    )


def _doubt(run: list[CellRole]) -> Decision:
    first, last = run[0], run[-1]
    place = _range(first.top, first.left, last.bottom, first.right)
    if first.guessed:
        reason = (
            "blanks at the right or below were taken for parts of this cell, or of a cell above or beside"
        )
    else:
        reason = "neither its text nor its neighbours show surely what it is"
    return Decision("cell role", f"{place}: {first.role}", first.confidence, reason)


def _range(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letters(left)}{top}", f"{column_letters(right)}{bottom}"
    return first if first == last else f"{first}:{last}"
