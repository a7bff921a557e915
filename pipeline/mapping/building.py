"""From the rows of a located block to what its value cells report: fields, periods and numbers."""

from __future__ import annotations

from pipeline.mapping.assigning import Assigned
from pipeline.mapping.cellreading import CellReader
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.freetexts import notation_of
from pipeline.mapping.locating import Table
from pipeline.mapping.refining import Parts
from pipeline.mapping.reported import BlockReading
from pipeline.mapping.rows import Rows
from pipeline.mapping.situation import Situation
from pipeline.mapping.sources import FieldTexts, Scope, Sourced


def read_block(
    table: Table, assigned: Assigned, rows: Rows, situation: Situation, complaints: Complaints
) -> BlockReading:
    """Read every value cell of a block; complain of what cannot be read."""
    reading = BlockReading()
    texts = FieldTexts(table, assigned, situation, complaints)
    fixed = texts.outcome(Scope.BLOCK)
    by_column = {c.index: texts.outcome(Scope.COLUMN, column=c) for c in assigned.values}
    fixed_by_column = {c: _together(fixed, of_column) for c, of_column in by_column.items()}
    _weigh_notations(table, assigned, rows)
    reader = CellReader(table, complaints, reading, blanks=situation.blanks, ignored=assigned.ignore)
    totals = set(rows.totals)
    claimed = [column.index for column in (*assigned.dimensions, *assigned.ignore, *assigned.empty)]
    headed = {column.index for column in table.columns}
    for row in sorted([*rows.data, *rows.sections, *totals]):
        if row in rows.sections:
            texts.section = _section(table, row, rows.sections[row])
            continue
        if row in totals:
            texts.pass_total(row)
            continue
        table.account.explain_row(row, claimed)
        if homeless := [column for column in table.account.filled(row) if column not in headed]:
            reading.unread.update(table.account.places((row, column) for column in homeless))
        of_row = texts.outcome(Scope.ROW, row=row)
        if of_row is None:
            reading.broken_rows.add(row)
        for column in assigned.values:
            of_cell = texts.outcome(Scope.CELL, row=row, column=column)
            parts = _together(fixed_by_column[column.index], _together(of_row, of_cell))
            if parts is None:
                reading.unread.update(texts.trouble(row, column)[:1])
                table.account.explain([(row, column.index)])
                continue
            reader.read(row, column, parts)
    texts.family.check_counts(table.block, complaints)
    reader.complain_of_doubtful_shares()
    return reading


def _together(one: Parts | None, other: Parts | None) -> Parts | None:
    """What both set; None where one of them could not be read."""
    return None if one is None or other is None else one.plus(other)


def _weigh_notations(table: Table, assigned: Assigned, rows: Rows) -> None:
    """Signs of free numbers, by column."""
    grammar = table.block.number
    if grammar.kind != "free" and not grammar.free:
        return
    for column in assigned.values:
        texts = (table.account.text(row, column.index) for row in (*rows.data, *rows.totals))
        notation = notation_of(grammar, texts)
        if notation is not None:
            table.notations[column.index] = notation


def _section(table: Table, row: int, column: int) -> Sourced:
    return Sourced(table.account.text(row, column), table.account.sheet.place(row, column), "")
