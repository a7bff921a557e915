"""One book, one layout: the story from located blocks to observations and a full account of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.labels import Label, fold
from pipeline.mapping.accounts import Account
from pipeline.mapping.agreement import (
    check_keys,
    check_round,
    check_round_covered,
    check_subjects,
)
from pipeline.mapping.assembling import assemble
from pipeline.mapping.assigning import Assigned, assign
from pipeline.mapping.building import read_block
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.coverage import Covered, check_blocks_agree, check_complete, check_periods
from pipeline.mapping.locating import Table, locate, settle
from pipeline.mapping.mending_list import without_list
from pipeline.mapping.reported import BlockReading
from pipeline.mapping.respelling import respell
from pipeline.mapping.rows import explains, sort_rows
from pipeline.mapping.rows_gone import RowsGone, rows_gone
from pipeline.mapping.situation import Situation
from pipeline.mapping.sources import titles
from pipeline.mapping.sums import SumChecker, unreadable_totals
from pipeline.mapping.templates import check_edition, missing_edition
from pipeline.mapping.widths import check_unread_numbers, check_widths
from pipeline.model import CellCount, Finding, Observation
from pipeline.profiles import Layout
from pipeline.readers.cells import Book, column_letters

MISFITS = frozenset(
    {
        "sheet-missing", "block-missing", "block-twice", "missing-label", "unclaimed-column",
        "duplicate-label", "blank-header", "missing-title", "ambiguous-title", "unclaimed-sheet",
    }
)  # fmt: skip
"""Findings that say that the layout is not the one of this file."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one book gave through one layout."""

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    cells: CellCount
    blanks: tuple[Observation, ...] = ()
    """Figures whose cells are blank, and nobody said what that means."""
    rows_gone: tuple[Observation, ...] = ()
    """See `pipeline.mapping.rows_gone`."""

    @property
    def fits(self) -> bool:
        """Whether the layout is the one of this file, whatever its values."""
        return not any(finding.code in MISFITS for finding in self.findings)


def map_book(book: Book, layout: Layout, situation: Situation) -> Mapped:
    """Read a book through a layout. Every problem becomes a finding; nothing stops at the first."""
    complaints = Complaints()
    whole = [Account(sheet) for sheet in book.sheets]
    accounts = without_list(whole)
    respell(layout, accounts, complaints)
    _explain_ignored_sheets(layout, accounts, complaints)
    edition_named = check_edition(layout, accounts, complaints)
    tables = locate(layout, accounts, complaints)
    if not edition_named:
        missing_edition(layout, tables, complaints)
    assignments = [assign(table, complaints) for table in tables]
    _explain_headers(tables, assignments, complaints)
    observations: list[Observation] = []
    covered: list[Covered] = []
    filled: list[tuple[Table, Assigned, BlockReading]] = []
    gone = RowsGone()
    for table, assigned in zip(tables, assignments, strict=True):
        reading = _read_table(table, assigned, layout, situation, complaints)
        filled.append((table, assigned, reading))
        observations += assemble(reading, situation.submission.id, complaints)
        covered.append(Covered.of(table.block.name, reading))
    if not complaints.codes() & MISFITS:
        for table, of_block in zip(tables, covered, strict=True):
            check_periods(of_block, situation, complaints)
            check_complete(table.block, of_block, complaints)
        check_blocks_agree(covered, situation, complaints)
        gone = rows_gone(layout, accounts, filled, situation)
    observations += gone.answered
    check_subjects(observations, situation, complaints)
    check_round(observations, situation, complaints)
    check_round_covered(observations, situation, complaints)
    check_keys(observations, complaints)
    settle(tables)
    _explain_notes(layout, accounts)
    _complain_of_missing_titles(tables, complaints)
    _complain_of_unclaimed(whole, tables, complaints)
    findings = (*book.findings, *complaints.findings())
    blanks = [cell for _, _, reading in filled for cell in reading.blank]
    without_value = assemble(BlockReading(reported=blanks), situation.submission.id, Complaints())
    return Mapped(tuple(observations), findings, _total(whole), tuple(without_value), gone.rows)


def _read_table(
    table: Table, assigned: Assigned, layout: Layout, situation: Situation, complaints: Complaints
) -> BlockReading:
    if not assigned.complete:
        account = table.account
        account.complained.update(p for p in account.positions() if table.top <= p[0] <= table.last)
        return BlockReading()
    rows = sort_rows(table, assigned, _loose_texts(table, layout), complaints)
    wrong = check_widths(table, assigned, rows, complaints)
    sound = replace(rows, data=[row for row in rows.data if row not in wrong])
    commas = layout.file.dialect.delimiter == ","
    check_unread_numbers(table, assigned, sound, complaints, commas=commas)
    reading = read_block(table, assigned, rows, situation, complaints)
    _complain_of_filled_empty(table, assigned, [*rows.data, *rows.totals], complaints)
    SumChecker(table, assigned, rows, reading.broken_rows, complaints, situation.blanks).check()
    unreadable_totals(table, assigned, rows, complaints)
    return reading


def _loose_texts(table: Table, layout: Layout) -> list[Label]:
    """Texts that may stand among the rows of a block and are none: notes, and titles of blocks below."""
    others = [block for block in layout.blocks if block is not table.block]
    sources = [part.title for b in others for rule in b.fields.values() for part in rule.parts()]
    stated = [label for b in others for label in b.title]
    return [*layout.notes, *stated, *(label for label in sources if label is not None)]


def _explain_ignored_sheets(layout: Layout, accounts: Sequence[Account], complaints: Complaints) -> None:
    """Claim sheets that are not wanted; patterns say which ones they hid."""
    for account in accounts:
        name = account.sheet.name
        matching = [label for label in layout.ignore_sheets if label.matches(fold(name))]
        cells = list(account.positions()) if matching else []
        account.explain(cells)
        if cells and all(label.pattern is not None for label in matching):
            complaints.add("sheet-ignored-by-pattern", sheet=name, cells=str(len(cells)))


def _explain_headers(
    tables: Sequence[Table], assignments: Sequence[Assigned], complaints: Complaints
) -> None:
    """Claim header cells of known columns and the texts that must stand above; complain of absent texts."""
    for table, assigned in zip(tables, assignments, strict=True):
        known = [*assigned.dimensions, *assigned.values, *assigned.ignore, *assigned.empty]
        for row in range(table.top, table.bottom + 1):
            table.account.explain_row(row, (column.index for column in known))
        for label in table.block.title:
            found = titles(table, label)
            table.home.explain(found)
            if not found:
                table.missing_titles.append(label)


def _complain_of_missing_titles(tables: Sequence[Table], complaints: Complaints) -> None:
    """A missing text beside the texts that stand in its place: one cause, one finding."""
    for table in tables:
        if not table.missing_titles:
            continue
        account = table.home
        above = [position for position in account.unclaimed() if position[0] < table.home_top]
        account.complained.update(above)
        texts = "; ".join(account.text(*position) for position in above)
        for label in dict.fromkeys(table.missing_titles):
            params = {"block": table.block.name, "title": str(label)}
            complaints.add("missing-title", account.places(above), texts, **params)


def _complain_of_filled_empty(
    table: Table, assigned: Assigned, rows: Sequence[int], complaints: Complaints
) -> None:
    account = table.account
    for column in assigned.empty:
        filled = [(row, column.index) for row in rows if account.text(row, column.index)]
        for position in filled:
            complaints.add(
                "filled-empty-column",
                account.places([position]),
                account.text(*position),
                block=table.block.name,
                label=column.path,
            )


def _explain_notes(layout: Layout, accounts: Sequence[Account]) -> None:
    """Claim loose texts that the layout explains, wherever nothing else claims them."""
    for account in accounts:
        account.explain(
            position
            for position in account.unclaimed()
            if any(explains(label, account.text(*position)) for label in layout.notes)
        )


def _complain_of_unclaimed(
    accounts: Sequence[Account], tables: Sequence[Table], complaints: Complaints
) -> None:
    """What nothing claims: whole sheets, hidden cells, columns without a label, loose cells."""
    for account in accounts:
        left = account.unclaimed()
        if not left:
            continue
        sheet = account.sheet
        own = [table for table in tables if table.home is account]
        places = account.places(left)
        if sheet.hidden:
            complaints.add("hidden-unclaimed", places, what=f"{sheet.name}, {len(left)}")
        elif not own and len(left) > len(account.explained):
            complaints.add("unclaimed-sheet", places, sheet=sheet.name, cells=str(len(left)))
        else:
            for position, place in zip(left, places, strict=True):
                _complain_of_cell(account, position, place, own, complaints)


def _complain_of_cell(
    account: Account, position: tuple[int, int], place: str, tables: Sequence[Table], complaints: Complaints
) -> None:
    row, column = position
    text = account.text(row, column)
    table = next((t for t in tables if t.account is account and t.bottom < row <= t.last), None)
    if account.sheet.cell(row, column).hidden:
        complaints.add("hidden-unclaimed", [place], text, what="cells")
    elif table is not None and column not in {c.index for c in table.columns}:
        letters = column_letters(column)
        complaints.add("blank-header", [place], text, block=table.block.name, column=letters)
    else:
        complaints.add("unclaimed-cell", [place], text)


def _total(accounts: Sequence[Account]) -> CellCount:
    counts = [account.count() for account in accounts]
    return CellCount(
        in_file=sum(c.in_file for c in counts),
        as_observations=sum(c.as_observations for c in counts),
        explained=sum(c.explained for c in counts),
    )
