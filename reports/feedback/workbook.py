"""A member's own workbook handed back: its cells marked and noted, a first sheet that lists what to mend.

Every part stays byte for byte as it was sent, charts, pictures, macros and validations with it, except those
that must name what is added: content types, relations, workbook, styles and the marked sheets; these differ
by the addition only. A workbook that cannot be added to in this way raises UnpatchableError.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.mapping.mending_list import TITLE
from reports.feedback import notes
from reports.feedback.cells import Position, marked, notes_relation, with_notes
from reports.feedback.earlier_list import earlier_list
from reports.feedback.lines import Line, lines_of
from reports.feedback.mending_sheet import by_weight, mending_sheet
from reports.feedback.parts import RELATIONS, Parts
from reports.feedback.patching import (
    Edit,
    Outline,
    Tag,
    UnpatchableError,
    edited,
    outline,
    walk,
    with_attribute,
)
from reports.feedback.styles import EMPTY, Styles
from reports.feedback.summary import summary

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_NOTES_A_SHEET = 5_000
"""More notes than this make a workbook too slow to open; the list names every cell all the same."""
_LONGEST_NAME = 31
_STRICT = b"http://purl.oclc.org/ooxml/"
"""Namespaces of ISO/IEC 29500 Strict, in which our parts would be strangers."""


def annotated(content: bytes, review: Mapping[str, Any], *, own: bool = True) -> bytes:
    """The workbook with everything a review says (`quality.report.as_json`) marked in it.

    `own` says whether it is the workbook that the member sent, or one that only shows its file. The list of
    a copy handed back before gives way to the new one. Equal arguments give equal bytes. Raises
    UnpatchableError, and RefusalError for what is no workbook.
    """
    parts = Parts(content)
    book = parts.related("", "/officeDocument") or "xl/workbook.xml"
    if _STRICT in parts[book]:
        raise UnpatchableError("a workbook in the strict variant of its format")
    sheets = _sheets(parts, book)
    lines = list(lines_of(review))
    if len(sheets) == 1:
        lines = [_on_the_only(line, next(iter(sheets))) for line in lines]
    styles_part = parts.related(book, "/styles")
    styles = Styles(parts[styles_part] if styles_part else EMPTY)
    cells = by_weight(lines)
    for name, part in sheets.items():
        here = {position: found for (sheet, position), found in cells.items() if sheet == name}
        if here:
            _mark(parts, part, here, styles)
    earlier = earlier_list(parts, book, sheets)
    told = summary(review, signed=parts.signed, own=own, again=earlier is not None)
    sheet = mending_sheet(lines, told, list(sheets), styles.plain)
    if earlier is None:
        _add_list(parts, book, sheet)
    else:
        parts.unrelate(earlier)
        parts[earlier] = sheet
    if styles_part:
        parts[styles_part] = styles.written()
    else:
        added = posixpath.join(posixpath.dirname(book), "styles.xml")
        if added in parts:
            added = parts.add(added.removesuffix(".xml"), ".xml", styles.written(), f"{_TYPE}styles+xml")
        else:
            parts.put(added, styles.written(), f"{_TYPE}styles+xml")
        parts.relate(book, "/styles", added)
    return parts.written()


def _on_the_only(line: Line, sheet: str) -> Line:
    """Places of files without sheets name none; in their rendering they stand on the only one."""
    if line.sheet or line.position is None:
        return line
    return dataclasses.replace(line, sheet=sheet)


def _sheets(parts: Parts, book: str) -> dict[str, str]:
    """The worksheets of the workbook and their parts, in order."""
    found: dict[str, str] = {}

    def opened(tag: Tag, depth: int) -> None:
        if depth == 2 and tag.name == "sheet":
            relation = next((v for k, v in tag.attributes.items() if k.endswith(":id")), "")
            target = parts.target(book, relation, "/worksheet")
            if target is not None:
                found[tag.attributes.get("name", "")] = target

    walk(parts[book], opened, lambda *_: None)
    return found


def _mark(parts: Parts, part: str, cells: Mapping[Position, list[Line]], styles: Styles) -> None:
    """Fill the cells of one sheet by their heaviest finding, and put a note on each."""
    heaviest = {position: found[0].severity for position, found in cells.items()}
    parts[part] = marked(parts[part], heaviest, styles.marked)
    present = parts.related(part, "/comments")
    taken = notes.noted(parts[present]) if present else set()
    texts = {
        position: _note(found) for position, found in sorted(cells.items()) if found[0].cell not in taken
    }
    texts = dict(list(texts.items())[:_NOTES_A_SHEET])
    relation = notes_relation(outline(parts[part]))
    drawing = parts.target(part, relation, "/vmlDrawing")
    if present and not drawing:
        raise UnpatchableError("notes without their drawing")
    if not texts:
        return
    folder = posixpath.dirname(posixpath.dirname(part)) or "xl"
    if present:
        parts[present] = notes.with_texts(parts[present], texts)
    else:
        added = parts.add(f"{folder}/comments", ".xml", notes.texts_part(texts), f"{_TYPE}comments+xml")
        parts.relate(part, "/comments", added)
    if drawing:
        parts[drawing] = notes.with_shapes(parts[drawing], texts)
    else:
        kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        shapes = parts.add(f"{folder}/drawings/vmlDrawing", ".vml", notes.drawing_part(texts), kind)
        parts[part] = with_notes(parts[part], parts.relate(part, "/vmlDrawing", shapes), RELATIONS)


def _note(lines: list[Line]) -> str:
    """What is wrong with one cell and how to mend it, in both languages."""
    return "\n\n".join(f"{line.message.both}\n→ {line.advice.both}" for line in lines)


def _add_list(parts: Parts, book: str, sheet: bytes) -> None:
    """Put the list in as the first sheet; what counts sheets by their order moves on by one."""
    folder = posixpath.dirname(book)
    added = parts.add(f"{folder}/worksheets/mend", ".xml", sheet, f"{_TYPE}worksheet+xml")
    relation = parts.relate(book, "/worksheet", added)
    content = parts[book]
    part = outline(content)
    listed = part.child("sheets")
    if listed is None or listed.tag.empty:
        raise UnpatchableError("a workbook without sheets")
    names, numbers, edits = set[str](), [0], list[Edit]()

    def opened(tag: Tag, depth: int) -> None:
        if depth == 2 and tag.name == "sheet":
            names.add(tag.attributes.get("name", "").lower())
            numbers.append(int(tag.attributes.get("sheetId", "0")))
        for name, default in (("localSheetId", None), ("activeTab", "0"), ("firstSheet", None)):
            owner = {"localSheetId": "definedName"}.get(name, "workbookView")
            number = tag.attributes.get(name, default)
            if depth == 2 and tag.name == owner and number is not None:
                edits.append(with_attribute(content, tag, name, str(int(number) + 1)))

    walk(content, opened, lambda *_: None)
    edits.append(Edit(listed.tag.end, listed.tag.end, _sheet_tag(part, relation, names, max(numbers) + 1)))
    parts[book] = edited(content, edits)


def _sheet_tag(part: Outline, relation: str, names: set[str], number: int) -> bytes:
    name = TITLE
    while name.lower() in names:
        name = f"{name[: _LONGEST_NAME - 2]} +"
    tag = part.named("sheet")
    return (
        f'<{tag} xmlns:r="{RELATIONS}" name={quoteattr(name)} sheetId="{number}" r:id="{relation}"/>'.encode()
    )
