"""Write the pages that follow from the code, so that they cannot fall behind.

Called by `make docs`; a test compares each page with what this script would write.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.codes import REQUIRED_COLUMNS, CodeList, codelist, names
from quality.rules_page import as_markdown
from reports.breakdown_columns import BREAKDOWNS
from reports.change_columns import RECONCILIATIONS, REVISIONS, TRENDS, VINTAGES
from reports.columns import FIGURES, Column
from reports.record_columns import CAPABILITIES, COMPLETENESS, MEMBERSHIP, MONITORING

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pipeline", "quality", "reports", "assets", "portal")

CODE_LISTS = """# Code lists

The closed vocabularies of the system. Each list is one CSV file, `pipeline/codelists/NAME.csv`
(UTF-8, RFC 4180), with an English and a Chinese label. A text of a reporter's file that no profile
maps to one of these codes is a finding; nothing is guessed.

This page is written by `make docs`. Change the CSV file, then run it.
"""

MODULES = """# Modules

Every module with the first line of its story, and every table with what a row of it is. How they belong
together is told in [the architecture](architecture.md). This page is written by `make docs`.
"""

COLUMNS = """# Columns of the CSV files

The CSV files of a release, column by column. `datapackage.json` in the release says the same for machines.
How the files belong together is told in [the release](release.md). This page is written by `make docs`.
"""

CSV_FILES: dict[str, tuple[Column[Any], ...]] = {
    "figures.csv": FIGURES,
    "breakdowns.csv": BREAKDOWNS,
    "trends.csv": TRENDS,
    "revisions.csv": REVISIONS,
    "vintages.csv": VINTAGES,
    "reconciliation.csv": RECONCILIATIONS,
    "completeness.csv": COMPLETENESS,
    "membership.csv": MEMBERSHIP,
    "capabilities.csv": CAPABILITIES,
    "monitoring.csv": MONITORING,
}


def csv_columns() -> str:
    """The page docs/columns.md."""
    sections = [COLUMNS]
    for name, columns in CSV_FILES.items():
        rows = [_row([f"`{column.name}`", column.kind, column.meaning]) for column in columns]
        sections.append(
            "\n".join([f"## {name}", "", _row(["column", "type", "meaning"]), _row(["---"] * 3), *rows, ""])
        )
    return "\n".join(sections)


def code_lists() -> str:
    """The page docs/codelists.md."""
    return "\n".join([CODE_LISTS, *(_code_list(codelist(name)) for name in names())])


def _code_list(codes: CodeList) -> str:
    """One list as a table; extra columns that no entry fills are left out."""
    extras = [key for key in next(iter(codes)).extra if any(code.extra[key] for code in codes)]
    header = [*REQUIRED_COLUMNS, *extras]
    lines = [f"## {codes.name}", "", _row(header), _row(["---"] * len(header))]
    for code in codes:
        cells = [f"`{code.code}`", code.label.en, code.label.zh, code.definition]
        lines.append(_row([*cells, *(code.extra[key] for key in extras)]))
    return "\n".join([*lines, ""])


def modules() -> str:
    """The page docs/modules.md."""
    sections = []
    for package in PACKAGES:
        folders = sorted({path.parent for path in (ROOT / package).rglob("*.py")} | _sql_folders(package))
        sections += [section for folder in folders if (section := _folder(folder))]
    return "\n".join([MODULES, *sections])


def _sql_folders(package: str) -> set[Path]:
    return {path.parent for path in (ROOT / package).rglob("*.sql")}


def _folder(folder: Path) -> str:
    """One folder as a table; empty when it holds nothing but its `__init__.py`."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".sql"))
    told = [(path.name, _story(path)) for path in paths if path.name != "__init__.py"]
    if not told:
        return ""
    lines = [f"## `{folder.relative_to(ROOT).as_posix()}/`", "", _row(["file", "story"]), _row(["---"] * 2)]
    return "\n".join([*lines, *(_row([f"`{name}`", story]) for name, story in told), ""])


def _story(path: Path) -> str:
    """First sentence of a module's docstring, or of a query's opening comment."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        opening = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    else:
        opening = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].splitlines()
    first = " ".join(line.strip() for line in opening).split(". ")[0]
    return first if first.endswith((".", "?")) else first + "."


def _row(cells: list[str]) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


PAGES: dict[str, Callable[[], str]] = {
    "codelists.md": code_lists,
    "columns.md": csv_columns,
    "modules.md": modules,
    "rules.md": as_markdown,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
