"""Text in a known dialect to rows, whatever is broken in it: nothing is lost, and what does not fit is said.

A line that the dialect reads is read strictly. A line that it does not read, or that has another number of
fields than the others, is damaged: of its readings as one line the one with the usual number of fields and
the fewest odd signs is kept, every sign as it stands, and reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.detecting.decisions import Misfit
from pipeline.detecting.mending import UNCLOSED, Mended, line_readings
from pipeline.readers.cells import column_letters
from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import LINE_END, Grammar, grammar, special_signs

SHOWN = 200
"""Signs of a line that a misfit repeats."""
MOST_CONTROL_LINES = 100
MOST_LINES = 500
"""Longest quoted field, in lines, that is believed where the record has another width than the others."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its fields, the physical line where it begins, and how many lines it takes."""

    fields: list[str]
    line: int
    lines: int = 1
    odd: str = ""
    """Why it does not fit; '' where it does."""
    column: int = 0
    """The field where the trouble begins; 0 where the whole line is meant."""


def read_records(text: str, dialect: Dialect) -> tuple[list[list[str]], list[Misfit]]:
    """All rows of a text, ragged ones as they are, and what did not fit."""
    reader = _Reader(text, dialect)
    width = reader.usual_width()
    records = list(reader.records(width))
    misfits = [*_odd_records(records, reader), *_other_widths(records, width, reader)]
    if not dialect.quote and '"' in text:
        misfits += _opening_quotes(records, reader)
    return [record.fields for record in records], sorted(misfits, key=lambda misfit: misfit.line)


class _Reader:
    """The lines of a text, and the records that begin on them."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.rules: Grammar = grammar(dialect)
        self.signs = special_signs(dialect)
        self.starts, self.ends = [0], []
        for found in LINE_END.finditer(text):
            self.ends.append(found.start())
            self.starts.append(found.end())
        self.ends.append(len(text))
        if self.starts[-1] == len(text):
            self.starts.pop()
            self.ends.pop()
        self._strict: dict[int, tuple[list[str], int] | None] = {}

    def line(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]

    def strict(self, index: int) -> tuple[list[str], int] | None:
        """The record that begins on a line, and the line after it; None where the dialect fails."""
        if index not in self._strict:
            self._strict[index] = self._read_strictly(index)
        return self._strict[index]

    def _read_strictly(self, index: int) -> tuple[list[str], int] | None:
        start, end = self.starts[index], self.ends[index]
        if not any(self.text.find(sign, start, end) >= 0 for sign in self.signs):
            return self.text[start:end].split(self.dialect.delimiter), index + 1
        fields: list[str] = []
        at = start
        while found := self.rules.field.match(self.text, at):
            quoted, plain, stop = found.groups()
            fields.append(self.rules.unquoted(plain) if quoted is None else self.rules.plain(quoted))
            at = found.end()
            if stop != self.dialect.delimiter:
                return fields, max(index + 1, bisect_right(self.starts, at - 1) if stop else len(self.starts))
        return None

    def usual_width(self) -> int:
        """The number of fields that most records have; records of one field say little."""
        widths: Counter[int] = Counter()
        index = 0
        while index < len(self.starts):
            read = self.strict(index)
            if read and read[0] != [""]:
                widths[len(read[0])] += 1
            index = read[1] if read else index + 1
        wide = {width: count for width, count in widths.items() if width > 1}
        return max(wide, key=lambda width: (wide[width], width)) if wide else 1

    def records(self, width: int) -> Iterator[Record]:
        """Every record, from the top; damaged lines in the reading that is kept."""
        index = 0
        while index < len(self.starts):
            record = self._record(index, width)
            yield record
            index += record.lines

    def _record(self, index: int, width: int) -> Record:
        read = self.strict(index)
        if read and (len(read[0]) == width or read[1] == index + 1):
            fields, after = read
            odd = self._swallowed(fields, width) if after > index + 1 else ""
            return Record(fields, index + 1, after - index, odd)
        alone = line_readings(self.line(index), self.dialect, width)
        if alone and len(alone.fields) == width:
            return self._damaged(index, alone)
        inner = range(index + 1, read[1]) if read else range(0)
        if read and len(inner) < MOST_LINES and not any(self._is_whole(at, width) for at in inner):
            return Record(read[0], index + 1, read[1] - index, "a quoted field runs over several lines")
        if across := self._across(index, width):
            return across
        return self._damaged(index, alone)

    def _damaged(self, index: int, mended: Mended) -> Record:
        return Record(mended.fields, index + 1, 1, mended.odd, mended.column)

    def _across(self, index: int, width: int) -> Record | None:
        """A record of the usual width whose quoted field runs over lines and holds stray quotes."""
        quote = self.dialect.quote
        if not quote:
            return None
        for last in range(index + 1, min(index + 30, len(self.starts))):
            if self._is_whole(last, width):
                return None
            if quote not in self.line(last):
                continue
            lines = self.text[self.starts[index] : self.ends[last]]
            mended = line_readings(lines, self.dialect, width, bare_line_ends=False)
            if mended and len(mended.fields) == width:
                return Record(mended.fields, index + 1, last - index + 1, mended.odd, mended.column)
        return None

    def _is_whole(self, index: int, width: int) -> bool:
        """Whether a line is a record of the usual width by itself."""
        read = self.strict(index)
        return read is not None and read[1] == index + 1 and len(read[0]) == width

    def _swallowed(self, fields: list[str], width: int) -> str:
        """Suspicion that a quote was left open: the lines inside a quoted field look like records."""
        inner = [line for field in fields for line in LINE_END.split(field)[1:]]
        if width > 2 and any(len(line.split(self.dialect.delimiter)) >= width for line in inner):
            return "a quoted field holds lines that look like records of their own"
        return ""


def _odd_records(records: list[Record], reader: _Reader) -> Iterator[Misfit]:
    for row, record in enumerate(records, start=1):
        if record.odd:
            place = f"{column_letters(record.column)}{row}" if record.column else ""
            yield Misfit(place, record.line, reader.line(record.line - 1)[:SHOWN], record.odd)


def _other_widths(records: list[Record], width: int, reader: _Reader) -> Iterator[Misfit]:
    """Runs of lines with another number of fields; one misfit a run. Blank lines are no records."""
    run: list[Record] = []
    for record in [*records, Record([], 0)]:
        if run and (len(record.fields) != len(run[0].fields) or record.line == 0):
            yield _width_misfit(run, width, reader)
            run = []
        if record.fields and len(record.fields) != width and record.fields != [""] and not record.odd:
            run.append(record)


def _width_misfit(run: list[Record], width: int, reader: _Reader) -> Misfit:
    first, last = run[0], run[-1]
    until = f" (and so have the lines until {last.line})" if last is not first else ""
    reason = f"{len(first.fields)} fields where most lines have {width}{until}"
    return Misfit("", first.line, reader.line(first.line - 1)[:SHOWN], reason)


def _opening_quotes(records: list[Record], reader: _Reader) -> Iterator[Misfit]:
    """Fields that begin with a quote sign where nothing quotes: an enclosure that was never closed."""
    for row, record in enumerate(records, start=1):
        for column, field in enumerate(record.fields, start=1):
            if field.lstrip().startswith('"'):
                place = f"{column_letters(column)}{row}"
                yield Misfit(place, record.line, reader.line(record.line - 1)[:SHOWN], UNCLOSED)


def control_signs(text: str) -> Iterator[Misfit]:
    """Lines that hold zero bytes or other signs that nobody types; they are kept."""
    found = _CONTROLS.search(text)
    if found is None:
        return
    told = 0
    for number, line in enumerate(LINE_END.split(text), start=1):
        if signs := _CONTROLS.findall(line):
            told += 1
            names = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in signs})[:5])
            more = ", as other lines do from here on" if told == MOST_CONTROL_LINES else ""
            yield Misfit("", number, line[:SHOWN], f"holds signs that are no text ({names}){more}")
            if more:
                return
