"""The XML of a worksheet to raw rows, fast.

Spreadsheet programs write cells in one canonical form (`<c r="B7" s="3"><v>12</v></c>`). A row of nothing but
filled cells is cut up without looking closely at the pieces; whoever makes cells of them sees whether they
are right. If not, a stricter expression takes canonical cells apart, still several times faster than any XML
parser can call back; a row that is not made of canonical cells from end to end goes through lxml, and so does
the whole sheet when it has comments, CDATA or a namespace prefix. What stands around the rows is always
parsed by lxml.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from pipeline.readers.package import parse, whole_number
from pipeline.readers.refusals import damaged
from pipeline.readers.rich_text import Run, joined

RawCell = tuple[str, str, str, str]
"""Address ("B7", or "" for the next), attributes beside the address as written, stored value, inline text."""

_NOT_CANONICAL: RawCell = ("", "", "", "")
_ROW = re.compile(r'\s*<row(?: r="(\d{1,10})")?((?:\s[^<>]*?)?)(/?)>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}\d{1,7})"([^<>&/\x00-\x1f]*)'
    r"(?:/>|>(?:"
    r"(?:<f(?: [^<>\x00-\x1f]*)?(?:/>|>[^<\x00-\x1f]*</f>))?<v>([^<&\x00-\x1f]+)</v>"
    r'|<is><t(?: xml:space="preserve")?>([^<&\x00-\x1f]*)</t></is>'
    r"|<v ?/>|<v></v>)?</c>)"
    r"|[\s\S]"
)
_ATTRIBUTE = re.compile(r"""\s+([\w:]+)\s*=\s*(?:"([^"<&\x00-\x1f]*)"|'([^'<&\x00-\x1f]*)')|(\S)""")
_SHIFTS = {"superscript": 1, "subscript": -1}
_TOO_SMALL = re.compile(r"0*(?:\.(?:[0-4]\d*)?)?", re.ASCII)
"""Below a half: of a character for a column, of a point for a row."""
_MOST_COLUMN_RANGES = 16_384
_STORED_FORMULA = re.compile(r"<f(?: [^<>\x00-\x1f]*)?(?:/>|>[^<\x00-\x1f]*</f>)(?=<v>[^<])")
_CELL_START, _VALUE_START, _CELL_END = '<c r="', "><v>", "</v></c>"
CUT = "\x01"
"""Stands between pieces of a row: no XML may hold it."""
_SHEET_DATA = "<sheetData>"
_SHEET_DATA_END = "</sheetData>"


class RawCells(NamedTuple):
    """The cells of a row, taken apart."""

    cells: list[RawCell]
    unstored: dict[int, str]
    """Formulas without a stored result ("=SUM(B2:B5)"), by the index of their cell."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as stored."""

    number: str
    """As written; "" for the next."""
    attributes: Mapping[str, str]
    """The others."""
    take_apart: Callable[[], RawCells]
    """Raises RefusalError for what is no row of cells."""
    filled: str = ""
    """The XML of its cells without formulas that have a result, for `cut`."""


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
    if len(element) == 1 and _local(element[0]) == "t":
        return element[0].text or ""
    runs = []
    for child in element:
        name = _local(child)
        if name == "t":
            runs.append(Run(child.text or ""))
        elif name == "r":
            shift = _SHIFTS.get(_property(child, "vertAlign", ""), 0)
            struck = _property(child, "strike", "0", bare="1") in ("1", "true")
            runs += [Run(t.text or "", shift, struck) for t in child if _local(t) == "t"]
    return joined(runs)


def _property(run: etree._Element, name: str, default: str, bare: str = "") -> str:
    """A property of a run; `bare` where it stands without a value, `default` where it does not stand."""
    found = run.find(f"{{*}}rPr/{{*}}{name}")
    return default if found is None else str(found.get("val", bare))


def _fast_rows(body: str, opening: str, part: str) -> Iterator[RawRow]:
    """Rows between the tags of sheetData; `opening` declares the namespaces that rows may use."""
    pieces = body.split("</row>")
    for index, piece in enumerate(pieces):
        position = 0
        tag = _ROW.match(piece)
        while tag is not None and tag[3]:
            yield RawRow(*_row_attributes(tag, part), _no_cells)
            position = tag.end()
            tag = _ROW.match(piece, position)
        is_last = index == len(pieces) - 1
        if is_last != (tag is None) or (is_last and piece[position:].strip()):
            raise damaged("xml", part=part)
        if tag is None:
            return
        row = piece[position:] if position else piece
        take_apart = partial(_taken_apart, row, tag.end() - position, opening, part)
        yield RawRow(*_row_attributes(tag, part), take_apart, _without_formulas(row[tag.end() - position :]))


def _row_attributes(tag: re.Match[str], part: str) -> tuple[str, Mapping[str, str]]:
    others = _of_rows(tag[2], part)
    return tag[1] or others.get("r", ""), others


@lru_cache(maxsize=64)
def _of_rows(written: str, part: str) -> Mapping[str, str]:
    """Attributes of a row beside its number, which are the same for most rows."""
    return MappingProxyType(attributes_of(written, part))


def cut(filled: str) -> tuple[list[str], list[str]]:
    """Cut a row of filled cells at their tags: what begins each cell (`B7" s="3"`), and the stored values.

    The pieces are right only if each is what it should be. Empty where no such row begins and ends here.
    """
    if not (filled.startswith(_CELL_START) and filled.endswith(_CELL_END)):
        return [], []
    inside = filled[len(_CELL_START) : -len(_CELL_END)]
    pieces = inside.replace(_CELL_END + _CELL_START, CUT).replace(_VALUE_START, CUT).split(CUT)
    return pieces[::2], pieces[1::2]


def _without_formulas(cells: str) -> str:
    return _STORED_FORMULA.sub("", cells) if "<f" in cells else cells


def _taken_apart(row: str, start: int, opening: str, part: str) -> RawCells:
    cells = _CELL.findall(row, start)
    if _NOT_CANONICAL in cells:
        return _slow_cells(f"{opening}{row}</row></worksheet>", part)
    return RawCells(cells, {})


def _no_cells() -> RawCells:
    return RawCells([], {})


def _slow_cells(xml: str, part: str) -> RawCells:
    worksheet = parse(xml.encode(), part)
    if len(worksheet) != 1:
        raise damaged("xml", part=part)
    return _cells(worksheet[0])


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
            cells = _cells(element)
            attributes = _attributes(element)
            rows.append(RawRow(attributes.get("r", ""), attributes, partial(RawCells, *cells)))
            element.clear()
    except etree.XMLSyntaxError as error:
        raise damaged("xml", part=part) from error
    return _with_surroundings(events.root, rows, part)


def _cells(element: etree._Element) -> RawCells:
    cells: list[RawCell] = []
    unstored = {}
    for child in element:
        if _local(child) == "c":
            cell, formula = _raw_cell(child)
            if formula:
                unstored[len(cells)] = formula
            cells.append(cell)
    return RawCells(cells, unstored)


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
    """Whether a row or column is hidden, or its extent ("ht" or "width") is less than a pixel or so."""
    if attributes.get("hidden") in ("1", "true"):
        return True
    written = attributes.get(extent, "")
    return written.startswith(("0", ".")) and bool(_TOO_SMALL.fullmatch(written))


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
