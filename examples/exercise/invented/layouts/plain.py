"""Layout `plain`: a long CSV, one row a value, with a column for the company and one for the status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from invented.layouts.text_files import delimited
from invented.layouts.words import MEASURES, SPECIES, label, spoken
from invented.parties import BY_ID, Company
from invented.quarters import Month
from invented.report import Entry, Report

HEADER = ["Company", "Quarter", "Measure", "Species group", "Count", "Status", "Remark"]
STATUS = {"final": "normal", "provisional": "provisional"}
NOT_COLLECTED = "n/c"
UNKNOWN_SPECIES = "Unicorn"


def write(report: Report) -> bytes:
    """One row a value."""
    return delimited([HEADER, *(_row(entry) for entry in report.entries)], newline="\n")


def _row(entry: Entry) -> list[str]:
    quarter = f"{entry.start.year}-Q{(Month(entry.start.year, entry.start.month).month + 2) // 3}"
    species = UNKNOWN_SPECIES if entry.spoiled == "species" else label(SPECIES, entry.taxon_group)
    count = NOT_COLLECTED if entry.value is None else str(entry.value)
    if entry.spoiled == "sign":
        count = f"-{count}"
    status = "provisional" if entry.status == "provisional" else "final"
    remark = "invented" if entry.taxon_group == "unspecified" else ""
    return [
        BY_ID[entry.subject].en,
        quarter,
        label(MEASURES, entry.indicator),
        species,
        count,
        status,
        remark,
    ]


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    return {
        "file": {
            "name": r"/.*\.csv/",
            "format": "delimited",
            "encoding": "utf-8",
            "delimiter": ",",
        },
        "blocks": [
            {
                "name": "actions",
                "header": [HEADER],
                "values": ["Count"],
                "ignore": ["Remark"],
                "fields": {
                    "subject": {"column": "Company", "codes": {c.en: c.id for c in companies}},
                    "period": {"column": "Quarter", "span": "quarter"},
                    "indicator": {"column": "Measure", "codes": spoken(MEASURES, companies)},
                    "taxon_group": {"column": "Species group", "codes": SPECIES},
                    "obs_status": {"column": "Status", "codes": STATUS},
                },
                "markers": {NOT_COLLECTED: "not_collected"},
            }
        ],
    }
