"""The zip around a workbook or around several files, opened with suspicion.

Everything that the directory of the zip can tell is checked before a byte is unpacked; every part is
checked for entities and odd encodings before it is parsed; every part is unpacked once, so that a wrong
checksum anywhere is seen.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib

from lxml import etree

from pipeline.readers.refusals import (
    EXPANDED_BYTES,
    EXPANSION_RATIO,
    RATIO_FROM_BYTES,
    ZIP_MEMBERS,
    damaged,
    hostile,
    refusal,
)

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
    EOFError,
    OSError,
    struct.error,
)
"""What `zipfile` raises on bytes that are no zip, apart from the error it has for that."""
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_ARCHIVES = (".zip", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar")
_NESTED = (*_ARCHIVES, ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods")
_MOST_DIGITS = 10
_ZIP_START = b"PK\x03\x04"
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_DECLARED_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_NARROW_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_WIDE_ENCODINGS = frozenset({b"utf-16", b"utf-16le", b"utf-16be"})


def member_names(content: bytes) -> list[str]:
    """Names of the members of a zip, with forward slashes. Raises RefusalError when it is cut off."""
    return [_portable(entry.filename) for entry in _directory(content).infolist()]


def expanded_bytes(content: bytes) -> int:
    """What a zip says that it unpacks to. Raises RefusalError when it is cut off."""
    return sum(entry.file_size for entry in _directory(content).infolist())


class Package:
    """The parts of a zip by name (names are compared without regard to case)."""

    def __init__(self, content: bytes, *, holds_files: bool = False) -> None:
        """Check the directory; only a zip that `holds_files` may hold workbooks, which are zips themselves.

        Raises RefusalError (`file-hostile`, `file-damaged`, `file-encrypted`).
        """
        self._zip = _directory(content)
        entries = self._zip.infolist()
        _check_sizes(entries, len(content))
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _portable(entry.filename)
            _check_member(entry, name)
            if name.lower().endswith(_ARCHIVES if holds_files else _NESTED):
                raise hostile("nested-zip", part=name)
            if name.lower() in self._entries:
                raise hostile("member-name", part=name)
            self._entries[name.lower()] = entry
        self._unread = dict.fromkeys(self._entries)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @property
    def names(self) -> list[str]:
        """Names of all parts as they are spelt, in the order of the directory, folders left out."""
        return [_portable(entry.filename) for entry in self._entries.values() if not entry.is_dir()]

    def raw(self, name: str) -> bytes:
        """A part as it is stored. Raises RefusalError."""
        return self._unpacked(name)

    def xml(self, name: str) -> bytes:
        """A part as screened UTF-8 bytes without XML declaration. Raises RefusalError."""
        return _screened(self._unpacked(name), name)

    def tree(self, name: str) -> etree._Element:
        """A small part as a tree. Raises RefusalError."""
        return parse(self.xml(name), name)

    def screen_rest(self, *, unparsed: tuple[str, ...] = ()) -> None:
        """Unpack and screen every part that nobody asked for. Raises RefusalError.

        `unparsed` begin the names of parts that may have a document type, since no program parses them for
        cells.
        """
        for name in list(self._unread):
            unpacked = self._unpacked(name)
            if name.endswith(_XML_SUFFIXES) and unpacked and not name.startswith(unparsed):
                _screened(unpacked, name)
            elif unpacked.startswith(_ZIP_START):
                raise hostile("nested-zip", part=name)

    def _unpacked(self, name: str) -> bytes:
        entry = self._entries.get(name.lower())
        if entry is None:
            raise damaged("missing-part", part=name)
        try:
            unpacked = self._zip.read(entry)
        except (*_BROKEN_ZIP, zlib.error) as error:
            raise damaged("checksum", part=name) from error
        self._unread.pop(name.lower(), None)
        return unpacked


def parse(xml: bytes, part: str) -> etree._Element:
    """Parse screened XML. Raises RefusalError when it is not well formed."""
    try:
        return etree.fromstring(xml, xml_parser())
    except etree.XMLSyntaxError as error:
        raise damaged("xml", part=part) from error


def xml_parser() -> etree.XMLParser:
    """A parser that resolves nothing, fetches nothing and keeps libxml2's own limits."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def whole_number(element: etree._Element, name: str, part: str) -> int:
    """An attribute that counts or numbers something, 0 when it is missing. Raises RefusalError."""
    text = element.get(name, "0")
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise damaged("xml", part=part, value=text[:60])
    return int(text)


def resolved(target: str, base: str) -> str:
    """The part that a relationship's target names, seen from the part `base`."""
    target = _portable(target)
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def _directory(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN_ZIP as error:
        raise damaged("truncated") from error


def _portable(name: str) -> str:
    return name.replace("\\", "/")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > ZIP_MEMBERS:
        raise hostile("members", limit=ZIP_MEMBERS, found=len(entries))
    expanded = sum(entry.file_size for entry in entries)
    if expanded > EXPANDED_BYTES:
        raise hostile("expanded", limit=EXPANDED_BYTES, found=expanded)
    if expanded > RATIO_FROM_BYTES and expanded > EXPANSION_RATIO * size:
        raise hostile("ratio", limit=EXPANSION_RATIO, found=expanded // size)
    if sum(entry.compress_size for entry in entries) > size:
        raise hostile("overlap")


def _check_member(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 1:
        raise refusal("file-encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged("compression", part=name)
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        raise hostile("member-name", part=name)


def _screened(xml: bytes, part: str) -> bytes:
    """UTF-8 bytes without byte order mark and declaration, free of DTDs and of hidden encodings."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml, encodings = _from_utf16(xml, part), _WIDE_ENCODINGS
    else:
        xml, encodings = xml.removeprefix(b"\xef\xbb\xbf"), _NARROW_ENCODINGS
    if b"\0" in xml:
        raise hostile("xml-encoding", part=part)
    declaration = _DECLARATION.match(xml)
    if declaration:
        stated = _DECLARED_ENCODING.search(declaration[0])
        if stated and stated[1].lower() not in encodings:
            raise hostile("xml-encoding", part=part, found=stated[1].decode("ascii", "replace"))
        xml = xml[declaration.end() :]
    if b"<!" in xml and _FORBIDDEN.search(xml):
        raise hostile("entities", part=part)
    if not xml.lstrip().startswith(b"<") or xml.lstrip().startswith(b"<?xml "):
        raise damaged("xml", part=part)
    return xml


def _from_utf16(xml: bytes, part: str) -> bytes:
    try:
        return xml.decode("utf-16").encode()
    except UnicodeError as error:
        raise hostile("xml-encoding", part=part, found="utf-16") from error
