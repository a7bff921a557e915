"""The one door for files that hold tables: bytes in, a book of text cells out, or a refusal that says why.

The kind is decided by the content and must agree with the name. Encoding and delimiter are stated by the
profile, never guessed. Nothing is typed, named or dropped here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from pipeline.model import RefusalError
from pipeline.readers import (
    archive,
    delimited,
    excel,
    excel_97,
    excel_binary,
    json_records,
    kinds,
    opendocument,
)
from pipeline.readers.cells import Book
from pipeline.readers.dialect import Dialect
from pipeline.readers.package import member_names
from pipeline.readers.refusals import FILE_BYTES, hostile, refusal


def open_book(
    path: Path,
    *,
    file_name: str,
    dialect: Dialect | None = None,
    records: str | None = None,
    read_text: Callable[[bytes, str], Book] | None = None,
) -> Book:
    """Read a stored file as a book of sheets.

    `path` is where the bytes are, `file_name` how the sender called them. `dialect` concerns delimited text
    (RFC 4180 in UTF-8 when the profile states none), `records` is the JSON pointer of the list of records
    ('' = the root). `read_text` reads delimited text, alone or in a zip, from its bytes and name where no
    dialect is stated.

    Raises RefusalError when the file cannot be read at all, with a finding that carries its name; ValueError
    when a profile states a dialect or pointer that cannot exist.
    """
    try:
        content = _content(path)
        stated = _Stated(dialect or Dialect(), records or "", read_text)
        if _agreed_kind(content, file_name) == kinds.ZIP:
            return archive.read_archive(content, stated.read)
        return stated.read(content, file_name)
    except RefusalError as error:
        raise RefusalError(
            *(dataclasses.replace(f, params={"file": file_name, **f.params}) for f in error.findings)
        ) from error


def names_within(path: Path, *, file_name: str) -> tuple[str, ...]:
    """Names of the files that a received file is: those in a zip, otherwise its own.

    The only file of a zip is as if it had been sent alone. Raises RefusalError as `open_book` does.
    """
    if kinds.kind_of_name(file_name) != kinds.ZIP:
        return (file_name,)
    content = _content(path)
    if _agreed_kind(content, file_name) != kinds.ZIP:
        return (file_name,)
    opened = archive.open_archive(content)
    return (opened.only,) if opened.only else tuple(opened.files)


@dataclasses.dataclass(frozen=True, slots=True)
class _Stated:
    """What the profile states of files of the kinds that need it."""

    dialect: Dialect
    records: str
    read_text: Callable[[bytes, str], Book] | None = None

    def read(self, content: bytes, name: str) -> Book:
        """Read one file that is no archive. Raises RefusalError."""
        kind = _agreed_kind(content, name)
        if kind == kinds.JSON:
            return json_records.read_records(content, pointer=self.records)
        if kind == kinds.DELIMITED and self.read_text:
            return self.read_text(content, name)
        if kind == kinds.DELIMITED:
            return delimited.read_delimited(content, self.dialect)
        if kind == kinds.PARQUET:
            from pipeline.readers.parquet import read_parquet  # noqa: PLC0415 - a database, seldom needed

            return read_parquet(content)
        return _READERS[kind](content)


_READERS: dict[str, Callable[[bytes], Book]] = {
    kinds.XLSX: excel.read_workbook,
    kinds.XLSB: excel_binary.read_binary_workbook,
    kinds.XLS: excel_97.read_old_workbook,
    kinds.ODS: opendocument.read_opendocument,
    kinds.JSON_LINES: json_records.read_lines,
}


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise refusal("file-missing")
    size = path.stat().st_size
    if size == 0:
        raise refusal("file-empty")
    if size > FILE_BYTES:
        raise hostile("size", limit=FILE_BYTES, found=size)
    return path.read_bytes()


def _agreed_kind(content: bytes, file_name: str) -> str:
    """The kind by content, once the name agrees with it."""
    promised = kinds.kind_of_name(file_name)
    found = kinds.kind_of_bytes(content)
    if found in (kinds.OLE, kinds.XLS) and kinds.is_encrypted_workbook(content):
        raise refusal("file-encrypted")
    if found in kinds.COMPRESSED:
        raise refusal("file-compressed", found=found)
    if found == kinds.ZIP:
        found = kinds.kind_of_zip(member_names(content))
    elif found == kinds.TEXT and promised in kinds.TEXTS:
        found = kinds.kind_of_text(content, promised)
    if promised is None or found != promised:
        raise refusal("format-error", expected=promised or kinds.READABLE, found=found)
    return promised
