"""Rows of delimited text that are wider or narrower than the others: their fields may have shifted.

"1,234" without quotes in a file of commas makes two fields of one number. Where a column that is not wanted
takes up the last field, nothing else would tell. A row may end early where the others are blank, too.
"""

from __future__ import annotations

from collections import Counter

from pipeline.mapping.assigning import Assigned
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.mapping.rows import Rows


def check_widths(table: Table, assigned: Assigned, rows: Rows, complaints: Complaints) -> None:
    """Complain of data rows that have not as many fields as most, of the whole row's values."""
    sheet = table.account.sheet
    if sheet.named or sheet.places or not rows.data:
        return
    widths = {row: len(sheet.rows[row - 1]) for row in rows.data}
    counted = Counter(widths.values())
    header = len(sheet.rows[table.bottom - 1])
    usual = max(counted, key=lambda width: (counted[width], width == header))
    for row, width in widths.items():
        if width > max(usual, header) or (width < usual and _is_mostly_filled(table, rows, usual)):
            places = [sheet.place(row, column.index) for column in assigned.values]
            text = "; ".join(cell.text for cell in sheet.rows[row - 1])
            told = {
                "row": str(row),
                "fields": str(width),
                "usual": str(usual if width < usual else max(usual, header)),
            }
            complaints.add("row-width", places, text, block=table.block.name, **told)


def _is_mostly_filled(table: Table, rows: Rows, column: int) -> bool:
    filled = sum(bool(table.account.text(row, column)) for row in rows.data)
    return filled * 2 > len(rows.data)
