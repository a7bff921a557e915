"""The block part of the profile language: one table, how it is found, and what each row and column of it is.

A block is located by the labels of its header. What a profile fixes instead of reading it (a period, a scale)
must be confirmed by a text that has to stand there; otherwise a changed title would pass unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipeline.fields import (
    FIELDS,
    PERIOD_FIELDS,
    FieldRule,
    NumberGrammar,
    NumberText,
    Source,
    Tolerance,
    check_code,
)
from pipeline.labels import ColumnText, Condition, Folded, Label, LabelText
from pipeline.model import ObsStatus
from pipeline.strict_yaml import StrictModel
from pipeline.values.days import DayOrder
from pipeline.values.fiscal import FiscalYear
from pipeline.values.headings import stated_scale
from pipeline.values.scales import scale

REST = "rest"
Role = Literal["total", "grand_total", "section", "note", "notes", "end", "ignore"]
Where = dict[str, Condition]
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def _where(given: object) -> object:
    if not isinstance(given, dict) or not given:
        raise ValueError("names at least one column and the text that stands in it")
    for name in given:
        Label.of_column(name)
    return given


WhereText = Annotated[Where, BeforeValidator(_where)]
TextLabels = Annotated[tuple[LabelText, ...], Field(default=())]
ColumnTexts = Annotated[tuple[ColumnText, ...], Field(default=())]


class RowRule(StrictModel):
    """What a row is that is no data."""

    where: WhereText
    under: LabelText | None = None
    """Only where this is the parent: the last text above, in the first column named, that is one."""
    role: Role


class SumCheck(StrictModel):
    """A sum that must hold, in printed units: a total row over part rows, or parts that make a fixed sum."""

    total: WhereText | None = None
    parts: WhereText
    sum_to: Tolerance | None = None
    tolerance: Tolerance = Field(default=0, validate_default=True)

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.total is None) == (self.sum_to is None):
            raise ValueError("a check needs either total or sum_to")
        return self


class FiscalRule(StrictModel):
    """How a company's own years run."""

    first_month: int = Field(ge=1, le=12)
    named_by: Literal["start", "end"]
    """Whether FY2021 is the year that starts in 2021 or ends in it."""

    @property
    def year(self) -> FiscalYear:
        """As the reader of periods takes it."""
        return FiscalYear(self.first_month, self.named_by)


class Block(StrictModel):
    """One table: where it stands, which columns hold values, and where each field comes from."""

    name: str
    sheet: LabelText | None = None
    header: tuple[tuple[LabelText, ...], ...]
    pairs: Literal["right"] | None = None
    """A form: each label of the header stands somewhere, with its value at its right."""
    fill: tuple[Annotated[int, Field(ge=1)], ...] = ()
    unnamed: tuple[Folded, ...] = ()
    title: TextLabels
    values: ColumnTexts
    ignore: ColumnTexts
    empty: ColumnTexts
    others: ColumnTexts
    dates: DayOrder | None = None
    """What 03/04/2021 means here."""
    fiscal: FiscalRule | None = None
    """What FY2021 means here."""
    number: NumberText = Field(default_factory=NumberGrammar)
    rows: tuple[RowRule, ...] = ()
    fields: dict[str, FieldRule]
    markers: dict[Folded, ObsStatus] = Field(default_factory=dict)
    checks: tuple[SumCheck, ...] = ()

    @property
    def takes_rest(self) -> bool:
        """Whether every column that nothing else claims holds values."""
        return any(label.literal == REST for label in self.values)

    @field_validator("header")
    @classmethod
    def _has_labels(cls, given: tuple[tuple[Label, ...], ...]) -> tuple[tuple[Label, ...], ...]:
        if not given or not all(given):
            raise ValueError("each level names at least one label")
        return given

    @field_validator("markers")
    @classmethod
    def _markers_are_states_without_value(cls, given: dict[str, ObsStatus]) -> dict[str, ObsStatus]:
        for text, status in given.items():
            if status in (ObsStatus.NORMAL, ObsStatus.PROVISIONAL, ObsStatus.REVISED):
                raise ValueError(f"marker '{text}': {status} is the state of a value, not of its absence")
        return given

    @model_validator(mode="after")
    def _fields_fit(self) -> Self:
        for name in self.fields:
            if name not in FIELDS:
                raise ValueError(f"'{name}' is no field; fields are {', '.join(FIELDS)}")
        set_by: dict[str, str] = {}
        for name, rule in self.fields.items():
            rule.check(name)
            for target in rule.targets(name):
                if target in set_by:
                    raise ValueError(f"'{target}' is set by both '{set_by[target]}' and '{name}'")
                set_by[target] = name
            for part in rule.parts():
                if part.header is not None and part.header > len(self.header):
                    raise ValueError(f"{name}: the header has no level {part.header}")
        for needed in ("subject", "indicator"):
            if needed not in set_by:
                raise ValueError(f"no source for '{needed}'")
        if not self.values:
            raise ValueError("values must name the columns that hold values")
        self._period_fits()
        self._constants_are_codes()
        self._form_fits()
        self._constants_are_confirmed()
        return self

    def _form_fits(self) -> None:
        """A form has one record: no rows, levels, sums or left-over columns."""
        if self.pairs is None:
            return
        unfit = [name for name in ("fill", "unnamed", "rows", "checks") if getattr(self, name)]
        if len(self.header) > 1 or unfit or self.takes_rest:
            raise ValueError(f"pairs: a form has one level of labels and no {', '.join(unfit) or 'rest'}")
        sources = [*self.fields.values(), *(part for rule in self.fields.values() for part in rule.parts())]
        if any(source.section for source in sources):
            raise ValueError("pairs: a form has no sections")

    def _constants_are_confirmed(self) -> None:
        """A period or a scale that is fixed here must be told by a text that has to stand in the file."""
        told = [str(label) for label in self._required_texts()]
        for name in (*PERIOD_FIELDS, "reference_period"):
            for written in _constants(self.fields.get(name)):
                years = set(_YEAR.findall(written))
                if years - {year for text in told for year in _YEAR.findall(text)}:
                    raise ValueError(
                        f"{name}: no text of the file confirms the constant {written}: "
                        "name one with its year under title, header or sheet"
                    )
        for written in _constants(self.fields.get("scale")):
            if scale(written) not in {stated_scale(text) for text in told} | {1}:
                raise ValueError(
                    f"scale: no text of the file confirms the constant {written}: "
                    "name one that states it under title or header"
                )

    def _required_texts(self) -> Iterator[Label]:
        """Labels that must stand in the file for the block to be read."""
        yield from self.title
        yield from (label for level in self.header for label in level)
        yield from (self.sheet,) if self.sheet is not None else ()
        for rule in self.fields.values():
            yield from (part.title for part in rule.parts() if part.title is not None)

    def _period_fits(self) -> None:
        period, end = self.fields.get("period"), self.fields.get("period_end")
        if (period is None) == (end is None):
            raise ValueError("either 'period', or 'period_end' with 'period_start', must have a source")
        if period is not None and "period_start" in self.fields:
            raise ValueError("'period' and 'period_start' exclude each other")
        if period is not None and not (period.span or period.date_is or period.round):
            raise ValueError("period: say its span (day, month, quarter, half, year or declared)")
        if "since" in self.fields and not (period and period.date_is and not period.span):
            raise ValueError("'since' goes with a period whose date is the end, without a span")

    def _constants_are_codes(self) -> None:
        for level in self.fill:
            if level > len(self.header):
                raise ValueError(f"fill: the header has no level {level}")
        status = self.fields.get("obs_status")
        if status is not None and status.constant is not None:
            check_code("obs_status", status.constant)


def _constants(source: Source | None) -> list[str]:
    """Texts that a source takes from the profile instead of the file."""
    return [part.constant for part in source.parts() if part.constant is not None] if source else []
