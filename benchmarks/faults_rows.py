"""Faults of rows against each other: told twice, sums, left out."""

from __future__ import annotations

from random import Random

from findings_planting import Answer, answer, any_row, fault, figures_of, sum_up
from findings_tables import Layout, Table


@fault("one thing told twice, with two values")
def told_twice(_: Layout, table: Table, chance: Random) -> Answer:
    return _again(table, chance, same=False)


@fault("a row pasted twice")
def pasted_twice(_: Layout, table: Table, chance: Random) -> Answer:
    return _again(table, chance, same=True)


def _again(table: Table, chance: Random, *, same: bool) -> Answer:
    if table.total is not None:
        return None
    row = any_row(table, chance)
    spots = [s for s in (*table.counts, *table.shares) if s[0] == row]
    copied = list(table.grid[row - 1])
    if not same:
        if any(s in table.shares for s in spots):
            return None
        for _, column in spots:
            copied[column - 1] = 7 if table.kind.excel else "7"
    table.insert_row(row + 1, copied)
    both = [*spots, *((r + 1, c) for r, c in spots)]
    return answer("duplicate-value" if same else "conflicting-values", table, *both)


@fault("a printed total that is not the sum")
def wrong_total(_: Layout, table: Table, chance: Random) -> Answer:
    if table.total is None:
        return None
    column = chance.choice([3, 4])
    text = "3.7" if table.scaled else "12345"
    table.put((table.total, column), float(text) if table.kind.excel else text)
    parts = [s for s in table.counts if s[1] == column]
    return answer("total-differs", table, (table.total, column), *parts)


@fault("parts that exceed their whole")
def parts_exceed(layout: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or table.company is None or table.total is not None:
        return None
    if table.status is None and not table.own_texts:
        return None
    row = table.rows[1]
    whole = list(table.grid[row - 1])
    whole[table.species - 1] = layout.word("all taxa" if table.status is not None else "all")
    spot = next(s for s in table.counts if s[0] == row)
    whole[spot[1] - 1] = 9 if table.kind.excel else "9"
    table.insert_row(row + 1, whole)
    return answer("parts-exceed-whole", table, (row + 1, spot[1]))


@fault("a row of one species left out")
def row_left_out(_: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or not table.own_texts or table.company is not None:
        return None
    row = any_row(table, chance)
    for column in range(len(table.grid[row - 1])):
        table.grid[row - 1][column] = ""
    if table.total is not None:
        for column in (3, 4):
            sum_up(table, column)
    return "missing-code", []


@fault("a comma inside a number, and another field left out of its row")
def fields_cancel(_: Layout, table: Table, chance: Random) -> Answer:
    if (
        table.kind.delimiter != ","
        or table.kind.excel
        or table.remarks is None
        or table.scaled
        or table.shares
    ):
        return None
    row, column = next((s for s in table.counts if len(str(table.at(s))) == 4), (0, 0))
    if not row:
        return None
    text = str(table.at((row, column)))
    cells = table.grid[row - 1]
    cells[column - 1 : column] = [text[:1], text[1:]]
    cells.pop()
    return answer("row-shifted", table, *figures_of(table, row))


@fault("a total row left out")
def no_total(_: Layout, table: Table, chance: Random) -> Answer:
    if table.total is None:
        return None
    del table.grid[table.total - 1]
    return "missing-total", []


@fault("one species written over another")
def species_twice(_: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or not table.own_texts or table.company is not None or table.measure is not None:
        return None
    one, other = chance.sample(range(table.rows[0], table.rows[1] + 1), 2)
    table.put((one, table.species), table.at((other, table.species)))
    return answer("conflicting-values", table, *figures_of(table, one), *figures_of(table, other))


@fault("a period written over another")
def period_twice(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None or table.species is not None:
        return None
    one, other = chance.sample(range(table.rows[0], table.rows[1] + 1), 2)
    table.put((one, table.period), table.at((other, table.period)))
    return answer("conflicting-values", table, *figures_of(table, one), *figures_of(table, other))
