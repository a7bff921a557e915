"""What happens to a file between two rounds: benign changes, and changes of what it means.

Each takes a table of the exercise and repeatable chance, and returns the altered table, or None where the
layout has nothing of the kind. What is told is what a person would call it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from layout_files import Cell, Row, Table, number_of, printed

Alteration = Callable[[Table, Random, "Table | None"], Table | None]
"""From a table, chance, and the same reporter's table of the round before."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One kind of change."""

    told: str
    benign: bool
    make: Alteration


PLANTED: list[Planted] = []


def benign(told: str) -> Callable[[Alteration], Alteration]:
    return _listed(told, benign=True)


def meaning(told: str) -> Callable[[Alteration], Alteration]:
    return _listed(told, benign=False)


def _listed(told: str, *, benign: bool) -> Callable[[Alteration], Alteration]:
    def listed(make: Alteration) -> Alteration:
        PLANTED.append(Planted(told, benign, make))
        return make

    return listed


def columns_taken(table: Table, order: list[int | None]) -> Table:
    """The table with columns in another order; None is a new empty one."""

    def taken(row: Row) -> Row:
        return [("" if n is None or n >= len(row) else row[n]) for n in order]

    where = {n: position for position, n in enumerate(order) if n is not None}
    return replace(
        table,
        header=[taken(row) for row in table.header],
        body=[taken(row) for row in table.body],
        below=[taken(row) if table.layout != "merged" else row for row in table.below],
        values=[where[n] for n in table.values],
        labels=[where[n] for n in table.labels],
        period=None if table.period is None else where[table.period],
        measure=None if table.measure is None else where[table.measure],
    )


# Benign


@benign("columns in another order")
def permute_columns(table: Table, chance: Random, _: Table | None) -> Table | None:
    order = list(range(len(table.header[0])))
    chance.shuffle(order)
    if table.layout == "merged":  # a heading that spans its columns moves with them
        groups = list(dict.fromkeys(table.header[0]))
        chance.shuffle(groups)
        order = [n for group in groups for n in order if table.header[0][n] == group]
    if table.below and table.layout in ("chinese", "semicolon"):
        table = replace(table, below=[[*row, *[""] * (len(order) - len(row))] for row in table.below])
    return columns_taken(table, list(order))


@benign("two columns changed places")
def exchange_columns(table: Table, chance: Random, _: Table | None) -> Table | None:
    order = list(range(len(table.header[0])))
    one, other = chance.sample(order[1:] if table.layout == "merged" else order, 2)
    order[one], order[other] = order[other], order[one]
    return columns_taken(table, list(order))


@benign("an empty column inserted")
def insert_empty_column(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records":
        return None
    at = chance.randint(0, len(table.header[0]))
    order: list[int | None] = list(range(len(table.header[0])))
    order.insert(at, None)
    altered = columns_taken(table, order)
    if len(table.header) > 1:
        spanned = 0 < at < len(table.header[0]) and table.header[0][at] == table.header[0][at - 1]
        altered.header[0][at] = table.header[0][at] if spanned else None
        altered.header[1][at] = None
    return altered


@benign("a column of remarks inserted")
def insert_remarks(table: Table, chance: Random, _: Table | None) -> Table | None:
    at = chance.randint(0, len(table.header[0]))
    if len(table.header) > 1:
        at = len(table.header[0])
    order: list[int | None] = list(range(len(table.header[0])))
    order.insert(at, None)
    word, text = ("核对", "已核对") if table.layout == "chinese" else ("Checked by", "J. Doe")
    altered = columns_taken(table, order)
    altered.header[0][at] = word
    for row in altered.body:
        row[at] = text
    return altered


@benign("blank rows inserted")
def insert_blank_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records":
        return None
    altered = table.with_cells()
    width = len(table.header[0])
    altered.body.insert(chance.randint(0, len(altered.body)), [""] * width)
    if chance.random() < 0.5:
        altered.above.insert(0, [""] * width)
    return altered


@benign("sheets in another order")
def reorder_sheets(table: Table, chance: Random, _: Table | None) -> Table | None:
    if not table.form.sheet:
        return None
    sheets = [(f"<{name}", rows) for name, rows in table.sheets] or [("Empty", [])]
    return replace(table, sheets=sheets)


@benign("a heading in another case")
def respell_case(table: Table, chance: Random, _: Table | None) -> Table | None:
    way = chance.choice([str.upper, str.lower, str.title])
    return _respelled(table, chance, way)


@benign("a heading with other blanks")
def respell_blanks(table: Table, chance: Random, _: Table | None) -> Table | None:
    ways = [
        lambda text: f" {text} ",
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: f"{text}\u3000",
    ]
    return _respelled(table, chance, chance.choice(ways))


@benign("a heading in full width")
def respell_width(table: Table, chance: Random, _: Table | None) -> Table | None:
    wide = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
    return _respelled(table, chance, lambda text: text.translate(wide))


def _respelled(table: Table, chance: Random, way: Callable[[str], str]) -> Table | None:
    altered = table.with_cells()
    level = chance.choice(altered.header)
    text = chance.choice([cell for cell in level if isinstance(cell, str) and cell])
    spelled = way(text)
    if spelled == text:
        return None
    level[:] = [spelled if cell == text else cell for cell in level]
    if len(altered.header) > 1 and altered.header[0][0] == spelled:
        altered.header[1][0] = spelled
    return altered


@benign("rows in another order")
def reorder_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = table.with_cells()
    chance.shuffle(altered.body)
    return altered


@benign("rows sorted by their texts")
def sort_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = table.with_cells()
    columns = table.labels or [0]
    altered.body.sort(key=lambda row: [str(row[n]) for n in columns])
    return altered


@benign("other quotation marks, line ends or byte order mark")
def requote(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.form.sheet or table.layout == "records":
        return None
    ways = [{"quoting": 1}, {"lineterminator": "\n"}, {"quoting": 1, "lineterminator": "\n"}]
    if table.form.encoding == "utf-8":
        ways.append({"mark": "\ufeff"})
    return replace(table, options=chance.choice(ways))


# Meaning changed: scale


def _scaled(
    table: Table, factor: Decimal, columns: Iterable[int], rows: Callable[[Row], bool] = lambda row: True
) -> Table:
    altered = table.with_cells()
    places = list(columns)
    for row in (*altered.body, *(altered.below if table.layout != "merged" else [])):
        for n in places:
            if n < len(row) and rows(row) and (number := number_of(row[n], table.layout)) is not None:
                row[n] = printed(_kept_whole(number * factor, row[n], table.layout), row[n], table.layout)
    return altered


def _kept_whole(number: Decimal, like: Cell, layout: str) -> Decimal:
    """Rounded as a person who changes the unit rounds: to the decimals that the column has."""
    decimals = {"chinese": 2, "semicolon": 3 if "," in str(like) else 0}.get(layout, 0)
    return round(number, decimals)


def _by_factor(told: str, factor: str) -> None:
    @meaning(f"every value {told}")
    def whole(table: Table, chance: Random, _: Table | None) -> Table | None:
        return _scaled(table, Decimal(factor), table.values)

    @meaning(f"one measure {told}")
    def one(table: Table, chance: Random, _: Table | None) -> Table | None:
        if table.measure is not None:
            word = chance.choice(sorted({str(row[table.measure]) for row in table.body}))
            measure = table.measure
            return _scaled(table, Decimal(factor), table.values, lambda row: row[measure] == word)
        word = chance.choice([table.header[0][n] for n in table.values])
        return _scaled(table, Decimal(factor), [n for n in table.values if table.header[0][n] == word])


for _told, _factor in (
    ("in thousands", "0.001"),
    ("in ten thousands", "0.0001"),
    ("in hundreds", "0.01"),
    ("a thousand times as large", "1000"),
    ("ten thousand times as large", "10000"),
    ("ten times as large", "10"),
    ("a hundred times as large", "100"),
):
    _by_factor(_told, _factor)


@meaning("in thousands, and the heading says so")
def scaled_and_told(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = _scaled(table, Decimal("0.001"), table.values)
    level = altered.header[0]
    suffix = "（千）" if table.layout == "chinese" else " (thousands)"
    for word in {level[n] for n in altered.values}:
        level[:] = [f"{cell}{suffix}" if cell == word else cell for cell in level]
    return altered


@meaning("another unit in the heading")
def unit_in_heading(table: Table, chance: Random, _: Table | None) -> Table | None:
    swaps = {"chinese": ("万", "千"), "semicolon": ("(Tsd.)", "(Mio.)")}
    old, new = swaps.get(table.layout, ("", ""))
    if not old or not any(old in str(cell) for cell in table.header[0]):
        return None
    return table.with_cells(header=[[str(cell).replace(old, new) for cell in table.header[0]]])


# Meaning changed: labels


@meaning("two measures' headings exchanged")
def exchange_headings(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = table.with_cells()
    if table.measure is not None:
        words = sorted({row[table.measure] for row in table.body})
        if len(words) < 2:
            return None
        one, other = chance.sample(words, 2)
        for row in altered.body:
            row[table.measure] = {one: other, other: one}.get(row[table.measure], row[table.measure])
        return altered
    level = altered.header[0]
    words = list(dict.fromkeys(level[n] for n in table.values))
    if len(words) < 2:
        return None
    one, other = chance.sample(words, 2)
    level[:] = [{one: other, other: one}.get(cell, cell) for cell in level]
    return altered


@meaning("two measures' figures exchanged under their headings")
def exchange_figures(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.measure is not None:
        return _exchange_in_rows(table, table.measure, chance)
    altered = table.with_cells()
    words = list(dict.fromkeys(table.header[0][n] for n in table.values))
    if len(words) < 2:
        return None
    one, other = chance.sample(words, 2)
    pairs = zip(
        [n for n in table.values if table.header[0][n] == one],
        [n for n in table.values if table.header[0][n] == other],
        strict=True,
    )
    lines = [*altered.body, *(altered.below if table.layout in ("semicolon", "chinese") else [])]
    for here, there in pairs:
        for row in lines:
            if there < len(row) and here < len(row) and number_of(row[here], table.layout) is not None:
                a, b = number_of(row[here], table.layout), number_of(row[there], table.layout)
                if a is not None and b is not None:
                    row[here], row[there] = (
                        printed(b, row[here], table.layout),
                        printed(a, row[there], table.layout),
                    )
    return altered


def _exchange_in_rows(table: Table, measure: int, chance: Random) -> Table | None:
    words = sorted({row[measure] for row in table.body})
    if len(words) < 2:
        return None
    one, other = chance.sample(words, 2)
    altered = table.with_cells()
    keys = [n for n in (*table.labels, table.period) if n is not None and n != measure]
    rows = {(row[measure], *(row[n] for n in keys)): row for row in altered.body}
    found = False
    for (word, *rest), row in rows.items():
        twin = rows.get((other, *rest))
        if word == one and twin:
            found = True
            for n in table.values:
                row[n], twin[n] = twin[n], row[n]
    return altered if found else None


@meaning("the headings of the values shifted by one column")
def shift_headings(table: Table, chance: Random, _: Table | None) -> Table | None:
    if len(table.values) < 2 or table.layout == "records":
        return None
    altered = table.with_cells()
    level = altered.header[-1]
    step = chance.choice([1, -1])
    texts = [level[n] for n in table.values]
    for n, text in zip(table.values, texts[-step:] + texts[:-step], strict=True):
        level[n] = text
    return altered


@meaning("all headings shifted by one column")
def shift_all_headings(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout in ("records", "merged"):
        return None
    level = table.header[-1]
    return table.with_cells(header=[["", *level[:-1]]])


@meaning("two labels of rows exchanged")
def exchange_row_labels(table: Table, chance: Random, _: Table | None) -> Table | None:
    if not table.labels:
        return None
    column = table.labels[-1] if table.layout != "monitor" else table.labels[0]
    altered = table.with_cells()
    others = [n for n in (*table.labels, table.period) if n is not None and n != column]
    for _attempt in range(50):
        one, other = chance.sample(altered.body, 2)
        if one[column] != other[column] and all(one[n] == other[n] for n in others):
            one[column], other[column] = other[column], one[column]
            return altered
    return None


@meaning("two species groups' headings exchanged")
def exchange_species_headings(table: Table, chance: Random, _: Table | None) -> Table | None:
    if len(table.header) < 2:
        return None
    altered = table.with_cells()
    group = chance.choice(list(dict.fromkeys(table.header[0][n] for n in table.values)))
    columns = [n for n in table.values if table.header[0][n] == group]
    one, other = chance.sample(columns, 2)
    level = altered.header[1]
    level[one], level[other] = level[other], level[one]
    return altered


@meaning("the labels of two companies or measures exchanged throughout")
def exchange_first_labels(table: Table, chance: Random, _: Table | None) -> Table | None:
    if not table.labels:
        return None
    column = table.labels[0]
    words = sorted({str(row[column]) for row in table.body})
    if len(words) < 2:
        return None
    one, other = chance.sample(words, 2)
    altered = table.with_cells()
    for row in altered.body:
        row[column] = {one: other, other: one}.get(row[column], row[column])
    return altered


# Meaning changed: rows


@meaning("a cell deleted, those below moved up")
def cells_moved_up(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records" or len(table.body) < 3:
        return None
    altered = table.with_cells()
    column, start = chance.choice(table.values), chance.randrange(len(table.body) - 1)
    for row, following in zip(altered.body[start:], [*altered.body[start + 1 :], None], strict=True):
        row[column] = "" if following is None else following[column]
    return altered


@meaning("a cell inserted, those below moved down")
def cells_moved_down(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records" or len(table.body) < 3:
        return None
    altered = table.with_cells()
    column, start = chance.choice(table.values), chance.randrange(len(table.body) - 1)
    before: Cell = ""
    for row in altered.body[start:]:
        row[column], before = before, row[column]
    last: Row = [""] * len(table.header[0])
    last[column] = before
    altered.body.append(last)
    return altered


@meaning("the row of totals under the label of a group")
def total_as_group(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout not in ("semicolon", "chinese"):
        return None
    altered = table.with_cells()
    column = table.labels[0]
    altered.below[0][column] = chance.choice(altered.body)[column]
    return altered


@meaning("the row of totals in place of a group")
def total_for_group(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout not in ("semicolon", "chinese"):
        return None
    altered = table.with_cells()
    column, n = table.labels[0], chance.randrange(len(table.body))
    label = altered.body.pop(n)[column]
    altered.below[0][column] = label
    return altered


# Meaning changed: period

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


def _in_other_period(table: Table, months: int) -> Table | None:
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
    PLANTED.append(
        Planted(
            f"dated {_told}",
            benign=False,
            make=lambda table, chance, before, months=_months: _in_other_period(table, months),  # type: ignore[misc]
        )
    )


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
