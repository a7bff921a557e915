"""How a dialect delimits and quotes: one field as a pattern, and a quoted field's plain text.

A quoted field begins with the quote sign and ends with one that a delimiter or a line end follows. Inside,
a quote is made plain by doubling it or by the escape sign; where a dialect has neither, every quote that no
delimiter and no line end follows is plain. An apostrophe inside a word is no quote sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.readers.dialect import Dialect

LINE_END = re.compile(r"\r\n|\r|\n")
APOSTROPHE = "'"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of one dialect."""

    field: re.Pattern[str]
    """A whole field with what ends it: groups (inside of quotes or None, plain text, end)."""
    quoted: re.Pattern[str] | None
    """A field in quotes, whatever follows it; None where nothing quotes."""
    escaped: re.Pattern[str] | None
    """A sign that an escape makes plain, as group 1; None where nothing escapes."""

    def plain(self, inside: str) -> str:
        """What the text between two quotes says."""
        return inside if self.escaped is None else self.escaped.sub(r"\1", inside)

    def unquoted(self, field: str) -> str:
        """What a field without quotes says: an escape counts there only where nothing quotes."""
        return self.plain(field) if self.quoted is None else field


@lru_cache(maxsize=256)
def grammar(dialect: Dialect) -> Grammar:
    """The patterns of a dialect. Raises ValueError when it could not tell fields apart."""
    check(dialect)
    delimiter, quote, escape = (re.escape(x) for x in (dialect.delimiter, dialect.quote, dialect.escape))
    end = rf"({delimiter}|\r\n|\r|\n|\Z)"
    if not quote:
        return _unquoted(dialect.delimiter, dialect.escape.replace('"', ""), end)
    other = _any_but(dialect.delimiter, dialect.quote)
    if dialect.quote == APOSTROPHE:
        other = rf"(?:{other}|(?<=\w)')"
    if escape == quote:
        inside = rf"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"
        escaped = re.compile(rf"{quote}({quote})")
    elif escape:
        inside = rf"(?:[^{quote}{escape}]++|{escape}{quote}|{escape}{escape}|{escape}(?!{quote}))*+"
        escaped = re.compile(rf"{escape}({quote}|{escape})")
    else:
        inside = rf"(?:[^{quote}]++|{quote}(?!{delimiter}|\r|\n|\Z))*+"
        escaped = None
    field = rf"(?:{quote}({inside}){quote}|({other}*+)){end}"
    return Grammar(re.compile(field), re.compile(rf"{quote}{inside}{quote}"), escaped)


def _unquoted(delimiter: str, escape: str, end: str) -> Grammar:
    mark, sign = re.escape(delimiter), re.escape(escape)
    other = _any_but(delimiter, escape)
    if not escape:
        return Grammar(re.compile(rf"(?:(?!)()|({other}*+)){end}"), None, None)
    bare = rf"(?:{other}|{sign}{mark}|{sign}{sign}|{sign}(?!{mark}))*+"
    return Grammar(re.compile(rf"(?:(?!)()|({bare})){end}"), None, re.compile(rf"{sign}({mark}|{sign})"))


def _any_but(delimiter: str, sign: str) -> str:
    """A pattern for one sign that ends no field and is not `sign`."""
    if len(delimiter) == 1:
        return rf"[^{re.escape(sign)}{re.escape(delimiter)}\r\n]"
    return rf"(?:(?!{re.escape(delimiter)})[^{re.escape(sign)}\r\n])"


def special_signs(dialect: Dialect) -> tuple[str, ...]:
    """The signs that make a line more than texts between delimiters: its quote and its escape."""
    if dialect.escape in (dialect.quote, "") or not dialect.quote + dialect.escape.replace('"', ""):
        return (dialect.quote,) if dialect.quote else ()
    return tuple(sign for sign in (dialect.quote, dialect.escape) if sign)


def check(dialect: Dialect) -> None:
    """Raise ValueError for a dialect that could not tell fields, quotes and line ends apart."""
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    if not delimiter or set(delimiter) & {"\r", "\n"}:
        raise ValueError(f"the delimiter must be a sign (or several) other than a line end: {delimiter!r}")
    for name, sign in (("quote", quote), ("escape", escape)):
        if len(sign) > 1 or sign in ("\r", "\n"):
            raise ValueError(f"the {name} must be one sign other than a line end, or '' for none: {sign!r}")
        if sign and sign in delimiter:
            raise ValueError(f"the delimiter {delimiter!r} must not contain the {name} {sign!r}")
