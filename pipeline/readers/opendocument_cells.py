"""One cell element of an OpenDocument sheet to a cell.

What the cell is stands in its attributes, what is shown in its paragraphs. A number, date or truth value is
taken from the attributes, a text from the paragraphs, an error from what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

from pipeline.readers.cells import Cell
from pipeline.readers.grid import Makers
from pipeline.readers.number_formats import FormatKind, number_format
from pipeline.readers.opendocument_styles import OFFICE, Styles
from pipeline.readers.refusals import FIELD_CHARACTERS, hostile
from pipeline.readers.rich_text import joined
from pipeline.readers.serial_dates import moment_text

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_PARAGRAPH = f"{_TEXT}p"
_FORMULA, _CALC_KIND = f"{TABLE}formula", f"{_CALC}value-type"
_KIND, _VALUE, _STRING = f"{OFFICE}value-type", f"{OFFICE}value", f"{OFFICE}string-value"
_DATE, _TIME, _BOOLEAN = f"{OFFICE}date-value", f"{OFFICE}time-value", f"{OFFICE}boolean-value"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_TEXTS = frozenset({"string", "void", ""})
Attributes: TypeAlias = dict[str, str]
_ERROR = re.compile(r"#[A-Z][A-Z0-9/]*[!?]?|Err:\d+")
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d{1,12})?)S)?)?", re.ASCII
)
_ELAPSED, _CLOCK = "[hh]:mm:ss", "hh:mm:ss"
_GRAMMAR = re.compile(r"^[a-z]+:(?==)|^(?!=)")
_LAYOUT = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
_MOST_BLANK_DIGITS = 6
_UNSEEN = ("ruby-text", "note")


class CellReading:
    """Cell elements to cells, with the styles of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._makers = Makers()

    def cell(self, written: Attributes, element: etree._Element, style: str, *, hidden: bool) -> Cell:
        """The cell of an element with these attributes. Raises ValueError for one that cannot be."""
        kind = written.get(_KIND, "")
        shown = displayed(element, self._styles)
        formula = written.get(_FORMULA)
        if formula:
            if not kind and not shown:
                text = _GRAMMAR.sub("", formula)
                return Cell(text, self._styles.code(style), unstored_formula=True, hidden=hidden)
            if _ERROR.fullmatch(shown) or written.get(_CALC_KIND) == "error":
                return self._makers.text(shown, hidden=hidden)
        if kind in _TEXTS:
            return self._makers.text(written.get(_STRING, shown), hidden=hidden)
        if kind in _NUMBERS:
            return self._makers.number(written.get(_VALUE, ""), self._styles.code(style), hidden=hidden)
        return self._rarer(kind, written, self._styles.code(style), hidden=hidden)

    def _rarer(self, kind: str, written: Attributes, code: str, *, hidden: bool) -> Cell:
        match kind:
            case "date":
                return Cell(moment_text(written.get(_DATE, "")), code, hidden=hidden)
            case "time":
                return self._time(written.get(_TIME, ""), code, hidden=hidden)
            case "boolean" if (value := written.get(_BOOLEAN, "")) in ("true", "false"):
                return self._makers.text(value.upper(), hidden=hidden)
        raise ValueError(kind)

    def _time(self, value: str, code: str, *, hidden: bool) -> Cell:
        found = _DURATION.fullmatch(value)
        if found is None:
            raise ValueError(value)
        days, hours, minutes, seconds = (
            Decimal((part or "0").replace(",", ".")) for part in found.groups()[1:]
        )
        serial = (days * 86_400 + hours * 3600 + minutes * 60 + seconds) / 86_400
        if number_format(code).kind is FormatKind.NUMBER:
            code = _ELAPSED if serial >= 1 else _CLOCK
        return self._makers.number(f"{found[1]}{serial:f}", code, hidden=hidden)


def displayed(element: etree._Element, styles: Styles) -> str:
    """The paragraphs of a cell, one line each, as they are shown."""
    paragraphs = [
        _paragraph(child, styles) if len(child) else _unfolded(child.text or "")
        for child in element
        if child.tag == _PARAGRAPH
    ]
    text = paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)
    if len(text) > FIELD_CHARACTERS:
        raise hostile("field", part="content.xml", limit=FIELD_CHARACTERS, found=len(text))
    return text


def _unfolded(text: str) -> str:
    """Text without the line breaks that only lay out the XML; other blanks stand as they were written."""
    return _LAYOUT.sub(" ", text).strip(" ") if "\n" in text else text


def _paragraph(element: etree._Element, styles: Styles) -> str:
    pieces = [
        (text if is_meant else _unfolded(text), style) for text, is_meant, style in _pieces(element, "")
    ]
    if not styles.has_marked_runs:
        return "".join(text for text, _ in pieces)
    return joined([styles.run(style, text) for text, style in pieces])


def _pieces(element: etree._Element, style: str) -> Iterator[tuple[str, bool, str]]:
    """Texts in order, each with whether its blanks are meant as they stand and the style of its span."""
    yield element.text or "", False, style
    for child in element:
        match str(child.tag):
            case tag if tag == f"{_TEXT}s":
                count = child.get(f"{_TEXT}c", "1")
                if not count.isdecimal() or len(count) > _MOST_BLANK_DIGITS:
                    raise ValueError(count)
                yield " " * int(count), True, style
            case tag if tag == f"{_TEXT}tab":
                yield "\t", True, style
            case tag if tag == f"{_TEXT}line-break":
                yield "\n", True, style
            case tag if tag.startswith(_TEXT) and tag.removeprefix(_TEXT) not in _UNSEEN:
                yield from _pieces(child, child.get(f"{_TEXT}style-name", style))
        yield child.tail or "", False, style
