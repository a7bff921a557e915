"""How a way to alter a file between two rounds is listed, as benign or as changing what the file means.

Each way takes a table of the exercise and repeatable chance, and returns the altered table, or None where the
layout has nothing of the kind. What is told is what a person would call it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from layout_files import Row, Table

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
