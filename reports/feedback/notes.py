"""Notes on cells: the part with their texts and the drawing that older spreadsheet programs show them by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from pipeline.readers.cells import column_letters
from reports.feedback.patching import (
    Child,
    Edit,
    Outline,
    Tag,
    UnpatchableError,
    appended,
    edited,
    outline,
    walk,
)

Position = tuple[int, int]
AUTHOR = "Secretariat 秘书处"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PREFIXES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
)
_SHAPE = (
    '<v:shape id="mend_{number}" type="#_x0000_t202" '
    'style="position:absolute;visibility:hidden;width:260pt;height:110pt" '
    'fillcolor="#fffbe6" o:insetmode="auto"><v:textbox/><x:ClientData ObjectType="Note"><x:SizeWithCells/>'
    "<x:Anchor>{left},12,{top},4,{right},12,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_WIDTH, _HEIGHT = 4, 7
"""Of the box of a note, in columns and rows."""


def texts_part(notes: Mapping[Position, str]) -> bytes:
    """The part `comments` with these notes by (row, column)."""
    listed = "".join(_comment(position, text, 0) for position, text in sorted(notes.items()))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{_MAIN}"><authors><author>{AUTHOR}</author></authors>'
        f"<commentList>{listed}</commentList></comments>"
    ).encode()


def drawing_part(notes: Mapping[Position, str]) -> bytes:
    """The drawing of these notes."""
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in _PREFIXES.items())
    return f"<xml {declared}>{_SHAPE_TYPE}{_shapes(notes)}</xml>".encode()


def with_texts(content: bytes, notes: Mapping[Position, str]) -> bytes:
    """A part `comments` that exists, with these notes after its own. Raises UnpatchableError."""
    part = outline(content)
    authors, listed = _needed(part, "authors"), _needed(part, "commentList")
    prefix = f"{part.root.prefix}:" if part.root.prefix else ""
    author = content[authors.tag.end : authors.inner_end].count(f"<{prefix}author".encode())
    text = "".join(_comment(position, note, author, prefix) for position, note in sorted(notes.items()))
    edits: list[Edit] = appended(
        content, authors, part.named("authors"), f"<{prefix}author>{AUTHOR}</{prefix}author>"
    )
    edits += appended(content, listed, part.named("commentList"), text)
    return edited(content, edits)


def with_shapes(content: bytes, notes: Mapping[Position, str]) -> bytes:
    """A drawing that exists, with the shapes of these notes after its own. Raises UnpatchableError."""
    part = outline(content)
    text = (_SHAPE_TYPE + _shapes(notes)).replace("_x0000_t202", "mend_note")
    for prefix, namespace in _PREFIXES.items():
        if part.root.attributes.get(f"xmlns:{prefix}") != namespace:
            text = re.sub(r"<(v:shape(?:type)?) ", rf'<\1 xmlns:{prefix}="{namespace}" ', text)
    return edited(content, [Edit(part.end, part.end, text.encode())])


def noted(content: bytes) -> set[str]:
    """Addresses that have a note already."""
    found: set[str] = set()

    def opened(tag: Tag, _: int) -> None:
        if tag.name == "comment":
            found.add(tag.attributes.get("ref", ""))

    walk(content, opened, lambda *_: None)
    return found


def _comment(position: Position, text: str, author: int, prefix: str = "") -> str:
    address = f"{column_letters(position[1])}{position[0]}"
    body = f'<{prefix}t xml:space="preserve">{escape(text)}</{prefix}t>'
    inner = f"<{prefix}text>{body}</{prefix}text>"
    return f'<{prefix}comment ref="{address}" authorId="{author}">{inner}</{prefix}comment>'


def _shapes(notes: Mapping[Position, str]) -> str:
    return "".join(
        _SHAPE.format(
            number=number,
            left=column,
            top=max(row - 2, 0),
            right=column + _WIDTH,
            bottom=max(row - 2, 0) + _HEIGHT,
            row=row - 1,
            column=column - 1,
        )
        for number, (row, column) in enumerate(sorted(notes), start=1)
    )


def _needed(part: Outline, name: str) -> Child:
    child = part.child(name)
    if child is None:
        raise UnpatchableError(f"notes without {name}")
    return child
