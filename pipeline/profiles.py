"""Profiles: how to read one reporter's file, by the names of its headers, in layouts with dates.

A profile is YAML in the data home, confirmed by a person. Loading refuses whatever it does not know: a key, a
code, a role, a pattern that does not compile; so a slip of the pen cannot become a column that is silently
left out.
"""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, field_validator, model_validator

from pipeline.fields import FIELDS, FieldRule, NumberGrammar, NumberText, Tolerance, check_code
from pipeline.labels import Condition, Folded, Label, LabelText, fold
from pipeline.model import ObsStatus
from pipeline.readers.dialect import Dialect
from pipeline.rounds import first_day
from pipeline.strict_yaml import EditedFileError, StrictModel, load_model

REST = "rest"
Format = Literal["delimited", "excel", "json"]
Role = Literal["total", "grand_total", "section", "note", "notes", "end", "ignore"]
Where = dict[str, Condition]


def _where(given: object) -> object:
    if not isinstance(given, dict) or not given:
        raise ValueError("names at least one column and the text that stands in it")
    return given


WhereText = Annotated[Where, BeforeValidator(_where)]
ColumnNames = Annotated[tuple[LabelText, ...], Field(default=())]


class RowRule(StrictModel):
    """What a row is that is no data."""

    where: WhereText
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


class Block(StrictModel):
    """One table: where it stands, which columns hold values, and where each field comes from."""

    name: str
    sheet: LabelText | None = None
    header: tuple[tuple[LabelText, ...], ...]
    fill: tuple[Annotated[int, Field(ge=1)], ...] = ()
    unnamed: tuple[Folded, ...] = ()
    title: ColumnNames
    values: ColumnNames
    ignore: ColumnNames
    empty: ColumnNames
    others: ColumnNames
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
        return self

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


class FileRule(StrictModel):
    """Which file a layout reads and how its bytes become text."""

    format: Format
    name: LabelText | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    records: str | None = None
    """JSON: path to the list of records, as a JSON pointer."""

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        for option in ("encoding", "delimiter", "quote", "escape"):
            if getattr(self, option) is not None and self.format != "delimited":
                raise ValueError(f"{option} belongs to the delimited format")
        if self.delimiter is not None and (not self.delimiter or set(self.delimiter) & set('"\r\n')):
            raise ValueError("a delimiter is one sign or more, none of them a quote or a line end")
        if self.records is not None and self.format != "json":
            raise ValueError("records belongs to the json format")
        if self.records and not self.records.startswith("/"):
            raise ValueError("records is a JSON pointer: it begins with '/'")
        return self

    @property
    def dialect(self) -> Dialect:
        """How delimited text is written: what is stated, RFC 4180 otherwise."""
        stated = {
            option: getattr(self, option)
            for option in ("encoding", "delimiter", "quote", "escape")
            if getattr(self, option) is not None
        }
        return Dialect(**stated)

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, given: str | None) -> str | None:
        try:
            codecs.lookup(given or "utf-8")
        except LookupError:
            raise ValueError(f"'{given}' is no encoding") from None
        return given


class Confirmation(StrictModel):
    """Who confirmed the profile and when."""

    by: str
    on: date


class Layout(StrictModel):
    """One dated layout: from a round on, up to another."""

    name: str
    confirmed: Confirmation | None = None
    """Of a layout that was added later; otherwise the profile's own confirmation counts."""
    from_round: str = Field(validation_alias=AliasChoices("from", "from_round"))
    to_round: str | None = Field(default=None, validation_alias=AliasChoices("to", "to_round"))
    file: FileRule
    ignore_sheets: ColumnNames
    notes: ColumnNames
    blocks: tuple[Block, ...] = Field(min_length=1)

    @field_validator("from_round", "to_round")
    @classmethod
    def _is_a_round(cls, given: str | None) -> str | None:
        if given is not None:
            first_day(given)
        return given

    @model_validator(mode="after")
    def _blocks_fit(self) -> Self:
        if self.to_round is not None and self.to_round < self.from_round:
            raise ValueError(f"layout {self.name}: ends in {self.to_round}, before it starts")
        names = [block.name for block in self.blocks]
        if len(names) != len(set(names)):
            raise ValueError(f"layout {self.name}: two blocks have one name")
        return self

    def serves(self, round_: str, file_name: str) -> bool:
        """Whether it reads files of that name in that round."""
        in_time = self.from_round <= round_ and (self.to_round is None or round_ <= self.to_round)
        return in_time and (self.file.name is None or self.file.name.matches(fold(file_name)))


class Profile(StrictModel):
    """How to read what one reporter sends."""

    profile: str
    reporter: str
    version: int = Field(ge=1)
    confirmed: Confirmation | None = None
    """None while it is a draft: files are then read on trial only."""
    layouts: tuple[Layout, ...] = Field(min_length=1)

    @field_validator("layouts")
    @classmethod
    def _names_differ(cls, given: tuple[Layout, ...]) -> tuple[Layout, ...]:
        names = [layout.name for layout in given]
        if len(names) != len(set(names)):
            raise ValueError("two layouts have one name")
        return given

    def layout_for(self, round_: str, file_name: str) -> tuple[Layout, ...]:
        """Layouts that serve a round and a file name: none, one, or several of which exactly one must fit."""
        return tuple(layout for layout in self.layouts if layout.serves(round_, file_name))

    def confirmation(self, layout: Layout) -> Confirmation | None:
        """Who confirmed a layout; None while it is a draft."""
        return layout.confirmed or self.confirmed


def load_profile(path: Path) -> Profile:
    """Load one profile. Raises EditedFileError naming file and field."""
    profile = load_model(path, Profile)
    if profile.profile != path.stem:
        raise EditedFileError(
            f"{path}: the profile calls itself '{profile.profile}'; file and name must agree"
        )
    return profile


def load_profiles(folder: Path) -> dict[str, Profile]:
    """All profiles of a folder by reporter. Raises EditedFileError with every mistake of every file."""
    profiles: dict[str, Profile] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        try:
            profile = load_profile(path)
        except EditedFileError as error:
            mistakes.append(str(error))
            continue
        if profile.reporter in profiles:
            mistakes.append(f"{path}: reporter '{profile.reporter}' already has a profile")
        profiles[profile.reporter] = profile
    if mistakes:
        raise EditedFileError("\n".join(mistakes))
    return profiles
