"""What a person sees of an asset in Dagster: a few rows as a table, a chart, a link to the file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import dagster as dg

ROWS, COLUMNS, LETTERS = 10, 9, 200
_LARGEST_PICTURE = 300_000


def rows_table(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> dg.MarkdownMetadataValue:
    """The first rows as a Markdown table; columns that are empty in all of them are left out."""
    shown = rows[:ROWS]
    wanted = columns or [c for c in (shown[0] if shown else {}) if any(row[c] is not None for row in shown)]
    wanted = wanted[:COLUMNS]
    if not shown:
        return dg.MetadataValue.md("*no rows*")
    lines = [_line(wanted), _line(["---"] * len(wanted))]
    lines += [_line([_cell(row[column]) for column in wanted]) for row in shown]
    if len(rows) > ROWS:
        lines.append(f"\n… and {len(rows) - ROWS} more rows")
    return dg.MetadataValue.md("\n".join(lines))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)
    text = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"


def picture(path: Path, alt: str) -> dg.MarkdownMetadataValue:
    """An image file inside Markdown, so that it is seen without a file server."""
    media = {".png": "image/png", ".svg": "image/svg+xml"}[path.suffix]
    if not path.exists() or path.stat().st_size > _LARGEST_PICTURE:
        return dg.MetadataValue.md(f"*{alt}* ({path.name})")
    content = base64.b64encode(path.read_bytes()).decode()
    return dg.MetadataValue.md(f"![{alt}](data:{media};base64,{content})")
