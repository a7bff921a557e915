"""The XML of a worksheet to raw rows, fast.

Spreadsheet programs write cells in one canonical form (`<c r="B7" s="3"><v>12</v></c>`). A regular
expression takes rows of such cells apart several times faster than any XML parser can call back; a row that
is not made of canonical cells from end to end goes through lxml, and so does the whole sheet when it has
comments, CDATA or a namespace prefix. What stands around the rows is always parsed by lxml.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.readers.package import parse, whole_number
from pipeline.readers.refusals import damaged

RawCell = tuple[str, str, str, str]
"""Address ("B7", or "" for the next), attributes beside the address as written, stored value, inline text."""

_NOT_CANONICAL: RawCell = ("", "", "", "")
_ROW = re.compile(r"\s*<row((?:\s[^<>]*?)?)(/?)>")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}\d{1,7})"([^<>&/\x00-\x1f]*)'
    r"(?:/>|>(?:"
    r"(?:<f(?: [^<>\x00-\x1f]*)?(?:/>|>[^<\x00-\x1f]*</f>))?<v>([^<&\x00-\x1f]+)</v>"
    r'|<is><t(?: xml:space="preserve")?>([^<&\x00-\x1f]*)</t></is>'
    r"|<v ?/>|<v></v>)?</c>)"
    r"|[\s\S]"
)
_ATTRIBUTE = re.compile(r"""\s+([\w:]+)\s*=\s*(?:"([^"<&\x00-\x1f]*)"|'([^'<&\x00-\x1f]*)')|(\S)""")
_MOST_COLUMN_RANGES = 16_384
_SHEET_DATA = "<sheetData>"
_SHEET_DATA_END = "</sheetData>"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as stored."""

    attributes: dict[str, str]
    cells: list[RawCell]
    unstored: dict[int, str]
    """Formulas without a stored result ("=SUM(B2:B5)"), by the index of their cell."""
    is_canonical: bool = False
    """Whether every cell says where it is and none is an unstored formula."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The rows, to be read once, and what stands around them."""

    rows: Iterable[RawRow]
    merges: list[str]
    hidden_columns: list[tuple[int, int]]
    """First and last number of each hidden range of columns."""


def read_sheet(xml: bytes, part: str) -> RawSheet:
    """Take a screened worksheet part apart.

    Raises RefusalError (`file-damaged`), also while its rows are read.
    """
    try:
        text = xml.decode()
    except UnicodeDecodeError as error:
        raise damaged("xml", part=part) from error
    start, end = text.find(_SHEET_DATA), text.rfind(_SHEET_DATA_END)
    opening = re.match(r"\s*<worksheet[^<>]*>", text)
    if opening is None or start < 0 or end < start or "<!" in text:
        return _read_whole(xml, part)
    shell = parse((text[:start] + text[end + len(_SHEET_DATA_END) :]).encode(), part)
    rows = _fast_rows(text[start + len(_SHEET_DATA) : end], opening[0], part)
    return _with_surroundings(shell, rows, part)


def attributes_of(written: str, part: str) -> dict[str, str]:
    """Attributes as written in a start tag. Raises RefusalError when it holds anything else."""
    found = _ATTRIBUTE.findall(written)
    if any(odd for _, _, _, odd in found):
        raise damaged("xml", part=part)
    return {name: double or single for name, double, single, _ in found}


def string_text(element: etree._Element) -> str:
    """The text of a shared or inline string: its runs joined, without phonetic guides (`rPh`)."""
    runs = []
    for child in element:
        name = _local(child)
        if name == "t":
            runs.append(child.text or "")
        elif name == "r":
            runs += [t.text or "" for t in child if _local(t) == "t"]
    return "".join(runs)


def _fast_rows(body: str, opening: str, part: str) -> Iterator[RawRow]:
    """Rows between the tags of sheetData; `opening` declares the namespaces that rows may use."""
    pieces = body.split("</row>")
    for index, piece in enumerate(pieces):
        position = 0
        tag = _ROW.match(piece)
        while tag is not None and tag[2]:
            yield RawRow(attributes_of(tag[1], part), [], {})
            position = tag.end()
            tag = _ROW.match(piece, position)
        is_last = index == len(pieces) - 1
        if is_last != (tag is None) or (is_last and piece[position:].strip()):
            raise damaged("xml", part=part)
        if tag is None:
            return
        cells = _CELL.findall(piece, tag.end())
        if _NOT_CANONICAL in cells:
            yield _slow_row(f"{opening}{piece[position:]}</row></worksheet>", part)
        else:
            yield RawRow(attributes_of(tag[1], part), cells, {}, is_canonical=True)


def _slow_row(xml: str, part: str) -> RawRow:
    worksheet = parse(xml.encode(), part)
    if len(worksheet) != 1:
        raise damaged("xml", part=part)
    return _row(worksheet[0])


def _read_whole(xml: bytes, part: str) -> RawSheet:
    """The plain way: the whole sheet through lxml, each row thrown away once it is read."""
    events = etree.iterparse(
        io.BytesIO(xml),
        tag="{*}row",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    rows = []
    try:
        for _, element in events:
            rows.append(_row(element))
            element.clear()
    except etree.XMLSyntaxError as error:
        raise damaged("xml", part=part) from error
    return _with_surroundings(events.root, rows, part)


def _row(element: etree._Element) -> RawRow:
    cells: list[RawCell] = []
    unstored = {}
    for child in element:
        if _local(child) == "c":
            cell, formula = _raw_cell(child)
            if formula:
                unstored[len(cells)] = formula
            cells.append(cell)
    return RawRow(_attributes(element), cells, unstored)


def _raw_cell(element: etree._Element) -> tuple[RawCell, str]:
    """One cell, and its formula when no result is stored with it (an empty text is a result)."""
    value = inline = formula = ""
    is_stored = False
    for child in element:
        name = _local(child)
        if name == "v":
            value = child.text or ""
            is_stored = bool(value) or element.get("t") == "str"
        elif name == "is":
            inline = string_text(child)
        elif name == "f":
            formula = "=" + (child.text or "")
    written = "".join(f' {name}="{element.get(name)}"' for name in ("s", "t") if element.get(name))
    return (element.get("r", ""), written, value, inline), "" if is_stored else formula


def _with_surroundings(worksheet: etree._Element, rows: Iterable[RawRow], part: str) -> RawSheet:
    merges = [element.get("ref", "") for element in worksheet.iter("{*}mergeCell")]
    columns = list(worksheet.iter("{*}col"))
    if len(columns) > _MOST_COLUMN_RANGES:
        raise damaged("xml", part=part)
    hidden = [
        (whole_number(element, "min", part), whole_number(element, "max", part))
        for element in columns
        if is_hidden(_attributes(element), "width")
    ]
    return RawSheet(rows, merges, hidden)


def is_hidden(attributes: Mapping[str, str], extent: str) -> bool:
    """Whether a row or column is hidden, or has no extent ("ht" or "width" zero) and so cannot be seen."""
    return attributes.get("hidden") in ("1", "true") or attributes.get(extent) in ("0", "0.0")


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
