"""Workbooks of many kinds to be marked: by openpyxl and XlsxWriter, converted, and put together by hand."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from lossless_by_hand import BY_HAND, ON_A_RICH_ONE, Files
from lossless_openpyxl import OPENPYXL, both, by_openpyxl, neighbours
from lossless_xlsxwriter import XLSXWRITER, by_xlsxwriter


def files(folder: Path) -> Files:
    """Every workbook by name; those that LibreOffice converts only where it is installed."""
    found = {f"openpyxl-{name}.xlsx": by_openpyxl(change) for name, change in OPENPYXL.items()}
    found |= {f"openpyxl-{one}-{other}.xlsx": by_openpyxl(both(one, other)) for one, other in neighbours()}
    if importlib.util.find_spec("xlsxwriter"):
        found |= {f"xlsxwriter-{name}.xlsx": by_xlsxwriter(change) for name, change in XLSXWRITER.items()}
    found |= dict(_converted(found, folder))
    found |= {f"hand-{name}": change(by_openpyxl()) for name, change in BY_HAND.items()}
    rich = found["openpyxl-everything.xlsx"]
    found |= {f"hand-rich-{name}": BY_HAND[name](rich) for name in ON_A_RICH_ONE}
    return found


def _converted(found: Files, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Some of the files as LibreOffice writes them."""
    if shutil.which("soffice") is None:
        return
    chosen = ("bars", "validations", "conditions", "comments", "table", "names", "links", "everything")
    given, made = folder / "given", folder / "made"
    given.mkdir()
    for name in chosen:
        (given / f"{name}.xlsx").write_bytes(found[f"openpyxl-{name}.xlsx"])
    convert(sorted(given.iterdir()), "xlsx", made)
    for path in sorted(made.glob("*.xlsx")):
        yield f"libreoffice-{path.name}", path.read_bytes()


def convert(paths: list[Path], kind: str, out: Path) -> None:
    """Convert files with LibreOffice, which has a profile of its own beside them."""
    profile = f"-env:UserInstallation=file://{out.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
