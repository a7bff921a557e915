"""Ratios that may be computed: which indicator is divided by which, as data in `codelists/ratios.csv`.

A ratio's two sides are totals of their own. Whether they may be divided in a window is decided there, in
`tables/ratios.sql`: only where the same members counted the same days under one definition. A percentage that
somebody printed without its counts is an indicator of its own, is quoted, and never enters here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.model import Text


@dataclass(frozen=True, slots=True)
class Ratio:
    """A declared ratio, in percent."""

    code: str
    label: Text
    definition: str
    numerator: str
    """Code of the indicator that is divided."""
    numerator_dimension: str
    """Dimension that the numerator is taken from; empty where it is the whole indicator."""
    numerator_values: tuple[str, ...]
    """Values of that dimension which are taken together."""
    denominator: str
    """Code of the indicator that it is divided by."""
    part_of_whole: bool
    """What the numerator counts is contained in what the denominator counts: never more than 100%."""


COLUMNS = {
    **dict.fromkeys(("code", "numerator", "numerator_dimension", "denominator"), "VARCHAR"),
    "numerator_values": "VARCHAR[]",
    "part_of_whole": "BOOLEAN",
}
"""Columns of the input `declared_ratios` that the table `ratios` reads."""


def rows(_: object) -> list[dict[str, object]]:
    """Rows of that input; they are the same in every scope."""
    return [
        {**{name: getattr(ratio, name) for name in COLUMNS}, "numerator_values": [*ratio.numerator_values]}
        for ratio in declared()
    ]


@cache
def declared() -> tuple[Ratio, ...]:
    """All of them, in the order of the file. Raises ValueError for one that cannot be meant (our bug)."""
    return tuple(
        Ratio(
            code=ratio.code,
            label=ratio.label,
            definition=ratio.definition,
            numerator=_total(ratio.code, ratio.extra["numerator"]),
            numerator_dimension=ratio.extra["numerator_dimension"],
            numerator_values=_values(ratio.code, ratio.extra),
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


def _values(ratio: str, extra: dict[str, str]) -> tuple[str, ...]:
    dimension, values = extra["numerator_dimension"], tuple(extra["numerator_values"].split())
    if bool(dimension) != bool(values):
        raise ValueError(f"ratios.csv: {ratio} needs both a dimension and values of it, or neither")
    if dimension and dimension not in DIMENSION_LISTS:
        raise ValueError(f"ratios.csv: {ratio} names the unknown dimension '{dimension}'")
    for value in values:
        if value == "all" or value not in codelist(DIMENSION_LISTS[dimension]):
            raise ValueError(f"ratios.csv: '{value}' of {ratio} is no value of {dimension}")
    return values


def _answer(ratio: str, written: str) -> bool:
    if written not in {"yes", "no"}:
        raise ValueError(f"ratios.csv: part_of_whole of {ratio} is yes or no")
    return written == "yes"


def _is_percentage(ratio: str, extra: dict[str, str]) -> bool:
    """Both sides in one unit, given in percent; a whole indicator divided by itself would always give 100."""
    if extra["unit"] != "percent":
        raise ValueError(f"ratios.csv: {ratio} must be in percent")
    if extra["numerator"] == extra["denominator"] and not extra["numerator_dimension"]:
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
