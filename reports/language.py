"""The two languages of every published text, and how a text is laid out in them."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Literal

from pipeline.model import Text

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
HTML_LANGUAGE: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}
"""BCP 47 tags for the `lang` attribute."""


def say(text: Text, language: Language) -> str:
    """The text in one language."""
    return text.en if language == "en" else text.zh


def breadth(text: str) -> int:
    """Columns that a text takes: two for a Chinese character, one for a Latin letter."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def lines(text: str, columns: int) -> list[str]:
    """The text broken into lines of at most `columns` columns; Chinese breaks between any characters."""
    if breadth(text) == len(text):
        return textwrap.wrap(text, columns) or [""]
    broken = [""]
    for piece in _pieces(text):
        if broken[-1] and breadth(broken[-1]) + breadth(piece.rstrip()) > columns:
            broken[-1] = broken[-1].rstrip()
            broken.append("")
        broken[-1] += piece if broken[-1] else piece.lstrip()
    return broken


def _pieces(text: str) -> list[str]:
    """Units that a line break may not split: Latin words and numbers, single Chinese characters.

    Closing punctuation stays with what it closes, opening punctuation with what it opens.
    """
    pieces: list[str] = []
    for letter in text:
        glued = pieces and (
            letter in "，。；：、）》”’%" or pieces[-1][-1] in "（《“‘" or _same_word(pieces[-1][-1], letter)
        )
        if glued:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _same_word(before: str, letter: str) -> bool:
    return breadth(before) == 1 and breadth(letter) == 1 and before != " "
