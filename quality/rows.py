"""The observations of all submissions under review as numbered rows: what every rule is tested on.

A row number leads from a rule's answer back to the observation, its submission and its place.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codes import codelist
from pipeline.model import OBSERVATION_COLUMNS, Finding, Observation

SHOWN_VALUES = 20
CHANGE_SUFFIX = "_change"
"""Indicators that end so are signed changes in percent, never below -100."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Observations by row number; a row belongs to the submission that its observation names."""

    observations: tuple[Observation, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """Typed columns of the observation and `number_class`; the unnamed index is the row number."""
        given = [observation.as_row() for observation in self.observations]
        frame = pd.DataFrame(given, columns=list(OBSERVATION_COLUMNS), dtype="object")
        for column in ("period_start", "period_end"):
            frame[column] = pd.to_datetime(frame[column])
        frame["number_class"] = [number_class(o.indicator) for o in self.observations]
        return frame


def number_class(indicator: str) -> str:
    """`share` (0 to 100), `change` (not below -100) or `amount` (not negative)."""
    known = codelist("indicators")
    if indicator not in known or known[indicator].extra["unit"] != "percent":
        return "amount"
    return "change" if indicator.endswith(CHANGE_SUFFIX) else "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One row (or, without a row, one submission) that a rule complains about."""

    code: str
    submission: str
    place: str = ""
    seen: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    together: str = ""
    """Hits of one rule that differ here are separate findings."""
    overruled: bool = False
    """Whether it matters only for a value that an answer or a waiver lets in, long after the file came."""


def as_findings(hits: Sequence[Hit], doubted: Container[str] = ()) -> list[Finding]:
    """Hits of one rule with equal parameters become one finding with every place.

    Those at doubted places become one of their own, since they may be no more than consequences; hits that
    belong together stay so.
    """
    grouped: dict[tuple[str, str, tuple[tuple[str, str], ...], bool], list[Hit]] = {}
    for hit in hits:
        apart = not hit.together and hit.place in doubted
        key = (hit.code, hit.together, tuple(sorted(hit.params.items())), apart)
        grouped.setdefault(key, []).append(hit)
    return [
        Finding(
            code=code,
            places=tuple(dict.fromkeys(hit.place for hit in members if hit.place)),
            value=_listed(members),
            params=dict(params),
        )
        for (code, _, params, _), members in grouped.items()
    ]


def _listed(members: Sequence[Hit]) -> str:
    """The first distinct values where every cell is named anyway; all of them where no cell is."""
    values = list(dict.fromkeys(hit.seen for hit in members if hit.seen))
    if len(values) <= SHOWN_VALUES or not any(hit.place for hit in members):
        return "; ".join(values)
    return "; ".join([*values[:SHOWN_VALUES], "…"])
