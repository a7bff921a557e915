"""Faults against the past: restated, repeated, by a scale, exchanged."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from findings_planting import Answer, answer, fault, number_at, plain_count, printed, sum_up
from findings_tables import LAST, MEASURES, Layout, Spot, Table


def _with_past(layout: Layout, table: Table) -> Table | None:
    """Last quarter's file above this one's rows; its spots are those of the file from then on."""
    if layout.fresh or table.period is None or table.total is not None:
        return None
    old = layout.table(LAST)
    if old.rows != table.rows:
        return None
    top = table.rows[0]
    for row in range(old.rows[1], old.rows[0] - 1, -1):
        table.insert_row(top, list(old.grid[row - 1]))
    table.shares += old.shares
    return old


def _changed(told: str, code: str, reason: str = "") -> None:
    @fault(told)
    def plant(layout: Layout, table: Table, chance: Random) -> Answer:
        old = _with_past(layout, table)
        if old is None:
            return None
        spot = plain_count(old, chance)
        cell = old.at(spot)
        table.put(spot, cell + 31 if isinstance(cell, int) else table.kind.printed(_whole(old, spot) + 31))
        if reason:
            table.sent["reason"] = reason
        return answer(code, table, spot)


_changed("a past value that has changed", "value-restated")
_changed("a past value that has changed, with a reason", "value-corrected|value-restated", "a slip of ours")


@fault("a past value taken back")
def withdrawn(layout: Layout, table: Table, chance: Random) -> Answer:
    old = _with_past(layout, table)
    if old is None or table.status is not None or not table.own_texts:
        return None
    spot = plain_count(old, chance)
    table.put(spot, "n/a")
    return answer("value-withdrawn", table, spot)


@fault("a past value left out where the others are told again")
def vanished(layout: Layout, table: Table, chance: Random) -> Answer:
    old = _with_past(layout, table)
    if old is None or (table.company is None and table.status is None):
        return None
    del table.grid[chance.randint(*old.rows) - 1]
    table.rows = (table.rows[0], table.rows[1] - 1)
    return "value-vanished", []


@fault("columns of months in another order")
def months_moved(layout: Layout, table: Table, chance: Random) -> Answer:
    if layout.fresh or layout.make.__name__ != "by_month":
        return None
    one, other = (spot[1] for spot in table.heads[:2])
    for row in range(table.head, table.rows[1] + 1):
        first, second = table.at((row, one)), table.at((row, other))
        table.put((row, one), second)
        table.put((row, other), first)
    return answer("periods-out-of-order", table, *table.counts)


def _whole(table: Table, spot: Spot) -> int:
    return int(number_at(table, spot))


@fault("last quarter's figures again")
def repeated(layout: Layout, table: Table, chance: Random) -> Answer:
    if layout.fresh:
        return None
    old = layout.table(LAST)
    for spot in (*table.counts, *table.shares):
        table.put(spot, old.at(spot))
    if table.total:
        for column in (3, 4):
            table.put((table.total, column), old.at((table.total, column)))
    return answer("figures-repeated", table, *sorted({*table.counts, *table.shares}))


def _by_factor(told: str, factor: Decimal) -> None:
    @fault(f"every count {told}", statistical=True)
    def every(layout: Layout, table: Table, chance: Random) -> Answer:
        return None if layout.fresh else _multiplied(table, table.counts, factor)

    @fault(f"one count {told}", statistical=True)
    def one(layout: Layout, table: Table, chance: Random) -> Answer:
        return None if layout.fresh else _multiplied(table, [plain_count(table, chance)], factor)


def _multiplied(table: Table, spots: list[Spot], factor: Decimal) -> Answer:
    for spot in spots:
        number = number_at(table, spot) * factor
        table.put(spot, printed(table, round(number, 4) if table.scaled else number))
    if table.total:
        for column in (3, 4):
            sum_up(table, column)
    return answer("level-unlike-before", table, *spots)


_by_factor("ten times as large", Decimal(10))
_by_factor("a thousand times as large", Decimal(1000))
_by_factor("ten thousand times as large", Decimal(10000))
_by_factor("a thousandth", Decimal("0.001"))


@fault("two headings exchanged", statistical=True)
def headings_exchanged(layout: Layout, table: Table, chance: Random) -> Answer:
    if layout.fresh or len(table.heads) != len(MEASURES):
        return None
    one, other = table.heads
    first, second = table.at(one), table.at(other)
    table.put(one, second)
    table.put(other, first)
    return answer(
        "labels-exchanged|labels-moved", table, *(s for s in table.counts if s[1] in (one[1], other[1]))
    )


@fault("a cell deleted, those below moved up", statistical=True)
def column_pushed(layout: Layout, table: Table, chance: Random) -> Answer:
    if layout.fresh or table.total is not None or table.shares:
        return None
    column, last = table.counts[0][1], table.rows[1]
    for row in range(chance.randint(table.rows[0], last - 1), last):
        table.put((row, column), table.at((row + 1, column)))
    table.put((last, column), "")
    return answer("blank-value", table, (last, column))
