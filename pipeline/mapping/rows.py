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
from pipeline.profiles import Where

_NUMBER = re.compile(r"[<>~约超近逾]?-?\d[\d.,' ]*(?:[万亿%]|万条)?")


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


def sort_rows(table: Table, assigned: Assigned, loose: Sequence[Label], complaints: Complaints) -> Rows:
    """Give every filled row its role and claim what is no data. `loose`: notes and titles of other blocks."""
    rows = Rows()
    account, value_columns = table.account, {column.index for column in assigned.values}
    in_notes = False
    for row in range(table.bottom + 1, table.last + 1):
        filled = [column for column in account.filled(row) if column in table.span]
        if not filled:
            continue
        if all(any(label.matches(account.text(row, c)) for label in loose) for c in filled):
            account.explain_row(row, filled)
            continue
        role = "notes" if in_notes else _role(table, assigned, row)
        if role == "notes":
            in_notes = True
        if role is None and _is_loose(table, assigned, row, filled):
            positions = [(row, column) for column in filled]
            account.complained.update(positions)
            complaints.add("unclaimed-cell", account.places(positions), account.text(row, filled[0]))
            continue
        if role is None:
            rows.data.append(row)
            continue
        account.explain_row(row, filled)
        if role in ("total", "grand_total"):
            rows.totals.append(row)
        elif role == "section":
            rows.sections[row] = filled[0]
        elif role in ("note", "notes"):
            _refuse_numbers(table, row, [c for c in filled if c in value_columns], complaints)
        elif role == "end":
            table.last = row
            break
    return rows


def _role(table: Table, assigned: Assigned, row: int) -> str | None:
    for rule in table.block.rows:
        if satisfies(table.account, row, rule.where, assigned):
            return rule.role
    return None


def _is_loose(table: Table, assigned: Assigned, row: int, filled: list[int]) -> bool:
    """A line of text without values and without its dimensions is no row."""
    needed = [
        assigned.by_label[label.written].index
        for rule in table.block.fields.values()
        if rule.default is None and rule.carry is None
        for label in rule.columns
    ]
    no_values = not any(column.index in filled for column in assigned.values)
    return no_values and (not needed or any(column not in filled for column in needed))


def _refuse_numbers(table: Table, row: int, columns: list[int], complaints: Complaints) -> None:
    """A number in a row that is called a note would be lost without a word."""
    account = table.account
    for column in columns:
        if _NUMBER.fullmatch(account.text(row, column)):
            place = account.sheet.place(row, column)
            complaints.add("number-in-note", [place], account.text(row, column), block=table.block.name)
