"""A JSON list of records to cells: the keys are the header, every value is text exactly as printed.

Numbers never become floats, a key that stands twice in one object is refused, and what stands beside the
list on the way to it becomes a second sheet, `document`, so that nothing in the file is lost. Places are JSON
pointers (RFC 6901); in JSON Lines, where every line is a record of its own, the line and a pointer into it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Never, TypeAlias

from pipeline.readers.cells import EMPTY, Book, Cell, Sheet
from pipeline.readers.delimited import decode
from pipeline.readers.refusals import CELLS, JSON_BYTES, JSON_DEPTH, hostile, refusal

Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | None"
"""A parsed document; numbers are texts."""

RECORDS = "records"
DOCUMENT = "document"

_BRACKETS_AND_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*+"|([\[{])|[\]}]', re.DOTALL)


class _Number(str):
    """A number as printed; apart from texts only where a nested value is printed again."""

    __slots__ = ()


def read_records(content: bytes, *, pointer: str) -> Book:
    """Read the list of records at `pointer` ('' = the root of the document).

    Raises RefusalError (`encoding-error`, `json-error`, `duplicate-key`, `records-missing`, `file-empty`,
    `file-hostile`), and ValueError when `pointer` is no JSON pointer.
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"a JSON pointer begins with '/': {pointer!r}")
    text = _json_text(content)
    document = _parse(text)
    found, beside = _walk(document, pointer)
    records = _as_records(found, pointer)
    sheets = [_records_sheet(records, [f"{pointer}/{index}" for index in range(len(records))])]
    if beside:
        sheets.append(_document_sheet(beside))
    return Book(sheets)


def read_lines(content: bytes) -> Book:
    """Read JSON Lines: one record a line, blank lines between them.

    Raises RefusalError as `read_records` does.
    """
    records: list[dict[str, Json]] = []
    places: list[str] = []
    for number, line in enumerate(_json_text(content).split("\n"), start=1):
        if not line.strip():
            continue
        record = _parse(line, line=number)
        if not isinstance(record, dict):
            place = f"line {number}"
            raise refusal("records-missing", places=(place,), pointer=place, found=_kind(record))
        records.append(record)
        places.append(f"line {number} ")
    if not any(records):
        raise refusal("file-empty")
    return Book([_records_sheet(records, places)])


def _json_text(content: bytes) -> str:
    """The text of a document, once its size and depth are known to be bearable."""
    if len(content) > JSON_BYTES:
        raise hostile("size", limit=JSON_BYTES, found=len(content))
    text = decode(content, "utf-8")
    if not text.strip():
        raise refusal("file-empty")
    _limit_depth(text)
    return text


def _limit_depth(text: str) -> None:
    """Refuse deep nesting before the parser recurses into it."""
    depth = 0
    for found in _BRACKETS_AND_TEXTS.finditer(text):
        if found[1]:
            depth += 1
            if depth > JSON_DEPTH:
                raise hostile("depth", limit=JSON_DEPTH, found=f"more than {JSON_DEPTH}")
        elif found[0] in "]}":
            depth -= 1


def _parse(text: str, *, line: int = 1) -> Json:
    """A document that begins on this line of its file. Raises RefusalError."""
    try:
        document: Json = json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_not_a_number,
            object_pairs_hook=_without_duplicates,
        )
    except json.JSONDecodeError as error:
        raise refusal(
            "json-error", line=str(line + error.lineno - 1), column=str(error.colno), reason=error.msg
        ) from error
    return document


def _not_a_number(word: str) -> Never:
    raise refusal("json-error", value=word, line="", column="", reason=f"{word} is not JSON")


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        key, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise refusal("duplicate-key", value=key, key=key)
    return members


def _walk(document: Json, pointer: str) -> tuple[Json, list[tuple[str, Json]]]:
    """The value at `pointer`, and (pointer, value) of everything passed by on the way."""
    here, path = document, ""
    beside: list[tuple[str, Json]] = []
    for raw in pointer.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(here, list) and key.isdecimal():
            members = {str(index): value for index, value in enumerate(here)}
        elif isinstance(here, dict):
            members = here
        else:
            members = {}
        if key not in members:
            raise refusal("records-missing", places=(pointer,), pointer=pointer, found="nothing")
        beside += [(f"{path}/{_escaped(k)}", value) for k, value in members.items() if k != key]
        here, path = members[key], f"{path}/{raw}"
    return here, beside


def _as_records(found: Json, pointer: str) -> list[dict[str, Json]]:
    if not isinstance(found, list):
        raise refusal("records-missing", places=(pointer,), pointer=pointer, found=_kind(found))
    records = []
    for index, record in enumerate(found):
        if not isinstance(record, dict):
            place = f"{pointer}/{index}"
            raise refusal(
                "records-missing", places=(place,), pointer=pointer, found=f"list of {_kind(record)}"
            )
        records.append(record)
    if not any(records):
        raise refusal("file-empty")
    return records


def _records_sheet(records: list[dict[str, Json]], places: list[str]) -> Sheet:
    """The sheet of records, each of which is at the place of the same number."""
    columns: dict[str, int] = {}
    first: dict[str, int] = {}
    for index, record in enumerate(records):
        for key in record:
            columns.setdefault(key, len(columns) + 1)
            first.setdefault(key, index)
    if len(columns) * (len(records) + 1) > CELLS:
        raise hostile("cells", limit=CELLS, found=len(columns) * (len(records) + 1))
    sheet = Sheet(RECORDS, [[_cell(key) for key in columns]], named=False)
    for key, column in columns.items():
        sheet.places[1, column] = f"{places[first[key]]}/{_escaped(key)}"
    for index, record in enumerate(records):
        sheet.rows.append([_cell(_text(record.get(key))) for key in columns])
        for key, column in columns.items():
            sheet.places[index + 2, column] = f"{places[index]}/{_escaped(key)}"
    return sheet


def _document_sheet(beside: list[tuple[str, Json]]) -> Sheet:
    """Two columns without a header: the key (its path where it is not at the top) and the value."""
    sheet = Sheet(DOCUMENT, [], named=False)
    for row, (place, value) in enumerate(beside, start=1):
        key = place.removeprefix("/").replace("~1", "/").replace("~0", "~")
        sheet.rows.append([_cell(key), _cell(_text(value))])
        sheet.places[row, 1] = sheet.places[row, 2] = place
    return sheet


def _cell(text: str) -> Cell:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        reason = "half of a surrogate pair (\\ud800 to \\udfff)"
        raise refusal("json-error", value=ascii(text), line="", column="", reason=reason) from error
    return Cell(text) if text else EMPTY


def _text(value: Json) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _printed(value)


def _printed(value: Json) -> str:
    """A value as JSON text, numbers as they were printed."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_printed(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_printed(key)}: {_printed(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _kind(value: Json) -> str:
    if isinstance(value, _Number):
        return "number"
    kinds = {dict: "object", list: "list", str: "text", bool: "boolean", type(None): "nothing"}
    return kinds[type(value)]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
