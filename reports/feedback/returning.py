"""What a member gets back for the file it sent: its own workbook, or a workbook that shows its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.confinement import DOCUMENT, confined
from pipeline.detecting.opening import open_unknown
from pipeline.home import Home, write_bytes
from pipeline.model import RefusalError, Submission
from pipeline.readers.cells import Book, Sheet
from reports.feedback.patching import UnpatchableError
from reports.feedback.rendering import rendered
from reports.feedback.workbook import annotated

_OWN = (".xlsx", ".xlsm")
_LARGEST_SHOWN = 2 * 2**20
"""Bytes of a file that is no workbook beyond which it is not shown, only listed: nobody would open it."""


def handed_back(path: Path, file_name: str, review: Mapping[str, Any]) -> tuple[str, bytes]:
    """`returned`, made in a child process with limits; of a file that breaks them only the list is made."""
    try:
        return confined(DOCUMENT, returned, path, file_name, review)
    except RefusalError:
        listed = annotated(rendered(_NOTHING), review, own=False)
        return f"{PurePosixPath(file_name).stem}.feedback.xlsx", listed


def keep(home: Home, submission: Submission, sent: Path) -> Path | None:
    """Write the workbook of a reviewed submission beside what else its reporter gets back; None without one.

    `sent` is where its bytes are. There is none where nothing is to be said: a file without findings, the
    first that was sent.
    """
    folder = home.feedback(submission.reporter, submission.round)
    review = json.loads((folder / f"{submission.id}.json").read_text(encoding="utf-8"))
    kept: Path | None = None
    if review["findings"] or review["since"]:
        name, content = handed_back(sent, submission.file_name, review)
        kept = folder / f"{submission.id}{PurePosixPath(name).suffix}"
        write_bytes(kept, content)
    for outdated in {folder / f"{submission.id}{suffix}" for suffix in _OWN} - {kept}:
        outdated.unlink(missing_ok=True)
    return kept


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
    return f"{name.stem}.feedback.xlsx", annotated(rendered(_book(path, file_name)), review, own=False)


_NOTHING = Book([Sheet("table", [])])


def _book(path: Path, file_name: str) -> Book:
    if path.stat().st_size > _LARGEST_SHOWN:
        return _NOTHING
    try:
        book = open_unknown(path, file_name=file_name).book
    except RefusalError:
        return _NOTHING
    return book if book.sheets else _NOTHING
