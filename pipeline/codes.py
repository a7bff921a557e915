"""Code lists: the closed vocabularies, as CSV files beside the code, in English and Chinese.

Each list is `codelists/NAME.csv` with the columns code, label_en, label_zh, definition and, for some lists,
extras that the rest of the system relies on (an indicator's unit, a status' SDMX code).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.model import Text

REQUIRED_COLUMNS = ("code", "label_en", "label_zh", "definition")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list."""

    code: str
    label: Text
    definition: str
    extra: dict[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """One vocabulary, in the order of its file."""

    name: str
    codes: dict[str, Code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def label(self, code: str) -> Text:
        """Label of a code; the code itself where the list does not know it."""
        return self.codes[code].label if code in self.codes else Text(code, code)


@cache
def codelist(name: str) -> CodeList:
    """Load a list once. Raises ValueError when a file breaks the form (our bug, shown by the tests)."""
    text = (files("pipeline") / "codelists" / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or tuple(rows[0])[:4] != REQUIRED_COLUMNS:
        raise ValueError(f"{name}.csv: the first columns must be {', '.join(REQUIRED_COLUMNS)}")
    codes: dict[str, Code] = {}
    for row in rows:
        code = row["code"]
        if code in codes:
            raise ValueError(f"{name}.csv: '{code}' stands twice")
        extra = {key: value for key, value in row.items() if key not in REQUIRED_COLUMNS}
        codes[code] = Code(code, Text(row["label_en"], row["label_zh"]), row["definition"], extra)
    return CodeList(name, codes)


def names() -> tuple[str, ...]:
    """Names of all code lists, sorted."""
    folder = files("pipeline") / "codelists"
    return tuple(sorted(f.name.removesuffix(".csv") for f in folder.iterdir() if f.name.endswith(".csv")))


@cache
def version() -> str:
    """Hash over all lists: changes when any entry does."""
    digest = hashlib.sha256()
    for name in names():
        digest.update(name.encode() + b"\0")
        digest.update((files("pipeline") / "codelists" / f"{name}.csv").read_bytes())
    return digest.hexdigest()[:16]


DIMENSION_LISTS: dict[str, str] = {
    "category": "categories",
    "taxon_group": "taxon_groups",
    "form": "forms",
    "channel": "channels",
    "geography": "geographies",
    "detection_source": "detection_sources",
    "decision_mode": "decision_modes",
}
"""Dimension -> its code list. `definition_version` and `protocol` are free identifiers."""
