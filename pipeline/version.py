"""Which code made a release: a hash over the sources of the five packages, and the libraries' versions."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("assets", "pipeline", "portal", "quality", "reports")
LIBRARIES = ("duckdb", "jinja2", "kaleido", "lxml", "openpyxl", "pandas", "plotly", "scipy")
"""Libraries whose version can change the bytes of a release."""


@cache
def code_version() -> str:
    """Hash over every source file, data files included; the same for the same sources anywhere."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def libraries() -> dict[str, str]:
    """Library -> its installed version."""
    return {name: version(name) for name in LIBRARIES}
