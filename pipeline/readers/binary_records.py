"""The records of a binary workbook (XLSB), and the few kinds of fields that they are made of.

A part is a run of records: type and length in seven-bit groups, then that many bytes. Nothing is believed
that the part is too short for. Source: MS-XLSB, sections 2.1.4 and 2.5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.readers.refusals import FIELD_CHARACTERS, damaged, hostile

_U32 = struct.Struct("<I")
_REAL = struct.Struct("<d")
_NO_TEXT = 0xFFFFFFFF

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip


def records(content: bytes, part: str) -> Iterator[tuple[int, bytes]]:
    """Type and body of every record. Raises RefusalError (`file-damaged`) where one is cut off."""
    position, end = 0, len(content)
    try:
        while position < end:
            kind = content[position]
            position += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (content[position] & 0x7F) << 7
                position += 1
            size = content[position]
            position += 1
            if size & 0x80:
                size, position = _long_size(content, position - 1)
            body = content[position : position + size]
            if len(body) != size:
                raise damaged("records", part=part)
            yield kind, body
            position += size
    except IndexError as error:
        raise damaged("records", part=part) from error


def _long_size(content: bytes, position: int) -> tuple[int, int]:
    size = 0
    for group in range(4):
        byte = content[position + group]
        size |= (byte & 0x7F) << 7 * group
        if not byte & 0x80:
            return size, position + group + 1
    return size, position + 4


def u32(body: bytes, at: int) -> int:
    """A whole number of four bytes. Raises struct.error where the body is too short."""
    return int(_U32.unpack_from(body, at)[0])


def real(body: bytes, at: int) -> str:
    """A stored floating-point number as its shortest text. Raises struct.error."""
    return repr(_REAL.unpack_from(body, at)[0])


def compressed(raw: int) -> str:
    """The text of an RK number: thirty bits of a float or of a whole number, perhaps in hundredths."""
    if raw & 2:
        whole = (raw >> 2) - (1 << 30 if raw & 0x80000000 else 0)
        return repr(whole / 100) if raw & 1 else str(whole)
    (number,) = _REAL.unpack(b"\0\0\0\0" + _U32.pack(raw & 0xFFFFFFFC))
    return repr(number / 100 if raw & 1 else number)


def text_at(body: bytes, at: int, part: str) -> tuple[str, int]:
    """A counted text and the position behind it; no text counts as an empty one.

    Raises struct.error where the body is too short, RefusalError where the text is too long for a cell.
    """
    count = u32(body, at)
    if count == _NO_TEXT:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(body):
        raise struct.error("a text longer than its record")
    if count > FIELD_CHARACTERS:
        raise hostile("field", part=part, limit=FIELD_CHARACTERS, found=count)
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
