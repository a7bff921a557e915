"""Profiles: how to read one reporter's file, by the names of its headers, in layouts with dates.

A profile is YAML in the data home, confirmed by a person. Loading refuses whatever it does not know: a key, a
code, a role, a pattern that does not compile; so a slip of the pen cannot become a column that is silently
left out.
"""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, field_validator, model_validator

from pipeline.blocks import REST, Block, Role, RowRule, SumCheck, TextLabels, Where
from pipeline.labels import LabelText, fold
from pipeline.layouts.known import expanded
from pipeline.logs.rule import LogRule
from pipeline.questions import open_questions, spelled
from pipeline.readers.dialect import Dialect
from pipeline.rounds import first_day
from pipeline.strict_yaml import EditedFileError, StrictModel, load_model
from pipeline.template_edition import TemplateEdition

__all__ = [
    "REST", "Block", "Confirmation", "FileRule", "Layout", "Profile", "Role", "RowRule", "SumCheck", "Where",
    "load_profile", "load_profiles",
]  # fmt: skip

Format = Literal["delimited", "excel", "json", "parquet", "log"]


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
    ignore_sheets: TextLabels
    notes: TextLabels
    known: str | None = None
    """Built-in layout that it is made from."""
    template: TemplateEdition | None = None
    """Of files made from a template: where its edition stands."""
    log: LogRule | None = None
    """Of the format `log`, in place of blocks."""
    blocks: tuple[Block, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, given: object) -> object:
        """A layout that names a built-in one (`known`, filled in by `with`) becomes that one, written out."""
        if isinstance(given, dict) and "known" in given and "blocks" not in given:
            return expanded(given)
        return given

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
        asked = self.template.asked if self.template else None
        if asked and asked.block not in names:
            raise ValueError(f"layout {self.name}: template: asked: there is no block '{asked.block}'")
        if (self.log is None, not self.blocks) != (self.file.format != "log", self.file.format == "log"):
            raise ValueError(f"layout {self.name}: needs blocks, or the format 'log' and what to count in it")
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

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_open(cls, given: object) -> object:
        """A drafted profile asks where it could not decide (`?`); it counts once that is answered."""
        if asked := [spelled(question) for question in open_questions(given)]:
            raise ValueError(f"still open, ask the member: {', '.join(asked)}")
        return given

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
