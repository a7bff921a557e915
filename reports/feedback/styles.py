"""Colours for marked cells: every style in use gets a twin that is filled, all else of it kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from reports.feedback.patching import (
    Edit,
    Outline,
    Tag,
    UnpatchableError,
    appended,
    edited,
    outline,
    walk,
    with_attribute,
)

FILLS = {
    "blocker": "FFF4A7A0",
    "error": "FFF4A7A0",
    "warning": "FFFBE3A1",
    "advice": "FFCFE3F5",
    "mended": "FFCDEBD0",
}
"""Severity, or what is mended -> fill, light enough that black text stays readable (contrast above 10:1)."""
_FACE = '<name val="Calibri"/>'
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    b'<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""For a workbook that has no styles of its own."""


@dataclass(slots=True)
class Styles:
    """The styles of a workbook, to which some are added."""

    content: bytes
    _formats: list[str] = field(default_factory=list)
    _added: dict[tuple[str, str], int] = field(default_factory=dict)
    _xfs: list[str] = field(default_factory=list)
    _first: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._formats = _elements(self.content, "cellXfs")
        self._first = {name: len(_elements(self.content, name)) for name in ("fonts", "fills")}

    def marked(self, style: str, severity: str) -> int:
        """The number of a style like `style` (as written in a cell, '' for none) with the severity's fill."""
        key = (style, severity)
        if key not in self._added:
            number = int(style) if style.isdecimal() else 0
            like = self._formats[number] if number < len(self._formats) else "<xf/>"
            self._added[key] = self._add(_with(like, "fillId", self._fill(severity), "applyFill"))
        return self._added[key]

    def plain(self, kind: str, severity: str = "") -> int:
        """The number of a style of our own sheet: title, line, head, text or link, filled on demand."""
        key = (f"\0{kind}", severity)
        if key not in self._added:
            font = {"title": 0, "head": 1, "link": 2}.get(kind)
            like = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
            like += '<alignment vertical="top" wrapText="1"/></xf>'
            if kind in ("title", "line"):
                like = like.replace(' wrapText="1"', "")
            if font is not None:
                like = _with(like, "fontId", self._first["fonts"] + font, "applyFont")
            if severity:
                like = _with(like, "fillId", self._fill(severity), "applyFill")
            self._added[key] = self._add(like)
        return self._added[key]

    def _fill(self, severity: str) -> int:
        return self._first["fills"] + list(FILLS).index(severity)

    def _add(self, format_: str) -> int:
        self._xfs.append(format_)
        return len(self._formats) + len(self._xfs) - 1

    def written(self) -> bytes:
        """The part with everything added."""
        part = outline(self.content)
        fills = [
            f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
            "</patternFill></fill>"
            for colour in FILLS.values()
        ]
        fonts = [
            f'<font><b/><sz val="14"/>{_FACE}</font>',
            f'<font><b/><sz val="11"/>{_FACE}</font>',
            f'<font><u/><sz val="11"/><color rgb="FF0B57D0"/>{_FACE}</font>',
        ]
        edits: list[Edit] = []
        for name, elements in (("fonts", fonts), ("fills", fills), ("cellXfs", self._xfs)):
            edits += _extended(self.content, part, name, elements)
        return edited(self.content, edits)


def _elements(content: bytes, name: str) -> list[str]:
    """The elements of a list of the part, as they are written, prefixes taken off.

    Raises UnpatchableError where the part has no such list: what its cells refer to cannot be told then.
    """
    found: list[str] = []
    inside: list[Tag] = []
    lists = []

    def opened(tag: Tag, depth: int) -> None:
        if depth == 1:
            lists.append(tag)
        elif depth == 2:
            inside.append(tag)

    def closed(_: str, at: int, depth: int) -> None:
        if depth == 2 and lists[-1].name == name:
            tag = inside[-1]
            end = tag.end if tag.empty else content.index(b">", at) + 1
            written = content[tag.start : end].decode()
            found.append(re.sub(rf"(</?){tag.prefix}:", r"\1", written) if tag.prefix else written)

    walk(content, opened, closed)
    if not found:
        raise UnpatchableError(f"styles without {name}")
    return found


def _with(format_: str, name: str, number: int, flag: str) -> str:
    for key, value in ((name, str(number)), (flag, "1")):
        written = f"{key}={quoteattr(value)}"
        format_, changed = re.subn(rf"\b{key}=(\"[^\"]*\"|'[^']*')", written, format_, count=1)
        if not changed:
            format_ = format_.replace("<xf", f"<xf {written}", 1)
    return format_


def _extended(content: bytes, part: Outline, name: str, elements: Sequence[str]) -> list[Edit]:
    """The edits that put elements at the end of a list of the part."""
    prefix = part.root.prefix
    text = "".join(elements)
    if prefix:
        text = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", text)
    parent = next(child for child in part.children if child.tag.name == name)
    edits = appended(content, parent, part.named(name), text)
    count = parent.tag.attributes.get("count", "")
    if count.isdecimal() and not parent.tag.empty:
        edits.append(with_attribute(content, parent.tag, "count", str(int(count) + len(elements))))
    return edits
