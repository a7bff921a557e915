"""Scales that the file itself states: in the header of a column, in a text above the table, in a remark
below it, or in a column of remarks that is left aside, for its row.

What is stated and what the profile declares must agree. So a header that a pattern still matches cannot turn
from single listings into thousands of them in silence. The scale `1` declares that a text which looks like a
scale is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.mapping.columns import Column
from pipeline.mapping.locating import Table
from pipeline.mapping.refining import Trouble
from pipeline.values.headings import stated_scale
from pipeline.values.limits import is_percent
from pipeline.values.scales import scale

NONE = "1"


@dataclass(slots=True)
class StatedScales:
    """The scales stated for the columns of one table."""

    table: Table
    ignored: Sequence[Column] = ()
    """Columns left aside, in which remarks may stand."""
    _known: dict[int, tuple[str, Decimal] | None] = field(default_factory=dict)
    _around: tuple[str, ...] | None = None

    def disagree(self, row: int, column: Column, indicator: str, declared: str) -> Trouble | None:
        """What is wrong when the file states another scale for a cell than the profile."""
        if column.index not in self._known:
            self._known[column.index] = self._stated(column)
        stated = self._known[column.index] or self._beside(row)
        if stated is None or declared == NONE or is_percent(indicator):
            return None
        text, size = stated
        if scale(declared) == size:
            return None
        return Trouble("scale-disagrees", text, {"label": column.path, "scale": declared or NONE})

    def _stated(self, column: Column) -> tuple[str, Decimal] | None:
        if self._around is None:
            self._around = (*self._above(), *self._remarks())
        for text in (*reversed(column.levels), *self._around):
            if size := stated_scale(text):
                return text, size
        return None

    def _beside(self, row: int) -> tuple[str, Decimal] | None:
        if not self.ignored:
            return None
        texts = (self.table.account.text(row, column.index) for column in self.ignored)
        return next(((text, size) for text in texts if text and (size := stated_scale(text))), None)

    def _remarks(self) -> list[str]:
        """Texts that stand alone in their row below the header."""
        account = self.table.account
        alone = ((row, account.filled(row)) for row in range(self.table.bottom + 1, self.table.last + 1))
        return [account.text(row, filled[0]) for row, filled in alone if len(filled) == 1]

    def _above(self) -> list[str]:
        home = self.table.home
        rows = range(self.table.ceiling + 1, self.table.home_top)
        return [home.text(row, column) for row in rows for column in home.filled(row)]
