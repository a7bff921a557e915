"""A kind of log as data: its columns, its closed lists of codes, what is counted, published corrections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from pipeline.fields import check_code
from pipeline.strict_yaml import StrictModel, load_model

_FOLDER = Path(str(files("pipeline") / "logs"))
EVERY_PLATFORM = "*"


class Correction(StrictModel):
    """Something that the publisher of a log has said about part of its rows, days included."""

    platform: str
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    what: str

    def touches(self, platform: str, day: date) -> bool:
        """Whether it is about a row."""
        return self.platform in (EVERY_PLATFORM, platform) and self.first_day <= day <= self.last_day


class LogSchema(StrictModel):
    """One kind of log. Fields are explained in the YAML file."""

    columns: tuple[str, ...]
    may_lack: frozenset[str]
    values: dict[str, frozenset[str]]
    main_category: str
    whole: str
    parts: dict[str, str]
    other_part: str
    no_part: str
    additional: str
    every_row: str
    actions: dict[str, dict[str, str]]
    corrections: tuple[Correction, ...]

    @property
    def required(self) -> frozenset[str]:
        """Columns that every edition has."""
        return frozenset(self.columns) - self.may_lack

    @property
    def marker(self) -> str:
        """A text that all codes of the main category and its parts contain, and no other code does."""
        return "ANIMAL"

    def check(self) -> None:
        """Refuse codes that our lists or its own do not hold. Raises ValueError."""
        for code in (self.whole, *self.parts.values(), self.other_part, self.no_part, self.additional):
            check_code("category", code)
        for indicator in (self.every_row, *(i for codes in self.actions.values() for i in codes.values())):
            check_code("indicator", indicator)
        marked = {code for codes in self.values.values() for code in codes if self.marker in code}
        if marked != {self.main_category, *self.parts}:
            raise ValueError(f"'{self.marker}' does not mark the main category and its parts alone")

    def unknown(self, column: str, codes: tuple[str, ...]) -> Iterator[str]:
        """Codes of a cell that the list of its column does not hold."""
        listed = self.values["category" if column == "category_addition" else column]
        yield from (code for code in codes if code not in listed)


@cache
def log_schema(kind: str) -> LogSchema:
    """The schema of a kind of log. Raises ValueError when it is broken (our bug)."""
    schema = load_model(_FOLDER / f"{kind}.yaml", LogSchema)
    schema.check()
    return schema


@cache
def counting_statement(kind: str) -> str:
    """The SELECT that counts a kind of log."""
    return (_FOLDER / f"{kind}.sql").read_text(encoding="utf-8")
