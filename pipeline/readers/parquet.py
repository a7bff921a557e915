"""Parquet to cells: the names of the columns are the header, every value is text exactly as stored.

Decimals keep their digits, dates are ISO text, a missing value is a blank. Columns that hold lists, records
or bytes are no table and are refused. The file is read by DuckDB, a part of the rows at a time.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline import warehouse
from pipeline.readers.cells import EMPTY, Book, Cell, Sheet
from pipeline.readers.excel_cells import shortest
from pipeline.readers.refusals import CELLS, FIELD_CHARACTERS, damaged, hostile, refusal

SHEET_NAME = "table"
_PLAIN = re.compile(
    r"BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\d+\)|VARCHAR|UUID|ENUM\(.*\)"
    r"|TIME|DATE|INTERVAL|JSON"
)
_FLOATS = frozenset({"FLOAT", "DOUBLE"})
_MOMENT = re.compile(r"TIMESTAMP.*")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")


def read_parquet(content: bytes) -> Book:
    """Read a Parquet file as one unnamed sheet.

    Raises RefusalError (`file-damaged`, `file-hostile`, `file-empty`, `column-nested`).
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.parquet")
        path.write_bytes(content)
        try:
            with warehouse.parquet_texts(path) as table:
                return Book([_sheet(table)])
        except warehouse.ParquetError as error:
            told = str(error).partition("\n")[0].replace(str(path), "the file")
            raise damaged("records", value=told[:200]) from error


def _sheet(table: warehouse.ParquetTexts) -> Sheet:
    cells = len(table.columns) * (table.rows + 1)
    if cells > CELLS:
        raise hostile("cells", limit=CELLS, found=cells)
    if not table.rows or not table.columns:
        raise refusal("file-empty")
    makers = [_texts_of(name, type_) for name, type_ in table.columns]
    sheet = Sheet(SHEET_NAME, [[_cell(name) for name, _ in table.columns]], named=False)
    for row in table.read():
        sheet.rows.append([_cell(make(text)) for make, text in zip(makers, row, strict=True)])
    return sheet


def _texts_of(name: str, type_: str) -> Callable[[str | None], str]:
    """What turns DuckDB's text of a value of this type into the cell's. Raises RefusalError."""
    if type_ in _FLOATS:
        return _float_text
    if _MOMENT.fullmatch(type_):
        return lambda text: _MIDNIGHT.sub("", (text or "").replace(" ", "T", 1))
    if _PLAIN.fullmatch(type_):
        return lambda text: text or ""
    raise refusal("column-nested", value=name, column=name, type=type_)


def _float_text(text: str | None) -> str:
    """The shortest decimal, without an exponent; "inf" and "nan" stay, for the profile to refuse."""
    try:
        return shortest(text) if text else ""
    except ValueError:
        return text or ""


def _cell(text: str) -> Cell:
    if len(text) > FIELD_CHARACTERS:
        raise hostile("field", limit=FIELD_CHARACTERS, found=len(text))
    return Cell(text) if text else EMPTY
