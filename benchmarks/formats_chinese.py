"""Chinese tables with labels over several rows and columns: is every cell what it is, with the text it has?

Each file holds one real table of which people have marked the cells: names of columns and of rows, indexes by
which records are told apart, and values (`*.truth.json`: cell identities by row and column, texts, and lists
of identities by role). A cell counts as right when its role is right and its text too, where every place of a
merged range has the text of the range. The same table is read from a workbook, which keeps the merges, and
from GB18030 text, which has blanks in their place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Measure

from pipeline.detecting.arrangements import Role
from pipeline.detecting.decisions import SURE
from pipeline.detecting.opening import open_unknown
from pipeline.detecting.roles import roles
from pipeline.detecting.tables import find_tables
from pipeline.readers.cells import Sheet
from pipeline.readers.opening import open_book

LEAST_RIGHT = 0.95
MARKED: dict[str, Role] = {
    "column_attribute": "column attribute",
    "row_attribute": "row attribute",
    "column_index": "column index",
    "row_index": "row index",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader says of one place."""

    role: str
    text: str
    sure: bool


Truth = dict[tuple[int, int], tuple[str, str]]
"""Role and text by row and column."""
Finder = Callable[[Sheet], dict[tuple[int, int], Found]]


@dataclass(slots=True)
class Tally:
    """Places of all tables read one way."""

    places: int = 0
    right: int = 0
    sure: int = 0
    silent: int = 0
    """Wrong, and no doubt was stated."""

    @property
    def share(self) -> float:
        return self.right / self.places


def truth(path: Path) -> Truth:
    """What people have marked."""
    given = json.loads(path.read_text(encoding="utf-8"))
    role_of = {identity: role for key, role in MARKED.items() for identity in given[key]}
    texts = given["chinese_cell_value_list"]
    return {
        (row, column): (role_of.get(identity, "value"), texts[identity].strip())
        for row, identities in enumerate(given["cell_ID_matrix"], start=1)
        for column, identity in enumerate(identities, start=1)
    }


def detected(sheet: Sheet) -> dict[tuple[int, int], Found]:
    """What the project says."""
    found: dict[tuple[int, int], Found] = {}
    for table in find_tables(sheet):
        for cell in roles(sheet, table).cells:
            for row in range(cell.top, cell.bottom + 1):
                for column in range(cell.left, cell.right + 1):
                    found[row, column] = Found(cell.role, cell.text.strip(), cell.confidence >= SURE)
    return found


def naive(sheet: Sheet) -> dict[tuple[int, int], Found]:
    """The first row names the columns, the first column names the rows, blanks are blanks."""
    return {
        (row, column): Found(
            "column attribute" if row == 1 else "row attribute" if column == 1 else "value",
            cell.text.strip(),
            sure=True,
        )
        for row, cells in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(cells, start=1)
    }


def tally(pairs: list[tuple[Truth, Sheet]], finder: Finder) -> Tally:
    """Count over all tables."""
    counted = Tally()
    for marked, sheet in pairs:
        found = finder(sheet)
        for place, expected in marked.items():
            seen = found.get(place, Found("", "", sure=False))
            right = (seen.role, seen.text) == expected
            counted.places += 1
            counted.right += right
            counted.sure += seen.sure
            counted.silent += seen.sure and not right
    return counted


def measures(samples: Path | None) -> Iterator[Measure]:
    """Share of places right, and places wrong without a doubt, for workbooks and for GB18030 text."""
    folder = samples / "chinese-tables" if samples else None
    for kind, ending in (("XLSX", ".xlsx"), ("GB18030", ".gb18030.csv")):
        right, silent = (
            f"Chinese tables from {kind}: roles and texts of cells",
            f"{kind}: wrong and not reported",
        )
        if folder is None or not folder.is_dir():
            yield Measure(right, "", "≥ 95%", "COALITION_SAMPLES has no chinese-tables", None)
            yield Measure(
                f"Chinese tables from {silent}", "", "0", "COALITION_SAMPLES has no chinese-tables", None
            )
            continue
        pairs = [(truth(path), _sheet(path, ending)) for path in sorted(folder.glob("*.truth.json"))]
        ours, plain = tally(pairs, detected), tally(pairs, naive)
        yield Measure(
            right,
            f"first row and first column as labels: {plain.share:.1%}",
            "≥ 95%",
            f"{ours.share:.1%} of {ours.places} places in {len(pairs)} tables",
            ours.share >= LEAST_RIGHT,
        )
        yield Measure(
            f"Chinese tables from {silent}",
            f"{plain.silent} of {plain.places}",
            "0",
            f"{ours.silent} of {ours.sure} places said to be sure (of {ours.places})",
            ours.silent == 0,
        )


def _sheet(path: Path, ending: str) -> Sheet:
    table = path.with_name(path.name.removesuffix(".truth.json") + ending)
    if ending == ".xlsx":
        return open_book(table, file_name=table.name).sheets[0]
    return open_unknown(table, file_name=table.name).book.sheets[0]
