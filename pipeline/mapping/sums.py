"""Sums that a profile says must hold, in printed units: totals over parts, parts that make a fixed sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.answers import ZERO
from pipeline.fields import PERIOD_FIELDS, FieldRule
from pipeline.mapping.assigning import Assigned
from pipeline.mapping.cellvalues import read_number
from pipeline.mapping.columns import Column
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.mapping.reported import WITHOUT_VALUE
from pipeline.mapping.rows import Rows, satisfies
from pipeline.model import ObsStatus, Owing
from pipeline.profiles import SumCheck, Where
from pipeline.values.numerals import NotANumberError
from pipeline.values.periods import describe, parse_period
from pipeline.values.printed import plain

_COUNT_AS_NOTHING = frozenset({ObsStatus.NOT_APPLICABLE, ObsStatus.NOT_COLLECTED})


@dataclass(slots=True)
class SumChecker:
    """Holds the checks of one located block against its rows."""

    table: Table
    assigned: Assigned
    rows: Rows
    broken: set[int]
    """Rows whose fields could not be read."""
    complaints: Complaints
    blanks: Mapping[str, str] = field(default_factory=dict)
    """Place of a blank cell -> what it was said to mean."""
    _said: dict[int, dict[str, str]] = field(default_factory=dict)

    def check(self) -> None:
        """Complain of every total that is not the sum of its parts."""
        for check in self.table.block.checks:
            parts = self._part_rows(check.parts)
            if check.total is None:
                self._check_fixed_sum(check, parts)
                continue
            totals = [row for row in self._all_rows() if self._satisfies(row, check.total)]
            if not totals:
                described = ", ".join(f"{name}: {label}" for name, label in check.total.items())
                self.complaints.add("missing-total", block=self.table.block.name, total=described)
            for row in totals:
                group = self._group(row, check)
                members = [part for part in parts if part != row and self._in_group(part, group)]
                members = [part for part in members if self._is_below(part, row)]
                if self.broken - set(members):
                    continue
                for column in self.assigned.values:
                    self._compare(check, column, row, members)

    def _all_rows(self) -> list[int]:
        return sorted([*self.rows.data, *self.rows.totals])

    def _part_rows(self, where: Where) -> list[int]:
        """Rows that are parts; with a negated condition ("all but the total") only data rows can be."""
        negated = any(label.negated for label in where.values())
        rows = self.rows.data if negated else self._all_rows()
        return [row for row in rows if self._satisfies(row, where)]

    def _satisfies(self, row: int, where: Where) -> bool:
        return satisfies(self.table.account, row, where, self.assigned)

    def _group(self, row: int, check: SumCheck) -> dict[str, str]:
        """The other dimensions of a total row: parts must agree in those it fills in."""
        named = {*(check.total or {}), *check.parts}
        return {
            label: text for label, text in self._dimension_texts(row).items() if label not in named and text
        }

    def _in_group(self, row: int, group: dict[str, str]) -> bool:
        texts = self._dimension_texts(row)
        return all(texts[label] == text for label, text in group.items())

    def _is_below(self, part: int, total: int) -> bool:
        """Whether a part that is some parent's child is a child of this total row."""
        for rule in self.table.block.fields.values():
            if rule.parent is None or rule.parent.text is None or rule.column is None:
                continue
            column, parents = self.assigned.by_label[rule.column.written].index, rule.parent.text
            text = self.table.account.text
            if parents.matches(text(part, column)):
                continue
            above = range(part - 1, self.table.bottom, -1)
            parent = next((row for row in above if parents.matches(text(row, column))), None)
            if parent is not None and text(parent, column) != text(total, column):
                return False
        return True

    def _dimension_texts(self, row: int) -> dict[str, str]:
        """What the columns that fields read say in a row, with what is carried down."""
        if row not in self._said:
            texts = {}
            for name, rule in self.table.block.fields.items():
                for label in rule.columns:
                    column = self.assigned.by_label[label.written].index
                    text = self.table.account.text(row, column)
                    if not text and (rule.carry or (rule.parent and label == rule.parent.column)):
                        text = self._text_above(row, column)
                    texts[label.written] = _meaning(name, rule, text)
            self._said[row] = texts
        return self._said[row]

    def _text_above(self, row: int, column: int) -> str:
        for above in range(row - 1, self.table.bottom, -1):
            if text := self.table.account.text(above, column):
                return text
        return ""

    def _compare(self, check: SumCheck, column: Column, row: int, parts: list[int]) -> None:
        total = self._number(row, column) if self._stated(row, column) is None else None
        amounts = [self._number(part, column) for part in parts]
        if total is None or any(amount is None for amount in amounts) or not parts:
            return
        summed = sum((a for a in amounts if a is not None), Decimal(0))
        if abs(total - summed) > Decimal(check.tolerance):
            apart = [r for r in self._part_rows(check.parts) if r not in parts and r != row]
            owing = self._owing(check, column, parts, apart, total - summed)
            self._complain(check, column, [row, *parts], total, summed, owing=owing)

    def _owing(
        self, check: SumCheck, column: Column, parts: list[int], apart: list[int], difference: Decimal
    ) -> Owing | None:
        """Which cells would make the sum right: all that are below zero, if their signs are turned.

        Else any one part, as long as it would not fall below zero, or the one row that strayed.
        """
        below = [(row, n) for row in parts if (n := self._number(row, column)) is not None and n < 0]
        if below:
            turned = difference + 2 * sum(n for _, n in below)
            found = [row for row, _ in below] if abs(turned) <= Decimal(check.tolerance) else []
            return self._owing_to(column, found, len(below))
        found = [row for row in parts if (self._number(row, column) or 0) + difference >= 0]
        found += [
            row
            for row in apart
            if (n := self._number(row, column)) is not None
            and abs(difference - n) <= Decimal(check.tolerance)
        ]
        return self._owing_to(column, found, 1)

    def _owing_to(self, column: Column, rows: list[int], needed: int) -> Owing | None:
        sheet = self.table.account.sheet
        cells = {sheet.place(row, column.index): 1 for row in rows}
        return Owing(cells, needed) if cells else None

    def _check_fixed_sum(self, check: SumCheck, parts: list[int]) -> None:
        """Parts of one group make a fixed sum (percentages make a hundred)."""
        groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for row in parts:
            groups.setdefault(tuple(sorted(self._group(row, check).items())), []).append(row)
        expected = Decimal(check.sum_to or 0)
        for members in groups.values():
            for column in self.assigned.values:
                amounts = [self._number(row, column) for row in members]
                if any(amount is None for amount in amounts):
                    continue
                summed = sum((a for a in amounts if a is not None), Decimal(0))
                if abs(expected - summed) > Decimal(check.tolerance):
                    owing = self._owing(check, column, members, [], expected - summed)
                    self._complain(check, column, members, expected, summed, owing=owing)

    def _number(self, row: int, column: Column) -> Decimal | None:
        """Printed number of a cell, 0 for what cannot exist, None for what cannot be added up."""
        account = self.table.account
        status = self._stated(row, column)
        if status is not None:
            return Decimal(0) if status in _COUNT_AS_NOTHING else None
        if self._blank(row, column) == ZERO:
            return Decimal(0)
        try:
            notation = self.table.notations.get(column.index)
            printed = read_number(account.sheet.cell(row, column.index), self.table.block.number, notation)
        except NotANumberError:
            return None
        return None if printed.vague else printed.value

    def _stated(self, row: int, column: Column) -> ObsStatus | None:
        """The state without value that a cell's marker gives, or that its blank was said to mean."""
        marked = self.table.block.markers.get(self.table.account.text(row, column.index))
        meant = self._blank(row, column)
        return marked if marked or meant in ("", ZERO) else ObsStatus(meant)

    def _blank(self, row: int, column: Column) -> str:
        """What the blank of a cell was said to mean; empty where nothing was said or it is no blank."""
        account = self.table.account
        place = account.sheet.place(row, column.index)
        return "" if account.text(row, column.index) else self.blanks.get(place, "")

    def _complain(
        self,
        check: SumCheck,
        column: Column,
        rows: Iterable[int],
        total: Decimal,
        summed: Decimal,
        *,
        owing: Owing | None,
    ) -> None:
        account = self.table.account
        self.complaints.add_owing(
            owing,
            "total-differs",
            [account.sheet.place(row, column.index) for row in rows],
            plain(total),
            block=self.table.block.name,
            label=column.path,
            total=plain(total),
            sum=plain(summed),
            difference=plain(total - summed),
            tolerance=plain(Decimal(check.tolerance)),
        )


def _meaning(name: str, rule: FieldRule, text: str) -> str:
    """A text as it is compared: two notations of one period, or two texts of one code, are the same."""
    if name in PERIOD_FIELDS and (period := parse_period(text)):
        return describe(period)
    return str((rule.codes or {}).get(text, text))


def unreadable_totals(table: Table, assigned: Assigned, rows: Rows, complaints: Complaints) -> None:
    """Complain of total cells that are no number: a total that cannot be checked must not pass as checked."""
    account = table.account
    if not table.block.checks:
        return
    for row in rows.totals:
        for column in assigned.values:
            text = account.text(row, column.index)
            marker = table.block.markers.get(text)
            if not text or marker in WITHOUT_VALUE:
                continue
            try:
                notation = table.notations.get(column.index)
                read_number(account.sheet.cell(row, column.index), table.block.number, notation)
            except NotANumberError:
                place = account.sheet.place(row, column.index)
                like = table.block.number.example
                complaints.add("type-error", [place], text, label=column.path, number=like)
