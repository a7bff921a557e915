"""Layout `semicolon`: a German export with decimal comma, dots between thousands and a total row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from invented.layouts.text_files import delimited
from invented.layouts.words import spoken
from invented.parties import BY_ID, Company
from invented.report import Report

MEASURES = {
    "Entfernte Angebote": "listings_removed",
    "Blockierte Angebote": "listings_blocked",
    "Gesperrte Konten": "accounts_sanctioned",
    "Nutzermeldungen (Tsd.)": "user_reports",
}
IN_THOUSANDS = "user_reports"
"""The one measure that is counted in thousands, with three decimals, so that it stays exact."""
SPECIES = {
    "Elfenbein": "elephant_ivory",
    "Nashorn": "rhino",
    "Schuppentier": "pangolin",
    "Meeresschildkröte": "marine_turtles",
    "Ohne Angabe": "unspecified",
}
TOTAL = "Summe"


def write(report: Report) -> bytes:
    """One row a species group, one column a measure, and a row that sums the rows above it."""
    counts = {(e.taxon_group, e.indicator): e.value or Decimal(0) for e in report.entries}
    measures = spoken(MEASURES, [BY_ID[report.reporter]])
    quarter = f"Q{report.quarter.number} {report.quarter.year}"
    rows = [["Quartal", "Artengruppe", *measures]]
    for word, taxon in SPECIES.items():
        rows.append([quarter, word, *(_number(counts[taxon, i], i) for i in measures.values())])
    sums = {i: sum((counts[taxon, i] for taxon in SPECIES.values()), Decimal(0)) for i in measures.values()}
    rows.append([quarter, TOTAL, *(_number(value, i) for i, value in sums.items())])
    return delimited(rows, delimiter=";")


def _number(value: Decimal, indicator: str) -> str:
    if indicator == IN_THOUSANDS:
        return f"{value / 1000:.3f}".replace(".", ",")
    return f"{value:,}".replace(",", ".")


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    measures = spoken(MEASURES, companies)
    return {
        "file": {
            "name": r"/.*\.csv/",
            "format": "delimited",
            "encoding": "utf-8",
            "delimiter": ";",
        },
        "blocks": [
            {
                "name": "meldung",
                "header": [["Quartal", "Artengruppe", *measures]],
                "values": list(measures),
                "number": {"decimal": ",", "thousands": "."},
                "rows": [{"where": {"Artengruppe": TOTAL}, "role": "total"}],
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "period": {"column": "Quartal", "span": "quarter"},
                    "taxon_group": {"column": "Artengruppe", "codes": SPECIES},
                    "indicator": {"header": "1", "codes": _codes(measures)},
                },
                "checks": [
                    {"total": {"Artengruppe": TOTAL}, "parts": {"Artengruppe": f"!{TOTAL}"}, "tolerance": "0"}
                ],
            }
        ],
    }


def _codes(measures: dict[str, str]) -> dict[str, Any]:
    scaled = {"indicator": IN_THOUSANDS, "scale": "thousand"}
    return {word: scaled if code == IN_THOUSANDS else code for word, code in measures.items()}
