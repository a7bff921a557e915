"""Rows that a workbook was handed out with and that are no longer in it.

What the workbook asks for stands on a sheet of its own, under the headings of the block that is to be filled
in, and is read by the same fields. A row is there where the block has rows of its key that cover its days,
whatever stands in their cells, and where a row that cannot be read looks most like it: that one has findings
of its own. A list of another round asks for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.answers import can_mean
from pipeline.fields import PERIOD_FIELDS, FieldRule
from pipeline.mapping.accounts import Account
from pipeline.mapping.assembling import assemble
from pipeline.mapping.assigning import Assigned, assign
from pipeline.mapping.cellreading import as_told, key_of
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table, locate
from pipeline.mapping.reported import BlockReading, Reported
from pipeline.mapping.situation import Situation
from pipeline.mapping.sources import FieldTexts, Scope, scope_of
from pipeline.model import Observation, ObsStatus
from pipeline.profiles import Block, Layout
from pipeline.template_edition import AskedList
from pipeline.values.limits import PERCENT, is_percent

_Key = tuple[tuple[str, str], ...]
_NOT_ASKED = ("obs_status", "into", "scale")
"""Fields that say something of a figure and not which one it is."""


@dataclass(frozen=True, slots=True)
class RowsGone:
    """What is asked for and has no row."""

    rows: tuple[Observation, ...] = ()
    """Without values, each at the cell where it could stand; the printed text says which figure it is."""
    answered: tuple[Observation, ...] = ()
    """Those of which somebody said what it means that they are gone, as it was said."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One row of the list."""

    key: _Key
    start: date
    end: date
    texts: tuple[str, ...]
    name: str
    """Its texts without those that say “all”, and without the days where they are the round's."""


def rows_gone(
    layout: Layout,
    accounts: Sequence[Account],
    filled: Iterable[tuple[Table, Assigned, BlockReading]],
    situation: Situation,
) -> RowsGone:
    """The rows that the file asks for and has not; none where it has no list of them."""
    listed = layout.template.asked if layout.template else None
    for table, assigned, reading in filled:
        if listed is None or table.block.name != listed.block:
            continue
        asked = list(_asked(layout, table.block, listed, accounts, situation))
        gone = _unseen(asked, reading)
        for row in sorted(reading.broken_rows):
            gone = _without_likeness(gone, _texts_of_row(table, assigned, row))
        return _told(gone, table, assigned, situation)
    return RowsGone()


def _asked(
    layout: Layout, block: Block, listed: AskedList, accounts: Sequence[Account], situation: Situation
) -> Iterator[_Asked]:
    """The rows of the list that are about the round, each once."""
    labels = tuple(dict.fromkeys(label for rule in _fields(block).values() for label in rule.columns))
    plain = {"header": (labels,), "values": (), "ignore": (), "rows": (), "checks": (), "sheet": listed.sheet}
    block = block.model_copy(update={**plain, "fields": _fields(block)})
    alone = layout.model_copy(update={"blocks": (block,), "ignore_sheets": ()})
    unheard = Complaints()
    seen: set[tuple[_Key, date, date]] = set()
    for table in locate(alone, [Account(account.sheet) for account in accounts], unheard):
        assigned = assign(table, unheard)
        texts = FieldTexts(table, assigned, situation, unheard)
        fixed = texts.outcome(Scope.BLOCK)
        for row in range(table.bottom + 1, table.last + 1 if assigned.complete else 0):
            of_row = texts.outcome(Scope.ROW, row=row) if table.account.filled(row) else None
            parts = fixed.plus(of_row) if fixed and of_row else None
            if not parts or not parts.start or not parts.end:
                continue
            inside = situation.first_day <= parts.start <= parts.end <= situation.last_day
            whole = (parts.start, parts.end) == (situation.first_day, situation.last_day)
            unsaid = {field for field, code in parts.codes.items() if code == "all"}
            name = _name(table, assigned, row, unsaid | set(PERIOD_FIELDS if whole else ()))
            texts_of_row = _texts_of_row(table, assigned, row)
            one = _Asked(key_of(parts), parts.start, parts.end, texts_of_row, name)
            if inside and (one.key, one.start, one.end) not in seen:
                seen.add((one.key, one.start, one.end))
                yield one


def _fields(block: Block) -> Mapping[str, FieldRule]:
    """The fields that say which figure a row is about, as far as the row itself tells."""
    kept = {name: rule for name, rule in block.fields.items() if name not in _NOT_ASKED}
    return {name: rule for name, rule in kept.items() if scope_of(rule) in (Scope.BLOCK, Scope.ROW)}


def _texts_of_row(table: Table, assigned: Assigned, row: int) -> tuple[str, ...]:
    columns = (
        assigned.by_label[label.written].index
        for rule in _fields(table.block).values()
        for label in rule.columns
        if label.written in assigned.by_label
    )
    return tuple(table.account.text(row, column) for column in dict.fromkeys(columns))


def _name(table: Table, assigned: Assigned, row: int, left_out: Container[str]) -> str:
    """The first text of each field that says something of its own."""
    rules = (rule for name, rule in _fields(table.block).items() if name not in left_out)
    columns = (assigned.by_label[rule.columns[0].written].index for rule in rules if rule.columns)
    return ", ".join(table.account.text(row, column) for column in dict.fromkeys(columns))


def _unseen(asked: Iterable[_Asked], reading: BlockReading) -> list[_Asked]:
    """Those whose days the rows of the same key do not cover."""
    told: dict[_Key, list[tuple[date, date]]] = defaultdict(list)
    cells = [(cell.key, cell.start, cell.end) for cell in reading.reported]
    for key, start, end in (*cells, *reading.broken):
        told[key].append((start or end, end))
    return [one for one in asked if not _covered(one, sorted(told[one.key]))]


def _covered(one: _Asked, spans: Iterable[tuple[date, date]]) -> bool:
    following = one.start
    for start, end in spans:
        if start <= following <= end:
            following = end + timedelta(days=1)
    return following > one.end


def _without_likeness(gone: list[_Asked], texts: tuple[str, ...]) -> list[_Asked]:
    """Without the one that is most like a row which cannot be read, if most of their texts are the same."""
    alike = [sum(a == b for a, b in zip(one.texts, texts, strict=False)) for one in gone]
    if not alike or max(alike) * 2 <= len(texts):
        return gone
    most = alike.index(max(alike))
    return [one for number, one in enumerate(gone) if number != most]


def _told(gone: Sequence[_Asked], table: Table, assigned: Assigned, situation: Situation) -> RowsGone:
    """Each in the first free rows below the table; answered where somebody said what it means."""
    account, column = table.account, assigned.values[0]
    free = max((row for row, _ in account.positions()), default=table.bottom) + 1
    rows = [
        Reported(
            key=one.key,
            start=one.start,
            end=one.end,
            slot="value",
            quantity=None,
            status=ObsStatus.NORMAL,
            text=one.name,
            place=account.sheet.place(free + number, column.index),
            label=column.path,
        )
        for number, one in enumerate(gone)
    ]
    answered = [cell for row in rows for cell in _answered(row, situation.blanks.get(row.place, ""))]
    submission = situation.submission.id
    return RowsGone(_observations(rows, submission), _observations(answered, submission))


def _answered(row: Reported, meaning: str) -> Iterator[Reported]:
    unit = PERCENT if is_percent(dict(row.key)["indicator"]) else ""
    if meaning and can_mean(meaning, unit):
        status, quantity = as_told(meaning)
        yield replace(row, status=status, quantity=quantity, text="")


def _observations(cells: Sequence[Reported], submission: str) -> tuple[Observation, ...]:
    return tuple(assemble(BlockReading(reported=list(cells)), submission, Complaints()))
