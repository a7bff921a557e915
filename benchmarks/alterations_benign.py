"""What happens to a file between two rounds without changing what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from layout_altering import benign, columns_taken
from layout_files import Table


@benign("columns in another order")
def permute_columns(table: Table, chance: Random, _: Table | None) -> Table | None:
    order = list(range(len(table.header[0])))
    chance.shuffle(order)
    if table.layout == "merged":  # a heading that spans its columns moves with them
        groups = list(dict.fromkeys(table.header[0]))
        chance.shuffle(groups)
        order = [n for group in groups for n in order if table.header[0][n] == group]
    if table.below and table.layout in ("chinese", "semicolon"):
        table = replace(table, below=[[*row, *[""] * (len(order) - len(row))] for row in table.below])
    return columns_taken(table, list(order))


@benign("two columns changed places")
def exchange_columns(table: Table, chance: Random, _: Table | None) -> Table | None:
    order = list(range(len(table.header[0])))
    one, other = chance.sample(order[1:] if table.layout == "merged" else order, 2)
    order[one], order[other] = order[other], order[one]
    return columns_taken(table, list(order))


@benign("an empty column inserted")
def insert_empty_column(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records":
        return None
    at = chance.randint(0, len(table.header[0]))
    order: list[int | None] = list(range(len(table.header[0])))
    order.insert(at, None)
    altered = columns_taken(table, order)
    if len(table.header) > 1:
        spanned = 0 < at < len(table.header[0]) and table.header[0][at] == table.header[0][at - 1]
        altered.header[0][at] = table.header[0][at] if spanned else None
        altered.header[1][at] = None
    return altered


@benign("a column of remarks inserted")
def insert_remarks(table: Table, chance: Random, _: Table | None) -> Table | None:
    at = chance.randint(0, len(table.header[0]))
    if len(table.header) > 1:
        at = len(table.header[0])
    order: list[int | None] = list(range(len(table.header[0])))
    order.insert(at, None)
    word, text = ("核对", "已核对") if table.layout == "chinese" else ("Checked by", "J. Doe")
    altered = columns_taken(table, order)
    altered.header[0][at] = word
    for row in altered.body:
        row[at] = text
    return altered


@benign("blank rows inserted")
def insert_blank_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.layout == "records":
        return None
    altered = table.with_cells()
    width = len(table.header[0])
    altered.body.insert(chance.randint(0, len(altered.body)), [""] * width)
    if chance.random() < 0.5:
        altered.above.insert(0, [""] * width)
    return altered


@benign("sheets in another order")
def reorder_sheets(table: Table, chance: Random, _: Table | None) -> Table | None:
    if not table.form.sheet:
        return None
    sheets = [(f"<{name}", rows) for name, rows in table.sheets] or [("Empty", [])]
    return replace(table, sheets=sheets)


@benign("a heading in another case")
def respell_case(table: Table, chance: Random, _: Table | None) -> Table | None:
    way = chance.choice([str.upper, str.lower, str.title])
    return _respelled(table, chance, way)


@benign("a heading with other blanks")
def respell_blanks(table: Table, chance: Random, _: Table | None) -> Table | None:
    ways = [
        lambda text: f" {text} ",
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: f"{text}\u3000",
    ]
    return _respelled(table, chance, chance.choice(ways))


@benign("a heading in full width")
def respell_width(table: Table, chance: Random, _: Table | None) -> Table | None:
    wide = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
    return _respelled(table, chance, lambda text: text.translate(wide))


def _respelled(table: Table, chance: Random, way: Callable[[str], str]) -> Table | None:
    altered = table.with_cells()
    level = chance.choice(altered.header)
    text = chance.choice([cell for cell in level if isinstance(cell, str) and cell])
    spelled = way(text)
    if spelled == text:
        return None
    level[:] = [spelled if cell == text else cell for cell in level]
    if len(altered.header) > 1 and altered.header[0][0] == spelled:
        altered.header[1][0] = spelled
    return altered


@benign("rows in another order")
def reorder_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = table.with_cells()
    chance.shuffle(altered.body)
    return altered


@benign("rows sorted by their texts")
def sort_rows(table: Table, chance: Random, _: Table | None) -> Table | None:
    altered = table.with_cells()
    columns = table.labels or [0]
    altered.body.sort(key=lambda row: [str(row[n]) for n in columns])
    return altered


@benign("other quotation marks, line ends or byte order mark")
def requote(table: Table, chance: Random, _: Table | None) -> Table | None:
    if table.form.sheet or table.layout == "records":
        return None
    ways = [{"quoting": 1}, {"lineterminator": "\n"}, {"quoting": 1, "lineterminator": "\n"}]
    if table.form.encoding == "utf-8":
        ways.append({"mark": "\ufeff"})
    return replace(table, options=chance.choice(ways))
