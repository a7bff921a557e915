"""The readings of one damaged line: every quote sign may open a field or be a sign like any other.

Each reading has a price: one for every sign that the dialect does not allow where it stands. Of the readings
with the usual number of fields the cheapest is kept; without any, the cheapest of all. Nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import APOSTROPHE, grammar

MOST_QUOTES = 400
"""A line with more quote signs than this is only divided at its delimiters."""

STRAY = "a quote sign stands where the dialect has none"
UNCLOSED = "a quote sign opens the field and nothing closes it"


@dataclass(frozen=True, slots=True)
class Mended:
    """The reading of a damaged line that is kept."""

    fields: list[str]
    odd: str
    column: int
    """Field of the first odd sign, from 1."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One field of a reading: where it began, what it says, and the reading before it."""

    price: int
    text: str
    field_price: int
    before: _Step | None


def line_readings(line: str, dialect: Dialect, width: int, *, bare_line_ends: bool = True) -> Mended:
    """The reading of a line that is kept. Without `bare_line_ends`, a line end stands only inside quotes."""
    quote = dialect.quote
    if not quote or line.count(quote) > MOST_QUOTES:
        return Mended(line.split(dialect.delimiter), STRAY if quote else "", 1 if quote else 0)
    readings: dict[int, dict[int, _Step]] = {0: {0: _Step(0, "", 0, None)}}
    pending: list[int] = [0]
    finished: dict[int, _Step] = {}
    while pending:
        start = pending.pop(0)
        found = readings.pop(start)
        for end, text, price in _fields(line, start, dialect):
            if not bare_line_ends and "\n" in line[start:end] and not line.startswith(quote, start):
                continue
            done = end == len(line)
            after = end + len(dialect.delimiter)
            known = finished if done else readings.setdefault(after, {})
            if not done and after not in pending:
                pending.append(after)
                pending.sort()
            for count, step in found.items():
                total = step.price + price
                if count < max(width, 1) * 4 + 64 and (
                    count + 1 not in known or known[count + 1].price > total
                ):
                    known[count + 1] = _Step(total, text, price, step)
    return _kept(finished, width, line, dialect)


def _kept(finished: dict[int, _Step], width: int, line: str, dialect: Dialect) -> Mended:
    if not finished:
        return Mended(line.split(dialect.delimiter), STRAY, 0)
    count = width if width in finished else min(finished, key=lambda n: (finished[n].price, abs(n - width)))
    fields: list[str] = []
    column, step = 0, finished[count]
    while step.before is not None:
        fields.append(step.text)
        column = count - len(fields) + 1 if step.field_price else column
        step = step.before
    return Mended(fields[::-1], STRAY, column)


def _fields(line: str, start: int, dialect: Dialect) -> Iterator[tuple[int, str, int]]:
    """Every way to read a field from here: where it ends, its text, its price."""
    quote, delimiter = dialect.quote, dialect.delimiter
    if line.startswith(quote, start):
        at = line.find(quote, start + 1)
        while at >= 0:
            end = at + 1
            if end == len(line) or line.startswith(delimiter, end):
                inside = line[start + 1 : at]
                yield end, grammar(dialect).plain(inside), _strays(inside, dialect)
            at = line.find(quote, at + 1)
    end = line.find(delimiter, start)
    end = len(line) if end < 0 else end
    bare = line[start:end]
    yield end, bare, _bare_price(bare, quote)


def _strays(inside: str, dialect: Dialect) -> int:
    """Quote signs between the quotes that nothing makes plain."""
    quote, escape = dialect.quote, dialect.escape
    if quote not in inside:
        return 0
    if escape == quote:
        return sum(len(run) % 2 for run in re.findall(f"{re.escape(quote)}+", inside))
    if escape:
        return len(re.findall(rf"(?<!{re.escape(escape)}){re.escape(quote)}", inside))
    return inside.count(quote + dialect.delimiter)


def _bare_price(bare: str, quote: str) -> int:
    if quote == APOSTROPHE:
        return len(re.findall(r"(?<!\w)'", bare))
    return bare.count(quote)
