"""Reading the value cells of one table: a marker, a state without value, or a number its header allows.

A blank is complained of, always; what it means is taken from an answer, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from pipeline.answers import BLANK, ZERO, can_mean
from pipeline.mapping.cellvalues import Expected, Quantity, read_quantity
from pipeline.mapping.columns import Column
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.mapping.refining import Parts, Trouble
from pipeline.mapping.reported import WITHOUT_VALUE, BlockReading, Reported
from pipeline.mapping.stated import StatedScales
from pipeline.model import DIMENSIONS, ObsStatus, Qualifier
from pipeline.readers.cells import Cell
from pipeline.values.bounds import Bounded
from pipeline.values.limits import PERCENT

_NOTHING = Decimal(0)
_KEY_NAMES = ("subject", "indicator", *DIMENSIONS)


class CellReader:
    """Reads single value cells of one table."""

    def __init__(
        self,
        table: Table,
        complaints: Complaints,
        reading: BlockReading,
        *,
        blanks: Mapping[str, str],
        ignored: Sequence[Column],
    ) -> None:
        """`blanks`: place of a blank cell -> what it was said to mean. `ignored`: columns left aside."""
        self._table, self._complaints, self._reading, self._blanks = table, complaints, reading, blanks
        self._scales = StatedScales(table, ignored)
        self._bare_shares: dict[str, list[tuple[str, Decimal]]] = {}

    def read(self, row: int, column: Column, parts: Parts) -> None:
        """Read one cell into the block's reading, or complain."""
        account = self._table.account
        place = account.sheet.place(row, column.index)
        if parts.end is None or (parts.start is not None and parts.start > parts.end):
            self._complaints.add("period-order", [place])
            account.explain([(row, column.index)])
            return
        key = key_of(parts)
        found = self._content(row, column, parts)
        if isinstance(found, Trouble):
            self._complaints.add(found.code, [place], found.value, **found.params)
            meaning = self._blanks.get(place, "") if found.code == BLANK else ""
            if not meaning or not can_mean(meaning, found.params.get("unit", "")):
                account.explain([(row, column.index)])
                self._reading.broken.add((key, parts.start, parts.end))
                if found.code == BLANK and parts.codes.get("into", "value") == "value":
                    self._reading.blank.append(_blank(key, parts, place, column))
                return
            found = as_told(meaning)
        status, quantity = found
        if quantity is not None and quantity.remark is not None:
            remark = quantity.remark
            self._complaints.add(remark.code, [place], remark.value, **remark.params)
        if quantity is not None and quantity.mark:
            self._complain_of_mark(row, place, quantity.mark, column)
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
        markers = self._table.block.markers
        if cell.unstored_formula:
            return Trouble("formula-unstored", cell.text, {"sheet": "", "count": "1"})
        if stated in WITHOUT_VALUE:
            if text and text not in markers:
                return Trouble("status-and-value", text, {"label": column.path, "status": stated})
            return stated, None
        if text in markers:
            return markers[text], None
        quantity = self._quantity(cell, text, row, column, parts)
        return quantity if isinstance(quantity, Trouble) else (stated, quantity)

    def _quantity(self, cell: Cell, text: str, row: int, column: Column, parts: Parts) -> Quantity | Trouble:
        """The number of a cell, when the file and the profile agree on its scale."""
        codes = parts.codes
        expected = _expected(
            codes["indicator"], codes.get("into", "value"), codes.get("scale", ""), codes.get("shown", "")
        )
        if not text:
            unit = {"unit": PERCENT} if expected.percent else {}
            return Trouble(BLANK, "", {"label": column.path, **unit})
        if told := self._scales.disagree(row, column, expected.indicator, expected.scale):
            return told
        notation = self._table.notations.get(column.index)
        quantity = read_quantity(cell, self._table.block.number, expected, column.path, notation)
        bare = expected.percent and expected.shown == "number"
        if bare and isinstance(quantity, Quantity) and quantity.bounds.value is not None:
            place = self._table.account.sheet.place(row, column.index)
            self._bare_shares.setdefault(column.path, []).append((place, quantity.bounds.value))
        return quantity

    def complain_of_doubtful_shares(self) -> None:
        """Bare percentages of a column that all lie within 0–1 may be fractions: 0.58 is 0.58% or 58%."""
        for label, shares in self._bare_shares.items():
            small = [place for place, value in shares if 0 < value <= 1]
            if small and all(value <= 1 for _, value in shares):
                self._complaints.add("percent-or-fraction", small, label=label)

    def _complain_of_mark(self, row: int, place: str, mark: str, column: Column) -> None:
        """A footnote mark points to a text below; without one nobody knows what it says of the number."""
        account = self._table.home
        below = [p for p in account.positions() if p[0] > row and account.text(*p).startswith(mark)]
        params = {"label": column.path, "mark": mark, "note": account.text(*below[0]) if below else ""}
        self._complaints.add("footnote-mark", [place], self._table.account.text(row, column.index), **params)


def _blank(key: tuple[tuple[str, str], ...], parts: Parts, place: str, column: Column) -> Reported:
    return Reported(
        key=key,
        start=parts.start,
        end=parts.end or date.max,
        slot="value",
        quantity=None,
        status=ObsStatus.NORMAL,
        text="",
        place=place,
        label=column.path,
        reference_period=parts.codes.get("reference_period"),
    )


def as_told(meaning: str) -> tuple[ObsStatus, Quantity | None]:
    """State and quantity of a blank that was answered."""
    if meaning != ZERO:
        return ObsStatus(meaning), None
    return ObsStatus.NORMAL, Quantity(Bounded(_NOTHING, _NOTHING, _NOTHING), Qualifier.EXACT)


def key_of(parts: Parts) -> tuple[tuple[str, str], ...]:
    """Subject, indicator and dimensions that fields set, as (name, code)."""
    codes = parts.codes
    return tuple([(name, codes[name]) for name in _KEY_NAMES if name in codes])


_expected = cache(Expected)
