"""One value cell: the number it prints under the block's notation, its scale and its percent sign.

What a spreadsheet stores and what it shows are told apart: a cell shown as 73.5% stores 0.735, and a format
that shows thousands as "263k" must not meet a header that says thousands as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.fields import NumberGrammar
from pipeline.mapping import formats
from pipeline.mapping.freetexts import AmbiguousNumberError, read_free, unit_fits
from pipeline.mapping.refining import Trouble, is_placeholder
from pipeline.model import Qualifier
from pipeline.readers.cells import Cell
from pipeline.values.bounds import Bounded, bounded
from pipeline.values.limits import fault, is_percent, is_whole, unstorable
from pipeline.values.notations import Notation
from pipeline.values.numerals import (
    NotANumberError,
    read_chinese_number,
    read_grouped,
    read_plain,
    read_stored,
)
from pipeline.values.printed import Printed
from pipeline.values.scales import scale

_LONGEST = 10_000
"""Signs of the longest text that is looked at; of more digits than that no program makes a number."""
_STORED_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as it will be stored, with the qualifier of the cell and the scale that was stated."""

    bounds: Bounded
    qualifier: Qualifier
    printed_scale: str | None = None
    remark: Trouble | None = None
    """Something to say that does not keep the value from being read."""
    mark: str = ""
    """Footnote mark behind the number."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the profile says of a value: its indicator, slot, scale and how percentages are shown."""

    indicator: str
    slot: str = "value"
    scale: str = ""
    shown: str = ""

    @property
    def percent(self) -> bool:
        """Whether a percentage is expected (numerators and denominators are counts)."""
        return is_percent(self.indicator) and self.slot not in ("numerator", "denominator")


def read_number(cell: Cell, grammar: NumberGrammar, notation: Notation | None = None) -> Printed:
    """The number of a cell: a spreadsheet's own number, or a text in the declared notation.

    `notation` are the signs that the column shows, for free texts. Raises NotANumberError.
    """
    if len(cell.text) > _LONGEST:
        raise NotANumberError(cell.text[:40])
    if is_stored_number(cell):
        if formats.hedged(cell.number_format):
            raise NotANumberError(cell.shown or cell.text)
        printed = read_stored(cell.text)
        return _as_percent(printed) if shows_percent(cell) else printed
    if grammar.kind == "chinese":
        return read_chinese_number(cell.text)
    if grammar.kind == "free" or grammar.free:
        return read_free(cell.text, notation)
    if grammar.kind == "signs":
        return read_grouped(cell.text, decimal=grammar.decimal, thousands=grammar.thousands)
    return read_plain(cell.text)


def is_stored_number(cell: Cell) -> bool:
    """Whether the file itself says that the cell is a number."""
    return bool(cell.number_format) and _STORED_NUMBER.fullmatch(cell.text) is not None


def shows_percent(cell: Cell) -> bool:
    """Whether the number format multiplies by a hundred."""
    return formats.percent(cell.number_format)


def shows_scaled(cell: Cell) -> bool:
    """Whether the number format shows another magnitude than is stored (`#,##0,"k"`)."""
    return is_stored_number(cell) and formats.scaled(cell.number_format)


def shows_another_number(cell: Cell) -> bool:
    """Whether the number format adds digits to the stored number, or shows something else in its place."""
    if not is_stored_number(cell) or formats.scaled(cell.number_format):
        return False
    return formats.shows_another(cell.text, cell.shown, percent=shows_percent(cell))


def _as_percent(printed: Printed) -> Printed:
    return printed._replace(
        value=printed.value * 100,
        unit=printed.unit * 100,
        decimals=max(printed.decimals - 2, 0),
        percent=True,
    )


def read_quantity(
    cell: Cell, grammar: NumberGrammar, expected: Expected, label: str, notation: Notation | None = None
) -> Quantity | Trouble:
    """Value and bounds of a cell, or why it cannot be one."""
    text = cell.text.strip()
    try:
        printed = read_number(cell, grammar, notation)
    except NotANumberError as refused:
        return _unread(refused, cell.shown or text, label, grammar)
    if printed.vague:
        return Trouble("vague-number", text, {"label": label})
    told = {"label": label, "indicator": expected.indicator}
    if not unit_fits(printed.unit_text, expected.indicator):
        return Trouble("unit-unexpected", text, told)
    if expected.percent and (as_percent := _percentage(printed, expected.shown)):
        return _scaled(cell, as_percent, expected, label)
    if expected.percent or printed.percent:
        code = "percent-unexpected" if printed.percent else "percent-missing"
        return Trouble(code, cell.shown or text, told)
    return _scaled(cell, printed, expected, label)


def _unread(refused: NotANumberError, text: str, label: str, grammar: NumberGrammar) -> Trouble:
    if is_placeholder(text):
        return Trouble("placeholder", text, {"label": label})
    if isinstance(refused, AmbiguousNumberError):
        return Trouble("ambiguous-number", text, {"label": label, "readings": refused.under})
    return Trouble("type-error", text, {"label": label, "number": grammar.example})


def _percentage(printed: Printed, shown: str) -> Printed | None:
    """A percentage in hundredths, by how the profile says it is shown; None when it is shown otherwise."""
    if shown == "fraction":
        return None if printed.percent else _as_percent(printed)
    if shown == "number":
        return printed
    return printed if printed.percent else None


def _scaled(cell: Cell, printed: Printed, expected: Expected, label: str) -> Quantity | Trouble:
    text = cell.text.strip()
    remark = None
    if not cell.number_format:
        return _at_scale(printed, expected, label, text)
    if is_stored_number(cell) and formats.literal_scale(cell.number_format) and expected.scale != "1":
        params = {"label": label, "scale": expected.scale or "1"}
        return Trouble("scale-disagrees", cell.shown or text, params)
    if shows_another_number(cell):
        told = {"label": label, "shown": cell.shown or "", "format": cell.number_format}
        return Trouble("shown-otherwise", text, told)
    if shows_scaled(cell):
        if expected.scale:
            params = {"label": label, "scale": expected.scale, "cell_scale": cell.number_format}
            return Trouble("scale-twice", cell.shown or text, params)
        remark = Trouble("scaled-format", cell.shown or text, {"label": label, "format": cell.number_format})
    return _at_scale(printed, expected, label, text, remark)


def _at_scale(
    printed: Printed, expected: Expected, label: str, text: str, remark: Trouble | None = None
) -> Quantity | Trouble:
    """The quantity under the scale that the profile declares; one that the cell states too is refused."""
    if expected.scale:
        if printed.scale_text:
            params = {"label": label, "scale": expected.scale, "cell_scale": printed.scale_text}
            return Trouble("scale-twice", text, params)
        size = scale(expected.scale) or Decimal(1)
        printed = printed._replace(
            value=printed.value * size,
            unit=printed.unit * size,
            scale=size,
            scale_text=expected.scale,
        )
    return _checked(printed, expected, label, text, remark)


def _checked(
    printed: Printed, expected: Expected, label: str, text: str, remark: Trouble | None
) -> Quantity | Trouble:
    """The quantity after the limits of its indicator; "20.000" is no count: its zeros may be a group."""
    limited = expected.percent == is_percent(expected.indicator)
    code = fault(printed.value, expected.indicator) if limited else unstorable(printed.value)
    ambiguous = printed.scale == 1 and printed.decimals > 0 and printed.decimals % 3 == 0
    if code is None and ambiguous and not expected.percent and is_whole(expected.indicator):
        code = "not-whole"
    if code in ("too-many-decimals", "number-too-large"):
        return Trouble(code, text, {"label": label})
    if code is not None:
        return Trouble(code, text, {"label": label, "indicator": expected.indicator})
    qualifier = printed.hedge or _unhedged(printed, expected)
    if qualifier is Qualifier.ROUNDED:
        printed = printed._replace(unit=_last_printed_unit(printed))
    return Quantity(bounded(printed, qualifier), qualifier, printed.scale_text or None, remark, printed.mark)


def _last_printed_unit(printed: Printed) -> Decimal:
    """Size of the last digit that is printed, zeros included: 12.0 under 万 is known to the thousand."""
    return printed.scale * Decimal(1).scaleb(-printed.decimals)


def _unhedged(printed: Printed, expected: Expected) -> Qualifier:
    """A number under a scale is rounded to its last digit; any other is exact."""
    coarse = printed.scale != 1 and not (is_whole(expected.indicator) and _last_printed_unit(printed) <= 1)
    return Qualifier.ROUNDED if coarse else Qualifier.EXACT
