"""Layout `running`: CSV of totals since the start of 2018, with the day to which they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from invented.layouts.text_files import delimited
from invented.layouts.words import MEASURES, SPECIES, spoken
from invented.parties import BY_ID, TAXA, Company
from invented.quarters import START
from invented.report import Report

BROKEN_DOWN = {word: code for word, code in SPECIES.items() if code in TAXA}


def write(report: Report) -> bytes:
    """Title, header, one row a species group."""
    company = BY_ID[report.reporter]
    measures = spoken(MEASURES, [company])
    counts = {(e.taxon_group, e.indicator): e.value for e in report.entries}
    rows = [
        [f"{company.en} (invented): totals since 1 January 2018", *[""] * (1 + len(measures))],
        ["As of", "Species group", *measures],
    ]
    for word, taxon in BROKEN_DOWN.items():
        values = (str(counts[taxon, indicator]) for indicator in measures.values())
        rows.append([report.quarter.last_day.isoformat(), word, *values])
    return delimited(rows)


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    measures = spoken(MEASURES, companies)
    return {
        "file": {
            "name": r"/.*\.csv/",
            "format": "delimited",
            "encoding": "utf-8",
            "delimiter": ",",
        },
        "blocks": [
            {
                "name": "totals",
                "title": ["/.*totals since 1 January 2018/"],
                "header": [["As of", "Species group", *measures]],
                "values": list(measures),
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "since": {"constant": START.isoformat()},
                    "period": {"column": "As of", "date_is": "end"},
                    "indicator": {"header": "1", "codes": measures},
                    "taxon_group": {"column": "Species group", "codes": BROKEN_DOWN},
                },
            }
        ],
    }
