"""Columns of records: what tells the records apart, what is measured, and the values.

A word for a total is named even among records; a label that names no period, above periods, belongs to the
row beside it rather than to them.
"""

from __future__ import annotations

from pipeline.detecting.areas import Area
from pipeline.detecting.arrangements import Placed, Reading, Role, as_labels, as_values
from pipeline.detecting.content import Form, form
from pipeline.detecting.evidence import name_evidence
from pipeline.detecting.vocabulary import is_grand_total, is_part, is_total, names_time


def head(area: Area, sure: float, attributes: bool) -> Placed:
    """A label above a column. Where the rows have attributes, a word that is no name may be an index; a
    period or a number above a column may be one anywhere."""
    if area.is_blank:
        return Placed(area, "value", 0.7)
    name = name_evidence(area.text)
    if name < 0 or (attributes and name < 0.5):
        sure = min(sure, 0.7)
    return Placed(area, "column attribute", sure)


def column_of_values(inside: list[Area], doubted: bool) -> Reading:
    """A column of values."""
    names = [name_evidence(area.text) for area in inside if not area.is_blank]
    sure = 0.7 if doubted else 0.9
    return Reading(as_values(names), tuple(Placed(area, "value", sure) for area in inside))


def stub(corner: Area, inside: list[Area], measures: bool) -> Reading:
    """What the records are told apart by, or the names of what is measured. Totals are named; a period
    under a label that names no time speaks against records."""
    named = [area for area in inside if not area.is_blank]
    parts = any(is_part(area.text) for area in named)
    timeless = not corner.is_blank and not names_time(corner.text)
    score = 0.0
    for area in named:
        name = name_evidence(area.text)
        period = form(area.text) in (Form.YEAR, Form.DATE)
        if is_total(area.text):
            score += max(0.0, name)
        elif parts:
            score += abs(name) if form(area.text) in (Form.WORD, Form.SENTENCE) else as_labels([name])
        elif period and timeless:
            score -= 0.3
        else:
            score += as_labels([name]) if measures else as_values([name])
    cells: list[Placed] = []
    for area in inside:
        attribute = measures or parts or is_grand_total(area.text)
        role: Role = "row attribute" if attribute else "row index"
        cells.append(Placed(area, "value" if area.is_blank else role, 0.7))
    return Reading(score, tuple(cells))
