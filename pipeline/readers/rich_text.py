"""Runs of differently formatted text in one cell, so that what the format says is not lost with it.

A raised 2 behind 1234 is a footnote mark, and a struck digit is deleted: joined as bare text they would be
another number. Raised and lowered digits become the signs that Unicode has for them, struck signs carry the
stroke U+0336.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_STROKE = "\u0336"


class Run(NamedTuple):
    """A piece of text with one format."""

    text: str
    shift: int = 0
    """1 raised, -1 lowered, 0 on the line."""
    struck: bool = False


def joined(runs: Sequence[Run]) -> str:
    """The text of the runs. Where no run stands on the line, nothing is raised or lowered."""
    on_line = any(run.shift == 0 and run.text.strip() for run in runs)
    return "".join(_marked(run, shifts=on_line) for run in runs)


def _marked(run: Run, *, shifts: bool) -> str:
    text = run.text
    if shifts and run.shift:
        text = text.translate(_RAISED if run.shift > 0 else _LOWERED)
    return "".join(sign if sign.isspace() else sign + _STROKE for sign in text) if run.struck else text
