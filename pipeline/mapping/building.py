"""From the rows of a located block to what its value cells report: fields, periods and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipeline.mapping.assigning import Assigned
from pipeline.mapping.cellvalues import Expected, Quantity, read_quantity
from pipeline.mapping.columns import Column
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.mapping.refining import Parts, Trouble
from pipeline.mapping.rows import Rows
from pipeline.mapping.situation import Situation
from pipeline.mapping.sources import FieldTexts, Scope, Sourced
from pipeline.model import DIMENSIONS, ObsStatus

WITHOUT_VALUE = frozenset(
    {
        ObsStatus.SUPPRESSED,
        ObsStatus.NOT_COLLECTED,
        ObsStatus.LATE,
        ObsStatus.WITHHELD,
        ObsStatus.REPORTED_ELSEWHERE,
        ObsStatus.NOT_APPLICABLE,
    }
)
"""States in which there is no value to print."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One value cell as read: the key it belongs to, the slot it fills, and what stands in it."""

    key: tuple[tuple[str, str], ...]
    """Subject, indicator and dimensions, as (name, code)."""
    start: date | None
    end: date
    slot: str
    quantity: Quantity | None
    """None for a state without a value."""
    status: ObsStatus
    text: str
    place: str
    label: str
    reference_period: str | None = None


@dataclass(slots=True)
class BlockReading:
    """What one block gave."""

    reported: list[Reported] = field(default_factory=list)
    broken: set[tuple[tuple[tuple[str, str], ...], date | None, date]] = field(default_factory=set)
    """Keys of which a slot could not be read: nothing is built from the others."""
    broken_rows: set[int] = field(default_factory=set)
    """Rows whose fields could not be read: nobody knows which total they belong to."""

    def periods(self) -> Iterator[tuple[date | None, date]]:
        """First and last day of every value cell, read or not."""
        yield from ((cell.start, cell.end) for cell in self.reported)
        yield from ((start, end) for _, start, end in self.broken)


def read_block(
    table: Table, assigned: Assigned, rows: Rows, situation: Situation, complaints: Complaints
) -> BlockReading:
    """Read every value cell of a block; complain of what cannot be read."""
    reading = BlockReading()
    texts = FieldTexts(table, assigned, situation, complaints)
    fixed = texts.outcome(Scope.BLOCK)
    columns = {c.index: texts.outcome(Scope.COLUMN, column=c) for c in assigned.values}
    reader = _CellReader(table, complaints, reading)
    for row in sorted([*rows.data, *rows.sections]):
        if row in rows.sections:
            texts.section = _section(table, row, rows.sections[row])
            continue
        _explain_dimensions(table, assigned, row)
        of_row = texts.outcome(Scope.ROW, row=row)
        if of_row is None:
            reading.broken_rows.add(row)
        for column in assigned.values:
            of_cell = texts.outcome(Scope.CELL, row=row, column=column)
            known = [part for part in (fixed, columns[column.index], of_row, of_cell) if part is not None]
            if len(known) < 4:
                table.account.explain([(row, column.index)])
                continue
            parts = known[0].plus(known[1]).plus(known[2]).plus(known[3])
            reader.read(row, column, parts)
    return reading


def _section(table: Table, row: int, column: int) -> Sourced:
    return Sourced(table.account.text(row, column), table.account.sheet.place(row, column), "")


def _explain_dimensions(table: Table, assigned: Assigned, row: int) -> None:
    """Claim the dimension cells and the ignored cells of a data row."""
    claimed = [*assigned.dimensions, *assigned.ignore, *assigned.empty]
    table.account.explain_row(row, (column.index for column in claimed))


class _CellReader:
    """Reads single value cells of one table."""

    def __init__(self, table: Table, complaints: Complaints, reading: BlockReading) -> None:
        self._table, self._complaints, self._reading = table, complaints, reading

    def read(self, row: int, column: Column, parts: Parts) -> None:
        """Read one cell into the block's reading, or complain."""
        account = self._table.account
        place = account.sheet.place(row, column.index)
        if parts.end is None or (parts.start is not None and parts.start > parts.end):
            self._complaints.add("period-order", [place])
            account.explain([(row, column.index)])
            return
        key = _key(parts)
        found = self._content(row, column, parts)
        if isinstance(found, Trouble):
            self._complaints.add(found.code, [place], found.value, **found.params)
            account.explain([(row, column.index)])
            self._reading.broken.add((key, parts.start, parts.end))
            return
        status, quantity = found
        if quantity is not None and quantity.remark is not None:
            remark = quantity.remark
            self._complaints.add(remark.code, [place], remark.value, **remark.params)
        if account.text(row, column.index):
            account.observed.add((row, column.index))
        self._reading.reported.append(
            Reported(
                key=key,
                start=parts.start,
                end=parts.end,
                slot=parts.codes.get("into", "value"),
                quantity=quantity,
                status=status,
                text=account.sheet.cell(row, column.index).text,
                place=place,
                label=column.path,
                reference_period=parts.codes.get("reference_period"),
            )
        )

    def _content(self, row: int, column: Column, parts: Parts) -> tuple[ObsStatus, Quantity | None] | Trouble:
        """State and quantity of a cell: a marker, a blank under a state without value, or a number."""
        cell = self._table.account.sheet.cell(row, column.index)
        text = self._table.account.text(row, column.index)
        stated = ObsStatus(parts.codes.get("obs_status", ObsStatus.NORMAL))
        if cell.unstored_formula:
            return Trouble("formula-unstored", cell.text, {"sheet": "", "count": "1"})
        if stated in WITHOUT_VALUE:
            if text and text not in self._table.block.markers:
                return Trouble("status-and-value", text, {"label": column.path, "status": stated})
            return stated, None
        if text in self._table.block.markers:
            return self._table.block.markers[text], None
        if not text:
            return Trouble("blank-value", "", {"label": column.path})
        codes = parts.codes
        expected = Expected(
            codes["indicator"], codes.get("into", "value"), codes.get("scale", ""), codes.get("shown", "")
        )
        quantity = read_quantity(cell, self._table.block.number, expected, column.path)
        return quantity if isinstance(quantity, Trouble) else (stated, quantity)


def _key(parts: Parts) -> tuple[tuple[str, str], ...]:
    names = ("subject", "indicator", *DIMENSIONS)
    return tuple((name, parts.codes[name]) for name in names if name in parts.codes)
