"""What kind of file is this? The content decides; the name only has to agree."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

XLSX: Final = "Excel workbook (XLSX)"
XLS: Final = "Excel 97-2003 workbook (XLS)"
XLSB: Final = "binary Excel workbook (XLSB)"
ODS: Final = "OpenDocument spreadsheet (ODS)"
OFFICE: Final = "Word or PowerPoint document"
ZIP: Final = "ZIP archive"
GZIP: Final = "gzip archive"
PDF: Final = "PDF document"
MARKUP: Final = "HTML or XML page"
OLE: Final = "OLE document"
PICTURE: Final = "picture"
DELIMITED: Final = "delimited text (CSV)"
JSON: Final = "JSON"
TEXT: Final = "text"
UNKNOWN: Final = "unknown"

READABLE: Final = f"{XLSX}, {DELIMITED} or {JSON}"

_BY_SUFFIX = {
    ".xlsx": XLSX, ".xlsm": XLSX,
    ".csv": DELIMITED, ".tsv": DELIMITED, ".tab": DELIMITED, ".txt": DELIMITED,
    ".json": JSON,
}  # fmt: skip

_BY_FIRST_BYTES = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x1f\x8b", GZIP),
    (b"%PDF-", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"\x09\x02\x06\x00", XLS),
    (b"\x09\x04\x06\x00", XLS),
    (b"\x09\x00\x04\x00", XLS),
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
    if {"mimetype", "content.xml"} <= folded:
        return ODS
    return ZIP


def is_encrypted_workbook(content: bytes) -> bool:
    """Whether an OLE file wraps an encrypted workbook (MS-OFFCRYPTO keeps it in `EncryptedPackage`)."""
    return "EncryptedPackage".encode("utf-16-le") in content


def _ole_kind(content: bytes) -> str:
    streams = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    return XLS if any(stream in content for stream in streams) else OLE
