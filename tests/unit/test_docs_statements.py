"""The page on public statements names every key, and its example is one that the reader takes."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.readers.statement_entries import (
    CapabilityEntry,
    Explained,
    PublicSource,
    Statement,
    StatementPeriod,
)
from pipeline.readers.statement_figures import figure_of
from pipeline.strict_yaml import as_model, parse_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "statements.md").read_text(encoding="utf-8")
EXAMPLE = parse_text(re.findall(r"```yaml\n(.*?)```", PAGE, re.S)[0], name="example")


@pytest.mark.parametrize(
    "model",
    [PublicSource, Statement, StatementPeriod, CapabilityEntry, Explained],
    ids=lambda model: model.__name__,
)
def test_every_key_is_described(model: type) -> None:
    assert not [name for name in model.model_fields if f"`{name}`" not in PAGE]


def test_the_example_says_what_its_words_say() -> None:
    complaints: list[tuple[object, ...]] = []
    statement = as_model(EXAMPLE["statements"][0], Statement, name="example")
    figure = figure_of(statement, lambda *said, **more: complaints.append((*said, more)))
    assert not complaints
    assert figure is not None
    assert (figure[0].low, figure[0].high) == (Decimal(262500), Decimal(263500))


def test_the_other_entries_of_the_example_load() -> None:
    as_model(EXAMPLE["source"], PublicSource, name="example")
    as_model(EXAMPLE["capabilities"][0], CapabilityEntry, name="example")
    as_model(EXAMPLE["explained"][0], Explained, name="example")
