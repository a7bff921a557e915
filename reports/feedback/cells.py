"""Marking cells of a worksheet: each gets the filled twin of its style, blank ones are put in."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping

from pipeline.readers.cells import column_letters, column_number
from reports.feedback.patching import (
    Edit,
    Outline,
    Tag,
    UnpatchableError,
    before,
    edited,
    outline,
    walk,
    with_attribute,
)

Position = tuple[int, int]
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_AFTER_LEGACY_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What stands behind legacyDrawing in a worksheet (ECMA-376, CT_Worksheet)."""


class _Marking:
    """One walk through a worksheet that collects the edits."""

    def __init__(
        self, content: bytes, marks: Mapping[Position, str], twin: Callable[[str, str], int]
    ) -> None:
        self.content, self.twin, self.edits = content, twin, list[Edit]()
        self.rows: dict[int, dict[int, str]] = {}
        for (row, column), severity in sorted(marks.items()):
            self.rows.setdefault(row, {})[column] = severity
        self._to_come = deque(sorted(self.rows))
        self.row = self.column = 0
        self.row_tag: Tag | None = None
        self.prefix = ""

    def opened(self, tag: Tag, depth: int) -> bool:
        """Whether the cells to mark may stand inside."""
        if depth == 0:
            self.prefix = f"{tag.prefix}:" if tag.prefix else ""
        elif depth == 1 and tag.name == "sheetData" and tag.empty:
            self._replace(tag, "sheetData", self._rows_up_to(None))
        elif depth == 2 and tag.name == "row":
            number = tag.attributes.get("r", "")
            self.row = _after(self.row, int(number) if number.isdecimal() else self.row + 1)
            self.column, self.row_tag = 0, tag
            self._insert(tag.start, self._rows_up_to(self.row))
            if tag.empty and self.row in self.rows:
                self._replace(tag, "row", self._cells_up_to(None))
        elif depth == 3 and tag.name == "c":
            self._cell(tag)
        return depth == 0 or (tag.name == "sheetData" if depth == 1 else depth == 2 and self.row in self.rows)

    def closed(self, name: str, at: int, depth: int) -> None:
        if depth == 2 and name == "row" and self.row_tag is not None and not self.row_tag.empty:
            self._insert(at, self._cells_up_to(None))
        elif depth == 1 and name == "sheetData" and self.content.startswith(b"</", at):
            self._insert(at, self._rows_up_to(None))

    def _cell(self, tag: Tag) -> None:
        found = _ADDRESS.fullmatch(tag.attributes.get("r", ""))
        self.column = _after(self.column, column_number(found[1]) if found else self.column + 1)
        self._insert(tag.start, self._cells_up_to(self.column))
        severity = self.rows.get(self.row, {}).pop(self.column, None)
        if severity is not None:
            style = self.twin(tag.attributes.get("s", ""), severity)
            self.edits.append(with_attribute(self.content, tag, "s", str(style)))

    def _cells_up_to(self, column: int | None, row: int | None = None) -> str:
        """New cells of a row (the current one) left of a column (all that are left without one)."""
        row = row or self.row
        wanted = self.rows.get(row, {})
        left = [number for number in sorted(wanted) if column is None or number < column]
        return "".join(
            f'<{self.prefix}c r="{column_letters(number)}{row}" s="{self.twin("", wanted.pop(number))}"/>'
            for number in left
        )

    def _rows_up_to(self, row: int | None) -> str:
        """New rows above a row (all that are left without one)."""
        text = ""
        while self._to_come and (row is None or self._to_come[0] < row):
            number = self._to_come.popleft()
            cells = self._cells_up_to(None, row=number)
            if cells:
                text += f'<{self.prefix}row r="{number}">{cells}</{self.prefix}row>'
        return text

    def _insert(self, at: int, text: str) -> None:
        if text:
            self.edits.append(Edit(at, at, text.encode()))

    def _replace(self, tag: Tag, name: str, inner: str) -> None:
        if inner:
            opened = self.content[tag.start : tag.end].rstrip(b"/>").rstrip() + b">"
            text = opened + f"{inner}</{self.prefix}{name}>".encode()
            self.edits.append(Edit(tag.start, tag.end, text))


def _after(before: int, number: int) -> int:
    """The number of a row or cell, which must stand behind the one before."""
    if number <= before:
        raise UnpatchableError("rows or cells out of order")
    return number


def marked(content: bytes, marks: Mapping[Position, str], twin: Callable[[str, str], int]) -> bytes:
    """A worksheet with its cells marked.

    `marks` gives the severity by (row, column), `twin` the number of the filled style by the cell's own style
    and the severity. Raises UnpatchableError.
    """
    marking = _Marking(content, marks, twin)
    walk(content, marking.opened, marking.closed)
    return edited(content, marking.edits)


def with_notes(content: bytes, relation: str, namespace: str) -> bytes:
    """A worksheet that refers to a drawing of notes (`relation` is its id). Raises UnpatchableError."""
    part = outline(content)
    at = before(part, _AFTER_LEGACY_DRAWING)
    tag = part.named("legacyDrawing")
    text = f'<{tag} xmlns:r="{namespace}" r:id="{relation}"/>'.encode()
    return edited(content, [Edit(at, at, text)])


def notes_relation(part: Outline) -> str | None:
    """The id of the drawing of notes that a worksheet has already."""
    child = part.child("legacyDrawing")
    if child is None:
        return None
    return next((value for name, value in child.tag.attributes.items() if name.endswith(":id")), None)
