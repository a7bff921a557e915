"""What a member gets back for the file it sent: its own workbook, or a workbook that shows its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.detecting.opening import open_unknown
from pipeline.model import RefusalError
from pipeline.readers.cells import Book, Sheet
from reports.feedback.patching import UnpatchableError
from reports.feedback.rendering import rendered
from reports.feedback.workbook import annotated

_OWN = (".xlsx", ".xlsm")


def returned(path: Path, file_name: str, review: Mapping[str, Any]) -> tuple[str, bytes]:
    """Name and bytes of the workbook to hand back.

    `path` is where the bytes are that were sent as `file_name`; `review` is what was found
    (`quality.report.as_json`). A file that is no workbook, and a workbook that cannot be added to, is shown
    as text in a new one; of a file that cannot be read at all only the list is made. Nothing is raised for a
    bad file.
    """
    name = PurePosixPath(file_name)
    if name.suffix.lower() in _OWN:
        try:
            return f"{name.stem}.feedback{name.suffix.lower()}", annotated(path.read_bytes(), review)
        except (UnpatchableError, RefusalError):
            pass
    return f"{name.stem}.feedback.xlsx", annotated(rendered(_book(path, file_name)), review)


def _book(path: Path, file_name: str) -> Book:
    try:
        book = open_unknown(path, file_name=file_name).book
    except RefusalError:
        book = Book([])
    return book if book.sheets else Book([Sheet("table", [])])
