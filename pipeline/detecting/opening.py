"""Opening a file that nobody has described: any supported kind, and for delimited text everything found out.

Workbooks and JSON say themselves how they are to be read and go through the strict door. Delimited text does
not: its encoding and dialect are detected, the reading is tolerant, and what does not fit is kept and
reported. For a person to look at and for drafting a profile; what is accepted is read strictly, as told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.detecting.decisions import Decision, Misfit
from pipeline.detecting.dialects import detect_dialect
from pipeline.detecting.encodings import decode_unknown
from pipeline.detecting.records import control_signs, read_records
from pipeline.detecting.unquoted import joined
from pipeline.readers import kinds
from pipeline.readers.cells import Book
from pipeline.readers.delimited import sheet_of
from pipeline.readers.dialect import Dialect
from pipeline.readers.opening import open_book
from pipeline.readers.quoting import LINE_END
from pipeline.readers.refusals import refusal

ODD_SHARE = 20
"""One control sign in so many makes a file no text."""
_LINE_END_NAMES = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as read, with what was found out on the way."""

    book: Book
    dialect: Dialect | None
    """How delimited text is written; None for every other kind."""
    decisions: tuple[Decision, ...] = ()
    misfits: tuple[Misfit, ...] = ()


def open_unknown(path: Path, *, file_name: str) -> Opened:
    """Read a file of any supported kind with nothing told.

    `path` is where the bytes are, `file_name` how the sender called them. A file of delimited text without a
    cell gives an empty sheet. Of several texts in a zip, what is said about one begins with its name, and
    the dialect is that of the first.

    Raises RefusalError when the file cannot be read at all, with a finding that carries its name.
    """
    if kinds.kind_of_name(file_name) == kinds.DELIMITED and path.is_file() and not path.stat().st_size:
        return open_text(b"")
    texts: dict[str, Opened] = {}

    def read_text(content: bytes, name: str) -> Book:
        texts[name] = open_text(content)
        return texts[name].book

    book = open_book(path, file_name=file_name, read_text=read_text)
    dialect = next((opened.dialect for opened in texts.values()), None)
    named = texts if len(texts) == 1 else {name: _named(opened, name) for name, opened in texts.items()}
    return Opened(
        book,
        dialect,
        tuple(decision for opened in named.values() for decision in opened.decisions),
        tuple(misfit for opened in named.values() for misfit in opened.misfits),
    )


def _named(opened: Opened, name: str) -> Opened:
    """What was found out about one text of several, with its name."""
    decisions = tuple(replace(one, about=f"{name}: {one.about}") for one in opened.decisions)
    misfits = tuple(
        replace(one, place=f"{name}!{one.place}" if one.place else name) for one in opened.misfits
    )
    return replace(opened, decisions=decisions, misfits=misfits)


def open_text(content: bytes) -> Opened:
    """Delimited text with nothing told. Raises RefusalError (`format-error`, `file-hostile`)."""
    decoded = decode_unknown(content)
    _expect_text(decoded.text)
    dialect, told, doubts = detect_dialect(decoded.text, decoded.encoding)
    rows, misfits = read_records(decoded.text, dialect)
    decisions = (decoded.decision, *told, *_line_ends(decoded.text))
    if misfits and (whole := joined(decoded.text, dialect, rows)):
        (rows, decision), misfits = whole, []
        decisions += (decision,)
    found = tuple(
        sorted(
            (*doubts, *decoded.misfits, *misfits, *control_signs(decoded.text)),
            key=lambda misfit: misfit.line,
        )
    )
    return Opened(Book([sheet_of(rows)]), dialect, decisions, found)


def _expect_text(text: str) -> None:
    odd = sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 28), 127, 0xFFFD))
    if odd * ODD_SHARE > len(text):
        raise refusal("format-error", expected=kinds.DELIMITED, found=kinds.UNKNOWN)


def _line_ends(text: str) -> tuple[Decision, ...]:
    if not text:
        return (Decision("content", "empty", 1.0, "the file holds not a single sign"),)
    counts = dict.fromkeys(_LINE_END_NAMES.values(), 0)
    for end in LINE_END.findall(text):
        counts[_LINE_END_NAMES[end]] += 1
    used = [f"{name} {count} times" for name, count in counts.items() if count]
    value = " and ".join(name for name, count in counts.items() if count) or "none"
    return (Decision("line end", value, 1.0, ", ".join(used) or "the file is one line"),)
