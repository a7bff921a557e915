"""YAML as people mean it: every scalar is text, a key stands once, and a mistake names file and line.

YAML's own guesses (`no` becomes False, `12:30` becomes 750) are a classic source of silent errors, so types
come from the pydantic model that a file is loaded into, never from the parser.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
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


class TextLoader(yaml.CBaseLoader):
    """Loads every scalar as text and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        """The mapping of a node. Raises MarkedYAMLError for a key that stands twice."""
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
        return yaml.load(text, Loader=TextLoader)  # noqa: S506 - a subclass of BaseLoader builds only text
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise EditedFileError(f"{name}, line {line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise EditedFileError(f"{name}: {error}") from None


def load_model(path: Path, model: type[Model]) -> Model:
    """Load a file into a pydantic model. Raises EditedFileError naming line and field of every mistake."""
    given = load_text(path)
    return as_model(given, model, name=str(path), text=lambda: path.read_text(encoding="utf-8"))


def parse_model(text: str, model: type[Model], *, name: str) -> Model:
    """Like `load_model`, for text at hand; `name` stands in messages."""
    return as_model(parse_text(text, name=name), model, name=name, text=lambda: text)


def as_model(given: object, model: type[Model], *, name: str, text: Callable[[], str] | None = None) -> Model:
    """Check loaded text against a model. Raises EditedFileError naming each field that is wrong.

    `text` gives the YAML that was loaded; with it each mistake names its line too.
    """
    try:
        return model.model_validate(given if given is not None else {})
    except ValidationError as error:
        lines = []
        written = text() if text else None
        for mistake in error.errors():
            where = name if written is None else f"{name}, line {line_of(written, mistake['loc'])}"
            field = ".".join(str(part) for part in mistake["loc"]) or "file"
            lines.append(f"{where}: {field}: {mistake['msg']}")
        raise EditedFileError("\n".join(lines)) from None


def line_of(text: str, place: Sequence[int | str]) -> int:
    """Line of YAML at which a place stands, counted from 1: the nearest part of it that is written.

    A place is keys and positions from the top, as pydantic tells them; parts that the text does not have
    (a missing field, the name of a kind) are passed over.
    """
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    line = 0
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found:
                line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return line + 1
