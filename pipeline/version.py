"""Which code made a release, and where a person finds that code.

A hash over the sources of the five packages says which code it was: the same sources have the same hash
anywhere, and a release is made again only by them. A hash leads nobody to the sources, so the release keeps
beside it the version, the commit of the checkout that it was made from, and the Python. None of these decides
anything: a checkout may hold changes that were never committed. `scripts/commit_of.py` finds for a hash the
commit whose sources have it.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import Any

PROJECT = "coalition-progress"
PACKAGES = ("assets", "pipeline", "portal", "quality", "reports")
LIBRARIES = ("duckdb", "jinja2", "kaleido", "lxml", "openpyxl", "pandas", "plotly", "scipy")
"""Libraries whose version can change the bytes of a release."""
_ROOT = Path(__file__).parent.parent
_SHORT = 12


@cache
def code_version() -> str:
    """Hash over every source file, data files included; the same for the same sources anywhere."""
    return hash_of_sources(
        {
            PurePosixPath(path.relative_to(_ROOT).as_posix()): hashlib.sha256(path.read_bytes()).digest()
            for package in PACKAGES
            for path in (_ROOT / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    )


def hash_of_sources(digests: Mapping[PurePosixPath, bytes]) -> str:
    """The hash of sources, given of every file its path from the root and the SHA-256 of its content."""
    digest = hashlib.sha256()
    for path in sorted(digests):
        digest.update(path.as_posix().encode() + b"\0")
        digest.update(digests[path])
    return digest.hexdigest()[:16]


def libraries() -> dict[str, str]:
    """Library -> its installed version."""
    return {name: version(name) for name in LIBRARIES}


def made_with() -> dict[str, Any]:
    """What decides the bytes of a release: `code` and `libraries`."""
    return {"code": code_version(), "libraries": libraries()}


def made_where() -> dict[str, str]:
    """What leads to the code and decides nothing: `version`, `commit`, `python`; empty where unknown."""
    try:
        ours = version(PROJECT)
    except PackageNotFoundError:
        ours = ""
    return {"version": ours, "commit": commit_of(_ROOT), "python": platform.python_version()}


def in_words(made: Mapping[str, Any]) -> str:
    """What made a release, as its manifest says: the code's hash, and what leads to its sources."""
    names = (("version", "version"), ("commit", "commit"), ("python", "Python"))
    known = [f"{name} {str(made[key])[:_SHORT]}" for key, name in names if made.get(key)]
    return f"code {made['code']}" + (f" ({', '.join(known)})" if known else "")


def other_makers(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Libraries and Python that two manifests do not share: why bytes may differ under the same code."""
    before, after = ({**made["libraries"], "Python": made.get("python", "")} for made in (was, now))
    return [
        f"made with {name} {before[name]}, here with {after.get(name, 'none')}"
        for name in sorted(before)
        if before[name] and before[name] != after.get(name)
    ]


def commit_of(checkout: Path) -> str:
    """The commit that a checkout stands at, read from its `.git`; empty where there is none to read."""
    try:
        return _commit(checkout / ".git")
    except (OSError, UnicodeDecodeError):
        return ""


def _commit(git: Path) -> str:
    if git.is_file():
        git = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref:"):
        return _hexadecimal(head)
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = git / shared.read_text(encoding="utf-8").strip() if shared.exists() else git
    for folder in (git, common):
        if (folder / name).is_file():
            return _hexadecimal((folder / name).read_text(encoding="utf-8").strip())
    for line in (common / "packed-refs").read_text(encoding="utf-8").splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return _hexadecimal(commit)
    return ""


def _hexadecimal(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-f]{40,64}", text) else ""
