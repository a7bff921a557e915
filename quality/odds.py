"""How improbable a figure must be to be asked about: the limits of every test, from `rules/odds.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from pipeline.model import Severity
from pipeline.strict_yaml import StrictModel, load_model
from quality.catalogue import RULES, catalogue

Code = Literal[
    "figure-unlike-before",
    "decimal-point",
    "count-unlike-before",
    "zero-after-figures",
    "figure-as-before",
    "round-figures",
]
CODES: tuple[Code, ...] = get_args(Code)
"""Every test, by the rule that tells of it."""
IN_SPREADS: tuple[Code, ...] = ("figure-unlike-before", "decimal-point")
"""Tests whose limit is a distance in usual spreads; that of the others is a chance."""


class Test(StrictModel):
    """One test as written."""

    limit: Annotated[float, Field(gt=0)]
    """Usual spreads, or a chance."""
    expected: Annotated[float, Field(ge=0, le=20)]
    """Correct figures asked about in vain, of 1,000."""


class Odds(StrictModel):
    """The file as written."""

    fewest_rounds: Annotated[int, Field(ge=3)]
    """Earlier rounds, and earlier figures of a series, without which nothing is asked."""
    large: Annotated[float, Field(gt=0)]
    """Expected count from which figures are compared on logarithms; smaller ones as counts."""
    tests: dict[Code, Test]

    @model_validator(mode="after")
    def _has_every_test(self) -> Self:
        if missing := [code for code in CODES if code not in self.tests]:
            raise ValueError(f"tests: no limit for {', '.join(missing)}")
        chances = [code for code in CODES if code not in IN_SPREADS]
        if above := [code for code in chances if self.tests[code].limit >= 1]:
            raise ValueError(f"tests: the limit of {', '.join(above)} is a chance, below 1")
        weights = {code: catalogue().rule(code).severity for code in CODES}
        if heavy := [code for code, weight in weights.items() if weight is not Severity.WARNING]:
            raise ValueError(f"tests: {', '.join(heavy)} must be a warning")
        return self

    def limit(self, code: Code) -> float:
        """The limit of a test."""
        return self.tests[code].limit


@cache
def odds() -> Odds:
    """The limits of this installation, loaded once. Raises EditedFileError naming file and field."""
    return load(Path(RULES) / "odds.yaml")


def load(path: Path) -> Odds:
    """Load a file of limits. Raises EditedFileError naming file and field."""
    return load_model(path, Odds)
