"""Assigning columns: which column is a dimension, a value, ignored, to stay empty, or read by another block.

Names come before patterns and patterns before `rest`; a column that nothing names is a finding, and so is a
name that no column bears, told side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.labels import Label
from pipeline.mapping.columns import Column, claimed, named
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.profiles import REST, Block

_KINDS = ("values", "ignore", "empty", "others")


@dataclass(slots=True)
class Assigned:
    """What each column of a table is."""

    by_label: dict[str, Column] = field(default_factory=dict)
    """Columns that fields, row rules and checks read, by the label as written."""
    values: list[Column] = field(default_factory=list)
    ignore: list[Column] = field(default_factory=list)
    empty: list[Column] = field(default_factory=list)
    others: list[Column] = field(default_factory=list)
    complete: bool = True
    """False when a column that a field reads is missing: no row can be read then."""

    @property
    def dimensions(self) -> list[Column]:
        """Columns read as text, each once."""
        return list({column.index: column for column in self.by_label.values()}.values())


def assign(table: Table, complaints: Complaints) -> Assigned:
    """Give every column its part; complain of missing, doubled and unknown labels."""
    assigned = Assigned()
    missing: list[str] = []
    for label in _read_labels(table.block):
        _assign_read(label, table, assigned, missing, complaints)
    taken = {column.index for column in assigned.dimensions}
    placed: dict[int, str] = {}
    for pattern in (False, True):
        for kind in _KINDS:
            for label in getattr(table.block, kind):
                if (label.pattern is not None) is not pattern or label.literal == REST:
                    continue
                matching = claimed(table.columns, label)
                if label.after is not None:
                    matching = [
                        c for c in matching if placed.setdefault(c.index, label.written) == label.written
                    ]
                if not matching and (not pattern or kind == "values"):
                    missing.append(str(label))
                _assign_kind(kind, matching, assigned, taken)
    left = [c for c in table.columns if c.index not in taken and not _is_spanned_blank(table, c)]
    if table.block.takes_rest:
        assigned.values += left
        left = []
    assigned.values.sort(key=lambda column: column.index)
    _complain_of_doubles(table, assigned, complaints)
    _complain_of_hidden_by_pattern(table, assigned, complaints)
    _complain_of_labels(table, missing, left, complaints)
    return assigned


def _read_labels(block: Block) -> Iterator[Label]:
    """Labels of the columns that fields, row rules and checks read."""
    for rule in block.fields.values():
        yield from rule.columns
    for row in block.rows:
        yield from (Label.of_column(name) for name in row.where)
    for check in block.checks:
        yield from (Label.of_column(name) for name in (*(check.total or {}), *check.parts))


def _assign_read(
    label: Label, table: Table, assigned: Assigned, missing: list[str], complaints: Complaints
) -> None:
    if label.written in assigned.by_label:
        return
    columns = named(table.columns, label)
    if len(columns) == 1:
        assigned.by_label[label.written] = columns[0]
        return
    assigned.complete = False
    if columns:
        complaints.add("duplicate-label", _places(table, columns), block=table.block.name, label=str(label))
    else:
        missing.append(str(label))


def _is_spanned_blank(table: Table, column: Column) -> bool:
    """An empty column below a heading that is merged over its neighbours as well."""
    account, rows = table.account, range(table.top, table.last + 1)
    return len(column.levels) > 1 and not any(account.text(row, column.index) for row in rows)


def _assign_kind(kind: str, matching: list[Column], assigned: Assigned, taken: set[int]) -> None:
    for column in matching:
        if column.index not in taken:
            taken.add(column.index)
            getattr(assigned, kind).append(column)


def _complain_of_doubles(table: Table, assigned: Assigned, complaints: Complaints) -> None:
    """Two read columns with one path cannot be told apart."""
    by_path: dict[str, list[Column]] = {}
    for column in [*assigned.dimensions, *assigned.values]:
        by_path.setdefault(column.path, []).append(column)
    for path, columns in by_path.items():
        if len(columns) > 1:
            complaints.add("duplicate-label", _places(table, columns), block=table.block.name, label=path)


def _complain_of_hidden_by_pattern(table: Table, assigned: Assigned, complaints: Complaints) -> None:
    """Patterns under `ignore` say what they hid."""
    literals = [label for label in table.block.ignore if label.pattern is None or label.is_choice]
    hidden = [c for c in assigned.ignore if not any(c in claimed(table.columns, label) for label in literals)]
    if hidden:
        labels = ", ".join(column.path for column in hidden)
        complaints.add("ignored-by-pattern", _places(table, hidden), block=table.block.name, labels=labels)


def _complain_of_labels(table: Table, missing: list[str], left: list[Column], complaints: Complaints) -> None:
    """Missing and unknown labels side by side: one cause, one finding."""
    block, sheet = table.block, table.account.sheet
    for column in left:
        table.account.complained.update((row, column.index) for row in range(table.top, table.last + 1))
    if missing:
        places = _places(table, left) or [sheet.place(table.top, table.columns[0].index)]
        unclaimed = ", ".join(column.path for column in left)
        complaints.add(
            "missing-label",
            places,
            unclaimed,
            block=block.name,
            labels=", ".join(missing),
            unclaimed=unclaimed,
        )
        return
    for column in left:
        places = _places(table, [column])
        complaints.add(
            "unclaimed-column", places, column.path, block=block.name, label=column.path, missing=""
        )


def _places(table: Table, columns: Iterable[Column]) -> list[str]:
    """The cells where the labels of columns stand, or where the lowest one is missing."""
    return [header_place(table, column) for column in columns]


def header_place(table: Table, column: Column) -> str:
    """The cell in which a column's lowest label stands, or should: below one that spans columns."""
    account = table.account
    lowest = next((n for n in range(len(column.levels), 0, -1) if column.levels[n - 1]), 0)
    if lowest and lowest < len(column.levels) and _spans(table, column, lowest):
        return account.sheet.place(table.bottom, column.index)
    for row in range(table.bottom, table.top - 1, -1):
        if account.text(row, column.index):
            return account.sheet.place(row, column.index)
    return account.sheet.place(table.top, column.index)


def _spans(table: Table, column: Column, level: int) -> bool:
    """Whether a label of an upper level is one of the layout's, or stands over a neighbour as well."""
    label = column.levels[level - 1]
    agreed = any(known.matches(label) for known in table.block.header[level - 1])
    beside = (c for c in table.columns if c is not column and c.levels[level - 1] == label)
    return agreed or any(c.levels[-1] for c in beside)


def level_place(table: Table, column: Column, level: int) -> str:
    """The cell in which a column's label of one level stands: its own, or the one that spans it."""
    account, row = table.account, table.top + level - 1
    if not column.levels[level - 1] or account.text(row, column.index):
        return account.sheet.place(row, column.index)
    if merge := account.merge(row, column.index):
        return account.sheet.place(merge.top, merge.left)
    left = (index for index in range(column.index, 0, -1) if account.text(row, index))
    return account.sheet.place(row, next(left, column.index))
