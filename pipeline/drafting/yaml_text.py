"""Writes a draft as YAML that people read: in the language's order, with a reason beside each decision.

Every scalar is text here, so quotes stand only where YAML would read something else into it. PyYAML writes no
comments, which are half of what a draft says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"[\w(（/.+](?:[\w ()（）/.+*\\$|^-]*[\w)）/.+*])?")
_DOUBTFUL = re.compile(r".*(?:: | #)|.*:$", re.DOTALL)
_UNPRINTABLE = re.compile(
    "[^\\x09\\x0a\\x0d\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
_LONGEST_KEY = 1000
"""YAML wants a key of more than 1024 signs to be announced."""
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a comment beside it."""

    value: Tree
    comment: str


Tree = str | Noted | Mapping[str, "Tree"] | Sequence["Tree"]


def scalar(text: str) -> str:
    """A text as a YAML scalar that reads as exactly that text."""
    if _UNPRINTABLE.search(text) or "\n" in text or "\r" in text or "\t" in text:
        return '"' + "".join(_escaped(sign) for sign in text) + '"'
    if _PLAIN.fullmatch(text) and not _DOUBTFUL.match(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if _UNPRINTABLE.match(sign) or sign in "\n\r\t":
        return f"\\U{ord(sign):08x}"
    return sign


def as_yaml(tree: Mapping[str, Tree], heading: str = "") -> str:
    """The whole text; `heading` becomes comment lines at the top."""
    top = [f"# {_UNPRINTABLE.sub('.', line)}".rstrip() for line in heading.splitlines()]
    return "\n".join([*top, *_mapping(tree, 0)]) + "\n"


def bare(tree: Tree) -> object:
    """The tree without comments, as loading it would give it."""
    if isinstance(tree, Noted):
        return bare(tree.value)
    if isinstance(tree, str):
        return tree
    if isinstance(tree, Mapping):
        return {key: bare(value) for key, value in tree.items()}
    return [bare(value) for value in tree]


def _mapping(tree: Mapping[str, Tree], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, value in tree.items():
        written = scalar(key)
        if len(written) > _LONGEST_KEY:
            yield f"{pad}? {written}"
            yield from _entry(f"{pad}:", value, indent)
        else:
            yield from _entry(f"{pad}{written}:", value, indent)


def _sequence(tree: Sequence[Tree], indent: int) -> Iterator[str]:
    pad = " " * indent
    for value in tree:
        inner, comment = _parted(value)
        flow = _flow(inner)
        if flow is not None and (isinstance(inner, str) or not inner or indent + len(flow) < WIDTH):
            yield f"{pad}- {flow}{_beside(comment)}"
            continue
        lines = list(
            _mapping(inner, indent + 2) if isinstance(inner, Mapping) else _sequence(inner, indent + 2)
        )
        yield from ([f"{pad}{_beside(comment).lstrip()}"] if comment else [])
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]


def _entry(start: str, value: Tree, indent: int) -> Iterator[str]:
    inner, comment = _parted(value)
    flow = _flow(inner)
    if flow is not None and (isinstance(inner, str) or not inner or len(start) + len(flow) < WIDTH):
        yield f"{start} {flow}{_beside(comment)}"
        return
    yield f"{start}{_beside(comment)}"
    yield from _mapping(inner, indent + 2) if isinstance(inner, Mapping) else _sequence(inner, indent + 2)


def _parted(value: Tree) -> tuple[str | Mapping[str, Tree] | Sequence[Tree], str]:
    return (value.value, value.comment) if isinstance(value, Noted) else (value, "")  # type: ignore[return-value]


def _beside(comment: str) -> str:
    return f"  # {_UNPRINTABLE.sub('.', ' '.join(comment.split()))}" if comment else ""


def _flow(value: Tree) -> str | None:  # noqa: PLR0911 - one a kind of value
    """The value on one line; None when a comment inside it needs a line of its own."""
    if isinstance(value, Noted):
        return None
    if isinstance(value, str):
        return scalar(value)
    parts: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            written = _flow(inner)
            if written is None:
                return None
            if len(key) > WIDTH:
                return None
            parts.append(f"{_flow_scalar(key)}: {_quoted(inner, written)}")
        return "{" + ", ".join(parts) + "}"
    for inner in value:
        written = _flow(inner)
        if written is None:
            return None
        parts.append(_quoted(inner, written))
    return "[" + ", ".join(parts) + "]"


def _quoted(value: Tree, written: str) -> str:
    return _flow_scalar(value) if isinstance(value, str) else written


def _flow_scalar(text: str) -> str:
    """A scalar inside brackets, where commas and braces would end it."""
    written = scalar(text)
    return f"'{text}'" if written == text and set(text) & set(",[]{}") else written
