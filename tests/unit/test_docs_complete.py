"""The documentation keeps up: every command, setting, code, rule, dependency and target stands in it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from pipeline import figures
from pipeline.codes import codelist
from pipeline.home import EDITED_FILES, OPTIONAL_FILES
from pipeline.settings import Settings
from portal.cli import build_parser
from reports.exports import figures_json

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def text_of(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...]
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of the command line with its parser, innermost only."""
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nested:
        yield " ".join(words), parser
    for action in nested:
        for word, below in action.choices.items():
            yield from commands(below, (*words, word))


ALL_COMMANDS = dict(commands(build_parser(), ("coalition",)))


def section(page: str, heading: str) -> str:
    """Text under one `## heading` of a page."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    return match[1] if match else ""


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_every_command_and_option_is_described(command: str) -> None:
    page = text_of("docs/command-line.md")
    described = section(page, f"`{command}`")
    assert described, f"no heading '## `{command}`'"
    described += section(page, "Every command")
    names = [
        name
        for action in ALL_COMMANDS[command]._actions
        if action.dest != "help" and action.help != argparse.SUPPRESS
        for name in (action.option_strings or [str(action.metavar or action.dest)])
    ]
    assert not [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", described)]


def test_the_command_line_page_has_no_command_too_many() -> None:
    described = re.findall(r"^## `(coalition [^`]*)`$", text_of("docs/command-line.md"), re.M)
    assert sorted(described) == sorted(ALL_COMMANDS)


def test_every_variable_is_described() -> None:
    variables = set(re.findall(r'"([A-Z]+_[A-Z_]+)"', text_of("pipeline/settings.py")))
    assert len(variables) == len(dataclasses.fields(Settings))
    page = text_of("docs/settings.md")
    assert not [name for name in variables if f"`{name}`" not in page]


def test_every_edited_file_is_described() -> None:
    page = text_of("docs/data-home.md")
    assert not [name for name in (*EDITED_FILES, *OPTIONAL_FILES) if f"`{name}`" not in page]


WRITTEN = runpy.run_path(str(ROOT / "scripts" / "write_pages.py"))["PAGES"]


@pytest.mark.parametrize("name", WRITTEN)
def test_pages_are_as_written_from_the_code(name: str) -> None:
    assert text_of(f"docs/{name}") == WRITTEN[name](), "run `make docs`"


def test_every_topic_of_a_figure_is_described() -> None:
    page = text_of("docs/release.md")
    topics = get_args(figures.Topic)
    assert set(topics) == set(codelist("topics").codes) - {"all"}
    assert not [topic for topic in topics if f"`{topic}`" not in page]


def test_every_key_of_figures_json_is_described(exercise: figures.Edition) -> None:
    page = text_of("docs/release.md")
    document = json.loads(figures_json(exercise))
    assert not [
        key for key in {*document, *document["release"], *document["figures"][0]} if f"`{key}`" not in page
    ]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    page = text_of("docs/dependencies.md")
    names = [re.split(r"[<>=\[; ]", line)[0] for line in wanted]
    assert not [name for name in names if not re.search(rf"^\| `{re.escape(name)}` \| \S", page, re.M)]
    described = re.findall(r"^\| `([\w.-]+)` \|", page, re.M)
    assert sorted(described) == sorted(names)


def test_every_make_target_is_described() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.M)
    page = text_of("README.md", "CONTRIBUTING.md")
    assert not [name for name in targets if name != "help" and f"make {name}" not in page]


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.M))
    pages = [path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))]
    named = {name for page in pages for name in re.findall(r"(?:^|`)make ([a-z-]+)", page, re.M)}
    assert not named - targets
