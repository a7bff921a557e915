"""The one door for files that hold tables: bytes in, a book of text cells out, or a refusal that says why.

The kind is decided by the content and must agree with the name. Encoding and delimiter are stated by the
profile, never guessed. Nothing is typed, named or dropped here.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from pipeline.model import RefusalError
from pipeline.readers import delimited, excel, json_records, kinds
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
) -> Book:
    """Read a stored file as a book of sheets.

    `path` is where the bytes are, `file_name` how the sender called them. `dialect` concerns delimited text
    (RFC 4180 in UTF-8 when the profile states none), `records` is the JSON pointer of the list of records
    ('' = the root).

    Raises RefusalError when the file cannot be read at all, with a finding that carries its name; ValueError
    when a profile states a dialect or pointer that cannot exist.
    """
    try:
        content = _content(path)
        kind = _agreed_kind(content, file_name)
        if kind == kinds.XLSX:
            return excel.read_workbook(content)
        if kind == kinds.JSON:
            return json_records.read_records(content, pointer=records or "")
        return delimited.read_delimited(content, dialect or Dialect())
    except RefusalError as error:
        raise RefusalError(
            *(dataclasses.replace(f, params={"file": file_name, **f.params}) for f in error.findings)
        ) from error


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
    if found == kinds.ZIP:
        found = kinds.kind_of_zip(member_names(content))
    elif found == kinds.TEXT and promised in (kinds.DELIMITED, kinds.JSON):
        found = _kind_of_text(content, promised)
    if promised is None or found != promised:
        raise refusal("format-error", expected=promised or kinds.READABLE, found=found)
    return promised


def _kind_of_text(content: bytes, promised: str) -> str:
    """Text is what its name says, except that JSON begins with a bracket (or a byte order mark that is
    refused later, with a better reason)."""
    if promised == kinds.JSON:
        head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
        marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return kinds.JSON if marked or head[:1] in (b"{", b"[", b"") else kinds.TEXT
    return promised
