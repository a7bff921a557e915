"""A text column whose fields hold the delimiter without quotes, as blank-separated exports have them.

One long line is damage. Where a good part of all lines is too long, though, and there is one column, and only
one, at which the surplus of every line can be joined so that all columns keep the form they have on the
lines of the right length, that column holds delimiters as plain text: another way of writing, not damage.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detecting.content import Form, form
from pipeline.detecting.decisions import Decision
from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import LINE_END, grammar

LEAST_SHARE = 0.3
"""Share of long lines from which on they are a way of writing."""
LEAST_WIDTH, LEAST_EXACT = 3, 3
_TEXTS = frozenset({Form.WORD, Form.SENTENCE, Form.CODE})


@dataclass(frozen=True, slots=True)
class _Field:
    text: str
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds on the lines of the right length."""

    forms: frozenset[Form]
    quoted: frozenset[bool]

    def holds(self, field: _Field) -> bool:
        return field.quoted in self.quoted and form(field.text) in self.forms


def joined(text: str, dialect: Dialect, rows: list[list[str]]) -> tuple[list[list[str]], Decision] | None:
    """The rows with the surplus of long lines joined in its one column; None where that is not certain."""
    lines = LINE_END.split(text)
    lines = lines[:-1] if not lines[-1] else lines
    width = len(rows[0]) if rows else 0
    longer = [at for at, row in enumerate(rows) if len(row) > width]
    if width < LEAST_WIDTH or len(lines) != len(rows) or len(longer) < max(2, LEAST_SHARE * len(rows)):
        return None
    read = [_fields(line, dialect) for line in lines]
    exact = [fields for fields in read[1:] if fields is not None and len(fields) == width]
    if len(exact) < LEAST_EXACT or any(f is None or 1 < len(f) < width for f in read):
        return None
    columns = [
        _Column(frozenset(form(f.text) for f in fields), frozenset(f.quoted for f in fields))
        for fields in zip(*exact, strict=True)
    ]
    long_lines = [(lines[at], read[at] or []) for at in longer]
    fitting = [at for at in range(width) if all(_fits(line, f, at, columns) for line, f in long_lines)]
    if len(fitting) != 1:
        return None
    (at,) = fitting
    mended = list(rows)
    for row, (line, fields) in zip(longer, long_lines, strict=True):
        mended[row] = [field.text for field in _joined(line, fields, at, width)]
    reason = f"{len(longer)} lines hold the delimiter in this column and in no other way keep their columns"
    return mended, Decision("unquoted delimiters", f"column {at + 1}", 0.75, reason)


def _fields(line: str, dialect: Dialect) -> list[_Field] | None:
    """The fields of a line with where they stand; None where the dialect does not read it."""
    rules, fields, at = grammar(dialect), [], 0
    while found := rules.field.match(line, at):
        quoted, plain, stop = found.groups()
        text = plain if quoted is None else rules.plain(quoted)
        fields.append(_Field(text, quoted is not None, at, found.end() - len(stop)))
        at = found.end()
        if not stop:
            return fields
    return None


def _joined(line: str, fields: list[_Field], at: int, width: int) -> list[_Field]:
    last = at + len(fields) - width
    whole = line[fields[at].start : fields[last].end]
    return [*fields[:at], _Field(whole, False, fields[at].start, fields[last].end), *fields[last + 1 :]]


def _fits(line: str, fields: list[_Field], at: int, columns: list[_Column]) -> bool:
    """Whether a line keeps the form of every column when its surplus is joined in column `at` (from 0)."""
    surplus = len(fields) - len(columns)
    if any(field.quoted for field in fields[at : at + surplus + 1]):
        return False
    made = _joined(line, fields, at, len(columns))
    if not columns[at].forms & _TEXTS or form(made[at].text) not in _TEXTS:
        return False
    return all(
        column.holds(field) for n, (column, field) in enumerate(zip(columns, made, strict=True)) if n != at
    )
