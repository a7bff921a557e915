"""How well is any file read? Prints the table of docs/formats.md and writes it there.

Each module `formats_*.py` beside this one takes one group of measures. Real files come from the folder named
by COALITION_SAMPLES; a group that needs them says so when they are missing. Exit status 1 when a measure is
not reached.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Measure

from pipeline.settings import Settings

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "formats.md"
START, END = "<!-- measures: made by make bench-formats -->", "<!-- end of measures -->"
GROUPS = ("pollock", "chinese", "seeds", "layout_changes", "hostile", "logs", "xlsx")


def table(measures: list[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = ["| measure | reference | to reach | measured |", "|---|---|---|---|"]
    for measure in measures:
        mark = {True: "", False: " (missed)", None: " (not taken)"}[measure.reached]
        lines.append(f"| {measure.name} | {measure.reference} | {measure.to_reach} | {measure.value}{mark} |")
    return "\n".join(lines)


def taken(samples: Path | None) -> Iterator[Measure]:
    """Every measure of every group, printed as it is taken."""
    for group in GROUPS:
        for measure in importlib.import_module(f"formats_{group}").measures(samples):
            print(f"{measure.name}: {measure.value} (to reach: {measure.to_reach})", flush=True)
            yield measure


def main() -> int:
    measures = list(taken(Settings.from_environment().samples))
    if all(measure.reached is not None for measure in measures):
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(START)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{START}\n{table(measures)}\n{END}{after}", encoding="utf-8")
    return int(any(measure.reached is False for measure in measures))


if __name__ == "__main__":
    sys.exit(main())
