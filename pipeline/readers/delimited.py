"""Delimited text to cells, strictly after RFC 4180: what could shift a column is refused, never mended.

Encoding and delimiter are stated. A byte order mark must agree with the stated encoding. Ragged rows are
kept as they are, since only the profile knows how wide a row should be. The row number of a place is the
number of the record, which a spreadsheet program shows too; `line` in a finding is the physical line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pipeline.model import RefusalError
from pipeline.readers.cells import EMPTY, Book, Cell, Sheet, column_letters
from pipeline.readers.dialect import Dialect
from pipeline.readers.refusals import CELLS, FIELD_CHARACTERS, hostile, refusal

SHEET_NAME = "table"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')


def read_delimited(content: bytes, dialect: Dialect) -> Book:
    """Read delimited text as one unnamed sheet.

    Raises RefusalError (`encoding-error`, `nul-byte`, `quote-error`, `file-empty`, `file-hostile`), and
    ValueError when the encoding is unknown or the delimiter is not one ordinary character.
    """
    delimiter = dialect.delimiter
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f"the delimiter must be one character other than a quote or line end: {delimiter!r}")
    text = decode(content, dialect.encoding)
    records = _quoted_records(text, delimiter) if '"' in text else _plain_records(text, delimiter)
    made = _CellByText()
    rows: list[list[Cell]] = []
    count = 0
    for record in records:
        rows.append([made[field] for field in record])
        count += len(record)
        if count > CELLS:
            raise hostile("cells", limit=CELLS, found=f"more than {CELLS}")
    if all(not field.strip() for field in made):
        raise refusal("file-empty")
    return Book([Sheet(SHEET_NAME, rows, named=False)])


def decode(content: bytes, encoding: str) -> str:
    """The text of the bytes in the stated encoding, without its byte order mark.

    Raises RefusalError (`encoding-error`, `nul-byte`) and ValueError for an encoding that does not exist.
    """
    try:
        stated = codecs.lookup(encoding).name
        "a".encode(stated)
    except LookupError as error:
        raise ValueError(f"not a text encoding: {encoding!r}") from error
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    if marked and not stated.startswith(marked):
        raise _encoding_error(content, encoding, 0, 1, found=marked)
    try:
        text = content.decode("utf-8-sig" if stated == "utf-8" else stated)
    except UnicodeDecodeError as error:
        raise _encoding_error(content, encoding, error.start, error.end, found=marked) from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        offset = content.index(b"\0")
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal("nul-byte", encoding=encoding, offset=str(offset), line=str(line))
    return text


def _encoding_error(content: bytes, encoding: str, start: int, end: int, *, found: str) -> RefusalError:
    return refusal(
        "encoding-error",
        encoding=encoding,
        found=found,
        offset=str(start),
        line=str(_line_number(content[:start])),
        bytes=content[start:end].hex(" "),
    )


def _line_number(before: bytes) -> int:
    """The physical line after these bytes, from 1; lines end as in `_LINE_END`."""
    return len(before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


class _CellByText(dict[str, Cell]):
    """One cell for every distinct text: columns of codes repeat a few texts many thousand times."""

    def __missing__(self, text: str) -> Cell:
        if len(text) > FIELD_CHARACTERS:
            raise hostile("field", limit=FIELD_CHARACTERS, found=len(text))
        cell = self[text] = Cell(text) if text else EMPTY
        return cell


def _plain_records(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    return (line.split(delimiter) for line in lines)


def _quoted_records(text: str, delimiter: str) -> Iterator[list[str]]:
    mark = re.escape(delimiter)
    field = re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)"|([^"{mark}\r\n]*+))({mark}|\r\n|\r|\n|\Z)')
    record: list[str] = []
    rows = position = 0
    while position < len(text) or record:
        found = field.match(text, position)
        if found is None:
            raise _quote_error(text, position, row=rows + 1, column=len(record) + 1)
        quoted, plain, end = found.groups()
        record.append(plain if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if end != delimiter:
            yield record
            record = []
            rows += 1


def _quote_error(text: str, start: int, *, row: int, column: int) -> RefusalError:
    """Say why no field matches at `start`: the line named is the one where the trouble begins."""
    if text[start] != '"':
        reason, at = "quote-inside", text.index('"', start)
    elif (quoted := _QUOTED.match(text, start)) is None:
        reason, at = "unterminated", start
    else:
        reason, at = "text-after-quote", quoted.end()
    line = len(_LINE_END.findall(text, 0, at)) + 1
    return refusal(
        "quote-error",
        places=(f"{column_letters(column)}{row}",),
        value=text[start : start + 60],
        line=str(line),
        reason=reason,
    )
