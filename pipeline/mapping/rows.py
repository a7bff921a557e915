"""Rows of a located block: which are data, and which are totals, sections, notes or the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.labels import Label
from pipeline.mapping.accounts import Account
from pipeline.mapping.assigning import Assigned
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.profiles import RowRule, Where

_NUMBER = re.compile(r"[<>~约超近逾]?-?\d[\d.,' ]*(?:[万亿%]|万条)?")
_ANY_NUMBER = "7351942"
WITHOUT_FIGURES = frozenset({"section", "note", "notes", "end"})
"""Roles of rows in which no number may stand."""


@dataclass(slots=True)
class Rows:
    """Row numbers of a block by what they are."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    sections: dict[int, int] = field(default_factory=dict)
    """Row of a section -> column of its text."""


def satisfies(account: Account, row: int, where: Where, assigned: Assigned) -> bool:
    """Whether every condition on the texts of a row holds."""
    return all(
        name in assigned.by_label and label.matches(account.text(row, assigned.by_label[name].index))
        for name, label in where.items()
    )


def explains(label: Label, text: str) -> bool:
    """Whether a note means a text; a pattern so wide that it means any number explains none."""
    if not label.matches(text):
        return False
    return label.pattern is None or not (label.matches(_ANY_NUMBER) and is_number(text))


def sort_rows(table: Table, assigned: Assigned, loose: Sequence[Label], complaints: Complaints) -> Rows:
    """Give every filled row its role and claim what is no data. `loose`: notes and titles of other blocks."""
    rows = Rows()
    account, value_columns = table.account, {column.index for column in assigned.values}
    needed = _needed(table, assigned)
    in_notes = False
    span = table.span
    for row in range(table.bottom + 1, table.last + 1):
        filled = [column for column in account.filled(row) if column in span]
        if not filled:
            continue
        if all(any(explains(label, account.text(row, c)) for label in loose) for c in filled):
            account.explain_row(row, filled)
            continue
        role = "notes" if in_notes else _role(table, assigned, row)
        if role == "notes":
            in_notes = True
        if role is None and _is_loose(value_columns, needed, filled):
            positions = [(row, column) for column in filled]
            account.complained.update(positions)
            complaints.add("unclaimed-cell", account.places(positions), account.text(row, filled[0]))
            continue
        if role is None:
            rows.data.append(row)
            continue
        account.explain_row(row, filled)
        if role in WITHOUT_FIGURES:
            _refuse_numbers(table, row, value_columns, complaints)
        if role in ("total", "grand_total"):
            rows.totals.append(row)
        elif role == "section":
            rows.sections[row] = filled[0]
        elif role == "ignore":
            _tell_ignored(table, assigned, row, filled, complaints)
        elif role == "end":
            table.last = row
            break
    return rows


def _role(table: Table, assigned: Assigned, row: int) -> str | None:
    for rule in table.block.rows:
        if satisfies(table.account, row, rule.where, assigned) and _is_under(table, assigned, row, rule):
            return rule.role
    return None


def _tell_ignored(
    table: Table, assigned: Assigned, row: int, filled: list[int], complaints: Complaints
) -> None:
    """A row that a pattern sets aside is told; one that is named by its whole text is not."""
    account = table.account
    ignoring = [rule.where for rule in table.block.rows if rule.role == "ignore"]
    fitting = [where for where in ignoring if satisfies(account, row, where, assigned)]
    if fitting and all(any(label.pattern is not None for label in where.values()) for where in fitting):
        places = account.places((row, column) for column in filled)
        complaints.add("row-ignored-by-pattern", places, account.text(row, filled[0]), block=table.block.name)


def _is_under(table: Table, assigned: Assigned, row: int, rule: RowRule) -> bool:
    """Whether a row stands below the parent that its rule asks for."""
    if rule.under is None:
        return True
    name = next(iter(rule.where))
    fields = [f for f in table.block.fields.values() if f.column is not None and f.column.written == name]
    parents = [f.parent.text for f in fields if f.parent is not None and f.parent.text is not None]
    column, text = assigned.by_label[name].index, table.account.text
    for above in range(row - 1, table.bottom, -1):
        if any(label.matches(text(above, column)) for label in parents):
            return rule.under.matches(text(above, column))
    return False


def _needed(table: Table, assigned: Assigned) -> list[int]:
    """Columns that every data row must fill."""
    return [
        assigned.by_label[label.written].index
        for rule in table.block.fields.values()
        if rule.default is None and rule.carry is None and rule.parent is None
        for label in rule.columns
    ]


def _is_loose(values: set[int], needed: list[int], filled: list[int]) -> bool:
    """A line of text without values and without its dimensions is no row."""
    return values.isdisjoint(filled) and (not needed or any(column not in filled for column in needed))


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return _NUMBER.fullmatch(text) is not None


def _refuse_numbers(table: Table, row: int, values: set[int], complaints: Complaints) -> None:
    """A number in a row that is called a note would be lost without a word; its first text is its own."""
    account = table.account
    labels = {column.index: column.path for column in table.columns}
    for number, column in enumerate(account.filled(row)):
        text, place = account.text(row, column), account.sheet.place(row, column)
        if not is_number(text):
            continue
        if column in values:
            complaints.add("number-in-note", [place], text, block=table.block.name)
        elif number and column in labels:
            complaints.add("number-unread", [place], text, block=table.block.name, label=labels[column])
