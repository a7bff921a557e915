"""Layout `records`: JSON, one record a value, as a company's own system exports it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from invented.layouts.words import SPECIES, label
from invented.parties import Company
from invented.report import Entry, Report

MEASURES = {
    "LISTING_REMOVED": "listings_removed",
    "LISTING_BLOCKED": "listings_blocked",
    "AD_BLOCKED": "ads_blocked",
    "ACCOUNT_SANCTIONED": "accounts_sanctioned",
    "USER_REPORT": "user_reports",
}
NOTE = "invented figures for an exercise"


def write(report: Report) -> bytes:
    """A note and the list of records."""
    document = {"note": NOTE, "records": [_record(entry) for entry in report.entries]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _record(entry: Entry) -> dict[str, object]:
    return {
        "event": label(MEASURES, entry.indicator),
        "species": label(SPECIES, entry.taxon_group),
        "from": entry.start.isoformat(),
        "to": entry.end.isoformat(),
        "count": int(entry.value or 0),
    }


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    indicators = companies[0].indicators
    codes = {word: code for word, code in MEASURES.items() if code in indicators}
    return {
        "file": {"name": r"/.*\.json/", "format": "json", "records": "/records"},
        "notes": ["note", NOTE],
        "blocks": [
            {
                "name": "records",
                "header": [["event", "species", "from", "to", "count"]],
                "values": ["count"],
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "period_start": {"column": "from"},
                    "period_end": {"column": "to"},
                    "indicator": {"column": "event", "codes": codes},
                    "taxon_group": {"column": "species", "codes": SPECIES},
                },
            }
        ],
    }
