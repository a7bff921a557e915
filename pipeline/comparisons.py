"""Comparisons of published figures with each other, as data: `comparisons.yaml` of a home.

Figures are named by their identifiers. What a release does not hold is not compared in it. A home without the
file compares nothing by declaration.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from pipeline.model import Text
from pipeline.strict_yaml import StrictModel


class Segments(StrictModel):
    """One way to cut the time behind two running totals, in months, and who cut it so."""

    first: int = Field(ge=1)
    then: int = Field(ge=1)
    assumed: Text


class Comparison(StrictModel):
    """One claim about published figures that arithmetic can try.

    `sum`: the figures add up to `printed`. `difference`: the first less the second is `printed`. `pace`: the
    second running total less the first, by the month, against the first by the month, for each way to cut
    the time. `apart`: the figures look alike and cannot be compared; `why` says for which reason. `note` is
    what else a reader of a sum or difference must know, such as another reading of a source.
    """

    id: str
    kind: Literal["sum", "difference", "pace", "apart"]
    about: Text
    figures: tuple[str, ...] = Field(min_length=2)
    printed: str = ""
    segments: tuple[Segments, ...] = ()
    why: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needs = {
            "printed": self.kind in ("sum", "difference"),
            "segments": self.kind == "pace",
            "why": self.kind == "apart",
        }
        for name, needed in needs.items():
            if bool(getattr(self, name)) != needed:
                verb = "needs" if needed else "has no"
                raise ValueError(f"{self.id}: the kind '{self.kind}' {verb} '{name}'")
        if self.note and self.kind not in ("sum", "difference"):
            raise ValueError(f"{self.id}: the kind '{self.kind}' has no 'note'")
        if self.kind in ("difference", "pace") and len(self.figures) != 2:
            raise ValueError(f"{self.id}: the kind '{self.kind}' names two figures")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Every figure that it needs."""
        return (*self.figures, self.printed) if self.printed else self.figures


class ComparisonFile(StrictModel):
    """comparisons.yaml as written."""

    comparisons: tuple[Comparison, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        ids = [comparison.id for comparison in self.comparisons]
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            raise ValueError(f"comparison '{twice}' stands twice")
        return self
