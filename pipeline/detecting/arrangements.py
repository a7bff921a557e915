"""Arrangements of a few areas, and the evidence that their texts stand where labels and values do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.detecting.areas import Area
from pipeline.detecting.content import Form, form
from pipeline.detecting.evidence import evenness, name_evidence
from pipeline.detecting.vocabulary import is_grand_total

Role = Literal["column attribute", "row attribute", "column index", "row index", "value"]
"""What a cell is: an attribute names the cells below it or at its right, an index is a value by which the
records beside or below it are told apart."""

_UNPLACED = 0.25
"""What a cell costs that no label describes."""
_LONGEST_HEADING = 8
PERIOD = 0.6
"""Evidence that a period heads a column of numbers."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An area with its role and how sure that is."""

    area: Area
    role: Role
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """An arrangement with the evidence for it."""

    score: float
    cells: tuple[Placed, ...]

    def beside(self, other: Reading, cost: float = 0.0) -> Reading:
        """This part and another, less what a further part costs."""
        return Reading(self.score + other.score - cost, self.cells + other.cells)


def joined(readings: Sequence[Reading]) -> Reading:
    """Parts that go together."""
    return Reading(
        sum(part.score for part in readings), tuple(cell for part in readings for cell in part.cells)
    )


NOTHING = Reading(0.0, ())
IMPOSSIBLE = Reading(float("-inf"), ())


def is_even(inside: list[Area], label: Area) -> bool:
    """Whether a column shows by its forms or repetitions that it holds values of the label."""
    return evenness([area.text for area in inside], label.text) > 0


def as_labels(names: Sequence[float]) -> float:
    """Evidence that texts are labels; a value in place of a label speaks more than a missing word."""
    return sum(name if name > 0 else 2 * name for name in names)


def as_values(names: Sequence[float]) -> float:
    """Evidence that texts are values; many values read like names."""
    return sum(-0.6 * name if name > 0 else -name for name in names)


def capped(cell: Placed, sure: float) -> Placed:
    """The same cell, no surer than the arrangement it stands in."""
    return Placed(cell.area, cell.role, min(cell.confidence, sure))


def alone(area: Area, *, last: bool, only: bool) -> Reading:
    """One area as wide as the rectangle: a title, or a remark at the end."""
    name = name_evidence(area.text)
    if only or area.is_blank:
        return Reading(-name, (Placed(area, "value", 0.9 if name < 0 else 0.7),))
    if last or name <= -0.8:
        return Reading(0.0, (Placed(area, "value", 0.7),))
    return Reading(0.4, (Placed(area, "column attribute", 0.9 if area.top == 1 else 0.7),))


def pairs(row: list[Area], left: int, right: int) -> Reading:
    """Labels of a row, each with its value at the right; a cell as wide as both is a title."""
    score = 0.0
    cells: list[Placed] = []
    waiting = iter(row)
    for label in waiting:
        if len(row) > 1 and _is_as_wide_as_a_pair(label, left, right):
            score -= 0.1
            cells.append(Placed(label, "column attribute" if _is_heading(label.text) else "value", 0.7))
            continue
        value = next(waiting, None)
        if value is None:
            return IMPOSSIBLE
        if label.is_blank and value.is_blank:
            cells += [Placed(label, "value", 0.7), Placed(value, "value", 0.7)]
            continue
        name, other = name_evidence(label.text), name_evidence(value.text)
        score += as_labels([name]) - (0.05 if abs(name) < 0.5 else 0.0)
        score += 0.0 if value.is_blank else as_values([other])
        sure = 0.9 if name >= 0.5 and other <= 0 and not value.is_blank else 0.7
        cells += [Placed(label, "row attribute", sure), Placed(value, "value", sure)]
    return Reading(score, tuple(cells))


def _is_as_wide_as_a_pair(area: Area, left: int, right: int) -> bool:
    """Whether an area covers the two columns of a label and its value, where several pairs make a row."""
    width = right - left + 1
    return width > 2 and width % 2 == 0 and area.right == area.left + 1 and (area.left - left) % 2 == 0


def _is_heading(text: str) -> bool:
    return form(text) is Form.WORD and len(text) <= _LONGEST_HEADING and name_evidence(text) >= 0


def told_apart(reading: Reading) -> Reading:
    """Where two columns are all there is, the first value tells the only record apart."""
    label, first, *others = reading.cells
    if first.area.is_blank or first.role != "value":
        return reading
    return Reading(reading.score, (label, Placed(first.area, "column index", 0.7), *others))


def row_of_values(row: list[Area], *, heads: bool, periods: bool) -> Reading:
    """A label before the values of a row, or (`heads`) before what tells apart the records that run across.
    `periods` says that the label may be a period."""
    label, values = row[0], row[1:]
    texts = [area.text for area in values]
    score = (
        as_labels([_row_name(label.text, texts, periods=periods)])
        + _across([text for text in texts if form(text) is not Form.BLANK], heads=heads)
        + evenness(texts, label.text)
        - 0.1
    )
    cells = [Placed(label, "value" if label.is_blank else "row attribute", 0.7)]
    cells += [Placed(area, _across_role(area, heads=heads), 0.7) for area in values]
    return Reading(score, tuple(cells))


def _row_name(text: str, values: Sequence[str], *, periods: bool) -> float:
    """Evidence that a text names a row; a period may where the corner names no time and numbers follow."""
    numbers = sum(form(value) is Form.NUMBER for value in values)
    if periods and form(text) in (Form.YEAR, Form.DATE) and 2 * numbers >= len(values):
        return PERIOD
    return name_evidence(text)


def _across(texts: list[str], *, heads: bool) -> float:
    """Evidence that texts at the right of a label are its values, or tell records apart."""
    if heads and all(form(text) in (Form.YEAR, Form.DATE) for text in texts):
        return PERIOD * len(texts)
    names = [name_evidence(text) for text in texts if not (heads and is_grand_total(text))]
    return as_values(names) + (len(texts) - len(names))


def _across_role(area: Area, *, heads: bool) -> Role:
    if area.is_blank or not heads:
        return "value"
    return "column attribute" if is_grand_total(area.text) else "column index"


def plain(areas: list[Area], inner: bool) -> Reading:
    """Values that nothing in the rectangle describes."""
    names = [name_evidence(area.text) for area in areas if not area.is_blank]
    cost = (_UNPLACED if not inner else 0.1) * len(areas)
    return Reading(as_values(names) - cost, tuple(Placed(area, "value", 0.7) for area in areas))
