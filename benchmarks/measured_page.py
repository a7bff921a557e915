"""Measures taken group by group, printed, and written as a table between two marks of a docs page."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from measure import Measure

from pipeline.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"
END = "<!-- end of measures -->"


def table(measures: list[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = ["| measure | reference | to reach | measured |", "|---|---|---|---|"]
    for measure in measures:
        mark = {True: "", False: " (missed)", None: " (not taken)"}[measure.reached]
        lines.append(f"| {measure.name} | {measure.reference} | {measure.to_reach} | {measure.value}{mark} |")
    return "\n".join(lines)


def taken(modules: Iterable[str], samples: Path | None) -> Iterator[Measure]:
    """Every measure of every group, printed as it is taken."""
    for module in modules:
        for measure in importlib.import_module(module).measures(samples):
            print(f"{measure.name}: {measure.value} (to reach: {measure.to_reach})", flush=True)
            yield measure


def write(name: str, target: str, modules: Iterable[str]) -> int:
    """Take all measures and write the page `name` where each was taken; 1 when one is not reached."""
    measures = list(taken(modules, Settings.from_environment().samples))
    if all(measure.reached is not None for measure in measures):
        start = f"<!-- measures: made by make {target} -->"
        page = (DOCS / name).read_text(encoding="utf-8")
        before, after = page.split(start)[0], page.split(END)[1]
        text = f"{before}{start}\n{table(measures)}\n{END}{after}"
        (DOCS / name).write_text(text, encoding="utf-8")
    return int(any(measure.reached is False for measure in measures))
