"""What a review says, one line a cell: the list to mend, ready to be shown in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from pipeline.readers.cells import column_number

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
WEIGHT = {"blocker": 0, "error": 1, "warning": 2, "advice": 3}
"""Severities, the heaviest first."""


_FIRST = {"en": "This follows from no. {}; mend that first.", "zh": "此处由第 {} 项引起，请先修改该项。"}


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in the two languages of the project."""

    en: str
    zh: str

    @property
    def both(self) -> str:
        """Both, one above the other."""
        return f"{self.en}\n{self.zh}"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding at one cell."""

    number: int
    """Of the finding; lines of one finding share it. 0 for what is mended."""
    severity: str
    code: str
    sheet: str
    """'' where the place is no cell of a sheet."""
    cell: str
    """Address without dollar signs ("B7"), or what else the place is called."""
    value: str
    message: Texts
    advice: Texts
    settled: str
    """The reason of the waiver or answer that settles it; '' where nothing does."""
    state: str
    """`new`, `remaining` or `mended` against the file sent before; '' where none was."""

    @property
    def position(self) -> tuple[int, int] | None:
        """Row and column from 1; None where the place is no cell."""
        found = _CELL.fullmatch(self.cell)
        if found is None:
            return None
        return int(found[2]), column_number(found[1])


def text_width(text: str) -> int:
    """Width of a line of text in characters, Chinese ones counted twice."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def lines_of(review: Mapping[str, Any]) -> Iterator[Line]:
    """The lines of a review (`quality.report.as_json`): heaviest finding first, what is mended last."""
    for number, finding in enumerate(review["findings"], start=1):
        settled = finding.get("waiver") or finding.get("answer")
        for place in finding["places"] or [""]:
            state = "new" if place in finding.get("new_places", ()) else finding.get("state") or ""
            yield _line(number, finding, place, settled["reason"] if settled else "", state)
        yield from _following(number, finding)
    for finding in (review.get("since") or {}).get("mended", ()):
        for place in finding["places"] or [""]:
            yield _line(0, finding, place, "", "mended")


def _following(number: int, finding: Mapping[str, Any]) -> Iterator[Line]:
    """What follows from a finding at cells of its own: marked too, and mended with it."""
    named = set(finding["places"])
    for consequence in finding.get("consequences", ()):
        told = {**consequence, "advice": {key: text.format(number) for key, text in _FIRST.items()}}
        for place in consequence["places"]:
            if place not in named:
                named.add(place)
                yield _line(number, told, place, "", finding.get("state") or "")


def _line(number: int, finding: Mapping[str, Any], place: str, settled: str, state: str) -> Line:
    sheet, _, cell = place.rpartition("!")
    return Line(
        number=number,
        severity=finding["severity"],
        code=finding["code"],
        sheet=sheet,
        cell=cell,
        value=finding["value"],
        message=Texts(**finding["message"]),
        advice=Texts(**finding["advice"]),
        settled=settled,
        state=state,
    )
