"""The page of the profile language names every key, role and field, and its example loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from pipeline.fields import CODE_TARGETS, FIELDS, SLOTS, FieldRule, FieldSpan
from pipeline.model import DIMENSIONS
from pipeline.profiles import Block, Confirmation, FileRule, Layout, Profile, Role, RowRule, SumCheck
from pipeline.strict_yaml import as_model, parse_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
MODELS = (Profile, Confirmation, Layout, FileRule, Block, RowRule, SumCheck, FieldRule)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)


def written(name: str) -> str:
    """A key as people write it (`from` is no name in Python)."""
    return name.removesuffix("_round") if name in ("from_round", "to_round") else name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type) -> None:
    assert not [name for name in model.model_fields if f"`{written(name)}`" not in PAGE]


def test_every_word_of_the_language_is_described() -> None:
    words = {
        *get_args(Role),
        *get_args(FieldSpan),
        *SLOTS,
        *(set(FIELDS) | set(CODE_TARGETS)) - set(DIMENSIONS),
    }
    assert not [word for word in sorted(words) if f"`{word}`" not in PAGE]


def test_the_whole_example_loads() -> None:
    profile = as_model(parse_text(EXAMPLES[0], name="example"), Profile, name="example")
    assert profile.layouts[0].serves("2019-Q4", "brightmarket-2019-q4.csv")


def test_the_block_of_the_second_example_loads() -> None:
    block = {"name": "处置情况", **parse_text(EXAMPLES[1], name="example")}
    assert as_model(block, Block, name="example").fields["indicator"].header == 1
