"""What happens to a file between two rounds and leaves its figures with the wrong date."""

from __future__ import annotations

import re
from functools import partial
from random import Random

from layout_altering import meaning
from layout_files import Row, Table, number_of, printed

_QUARTERS = [
    re.compile(r"(?P<year>20\d\d)-Q(?P<n>[1-4])"),
    re.compile(r"Q(?P<n>[1-4]) (?P<year>20\d\d)"),
    re.compile(r"(?P<year>20\d\d)年第(?P<n>[一二三四])季度"),
]
_MONTH = re.compile(r"(20\d\d)-(\d\d)(?!\d)")
_NUMERALS = "一二三四"


def _months_later(text: str, months: int) -> str:
    def later(match: re.Match[str]) -> str:
        count = 12 * int(match[1]) + int(match[2]) - 1 + months
        return f"{count // 12}-{count % 12 + 1:02}"

    def quarter_later(match: re.Match[str]) -> str:
        n = match["n"]
        number = _NUMERALS.index(n) if n in _NUMERALS else int(n) - 1
        count = 4 * int(match["year"]) + number + months // 3
        year, number = str(count // 4), count % 4
        shown = _NUMERALS[number] if n in _NUMERALS else str(number + 1)
        spans = sorted([(match.span("year"), year), (match.span("n"), shown)], reverse=True)
        written = match[0]
        for (start, end), new in spans:
            written = written[: start - match.start()] + new + written[end - match.start() :]
        return written

    for pattern in _QUARTERS:
        if pattern.search(text):
            return pattern.sub(quarter_later, text) if months % 3 == 0 else text
    return _MONTH.sub(later, text)


def _dated(months: int, table: Table, chance: Random, _: Table | None) -> Table | None:
    def moved(row: Row) -> Row:
        return [_months_later(cell, months) if isinstance(cell, str) else cell for cell in row]

    altered = table.with_cells(
        above=[moved(row) for row in table.above],
        header=[moved(row) for row in table.header],
        body=[moved(row) for row in table.body],
        below=[moved(row) for row in table.below],
    )
    same = (altered.above, altered.header, altered.body) == (table.above, table.header, table.body)
    return None if same else altered


for _told, _months in (
    ("the quarter before", -3),
    ("the quarter after", 3),
    ("the year before", -12),
    ("the year after", 12),
    ("one month earlier", -1),
    ("one month later", 1),
):
    meaning(f"dated {_told}")(partial(_dated, _months))


@meaning("the months' headings exchanged")
def exchange_months(table: Table, chance: Random, _: Table | None) -> Table | None:
    if not table.form.months_across:
        return None
    altered = table.with_cells()
    one, other = chance.sample(table.values, 2)
    level = altered.header[0]
    level[one], level[other] = level[other], level[one]
    return altered


@meaning("the figures of the round before under this round's date")
def last_rounds_figures(table: Table, chance: Random, before: Table | None) -> Table | None:
    if before is None or len(before.body) != len(table.body) or table.layout == "running":
        return None
    altered = table.with_cells()
    for row, old in zip(altered.body, before.body, strict=True):
        for n in table.values:
            row[n] = old[n]
    if table.below and table.layout != "merged":
        for row, old in zip(altered.below, before.below, strict=True):
            row[:] = [old[n] if n in table.values else cell for n, cell in enumerate(row)]
    return altered


@meaning("sums since the round before last in place of the round's figures")
def cumulated(table: Table, chance: Random, before: Table | None) -> Table | None:
    if before is None or len(before.body) != len(table.body) or table.layout in ("running", "monitor"):
        return None
    altered = table.with_cells()
    lines = [(altered.body, before.body)]
    if table.layout in ("semicolon", "chinese"):
        lines.append((altered.below[:1], before.below[:1]))
    for rows, olds in lines:
        for row, old in zip(rows, olds, strict=True):
            for n in table.values:
                now, then = number_of(row[n], table.layout), number_of(old[n], table.layout)
                if now is not None and then is not None:
                    row[n] = printed(now + 2 * then, row[n], table.layout)
    return altered
