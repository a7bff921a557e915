"""One file, read with nothing told, as plain text for others: CSV or JSON, and a report of what was found.

`read_one` takes and gives plain values, so that it can run in a child process. The report is a mapping with
stable keys, ready for JSON:

- `file`, `status` ("read" or "refused"), `refusals`: code, places, value, params
- `decisions`: about, value, confidence, reason; `block` holds those about the table that is written out
- `misfits`: place, line, text, reason: every line or cell that did not fit
- `block`: sheet, columns, records; `left_out`: place, role, text of every cell that the CSV does not hold
- `remarks`: findings that do not stop the reading: code, places, value, params
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.detecting.first_block import FirstBlock, first_block, sheet_tables
from pipeline.detecting.opening import Opened, open_unknown
from pipeline.detecting.roles import MOST_COLUMNS, MOST_ROWS, roles
from pipeline.detecting.tables import DetectedTable, column_labels
from pipeline.model import Finding, RefusalError
from pipeline.readers.cells import Cell, Sheet

Tables = list[tuple[Sheet, tuple[DetectedTable, ...]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file. `text` is None when it was refused."""

    text: str | None
    report: dict[str, Any]


class NoSuchSheetError(Exception):
    """The sheet that was asked for is not in the file; the message says which are."""


def read_one(path: Path, *, file_name: str, sheet: str | None = None, as_json: bool = False) -> Reading:
    """Read one file: its first block as CSV, or with `as_json` every cell of every block with its place.

    `sheet` names the sheet that is meant. A file that cannot be read gives a report that says why.
    Raises NoSuchSheetError.
    """
    try:
        opened = open_unknown(path, file_name=file_name)
    except RefusalError as error:
        return Reading(None, refusal_report(file_name, error))
    found = _of_sheet(sheet_tables(opened.book), sheet, file_name)
    block = first_block(found)
    text = _as_json(file_name, found) if as_json else _as_csv(block)
    return Reading(text, _report(file_name, opened, found, block))


def refusal_report(file_name: str, error: RefusalError) -> dict[str, Any]:
    """The report of a file that was refused."""
    refusals = [_finding(finding) for finding in error.findings]
    for refused in refusals:
        refused["params"] = {"file": file_name, **refused["params"]}
    return {"file": file_name, "status": "refused", "refusals": refusals}


def _of_sheet(found: Tables, sheet: str | None, file_name: str) -> Tables:
    if sheet is None:
        return found
    named = [(one, tables) for one, tables in found if one.name == sheet]
    if not named:
        names = ", ".join(f"'{one.name}'" for one, _ in found)
        raise NoSuchSheetError(f"{file_name} has no sheet '{sheet}'; its sheets are: {names}")
    return named


def _as_csv(block: FirstBlock) -> str:
    """RFC 4180: CRLF, quotes where they are needed."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    if block.header is not None:
        writer.writerow(block.header)
    writer.writerows(block.records)
    return written.getvalue()


def _as_json(file_name: str, found: Tables) -> str:
    sheets = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "blocks": [_block_as_json(sheet, table) for table in tables],
            "cells": list(_cells(sheet, tables)),
        }
        for sheet, tables in found
    ]
    return json.dumps({"file": file_name, "sheets": sheets}, ensure_ascii=False, indent=1) + "\n"


def _block_as_json(sheet: Sheet, table: DetectedTable) -> dict[str, Any]:
    return {
        "from": sheet.place(table.top, table.left),
        "to": sheet.place(table.bottom, table.right),
        "orientation": table.orientation,
        "labels": column_labels(sheet, table) if table.header else None,
        "header_rows": list(table.header),
        "title_rows": list(table.titles),
        "total_rows": list(table.totals),
        "section_rows": list(table.sections),
        "note_rows": list(table.notes),
        "roles": _roles(sheet, table),
    }


def _roles(sheet: Sheet, table: DetectedTable) -> list[dict[str, Any]] | None:
    """What each cell or merged range is, and which labels it belongs to; None for a large table."""
    if table.bottom - table.top >= MOST_ROWS or table.right - table.left >= MOST_COLUMNS:
        return None
    found = roles(sheet, table)
    return [
        {
            "range": cell.range,
            "text": cell.text,
            "role": cell.role,
            "confidence": cell.confidence,
            "headers": [label.range for label in found.headers(cell)],
        }
        for cell in found.cells
    ]


def _cells(sheet: Sheet, tables: tuple[DetectedTable, ...]) -> Iterator[dict[str, Any]]:
    """Every cell that holds a text, with its block (counted from 1; None outside of all)."""
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell.text:
                block = next((n for n, table in enumerate(tables, 1) if _holds(table, row, column)), None)
                yield {
                    "place": sheet.place(row, column),
                    "row": row,
                    "column": column,
                    "block": block,
                } | _said(cell)


def _holds(table: DetectedTable, row: int, column: int) -> bool:
    return table.top <= row <= table.bottom and table.left <= column <= table.right


def _said(cell: Cell) -> dict[str, Any]:
    """The cell's text, and what else is known of it where there is something."""
    more = {
        "number_format": cell.number_format,
        "shown": cell.shown,
        "unstored_formula": cell.unstored_formula,
        "hidden": cell.hidden,
    }
    return {"text": cell.text} | {key: value for key, value in more.items() if value}


def _report(file_name: str, opened: Opened, found: Tables, block: FirstBlock) -> dict[str, Any]:
    tables = next((tables for sheet, tables in found if sheet.name == block.sheet), ())
    return {
        "file": file_name,
        "status": "read",
        "refusals": [],
        "decisions": [asdict(decision) for decision in opened.decisions],
        "misfits": [asdict(misfit) for misfit in opened.misfits],
        "block": {
            "sheet": block.sheet,
            "columns": len(
                block.header if block.header is not None else max(block.records, key=len, default=[])
            ),
            "records": len(block.records),
            "decisions": [asdict(decision) for decision in tables[0].decisions] if tables else [],
        },
        "left_out": [asdict(left) for left in block.left_out],
        "remarks": [_finding(finding) for finding in opened.book.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "places": list(finding.places),
        "value": finding.value,
        "params": dict(finding.params),
    }
