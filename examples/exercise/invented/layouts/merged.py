"""Layout `merged`: XLSX with title rows, two merged header levels (measure over species), notes below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from invented.layouts.words import MEASURES, SPECIES, spoken
from invented.layouts.workbooks import workbook_bytes
from invented.parties import BY_ID, TAXA, Company
from invented.report import Report

SHEET = "Return"
FIRST_HEADER_ROW = 4
BROKEN_DOWN = {word: code for word, code in SPECIES.items() if code in TAXA}


def write(report: Report) -> bytes:
    """Rows are months; each measure spans one column a species group."""
    company = BY_ID[report.reporter]
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = SHEET
    sheet["A1"] = f"{company.en}: quarterly return to the invented coalition"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = f"Period: {report.quarter.year}-Q{report.quarter.number}"
    top, below = FIRST_HEADER_ROW, FIRST_HEADER_ROW + 1
    sheet.cell(top, 1, "Month")
    sheet.merge_cells(start_row=top, start_column=1, end_row=below, end_column=1)
    counts = {(str(e.start)[:7], e.indicator, e.taxon_group): e.value for e in report.entries}
    for row, month in enumerate(report.quarter.months, start=below + 1):
        sheet.cell(row, 1, str(month))
    column = 2
    for word, indicator in spoken(MEASURES, [company]).items():
        sheet.cell(top, column, word).alignment = Alignment(horizontal="center")
        end = column + len(BROKEN_DOWN) - 1
        sheet.merge_cells(start_row=top, start_column=column, end_row=top, end_column=end)
        for species, taxon in BROKEN_DOWN.items():
            sheet.cell(below, column, species)
            for row, month in enumerate(report.quarter.months, start=below + 1):
                value = counts[str(month), indicator, taxon]
                cell = sheet.cell(row, column, int(value) if value is not None else "n/c")
                cell.number_format = "#,##0"
            column += 1
    sheet.cell(below + 5, 1, "Note: all figures are invented.")
    sheet.cell(below + 6, 1, "Counts are of the month in which the action was taken.")
    return workbook_bytes(workbook)


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    measures = spoken(MEASURES, companies)
    return {
        "file": {"name": r"/.*\.xlsx/", "format": "excel"},
        "notes": [
            "/.*: quarterly return to the invented coalition/",
            r"/Period: \d{4}-Q[1-4]/",
            "/Note: .*/",
            "/Counts are of .*/",
        ],
        "blocks": [
            {
                "name": "return",
                "sheet": SHEET,
                "header": [["Month", *measures], list(BROKEN_DOWN)],
                "values": [f"/({'|'.join(measures)}) \\| .*/"],
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "period": {"column": "Month", "span": "month"},
                    "indicator": {"header": "1", "codes": measures},
                    "taxon_group": {"header": "2", "codes": BROKEN_DOWN},
                },
            }
        ],
    }
