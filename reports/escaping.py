"""Text that a spreadsheet program must not take for a formula.

A member's name, a quote or a title may begin with a character that starts a formula. Exported text of that
kind gets a leading apostrophe; numbers are never touched, so a negative number stays one.
"""

from __future__ import annotations

import re

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def spreadsheet_text(text: str) -> str:
    """The text, safe for a cell of CSV or a workbook; control characters are dropped."""
    escaped = f"'{text}" if text.startswith(_STARTS_FORMULA) else text
    return _CONTROL.sub("", escaped)
