"""Opens the file that a draft is made of, and says how the next one is opened: format, dialect, records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.detecting.decisions import SURE as SURE_ENOUGH
from pipeline.detecting.decisions import Decision, Misfit
from pipeline.detecting.opening import open_unknown
from pipeline.drafting.choices import CONFIDENT, SURE, Choice
from pipeline.drafting.when import loosened
from pipeline.drafting.yaml_text import Noted, Tree
from pipeline.labels import fold
from pipeline.model import RefusalError
from pipeline.readers import kinds
from pipeline.readers.cells import Book
from pipeline.readers.dialect import Dialect
from pipeline.readers.opening import open_book

_RFC_4180 = Dialect()


@dataclass(frozen=True, slots=True)
class Source:
    """A file opened for drafting."""

    book: Book
    file: dict[str, Tree]
    """The `file` part of a layout."""
    misfits: tuple[Misfit, ...]
    refusal: str = ""
    """Why the strict reader refuses it as the draft describes it; '' when it does not."""


def open_source(path: Path, file_name: str) -> Source:
    """Open a file with nothing told. Raises RefusalError when it cannot be read at all."""
    kind = kinds.kind_of_name(file_name)
    name = f"/{loosened(fold(file_name))}/"
    if kind == kinds.JSON:
        pointer, choice = _records(path)
        book = open_book(path, file_name=file_name, records=pointer)
        told: dict[str, Tree] = {"name": name, "format": "json"}
        if pointer or not choice.settled:
            told["records"] = Noted(choice.written, choice.comment)
        return Source(book, told, ())
    opened = open_unknown(path, file_name=file_name)
    if opened.dialect is None:
        return Source(opened.book, {"name": name, "format": _format(kind)}, opened.misfits)
    file = {"name": name, "format": "delimited", **_dialect(opened.dialect, opened.decisions)}
    return Source(opened.book, file, opened.misfits, _strictly(path, file_name, opened.dialect, opened.book))


def _format(kind: str | None) -> str:
    return "excel" if kind is not None and kind not in (kinds.DELIMITED, kinds.JSON) else "delimited"


def _dialect(dialect: Dialect, decisions: tuple[Decision, ...]) -> dict[str, Tree]:
    told: dict[str, Tree] = {}
    for option in ("encoding", "delimiter", "quote", "escape"):
        value = getattr(dialect, option)
        if option in ("quote", "escape") and value == getattr(_RFC_4180, option):
            continue
        told[option] = _noted(option, value, decisions)
    return told


def _noted(option: str, value: str, decisions: tuple[Decision, ...]) -> Tree:
    decision = next((d for d in decisions if d.about == option), None)
    if decision is None:
        return value
    confidence = decision.confidence
    if confidence >= SURE_ENOUGH:  # the detector's own scale: what it calls sure is sure here
        confidence = max(confidence, CONFIDENT)
    choice = Choice(value, confidence, decision.reason, f"which {option} does the file have?")
    return Noted(choice.written, choice.comment)


def _strictly(path: Path, file_name: str, dialect: Dialect, book: Book) -> str:
    """Whether the strict reader, told this dialect, gives the same cells; what is wrong otherwise."""
    try:
        strict = open_book(path, file_name=file_name, dialect=dialect)
    except RefusalError as refused:
        return "; ".join(f"{f.code} {', '.join(f.places)}".strip() for f in refused.findings)
    except ValueError as error:
        return str(error)
    same = [[c.text for c in row] for row in strict.sheets[0].rows] == [
        [c.text for c in row] for row in book.sheets[0].rows
    ]
    return "" if same else "read strictly, some cells differ"


def _records(path: Path) -> tuple[str, Choice]:
    """JSON pointer of the list of records."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "", Choice("", SURE, "the root")
    found = sorted(_lists(document, ""), key=lambda listed: -listed[1])
    if not found:
        return "", Choice("", 0.0, "no list of records", "where does the list of records stand?")
    pointer, length = found[0]
    rivals = [
        other for other, size in found[1:] if size * 2 >= length and not other.startswith(pointer + "/")
    ]
    ask = f"which list holds the records: {', '.join(p or 'the root' for p, _ in found[:3])}?"
    confidence = 0.5 if rivals else SURE
    return pointer, Choice(pointer, confidence, f"a list of {length} records", ask)


def _lists(document: object, pointer: str) -> Iterator[tuple[str, int]]:
    if isinstance(document, list):
        if document and all(isinstance(entry, dict) for entry in document):
            yield pointer, len(document)
    elif isinstance(document, dict):
        for key, value in document.items():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from _lists(value, f"{pointer}/{escaped}")


def suffix(file_name: str) -> str:
    """csv, xlsx, json …"""
    return PurePath(file_name).suffix.lower().lstrip(".") or "file"
