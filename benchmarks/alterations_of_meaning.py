"""What happens to a file between two rounds and changes what it means: its scale, its labels, its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random

from layout_altering import meaning
from layout_files import Cell, Row, Table, number_of, printed

# Scale


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


# Labels


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


# Rows


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
