"""What a planted fault is: it alters a clean table, and names the finding and the cells that it must bring.

A fault alters a clean table and answers with the code that must be found and every cell that this finding
must name; no cells where the fault is of the file as a whole. Where two rules say the same, either will do
(`one|other`). It answers None where a layout has nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from findings_tables import Cell, Layout, Spot, Table

Answer = tuple[str, list[str]] | None
Plant = Callable[[Layout, Table, Random], Answer]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault."""

    told: str
    plant: Plant
    statistical: bool
    """Whether only odds tell it from a true figure."""


FAULTS: list[Fault] = []


def fault(told: str, *, statistical: bool = False) -> Callable[[Plant], Plant]:
    def listed(plant: Plant) -> Plant:
        FAULTS.append(Fault(told, plant, statistical))
        return plant

    return listed


def answer(code: str, table: Table, *spots: Spot) -> Answer:
    return code, [table.place(spot) for spot in spots]


def plain_count(table: Table, chance: Random) -> Spot:
    return chance.choice(table.counts)


def any_row(table: Table, chance: Random) -> int:
    return chance.randint(*table.rows)


def figures_of(table: Table, row: int) -> list[Spot]:
    return [spot for spot in (*table.counts, *table.shares) if spot[0] == row]


def sum_up(table: Table, column: int) -> None:
    """Make the total of a column right again."""
    numbers = [number_at(table, s) for s in table.counts if s[1] == column and table.at(s) != ""]
    table.put((table.total or 0, column), printed(table, sum(numbers, Decimal(0))))


def number_at(table: Table, spot: Spot) -> Decimal:
    cell = table.at(spot)
    return Decimal(str(cell).replace(table.kind.thousands or "\0", "").replace(table.kind.decimal, "."))


def printed(table: Table, number: Decimal) -> Cell:
    if table.scaled:
        return float(number) if table.kind.excel else str(number)
    return table.kind.printed(round(number))
