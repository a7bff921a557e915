"""Editing XML by its bytes: what is not replaced stays as it was written, blanks and quotes included."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

_START_TAG = re.compile(rb"""<(?:"[^"]*"|'[^']*'|[^<>"'])*>""")
_NAME = re.compile(rb"<([^\s/>]+)")


class UnpatchableError(Exception):
    """A part that cannot be added to without rewriting it; the caller makes a rendering instead."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` up to `end` give way to `text`; where both are equal, it is put between."""

    start: int
    end: int
    text: bytes


def edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The content with all edits made. Edits at one place are made in the order given."""
    parts: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position:
            raise UnpatchableError("two edits overlap")
        parts += content[position : edit.start], edit.text
        position = edit.end
    return b"".join((*parts, content[position:]))


@dataclass(slots=True)
class Tag:
    """A start tag where it stands."""

    name: str
    """Without its prefix."""
    prefix: str
    attributes: Mapping[str, str]
    start: int
    end: int
    """Behind its closing bracket."""
    empty: bool
    """Whether it closes itself."""


Opened = Callable[[Tag, int], bool | None]
"""Called with a start tag and its depth; False leaves out whatever stands inside the element."""
Closed = Callable[[str, int, int], None]


def walk(content: bytes, opened: Opened, closed: Closed) -> None:
    """Call `opened(tag, depth)` and `closed(name, offset of its end tag, depth)` for every element in order.

    The root has depth 0. Raises UnpatchableError for bytes that are no UTF-8 XML.
    """
    parser = expat.ParserCreate()
    depth, deepest = 0, sys.maxsize

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, deepest
        if depth > deepest:
            depth += 1
            return
        at = parser.CurrentByteIndex
        found = _START_TAG.match(content, at)
        if found is None:
            raise UnpatchableError("a tag that cannot be found again")
        prefix, _, local = name.rpartition(":")
        if opened(Tag(local, prefix, attributes, at, found.end(), found[0].endswith(b"/>")), depth) is False:
            deepest = depth
        depth += 1

    def end(name: str) -> None:
        nonlocal depth, deepest
        depth -= 1
        if depth <= deepest:
            deepest = sys.maxsize
            closed(name.rpartition(":")[2], parser.CurrentByteIndex, depth)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        raise UnpatchableError("a part that is not written in UTF-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnpatchableError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Child:
    """An element right below the root: its start tag and where it ends."""

    tag: Tag
    inner_end: int
    """Offset of its end tag (of its own end where it closes itself)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The root of a part and the elements right below it."""

    root: Tag
    children: tuple[Child, ...]
    end: int
    """Offset of the root's end tag."""

    def child(self, name: str) -> Child | None:
        """The first element of that name below the root."""
        return next((child for child in self.children if child.tag.name == name), None)

    def named(self, name: str) -> str:
        """A name with the prefix that the root has."""
        return f"{self.root.prefix}:{name}" if self.root.prefix else name


def outline(content: bytes) -> Outline:
    """The root and what stands right below it. Raises UnpatchableError."""
    tags: list[Tag] = []
    children: list[Child] = []
    ends: list[int] = []

    def opened(tag: Tag, depth: int) -> bool:
        tags.append(tag)
        return depth == 0

    def closed(_: str, at: int, depth: int) -> None:
        if depth == 1:
            tag = tags[-1]
            children.append(Child(tag, tag.end if tag.empty else at))
        elif depth == 0:
            ends.append(at)

    walk(content, opened, closed)
    if tags[0].empty:
        raise UnpatchableError("an empty part")
    return Outline(tags[0], tuple(children), ends[0])


def with_attribute(content: bytes, tag: Tag, name: str, value: str) -> Edit:
    """The edit that gives a start tag an attribute, in place of the one it has."""
    written = content[tag.start : tag.end]
    present = re.search(rb"""\s""" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", written)
    text = f' {name}="{value}"'.encode()
    if present:
        return Edit(tag.start + present.start(), tag.start + present.end(), text)
    named = _NAME.match(written)
    at = tag.start + (named.end() if named else 0)
    return Edit(at, at, text)


def appended(content: bytes, child: Child, name: str, text: str) -> list[Edit]:
    """The edits that put text at the end of an element, which opens up if it closes itself."""
    if not child.tag.empty:
        return [Edit(child.inner_end, child.inner_end, text.encode())]
    written = content[child.tag.start : child.tag.end]
    opened = written[: written.rindex(b"/")].rstrip() + b">"
    return [Edit(child.tag.start, child.tag.end, opened + text.encode() + f"</{name}>".encode())]


def before(part: Outline, followers: Sequence[str]) -> int:
    """Where a new child goes that must stand before all children of these names."""
    places = [child.tag.start for child in part.children if child.tag.name in followers]
    return min(places, default=part.end)
