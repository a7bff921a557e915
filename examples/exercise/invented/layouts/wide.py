"""Layout `wide`: XLSX, one row a measure and species group, one column a month, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from invented.layouts.words import MEASURES, SPECIES, label, spoken
from invented.layouts.workbooks import workbook_bytes
from invented.parties import BY_ID, Company
from invented.report import Report

SHEET = "Figures"
ABOUT = "About"
SUM = "Quarter total"


def write(report: Report) -> bytes:
    """The figures on one sheet, a word about them on another."""
    company = BY_ID[report.reporter]
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = SHEET
    months = [str(month) for month in report.quarter.months]
    sheet.append(["Measure", "Species group", *months, SUM])
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for entry in report.entries:
        row = counts.setdefault((entry.indicator, entry.taxon_group), {})
        row[str(entry.start)[:7]] = int(entry.value or 0)
    for (indicator, taxon), row in counts.items():
        values = [row[month] for month in months]
        sheet.append([label(MEASURES, indicator), label(SPECIES, taxon), *values, sum(values)])
    about = workbook.create_sheet(ABOUT)
    about["A1"] = f"{company.en} is an invented company; so are its figures."
    return workbook_bytes(workbook)


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    return {
        "file": {"name": r"/.*\.xlsx/", "format": "excel"},
        "ignore_sheets": [ABOUT],
        "blocks": [
            {
                "name": "figures",
                "sheet": SHEET,
                "header": [["Measure", "Species group", SUM]],
                "values": [r"/20\d\d-\d\d/"],
                "ignore": [SUM],
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "period": {"header": "1", "span": "month"},
                    "indicator": {"column": "Measure", "codes": spoken(MEASURES, companies)},
                    "taxon_group": {"column": "Species group", "codes": SPECIES},
                },
            }
        ],
    }
