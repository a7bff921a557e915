"""The list of what to mend that a workbook handed back bears: members mend in that copy and send it.

The list is no part of what they report. It is known by the name of its sheet, its title in the first
cell and the heading of its numbers; its cells are then explained. What stands outside of the list is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.labels import fold
from pipeline.mapping.accounts import Account, Position

TITLE = "What to mend 待修改"
"""Name of the sheet, and the text of its first cell."""
NUMBER = "No. 序号"
"""Heading of the first column of the list."""
_NUMBERED = re.compile(r"\d+|✓")


def without_list(accounts: Sequence[Account]) -> list[Account]:
    """The sheets that are not the list; the cells of the list are claimed."""
    others = []
    for account in accounts:
        head = _head(account)
        if head:
            account.explain(_listed(account, head))
        else:
            others.append(account)
    return others


def _head(account: Account) -> int:
    """Row of the headings of the list; 0 where the sheet is another one."""
    if account.sheet.name != TITLE or account.text(1, 1) != fold(TITLE):
        return 0
    rows = range(2, len(account.rows) + 1)
    return next((row for row in rows if account.text(row, 1) == fold(NUMBER)), 0)


def _listed(account: Account, head: int) -> Iterator[Position]:
    """The lines above the list, its headings, and whatever stands in one of its rows."""
    for row, column in account.positions():
        numbered = row > head and _NUMBERED.fullmatch(account.text(row, 1))
        if numbered or row == head or (row < head and column == 1):
            yield row, column
