"""Ratios that may be computed: which indicator is divided by which, as data in `codelists/ratios.csv`.

A ratio's two sides are totals of their own. Whether they may be divided in a window is decided there, in
`tables/ratios.sql`: only where the same members counted the same days under one definition. A percentage that
somebody printed without its counts is an indicator of its own, is quoted, and never enters here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.codes import codelist
from pipeline.model import Text


@dataclass(frozen=True, slots=True)
class Ratio:
    """A declared ratio, in percent."""

    code: str
    label: Text
    definition: str
    numerator: str
    """Code of the indicator that is divided."""
    denominator: str
    """Code of the indicator that it is divided by."""
    part_of_whole: bool
    """What the numerator counts is contained in what the denominator counts: never more than 100%."""


@cache
def declared() -> tuple[Ratio, ...]:
    """All of them, in the order of the file. Raises ValueError for one that cannot be meant (our bug)."""
    return tuple(
        Ratio(
            code=ratio.code,
            label=ratio.label,
            definition=ratio.definition,
            numerator=_total(ratio.code, ratio.extra["numerator"]),
            denominator=_total(ratio.code, ratio.extra["denominator"]),
            part_of_whole=_answer(ratio.code, ratio.extra["part_of_whole"]),
        )
        for ratio in codelist("ratios")
        if _is_percentage(ratio.code, ratio.extra)
    )


def _total(ratio: str, code: str) -> str:
    """An indicator that has totals: a flow of activity that may be added over members and periods."""
    indicators = codelist("indicators")
    if code not in indicators:
        raise ValueError(f"ratios.csv: {ratio} names the unknown indicator '{code}'")
    said = indicators[code].extra
    if said["time_basis"] != "flow" or said["measure_class"] != "activity" or said["add_subjects"] != "yes":
        raise ValueError(f"ratios.csv: {ratio} names '{code}', which has no totals")
    return code


def _answer(ratio: str, written: str) -> bool:
    if written not in {"yes", "no"}:
        raise ValueError(f"ratios.csv: part_of_whole of {ratio} is yes or no")
    return written == "yes"


def _is_percentage(ratio: str, extra: dict[str, str]) -> bool:
    """Both sides in one unit, given in percent; two sides of one indicator would always give 100."""
    if extra["unit"] != "percent":
        raise ValueError(f"ratios.csv: {ratio} must be in percent")
    if extra["numerator"] == extra["denominator"]:
        raise ValueError(f"ratios.csv: {ratio} divides an indicator by itself")
    indicators = codelist("indicators")
    units = {
        indicators[extra[side]].extra["unit"]
        for side in ("numerator", "denominator")
        if extra[side] in indicators
    }
    if len(units) > 1:
        raise ValueError(f"ratios.csv: {ratio} divides {' by '.join(sorted(units))}")
    return True
