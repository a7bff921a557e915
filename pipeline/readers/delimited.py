"""Delimited text to cells, strictly: what could shift a column is refused, never mended.

The dialect (encoding, delimiter, quote, escape) is stated, RFC 4180 in UTF-8 otherwise. A byte order mark
must agree with the stated encoding. Ragged rows are kept as they are, since only the profile knows how wide
a row should be. The row number of a place is the number of the record, which a spreadsheet program shows
too; `line` in a finding is the physical line.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from pipeline.model import RefusalError
from pipeline.readers.cells import EMPTY, Book, Cell, Sheet, column_letters
from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import LINE_END, Grammar, grammar, special_signs
from pipeline.readers.refusals import CELLS, FIELD_CHARACTERS, hostile, refusal

SHEET_NAME = "table"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(content: bytes, dialect: Dialect) -> Book:
    """Read delimited text as one unnamed sheet.

    Raises RefusalError (`encoding-error`, `nul-byte`, `quote-error`, `file-empty`, `file-hostile`), and
    ValueError when the encoding is unknown or the signs of the dialect exclude each other.
    """
    rules = grammar(dialect)
    text = decode(content, dialect.encoding)
    if any(sign in text for sign in special_signs(dialect)):
        records = _quoted_records(text, dialect, rules)
    else:
        records = _plain_records(text, dialect.delimiter)
    sheet = sheet_of(records)
    if all(not cell.text.strip() for row in sheet.rows for cell in row):
        raise refusal("file-empty")
    return Book([sheet])


def sheet_of(records: Iterable[list[str]]) -> Sheet:
    """The one unnamed sheet of a delimited file. Raises RefusalError (`file-hostile`) beyond the limits."""
    made = _CellByText()
    rows: list[list[Cell]] = []
    count = 0
    for record in records:
        rows.append([made[field] for field in record])
        count += len(record)
        if count > CELLS:
            raise hostile("cells", limit=CELLS, found=f"more than {CELLS}")
    return Sheet(SHEET_NAME, rows, named=False)


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
    """The physical line after these bytes, from 1; lines end as in `LINE_END`."""
    return len(before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


class _CellByText(dict[str, Cell]):
    """One cell for every distinct text: columns of codes repeat a few texts many thousand times."""

    def __missing__(self, text: str) -> Cell:
        if len(text) > FIELD_CHARACTERS:
            raise hostile("field", limit=FIELD_CHARACTERS, found=len(text))
        cell = self[text] = Cell(text) if text else EMPTY
        return cell


def _plain_records(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    return (line.split(delimiter) for line in lines)


def _quoted_records(text: str, dialect: Dialect, rules: Grammar) -> Iterator[list[str]]:
    record: list[str] = []
    rows = position = 0
    while position < len(text) or record:
        found = rules.field.match(text, position)
        if found is None:
            raise _quote_error(text, position, dialect.quote, rules, row=rows + 1, column=len(record) + 1)
        quoted, plain, end = found.groups()
        record.append(rules.unquoted(plain) if quoted is None else rules.plain(quoted))
        position = found.end()
        if end != dialect.delimiter:
            yield record
            record = []
            rows += 1


def _quote_error(text: str, start: int, quote: str, rules: Grammar, *, row: int, column: int) -> RefusalError:
    """Say why no field matches at `start`: the line named is the one where the trouble begins."""
    if not text.startswith(quote, start):
        reason, at = "quote-inside", text.index(quote, start)
    elif rules.quoted is None or (quoted := rules.quoted.match(text, start)) is None:
        reason, at = "unterminated", start
    else:
        reason, at = "text-after-quote", quoted.end()
    line = len(LINE_END.findall(text, 0, at)) + 1
    return refusal(
        "quote-error",
        places=(f"{column_letters(column)}{row}",),
        value=text[start : start + 60],
        line=str(line),
        reason=reason,
    )
