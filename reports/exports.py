"""The figures for machines: tidy CSV files, one JSON document and the Data Package that describes them.

CSV: RFC 4180, UTF-8, one header, an empty field means "no value" and the status column says why; text that
a spreadsheet would take for a formula has a leading apostrophe.

figures.json, keys that stay: `release` {round, version, as_of, title, publisher, publisher_label, invented,
citation},
`figures` [{id, topic, indicator, labels {indicator, unit, subject}, value, value_low, value_high,
interval {low, high, level}, qualifier, unit, measure_class, period, period_start, period_end, status,
obs_status, conf_status, coverage {n, of}, scope {subject, dimensions, gaps}, largest_share,
ratio {numerator, denominator}, target {value, date}, missing, probability, remarks, beside,
also_announced [{quote, attributed_to, source}], wording, quote, attributed_to,
source {title, publisher, url, date}, supersedes}], `breakdowns`, `trends`, `revisions`, `vintages`,
`reconciliation`, `completeness`, `membership`, `capabilities`, `monitoring` (the columns of the CSV files),
`notes`. Texts for people are {en, zh}; what does not apply is null; numbers are exact decimals.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.figures import Edition, Figure
from pipeline.home import write_bytes
from pipeline.model import Text
from reports import change_columns, columns, record_columns
from reports.breakdown_columns import BREAKDOWNS
from reports.breakdowns import lines
from reports.citation import citation, release_id
from reports.columns import Cell, Column, Entry
from reports.escaping import spreadsheet_text
from reports.exact_json import as_json
from reports.phrases import plain, sdmx_status
from reports.revisions import vintages_named


@dataclass(frozen=True, slots=True)
class CsvTable:
    """One CSV file before it is written."""

    name: str
    title: str
    columns: tuple[Column[Any], ...]
    entries: tuple[Any, ...]
    key: tuple[str, ...]

    def content(self) -> bytes:
        """The file's bytes."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows([_field(column.of(entry)) for column in self.columns] for entry in self.entries)
        return text.getvalue().encode()


def tables(edition: Edition) -> tuple[CsvTable, ...]:
    """The CSV files of an edition."""
    return (
        CsvTable("figures", "Citable figures", columns.FIGURES, edition.figures, ("id",)),
        CsvTable("breakdowns", "Totals broken down", BREAKDOWNS, lines(edition), ("id",)),
        CsvTable("trends", "Trends", change_columns.TRENDS, edition.trends, ("indicator", "period")),
        CsvTable(
            "revisions", "Changed figures", change_columns.REVISIONS, edition.revisions, ("figure", "since")
        ),
        CsvTable(
            "vintages",
            "Totals as every release showed them",
            change_columns.VINTAGES,
            vintages_named(edition),
            ("indicator", "period", "release"),
        ),
        CsvTable(
            "reconciliation",
            "The public record compared",
            change_columns.RECONCILIATIONS,
            edition.reconciliations,
            ("id",),
        ),
        CsvTable(
            "completeness", "Returns by round", record_columns.COMPLETENESS, edition.completeness, ("round",)
        ),
        CsvTable(
            "membership", "Members who joined or left", record_columns.MEMBERSHIP, edition.membership, ()
        ),
        CsvTable("capabilities", "Capabilities", record_columns.CAPABILITIES, edition.capabilities, ()),
        CsvTable("monitoring", "Monitored rate", record_columns.MONITORING, edition.monitoring, ("period",)),
    )


def write_exports(edition: Edition, folder: Path) -> tuple[Path, ...]:
    """Write all exports below `folder` and return their paths."""
    contents = {f"{table.name}.csv": table.content() for table in tables(edition)}
    contents["figures.json"] = figures_json(edition)
    contents["datapackage.json"] = _datapackage(edition, contents)
    for name, content in contents.items():
        write_bytes(folder / name, content)
    return tuple(folder / name for name in contents)


def _field(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return spreadsheet_text(cell) if isinstance(cell, str) else str(cell)


def figures_json(edition: Edition) -> bytes:
    """The JSON document with everything that the CSV files hold."""
    rows = {table.name: _records(table.columns, table.entries) for table in tables(edition)[1:]}
    return as_json(_document(edition, edition.figures, rows)).encode()


def chosen_json(edition: Edition, figures: Iterable[Figure]) -> bytes:
    """The same document with these figures alone; the rows beside figures are not there, and so not empty."""
    return as_json(_document(edition, figures, {})).encode()


def _document(
    edition: Edition, figures: Iterable[Figure], rows: dict[str, list[dict[str, Cell]]]
) -> dict[str, Any]:
    return {
        "release": {
            "round": edition.round,
            "version": edition.version,
            "as_of": edition.as_of.isoformat(),
            "title": _both(edition.title),
            "publisher": edition.publisher.en,
            "publisher_label": _both(edition.publisher),
            "invented": edition.invented,
            "citation": _both(citation(edition)),
        },
        "figures": [_figure(figure) for figure in figures],
        **rows,
        "notes": [_both(note) for note in edition.notes],
    }


def _records(fields: Sequence[Column[Entry]], entries: Iterable[Entry]) -> list[dict[str, Cell]]:
    return [{column.name: column.of(entry) for column in fields} for entry in entries]


def _figure(figure: Figure) -> dict[str, Any]:
    interval = {"low": figure.interval_low, "high": figure.interval_high, "level": 95}
    has_interval = figure.interval_low is not None or figure.interval_high is not None
    source = {
        "title": figure.source_title,
        "publisher": figure.source_publisher,
        "url": figure.source_url,
        "date": figure.source_date,
    }
    return {
        "id": figure.id,
        "topic": figure.topic,
        "indicator": figure.indicator,
        "labels": {
            "indicator": _both(figure.indicator_label),
            "unit": _both(figure.unit_label),
            "subject": _both(figure.subject_label),
        },
        "value": figure.value,
        "value_low": figure.value_low,
        "value_high": figure.value_high,
        "interval": interval if has_interval else None,
        "qualifier": figure.qualifier or None,
        "unit": figure.unit,
        "measure_class": figure.measure_class,
        "period": figure.period,
        "period_start": figure.period_start,
        "period_end": figure.period_end,
        "status": figure.status,
        "obs_status": sdmx_status(figure) or None,
        "conf_status": figure.conf_status or None,
        "coverage": None if figure.coverage_n is None else {"n": figure.coverage_n, "of": figure.coverage_of},
        "scope": {"subject": figure.subject, "dimensions": figure.dimensions, "gaps": _both(figure.gaps)},
        "largest_share": figure.largest_share or None,
        "ratio": None
        if figure.topic != "ratio"
        else {"numerator": figure.numerator, "denominator": figure.denominator},
        "target": None if figure.target is None else {"value": figure.target, "date": figure.target_date},
        "missing": [_both(text) for text in figure.missing],
        "probability": figure.probability,
        "remarks": [_both(text) for text in figure.remarks],
        "beside": [_both(text) for text in figure.beside],
        "also_announced": [
            {
                "quote": a.quote,
                "attributed_to": a.attributed_to or None,
                "source": {
                    "title": a.source_title,
                    "publisher": a.source_publisher,
                    "url": a.source_url,
                    "date": a.source_date,
                },
            }
            for a in figure.also_announced
        ],
        "wording": _both(figure.wording),
        "quote": figure.quote or None,
        "attributed_to": figure.attributed_to or None,
        "source": source if any(source.values()) else None,
        "supersedes": figure.supersedes or None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _datapackage(edition: Edition, contents: dict[str, bytes]) -> bytes:
    """Data Package descriptor of the CSV files."""
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"coalition-progress-{edition.round.lower()}",
        "title": edition.title.en,
        "description": citation(edition).en,
        "version": release_id(edition),
        "created": edition.as_of.isoformat().replace("+00:00", "Z"),
        "contributors": [{"title": edition.publisher.en, "roles": ["publisher"]}],
        "resources": [_resource(table, contents[f"{table.name}.csv"]) for table in tables(edition)],
    }
    return as_json(described).encode()


def _resource(table: CsvTable, content: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": column.kind,
                "title": column.title.en,
                "description": column.meaning,
            }
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        "title": table.title,
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }
