"""The field part of the profile language: where each field of an observation comes from, and its codes.

The idea that carries the language: every field names exactly one source, and one entry of its codes may set
several fields. Then "Ads blocked" means the same in a cell (long tables) and in a header (wide tables).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.labels import ColumnText, Extraction, Folded, LabelText
from pipeline.model import DIMENSIONS
from pipeline.strict_yaml import StrictModel
from pipeline.values.scales import scale

SLOTS = ("value", "value_low", "value_high", "numerator", "denominator")
PERIOD_FIELDS = ("period", "period_start", "period_end", "since")
PLAIN_FIELDS = ("subject", "indicator", *DIMENSIONS, "reference_period", "obs_status")
REFINING_FIELDS = ("into", "scale", "shown")
FIELDS = (*PLAIN_FIELDS, *PERIOD_FIELDS, *REFINING_FIELDS)
CODE_TARGETS = (*PLAIN_FIELDS, *REFINING_FIELDS)
SHOWN = ("percent", "number", "fraction")
FieldSpan = Literal["day", "month", "quarter", "half", "year", "declared"]


def check_code(target: str, code: str) -> None:
    """Refuse a code that its list does not hold. Raises ValueError naming target and code."""
    lists = {**DIMENSION_LISTS, "indicator": "indicators", "obs_status": "obs_status"}
    if target in lists and code not in codelist(lists[target]):
        raise ValueError(f"'{code}' is not in the code list of {target}")
    if target == "into" and code not in SLOTS:
        raise ValueError(f"into '{code}' is none of {', '.join(SLOTS)}")
    if target == "shown" and code not in SHOWN:
        raise ValueError(f"shown '{code}' is none of {', '.join(SHOWN)}")
    if target == "scale" and scale(code) is None:
        raise ValueError(f"'{code}' is no scale that is known")


def known_code(target: str, code: str) -> bool:
    """Whether a text is a code of a target (free identifiers always are)."""
    try:
        check_code(target, code)
    except ValueError:
        return False
    return bool(code)


class Source(StrictModel):
    """The one place a field's text comes from."""

    constant: str | None = None
    column: ColumnText | None = None
    header: Annotated[int, Field(ge=1)] | None = None
    """Level of the header, 1 = top."""
    title: Extraction | None = None
    """A text above the header."""
    file: Extraction | None = None
    """The file's name."""
    sheet: Extraction | None = None
    """The sheet's name."""
    section: bool | None = None
    """The last row above with the role `section`."""
    round: bool | None = None
    """The submission's round."""
    join: tuple[Source, ...] | None = None
    """Several texts put together."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in Source.model_fields if getattr(self, name) not in (None, False)]
        if len(given) != 1:
            raise ValueError(f"exactly one source is needed, not {', '.join(given) or 'none'}")
        return self

    def parts(self) -> Iterator[Source]:
        """This source, or those it joins."""
        for part in self.join or ():
            yield from part.parts()
        if not self.join:
            yield self

    @property
    def columns(self) -> tuple[ColumnText, ...]:
        """Columns it reads."""
        return tuple(part.column for part in self.parts() if part.column is not None)


def _as_targets(given: object) -> object:
    """Each entry of codes as several fields (a plain code: the field itself, key '')."""
    if not isinstance(given, Mapping):
        raise ValueError("codes are a mapping: text -> code, or text -> several fields")
    return {text: entry if isinstance(entry, Mapping) else {"": entry} for text, entry in given.items()}


Codes = Annotated[dict[Folded, dict[str, str]], BeforeValidator(_as_targets)]


class ParentRule(StrictModel):
    """Where the parent of a code stands: texts of the same column above it, or another column."""

    text: LabelText | None = None
    """Texts that are parents, or stand on their own; any other text is a child of the last one above."""
    column: ColumnText | None = None
    """Column of the parent; a blank means "same as above"."""
    count: Annotated[int, Field(ge=1)] | None = None
    """How many different parents there must be."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.text is None) == (self.column is None):
            raise ValueError("a parent stands either in a text of the same column or in a column of its own")
        return self


class FieldRule(Source):
    """A field's source and how its text is refined into a code or a period."""

    pattern: Extraction | None = None
    unless: LabelText | None = None
    """Texts that are not meant for this field: `default` or the carried text stands instead."""
    default: str | None = None
    carry: Literal["down"] | None = None
    codes: Codes | None = None
    """Below a parent `PARENT | CHILD` comes before `CHILD`."""
    parent: ParentRule | None = None
    every: bool = False
    """Whether each of the codes must stand wherever the others do."""
    span: FieldSpan | None = None
    date_is: Literal["end"] | None = None

    @property
    def columns(self) -> tuple[ColumnText, ...]:
        """Columns it reads, that of the parent among them."""
        above = self.parent.column if self.parent is not None else None
        return (*super().columns, *([above] if above is not None else []))

    def targets(self, name: str) -> set[str]:
        """Fields that this rule sets."""
        named = {target or name for entry in (self.codes or {}).values() for target in entry}
        return named | {name}

    def check(self, name: str) -> None:
        """Refuse targets and codes that do not exist. Raises ValueError."""
        for text, entry in (self.codes or {}).items():
            for target, code in entry.items():
                if target not in CODE_TARGETS and target:
                    raise ValueError(f"{name}: '{text}' sets '{target}', which is no field")
                self._check_code(target or name, code, f"{name}: '{text}'")
        fixed: list[tuple[str, str | None]] = [("default", self.default)]
        fixed += [("constant", self.constant)] if self.codes is None and self.pattern is None else []
        for what, written in fixed:
            if written is not None and name not in PERIOD_FIELDS:
                self._check_code(name, written, f"{name}: {what}")
        if name != "period" and (self.span or self.date_is):
            raise ValueError(f"{name}: span and date_is belong to period")
        if self.every and self.codes is None:
            raise ValueError(f"{name}: every goes with codes")
        if self.parent is not None:
            self._check_parent(name)

    def _check_parent(self, name: str) -> None:
        """A parent needs a code list that knows parents, codes, and a column of the field's own."""
        listed = DIMENSION_LISTS.get(name)
        if listed is None or not any(code.extra.get("parent") for code in codelist(listed)):
            raise ValueError(f"{name}: its code list knows no parents")
        if self.codes is None or self.column is None or self.carry is not None:
            raise ValueError(f"{name}: parent goes with column and codes, without carry")

    @staticmethod
    def _check_code(target: str, code: str, where: str) -> None:
        try:
            check_code(target, code)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None


class NumberGrammar(StrictModel):
    """How numbers are written: `plain`, `chinese`, `free`, or declared signs."""

    kind: Literal["plain", "chinese", "free", "signs"] = "plain"
    decimal: str = "."
    thousands: str = ""
    free: bool = False
    """With declared signs: hedges, scales, units and footnote marks may stand beside the digits."""

    @model_validator(mode="after")
    def _signs_differ(self) -> Self:
        if self.kind == "signs":
            if self.decimal not in (".", ",") or self.thousands not in (
                "",
                ",",
                ".",
                " ",
                "'",
                "\u00a0",
                "’",
            ):
                raise ValueError("decimal is '.' or ','; thousands is one of , . ' or a blank")
            if self.decimal == self.thousands:
                raise ValueError("decimal and thousands must differ")
        return self

    def __str__(self) -> str:
        if self.kind != "signs":
            return self.kind
        thousands = f" thousands {self.thousands!r}" if self.thousands else ""
        return f"decimal {self.decimal!r}{thousands}{' free' if self.free else ''}"

    @property
    def example(self) -> str:
        """A number so written, for messages."""
        return "1.2万" if self.kind == "chinese" else f"1{self.thousands}234{self.decimal}5"


def as_grammar(given: object) -> object:
    """`plain`, `chinese`, `free` or {decimal, thousands, free} as written in a profile."""
    if isinstance(given, str):
        if given not in ("plain", "chinese", "free"):
            raise ValueError(f"number '{given}' is neither plain, chinese, free nor {{decimal, thousands}}")
        return {"kind": given}
    if isinstance(given, Mapping):
        if not set(given) <= {"decimal", "thousands", "free"} or not set(given) & {"decimal", "thousands"}:
            raise ValueError("number takes decimal, thousands and free")
        return {"kind": "signs", **given}
    return given


NumberText = Annotated[NumberGrammar, BeforeValidator(as_grammar)]
Tolerance = Annotated[Decimal, Field(ge=0)]
