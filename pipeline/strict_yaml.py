"""YAML as people mean it: every scalar is text, a key stands once, and a mistake names file and line.

YAML's own guesses (`no` becomes False, `12:30` becomes 750) are a classic source of silent errors, so types
come from the pydantic model that a file is loaded into, never from the parser.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator


class EditedFileError(Exception):
    """A file that people edit has a mistake; the message says which file, where and what."""


class StrictModel(BaseModel):
    """Base of everything loaded from YAML: unknown keys are errors, nothing changes after loading.

    An empty scalar (`end:`) counts as not given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, given: object) -> object:
        if isinstance(given, dict):
            return {key: value for key, value in given.items() if value != ""}
        return given


class _TextLoader(yaml.CBaseLoader):
    """Loads every scalar as text and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"'{key}' stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


Model = TypeVar("Model", bound=BaseModel)


def load_text(path: Path) -> object:
    """Return the file's mappings, lists and texts. Raises EditedFileError."""
    try:
        return parse_text(path.read_text(encoding="utf-8"), name=str(path))
    except FileNotFoundError:
        raise EditedFileError(f"{path}: the file is missing") from None
    except UnicodeDecodeError as error:
        raise EditedFileError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from None


def parse_text(text: str, *, name: str) -> object:
    """Like `load_text`, for text at hand; `name` stands in messages."""
    try:
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506 - a subclass of BaseLoader builds only text
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise EditedFileError(f"{name}, line {line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise EditedFileError(f"{name}: {error}") from None


def load_model(path: Path, model: type[Model]) -> Model:
    """Load a file into a pydantic model. Raises EditedFileError naming each field that is wrong."""
    return as_model(load_text(path), model, name=str(path))


def as_model(given: object, model: type[Model], *, name: str) -> Model:
    """Check loaded text against a model. Raises EditedFileError naming each field that is wrong."""
    try:
        return model.model_validate(given if given is not None else {})
    except ValidationError as error:
        lines = [
            f"{name}: {'.'.join(str(part) for part in e['loc']) or 'file'}: {e['msg']}"
            for e in error.errors()
        ]
        raise EditedFileError("\n".join(lines)) from None
