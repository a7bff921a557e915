"""The list of an earlier copy in a workbook that was mended in that copy: it gives way to the new list."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from pipeline.mapping.mending_list import TITLE
from reports.feedback.parts import Parts
from reports.feedback.patching import UnpatchableError


def earlier_list(parts: Parts, book: str, sheets: Mapping[str, str]) -> str | None:
    """The part of the list that an earlier copy bore; None for a sheet that only has its name.

    Raises UnpatchableError for a part that is no XML.
    """
    part = sheets.get(TITLE)
    return part if part and _first_text(parts, book, part) == TITLE else None


def _first_text(parts: Parts, book: str, part: str) -> str:
    """What stands in the first cell of a sheet that holds anything."""
    cell = _tree(parts[part]).find("{*}sheetData/{*}row/{*}c")
    if cell is None or cell.get("r", "A1") != "A1":
        return ""
    strings = parts.related(book, "/sharedStrings")
    if cell.get("t") != "s" or strings is None:
        return "".join(map(str, cell.itertext()))
    texts = _tree(parts[strings]).findall("{*}si")
    number = cell.findtext("{*}v", "")
    known = number.isdecimal() and int(number) < len(texts)
    return "".join(map(str, texts[int(number)].itertext())) if known else ""


def _tree(content: bytes) -> etree._Element:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise UnpatchableError(str(error)) from error
