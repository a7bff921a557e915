"""The same passage in two sources: re-told news must not look like a second witness.

A quote repeats another one when both have the same figures and nearly the same words; blanks, quotation marks
and case do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.labels import fold
from pipeline.proposing.proposals import Proposal
from pipeline.strict_yaml import EditedFileError, load_text

ALIKE = 90.0
"""Likeness of two quotes, 0–100, from which on they are one passage."""


@dataclass(frozen=True, slots=True)
class Known:
    """A quote of another source."""

    quote: str
    source: str


def known_quotes(paths: Iterable[Path]) -> list[Known]:
    """Quotes of statement files; files that cannot be read are passed over."""
    found = []
    for path in paths:
        try:
            written = load_text(path)
        except (EditedFileError, OSError):
            continue
        if not isinstance(written, dict) or not isinstance(written.get("source"), dict):
            continue
        title = str(written["source"].get("title") or path.name)
        for section in ("statements", "explained"):
            entries = written.get(section)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and isinstance(entry.get("quote"), str):
                    found.append(Known(entry["quote"], title))
    return found


def with_sources(proposals: Sequence[Proposal], known: Sequence[Known], *, title: str) -> list[Proposal]:
    """Each proposal with the other source that prints its passage, where there is one."""
    others = [(other, *_reduced(other.quote)) for other in known if other.source != title]
    marked = []
    for proposal in proposals:
        text, digits = _reduced(proposal.quote)
        source = next(
            (
                other.source
                for other, words, numbers in others
                if numbers & digits and fuzz.partial_ratio(text, words) >= ALIKE and len(words) > 20
            ),
            "",
        )
        marked.append(replace(proposal, also_in=source))
    return marked


def _reduced(quote: str) -> tuple[str, frozenset[str]]:
    text = re.sub(r"[\s\"'“”‘’]+", " ", fold(quote)).lower().strip()
    return text, frozenset(re.findall(r"\d+(?:[.,]\d+)*|\w*illions?|thousands?", text)) or frozenset(
        text.split()
    )
