"""What kind of file is this? The content decides; the name only has to agree."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

XLSX: Final = "Excel workbook (XLSX)"
XLS: Final = "Excel 97-2003 workbook (XLS)"
OLD_XLS: Final = "workbook of Excel 95 or older"
XLSB: Final = "binary Excel workbook (XLSB)"
ODS: Final = "OpenDocument spreadsheet (ODS)"
OFFICE: Final = "Word or PowerPoint document"
ZIP: Final = "ZIP archive"
GZIP: Final = "gzip archive"
BZIP2: Final = "bzip2 archive"
XZ: Final = "XZ archive"
SEVEN_ZIP: Final = "7-Zip archive"
RAR: Final = "RAR archive"
PDF: Final = "PDF document"
MARKUP: Final = "HTML or XML page"
OLE: Final = "OLE document"
PICTURE: Final = "picture"
DELIMITED: Final = "delimited text (CSV)"
JSON: Final = "JSON"
JSON_LINES: Final = "JSON Lines"
PARQUET: Final = "Parquet"
TEXT: Final = "text"
UNKNOWN: Final = "unknown"

READABLE: Final = (
    f"{XLSX}, {XLSB}, {XLS}, {ODS}, {DELIMITED}, {JSON}, {JSON_LINES}, {PARQUET} or {ZIP} of these"
)
TEXTS: Final = frozenset({DELIMITED, JSON, JSON_LINES})
COMPRESSED: Final = frozenset({GZIP, BZIP2, XZ, SEVEN_ZIP, RAR})

_BY_SUFFIX = {
    ".xlsx": XLSX, ".xlsm": XLSX, ".xlsb": XLSB, ".xls": XLS, ".ods": ODS,
    ".csv": DELIMITED, ".tsv": DELIMITED, ".tab": DELIMITED, ".txt": DELIMITED,
    ".json": JSON, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".parquet": PARQUET, ".zip": ZIP,
}  # fmt: skip

_BY_FIRST_BYTES = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"PAR1", PARQUET),
    (b"\x1f\x8b", GZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\x00", XZ),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"Rar!\x1a\x07", RAR),
    (b"%PDF-", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"\x09\x00\x04\x00", OLD_XLS),
    (b"\x09\x02\x06\x00", OLD_XLS),
    (b"\x09\x04\x06\x00", OLD_XLS),
    (b"\x09\x08\x08\x00", OLD_XLS),
    (b"\x09\x08\x10\x00", OLD_XLS),
)
_MARKUP_STARTS = (b"<?xml", b"<!doctype", b"<html")


def kind_of_name(file_name: str) -> str | None:
    """The readable kind that a name's ending promises; None when the ending is not one of ours."""
    return _BY_SUFFIX.get(PurePath(file_name).suffix.lower())


def kind_of_bytes(content: bytes) -> str:
    """The kind that the bytes show: `TEXT` for everything that no signature claims.

    An OLE file is told apart by the names of its streams, which are stored in UTF-16.
    """
    for start, kind in _BY_FIRST_BYTES:
        if content.startswith(start):
            return _ole_kind(content) if kind == OLE else kind
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_MARKUP_STARTS):
        return MARKUP
    return TEXT


def kind_of_zip(names: list[str]) -> str:
    """The kind of a zip by the names of its members."""
    folded = {name.lower() for name in names}
    if "xl/workbook.bin" in folded:
        return XLSB
    if any(name.startswith("xl/") for name in folded):
        return XLSX
    if any(name.startswith(("word/", "ppt/")) for name in folded):
        return OFFICE
    if {"mimetype", "content.xml"} <= folded or {"meta-inf/manifest.xml", "content.xml"} <= folded:
        return ODS
    return ZIP


def kind_of_text(content: bytes, promised: str) -> str:
    """The kind of a text by what it begins with, among those that its name allows.

    Delimited text may begin with anything. A text under a byte order mark of two bytes counts as what was
    promised: it is refused later, with a better reason.
    """
    if promised == DELIMITED or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return promised
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] not in (b"{", b"[", b""):
        return TEXT
    if _is_lines(head):
        return JSON_LINES
    return promised if promised == JSON or head[:1] != b"[" else JSON


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a whole object, and another object begins below it."""
    first, _, rest = head.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def is_encrypted_workbook(content: bytes) -> bool:
    """Whether an OLE file wraps an encrypted workbook (MS-OFFCRYPTO keeps it in `EncryptedPackage`)."""
    return "EncryptedPackage".encode("utf-16-le") in content


def _ole_kind(content: bytes) -> str:
    streams = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    return XLS if any(stream in content for stream in streams) else OLE
