"""Where each field's text comes from: fixed for the block, or once a column, a row or a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from pipeline.fields import FieldRule, Source
from pipeline.labels import Label, fold
from pipeline.mapping.assigning import Assigned, level_place
from pipeline.mapping.columns import Column
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.dating import Dates
from pipeline.mapping.locating import Table
from pipeline.mapping.parents import Family
from pipeline.mapping.refining import NOTHING, Parts, Trouble, refine
from pipeline.mapping.situation import Situation


class Scope(IntEnum):
    """How often a field can differ within a block."""

    BLOCK = 0
    COLUMN = 1
    ROW = 2
    CELL = 3


class Sourced(NamedTuple):
    """A text, the cell it stands in (empty for a constant) and its label."""

    text: str
    place: str = ""
    label: str = ""
    joined: tuple[Sourced, ...] = ()
    """The texts that it was put together from."""

    def to_blame(self, codes: Iterable[str]) -> list[str]:
        """Cells of the text that a closed list does not know: of a joined one those that no other text fits.

        Every cell where each of them fits for itself, and only their company does not.
        """
        filled = [part for part in self.joined if part.place]
        if len(filled) < 2 or not all(part.text for part in filled):
            return [self.place] if self.place else []
        known = tuple(codes)
        strange = [part for n, part in enumerate(self.joined) if part.place and self._would_fit(n, known)]
        return [part.place for part in (strange if len(strange) == 1 else filled)]

    def _would_fit(self, number: int, known: Sequence[str]) -> bool:
        """Whether some text in place of one part would make a known one."""
        before = "".join(part.text for part in self.joined[:number])
        after = "".join(part.text for part in self.joined[number + 1 :])
        shortest = len(before) + len(after)
        return any(len(k) > shortest and k.startswith(before) and k.endswith(after) for k in known)


def scope_of(rule: FieldRule) -> Scope:
    """Scope of a field: by what its sources depend on."""
    by_column = any(part.header is not None for part in rule.parts())
    by_row = any(part.column is not None or part.section for part in rule.parts())
    return Scope(by_column * Scope.COLUMN + by_row * Scope.ROW)


class FieldTexts:
    """Gives the text of any field of one table at a row and column; remembers what was refined before."""

    def __init__(
        self, table: Table, assigned: Assigned, situation: Situation, complaints: Complaints
    ) -> None:
        self._table, self._assigned, self._situation = table, assigned, situation
        self._complaints = complaints
        self._titles: dict[str, Sourced | None] = {}
        self._carried: dict[str, Sourced] = {}
        self._downwards: dict[int, bool] = {}
        self.troubled: dict[tuple[Scope, int, int], list[str]] = {}
        """Cells of the first text of a scope, row and column that could not be read."""
        self._uncarried: set[str] = set()
        """Fields whose first rows had nothing to carry."""
        self._refined: dict[tuple[str, str, str], Parts | Trouble] = {}
        self._dates = Dates(table.block.dates, table.block.fiscal.year if table.block.fiscal else None)
        self.family = Family()
        self.section = Sourced("")
        self.by_scope: dict[Scope, list[tuple[str, FieldRule]]] = {scope: [] for scope in Scope}
        for name, rule in table.block.fields.items():
            self.by_scope[scope_of(rule)].append((name, rule))

    def outcome(self, scope: Scope, row: int = 0, column: Column | None = None) -> Parts | None:
        """What all fields of a scope set; complains and gives None when one of them cannot be set."""
        fields = self.by_scope[scope]
        if not fields:
            return NOTHING
        parts, good = NOTHING, True
        for name, rule in fields:
            sourced = self._carry(name, rule, self._text(rule, row, column), row)
            if sourced is None:
                good = False
                continue
            refined = self._refine(name, rule, sourced, row)
            if isinstance(refined, Trouble):
                places = sourced.to_blame(rule.codes or ())
                self.troubled.setdefault((scope, row, column.index if column else 0), places)
                self._complaints.add(refined.code, places, refined.value, **refined.params)
                good = False
            else:
                parts = parts.plus(refined)
        return parts if good else None

    def trouble(self, row: int, column: Column) -> list[str]:
        """Cells of the first text that keeps a cell from being read."""
        keys = ((Scope.ROW, row, 0), (Scope.COLUMN, 0, column.index), (Scope.CELL, row, column.index))
        return [place for key in keys for place in self.troubled.get(key, ())]

    def pass_total(self, row: int) -> None:
        """A total row may be the parent of the rows below it."""
        for name, rule in self.by_scope[Scope.ROW]:
            if rule.parent is not None and rule.column is not None:
                self._refine(
                    name, rule, Sourced(self._table.account.text(row, self._index(rule.column))), row
                )

    def _refine(self, name: str, rule: FieldRule, sourced: Sourced, row: int) -> Parts | Trouble:
        """What a text sets; remembered, except where it depends on the rows above."""
        if rule.parent is not None:
            column = rule.parent.column
            above = self._table.account.text(row, self._index(column)) if column is not None else ""
            return self.family.code(name, rule, sourced.text, above, sourced.label)
        key = (name, sourced.text, sourced.label)
        if key not in self._refined:
            self._refined[key] = refine(name, rule, sourced.text, sourced.label, self._dates)
        return self._refined[key]

    def _index(self, column: Label) -> int:
        return self._assigned.by_label[column.written].index

    def _carry(self, name: str, rule: FieldRule, sourced: Sourced | None, row: int) -> Sourced | None:
        """A blank (or a text meant for another field) takes the text above when the rule carries it down.

        Not where rows were sorted: under a first row without a text, or outside the column's merged cells.
        """
        if rule.carry is None or sourced is None:
            return sourced
        absent = not sourced.text or (rule.unless is not None and rule.unless.matches(sourced.text))
        if not absent:
            self._carried[name] = sourced
            return sourced
        if name not in self._carried and rule.default is None:
            self._uncarried.add(name)
        if name in self._uncarried or (not sourced.text and self._strayed(rule, row)):
            return sourced
        return self._carried.get(name, sourced)

    def _strayed(self, rule: FieldRule, row: int) -> bool:
        """Whether a column that merges its cells downwards has a blank that lies in no merged range."""
        account = self._table.account
        columns = (self._index(label) for label in rule.columns if account.sheet.merges)
        return any(self._merges_down(column) and account.merge(row, column) is None for column in columns)

    def _merges_down(self, column: int) -> bool:
        if column not in self._downwards:
            self._downwards[column] = any(
                merge.left <= column <= merge.right and self._table.bottom < merge.top < merge.bottom
                for merge in self._table.account.sheet.merges
            )
        return self._downwards[column]

    def _text(self, source: Source, row: int, column: Column | None) -> Sourced | None:
        """The text of a source; None when a finding already tells that it is not there."""
        if source.join is None:
            return self._single(source, row, column)
        parts = [self._single(part, row, column) for part in source.parts()]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        places = [part.place for part in known if part.place]
        labels = [part.label for part in known if part.label]
        text = "".join(part.text for part in known) if all(part.text for part in known) else ""
        blank = [part.place for part in known if part.place and not part.text]
        return Sourced(text, (blank or places or [""])[-1], " + ".join(labels), tuple(known))

    def _single(self, source: Source, row: int, column: Column | None) -> Sourced | None:
        account = self._table.account
        if source.column is not None:
            read = self._assigned.by_label[source.column.written]
            return Sourced(account.text(row, read.index), account.sheet.place(row, read.index), read.path)
        if source.header is not None and column is not None:
            place = level_place(self._table, column, source.header)
            return Sourced(column.levels[source.header - 1], place, column.path)
        return self.section if source.section else self._fixed(source)

    def _fixed(self, source: Source) -> Sourced | None:
        """A text that is the same for the whole block."""
        if source.constant is not None:
            return Sourced(fold(source.constant))
        if source.title is not None:
            return self._title(source.title)
        if source.sheet is not None:
            return self._whole(source.sheet, self._table.account.sheet.name)
        if source.file is not None:
            return self._whole(source.file, self._situation.submission.file_name)
        return Sourced(self._situation.submission.round)

    def _whole(self, label: Label, text: str) -> Sourced | None:
        """A text of the file as a whole: its name or a sheet's."""
        extracted = label.extract(fold(text))
        if extracted is None:
            params = {"field": "", "label": "", "pattern": str(label)}
            self._complaints.add("pattern-mismatch", (), text, **params)
            return None
        return Sourced(extracted)

    def _title(self, label: Label) -> Sourced | None:
        if label.written not in self._titles:
            self._titles[label.written] = self._find_title(label)
        return self._titles[label.written]

    def _find_title(self, label: Label) -> Sourced | None:
        account = self._table.home
        everywhere = titles(self._table, label)
        nearest = [position for position in everywhere if position[0] > self._table.ceiling]
        found = nearest or everywhere
        account.explain(found)
        texts = {label.extract(account.text(*position)) or "" for position in found}
        if len(texts) == 1:
            return Sourced(texts.pop(), account.sheet.place(*found[0]))
        if not texts:
            self._table.missing_titles.append(label)
            return None
        params = {"block": self._table.block.name, "title": str(label)}
        self._complaints.add("ambiguous-title", account.places(found), **params)
        return None


def titles(table: Table, label: Label) -> list[tuple[int, int]]:
    """Cells above a table's header with a text that a label means."""
    account = table.home
    return [
        (row, column)
        for row in range(1, table.home_top)
        for column in account.filled(row)
        if label.matches(account.text(row, column))
    ]
