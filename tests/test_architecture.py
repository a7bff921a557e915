"""The house rules that a reader relies on: imports one way, small files, plain names, a true floor plan."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pipeline", "quality", "reports", "assets", "portal")
MADE_BY_TOOLS = {".git", ".venv", ".hypothesis", "var", "__pycache__"}
LONGEST_MODULE = 350
VAGUE_PARTS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
VAGUE_NAMES = {"process", "handle", "data", "info"}

FOREIGN_WORDS = re.compile(
    "|".join(
        # In halves, so that this file does not hold what it forbids.
        left + right
        for left, right in (
            (r"pypi", r"\.org"),
            (r"python", r"hosted\.org"),
            (r"deb", r"\.debian\.org"),
            (r"registry\.", r"npmjs"),
            (r"(?<![\w.])/wo", r"rk/\w"),
            (r"\.\./sha", r"red\b"),
            (r"\banth", r"ropic\b"),
            (r"\bcla", r"ude\b"),
            (r"\bissue ", r"#?\d"),
        )
    ),
    re.IGNORECASE,
)


def our_files(*suffixes: str) -> Iterator[Path]:
    """Files of the checkout that people wrote, of the given suffixes (all without one)."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name
            for name in folders
            if name not in MADE_BY_TOOLS and not name.endswith("_cache") and not name.startswith(".tmp_")
        )
        for name in sorted(names):
            if not suffixes or Path(name).suffix in suffixes:
                yield Path(folder) / name


def modules() -> Iterator[Path]:
    """Python files of the five packages."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_run_one_way() -> None:
    run = subprocess.run(
        [shutil.which("lint-imports", path=Path(sys.executable).parent), "--no-cache"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_only_settings_reads_the_environment() -> None:
    readers = [
        shown(path)
        for path in modules()
        if re.search(r"environ(\.get\(|\[[^\]]+\](?! *=[^=]))|getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["pipeline/settings.py"]


def test_modules_are_short() -> None:
    long = {
        shown(path): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long


def test_modules_open_with_their_story() -> None:
    silent = [
        shown(path)
        for path in our_files(".py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_file_has_a_vague_name() -> None:
    vague = [
        shown(path)
        for path in our_files(".py", ".sql", ".yaml", ".sh", ".html", ".js")
        if path.stem in VAGUE_NAMES or VAGUE_PARTS & set(re.split(r"[_\-.]", path.stem))
    ]
    assert not vague


def test_tests_are_no_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_floor_plan_names_every_room() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent for path in modules()} | {
        path.parent for path in our_files(".sql", ".csv") if path.is_relative_to(ROOT / "pipeline")
    }
    unnamed = [shown(room) for room in sorted(rooms) if f"`{shown(room)}/`" not in plan]
    assert not unnamed


def test_the_floor_plan_has_no_empty_room() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{'|'.join(PACKAGES)}|docs|tests|examples|benchmarks|scripts)/[\w./-]*)`", plan)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_nothing_names_a_place_outside_the_project() -> None:
    found = {}
    for path in our_files():
        if shown(path) == ".ci/run":
            continue  # points COALITION_SAMPLES at a folder beside the checkout
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if match := FOREIGN_WORDS.search(text):
            found[shown(path)] = match[0]
    assert not found


def test_the_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    assert not {re.split(r"[<>=\[; ]", line)[0] for line in wanted} - locked


def test_no_marks_of_unfinished_work() -> None:
    marks = re.compile(r"(?:#|--|//)\s*(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    assert not [
        shown(path)
        for path in our_files(".py", ".sql", ".yaml", ".sh", ".md", ".html")
        if marks.search(path.read_text(encoding="utf-8"))
    ]
