"""Rows of delimited text that are wider or narrower than the others: their fields may have shifted.

"1,234" without quotes in a file of commas makes two fields of one number. Where a column that is not wanted
takes up the last field, nothing else would tell. A row may end early where the others are blank, too. And a
row that lacks another field is as wide as the others: then a number stands where hardly any row has one.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.mapping.assigning import Assigned
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.mapping.rows import Rows, is_number

FEW = 3
"""A column has hardly any numbers where they stand in a third of its rows at most."""
_HEAD = re.compile(r"-?[1-9]\d{0,2}", re.ASCII)
_GROUP = re.compile(r"\d{3}", re.ASCII)


def check_widths(table: Table, assigned: Assigned, rows: Rows, complaints: Complaints) -> frozenset[int]:
    """Complain of data rows that have not as many fields as most, of the whole row's values; returns them."""
    sheet = table.account.sheet
    if sheet.named or sheet.places or not rows.data:
        return frozenset()
    wrong: set[int] = set()
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
            wrong.add(row)
    return frozenset(wrong)


def check_unread_numbers(
    table: Table, assigned: Assigned, rows: Rows, complaints: Complaints, *, commas: bool
) -> None:
    """Complain of numbers in columns left aside that have none in most rows.

    Where `commas` part the fields, and two beside each other look like one number, of the whole row's values.
    """
    account = table.account
    for column in assigned.ignore:
        found = [row for row in rows.data if is_number(account.text(row, column.index))]
        for row in found if len(found) * FEW <= len(rows.data) else ():
            text = account.text(row, column.index)
            if commas and _looks_parted(table, assigned, row):
                places = [account.sheet.place(row, c.index) for c in assigned.values]
                fields = "; ".join(cell.text for cell in account.sheet.rows[row - 1])
                complaints.add("row-shifted", places, fields, block=table.block.name, row=str(row))
            else:
                place = account.sheet.place(row, column.index)
                complaints.add("number-unread", [place], text, block=table.block.name, label=column.path)


def _looks_parted(table: Table, assigned: Assigned, row: int) -> bool:
    """Whether a delimited row has one to three digits and then exactly three, from its values on."""
    account, sheet = table.account, table.account.sheet
    if sheet.named or sheet.places or not assigned.values:
        return False
    first, last = assigned.values[0].index, max(c.index for c in (*assigned.values, *assigned.ignore))
    fields = [account.text(row, index) for index in range(first, last + 1)]
    return any(_HEAD.fullmatch(one) and _GROUP.fullmatch(other) for one, other in pairwise(fields))


def _is_mostly_filled(table: Table, rows: Rows, column: int) -> bool:
    filled = sum(bool(table.account.text(row, column)) for row in rows.data)
    return filled * 2 > len(rows.data)
