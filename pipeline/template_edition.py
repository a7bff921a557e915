"""The edition of a template: which one a filled-in file was made from, and which one is the newest.

Editions are written YEAR-NUMBER, `2026-1`, and follow each other in that order. A layout that reads what a
template asks for names the text in which the edition stands. Files of earlier editions stay readable.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Annotated

from pydantic import AfterValidator

from pipeline.labels import Extraction, LabelText
from pipeline.strict_yaml import StrictModel

_SYNTAX = re.compile(r"\(\?:|\\.|[(){}\[\]^$+*?/]")
"""What a pattern holds beside the words that it looks for."""
_LIKE = 0.65
"""Least share of letters, in order, that an altered text has in common with the one looked for."""
_EDITION = re.compile(r"(\d{4})-(\d{1,3})", re.ASCII)


def order(edition: str) -> tuple[int, int] | None:
    """Year and number of an edition, by which editions compare; None for any other text."""
    written = _EDITION.fullmatch(edition)
    return (int(written[1]), int(written[2])) if written else None


def _is_an_edition(given: str) -> str:
    if order(given) is None:
        raise ValueError(f"'{given}' is no edition; write it as 2026-1")
    return given


class AskedList(StrictModel):
    """Where a file lists the rows that it was handed out with: a sheet with the headings of a block."""

    sheet: LabelText
    block: str
    """The block whose rows are asked for."""


class TemplateEdition(StrictModel):
    """What a layout says of the template that its files are made from."""

    edition: Extraction
    """The text in which the edition stands; its `(group)` takes the edition itself."""
    newest: Annotated[str, AfterValidator(_is_an_edition)]
    """The edition that is handed out now."""
    asked: AskedList | None = None
    """What the file asks for; one without the list asks for nothing."""

    def found_in(self, folded: str) -> str | None:
        """The edition that a folded text names; None when it is another text."""
        return self.edition.extract(folded)

    def is_altered_in(self, folded: str) -> bool:
        """Whether a text that names no edition looks like the one that should, typed over."""
        words = _SYNTAX.sub("", self.edition.written).split("|")
        return any(SequenceMatcher(None, each, folded, autojunk=False).ratio() >= _LIKE for each in words)

    def is_earlier(self, edition: str) -> bool:
        """Whether an edition was handed out before the newest."""
        found, newest = order(edition), order(self.newest)
        return found is not None and newest is not None and found < newest

    def is_known(self, edition: str) -> bool:
        """Whether it is the newest edition or an earlier one."""
        return edition == self.newest or self.is_earlier(edition)
