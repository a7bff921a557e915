"""Cells of text as a worksheet writes them: whatever stands in a file, it is never a formula."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from pipeline.readers.cells import column_letters

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML cannot hold (XML 1.0, production 2)."""


def text_cell(row: int, column: int, text: str, style: int | None = None) -> str:
    """A cell that holds a text; signs that XML cannot hold become U+FFFD."""
    styled = "" if style is None else f' s="{style}"'
    return (
        f'<c r="{column_letters(column)}{row}"{styled} t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(_UNWRITABLE.sub(chr(0xFFFD), text))}</t></is></c>"
    )
