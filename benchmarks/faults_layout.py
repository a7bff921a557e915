"""Faults in headings, columns, rows and sheets that nobody agreed."""

from __future__ import annotations

from random import Random

from findings_planting import Answer, answer, any_row, fault, plain_count
from findings_tables import LAST, Layout, Table


@fault("a heading left blank")
def heading_blank(layout: Layout, table: Table, chance: Random) -> Answer:
    spot = table.heads[0]
    table.put(spot, "")
    below = [s for s in table.counts if s[1] == spot[1]]
    if layout.make.__name__ == "by_month":
        return answer("blank-header", table, *below)
    return answer("missing-label|unclaimed-column|column-added", table, spot)


@fault("a heading renamed")
def heading_renamed(_: Layout, table: Table, chance: Random) -> Answer:
    spot = chance.choice(table.heads)
    table.put(spot, "Something else")
    return answer("unclaimed-column|missing-label|column-added", table, spot)


@fault("a heading twice")
def heading_twice(_: Layout, table: Table, chance: Random) -> Answer:
    if len(table.heads) < 2:
        return None
    one, other = table.heads[:2]
    table.put(other, table.at(one))
    return answer("duplicate-label|missing-label", table, one, other)


@fault("a heading that states another scale")
def heading_scaled(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.scaled:
        return None
    spot = chance.choice(table.heads)
    table.put(spot, str(table.at(spot)).replace("万条", "千条"))
    return answer("scale-disagrees|missing-label", table, spot)


@fault("a new column, filled")
def new_column(_: Layout, table: Table, chance: Random) -> Answer:
    column = max(len(row) for row in table.grid) + 1
    table.put((table.head, column), "Appeals")
    for row in range(table.rows[0], table.rows[1] + 1):
        table.put((row, column), 4 if table.kind.excel else "4")
    return answer("unclaimed-column|column-added", table, (table.head, column))


@fault("figures in a column without a heading")
def headless_column(_: Layout, table: Table, chance: Random) -> Answer:
    column = max(len(row) for row in table.grid) + 1
    spot = (any_row(table, chance), column)
    table.put(spot, 77 if table.kind.excel else "77")
    return answer("blank-header", table, spot)


@fault("something in a column that is kept empty")
def reserved_filled(_: Layout, table: Table, chance: Random) -> Answer:
    if table.reserved is None:
        return None
    spot = (any_row(table, chance), table.reserved)
    table.put(spot, "new")
    return answer("filled-empty-column", table, spot)


@fault("a number in a row agreed to be a note")
def number_beside_note(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is None:
        return None
    spot = (table.signed, table.counts[0][1])
    table.put(spot, 500 if table.kind.excel else "500")
    return answer("number-in-note", table, spot)


@fault("a remark with a number below the table")
def loose_note(_: Layout, table: Table, chance: Random) -> Answer:
    spot = (len(table.grid) + 2, 1)
    table.grid += [[], []]
    table.put(spot, "Another 300 came in May")
    return answer("unclaimed-cell|bad-period", table, spot)


@fault("a loose number above the table")
def number_above(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is None:
        return None
    table.put((1, 4), 12 if table.kind.excel else "12")
    return answer("unclaimed-cell", table, (1, 4))


@fault("last quarter's table again below this one")
def table_again(layout: Layout, table: Table, chance: Random) -> Answer:
    top = table.head
    copied = [list(row) for row in layout.table(LAST).grid[top - 1 : table.rows[1]]]
    table.grid += [[], *copied]
    return answer("block-twice", table, (top, 1), (len(table.grid) - len(copied) + 1, 1))


@fault("a filled row that is hidden")
def hidden_row(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    row = any_row(table, chance)
    table.hidden.append(row)
    filled = [(row, n) for n, cell in enumerate(table.grid[row - 1], start=1) if cell != ""]
    return answer("cells-hidden", table, *filled)


@fault("a sheet that nobody agreed")
def further_sheet(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    table.sheets["More"] = [["Removed"], [900]]
    return "unclaimed-sheet", ["More!A1", "More!A2"]


@fault("numbers shown in another magnitude than they hold")
def scaled_format(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel or table.scaled:
        return None
    spot = plain_count(table, chance)
    table.formats[spot] = '0.0,"k"'
    return answer("scaled-format", table, spot)


@fault("a heading in capitals")
def heading_shouted(_: Layout, table: Table, chance: Random) -> Answer:
    spot = table.heads[0]
    text = str(table.at(spot))
    if text.upper() == text:
        return None
    table.put(spot, text.upper())
    return answer("heading-respelled|missing-label|unclaimed-column|column-added", table, spot)


@fault("a hidden sheet that nobody agreed")
def hidden_sheet(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    table.sheets["More"] = [["Removed"], [900]]
    table.hidden_sheets.append("More")
    return "hidden-unclaimed", ["More!A1", "More!A2"]


@fault("a number in a note, beside the figures")
def number_beside_figures(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is None or table.remarks is None:
        return None
    spot = (table.signed, table.remarks)
    table.put(spot, 500 if table.kind.excel else "500")
    return answer("number-unread", table, spot)


def _edition(told: str, code: str, edition: str) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        if "2026-1" not in str(table.at((1, 1))):
            return None
        table.put((1, 1), str(table.at((1, 1))).replace("2026-1", edition) if edition else "")
        return answer(code, table, (1, 1))


_edition("a workbook of an earlier edition", "template-earlier", "2025-1")
_edition("a workbook of an edition that nobody made", "template-unknown", "2027-9")
_edition("a workbook that names no edition", "template-unnamed", "")


@fault("a title left out")
def no_title(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts:
        return None
    table.put((1, 1), "")
    return "missing-title", []


@fault("a column that a pattern sets aside")
def column_aside(layout: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts:
        return None
    column = max(len(row) for row in table.grid) + 1
    table.put((table.head, column), f"{layout.word('extra')} 2")
    return answer("ignored-by-pattern", table, (table.head, column))


@fault("a row that a pattern sets aside")
def row_aside(layout: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts:
        return None
    row = table.rows[1] + 1
    copied = [f"{layout.word('draft')} 2", *table.grid[row - 2][1:]]
    table.insert_row(row, copied)
    return answer(
        "row-ignored-by-pattern", table, *((row, n) for n, cell in enumerate(copied, start=1) if cell != "")
    )


@fault("a sheet that a pattern sets aside")
def sheet_aside(layout: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts or not table.kind.excel:
        return None
    table.sheets[f"{layout.word('old')} 2"] = [["Removed"], [900]]
    return "sheet-ignored-by-pattern", []
