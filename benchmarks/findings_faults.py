"""The kinds of fault that are planted, each with the finding and the cells that it must bring.

A fault alters a clean table and answers with the code that must be found and every cell that this finding
must name; no cells where the fault is of the file as a whole. Where two rules say the same, either will do
(`one|other`). It answers None where a layout has nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from findings_tables import LAST, MEASURES, Cell, Layout, Spot, Table

Answer = tuple[str, list[str]] | None
Plant = Callable[[Layout, Table, Random], Answer]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault."""

    told: str
    plant: Plant
    statistical: bool
    """Whether only odds tell it from a true figure."""


FAULTS: list[Fault] = []


def fault(told: str, *, statistical: bool = False) -> Callable[[Plant], Plant]:
    def listed(plant: Plant) -> Plant:
        FAULTS.append(Fault(told, plant, statistical))
        return plant

    return listed


def _found(code: str, table: Table, *spots: Spot) -> Answer:
    return code, [table.place(spot) for spot in spots]


def _plain_count(table: Table, chance: Random) -> Spot:
    return chance.choice(table.counts)


def _row(table: Table, chance: Random) -> int:
    return chance.randint(*table.rows)


# What stands in one cell of figures


def _in_count(told: str, code: str, text: str, *, only: Callable[[Table], bool] = lambda _: True) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        if not only(table):
            return None
        spot = _plain_count(table, chance)
        table.put(spot, text.replace("{}", str(table.at(spot))))
        return _found(code, table, spot)


_in_count("a count left blank", "blank-value", "")
_in_count("a placeholder where a count belongs", "placeholder", "XXX")
_in_count("a word where a count belongs", "type-error", "pending")
_in_count("a hedge before a count", "type-error", "about {}")
_in_count("a unit behind a count", "type-error", "{} kg")
_in_count("a footnote mark behind a count", "type-error", "{}*")
_in_count("a percent sign behind a count", "percent-unexpected", "{}%", only=lambda table: not table.scaled)
_in_count(
    "a scale in a cell where none was agreed",
    "type-error",
    "{} thousand",
    only=lambda table: not table.scaled,
)
_in_count("a scale in a cell and in its heading", "scale-twice", "{}万", only=lambda table: table.scaled)
_in_count("two numbers in one cell", "type-error", "120 / 130")
_in_count("an error value of a spreadsheet", "type-error", "#REF!")
_in_count("a date where a count belongs", "type-error", "2021-03-04")


@fault("a formula without its result")
def unstored_formula(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    spot = _plain_count(table, chance)
    table.put(spot, "=SUM(Z1:Z9)")
    return _found("formula-unstored", table, spot)


@fault("a count below zero")
def negative(_: Layout, table: Table, chance: Random) -> Answer:
    spot = _plain_count(table, chance)
    cell = table.at(spot)
    table.put(spot, f"-{cell}" if isinstance(cell, str) else -cell)
    return _found("negative-value", table, spot)


@fault("a count with decimals")
def decimals(_: Layout, table: Table, chance: Random) -> Answer:
    spot = _plain_count(table, chance)
    text = "0.12345678" if table.scaled else f"12{table.kind.decimal}5"
    table.put(spot, float(text) if table.kind.excel else text)
    return _found("not-whole", table, spot)


@fault("thousands separated by another sign than agreed")
def other_thousands(_: Layout, table: Table, chance: Random) -> Answer:
    if table.scaled:
        return None
    spot = _plain_count(table, chance)
    sign = " " if table.kind.thousands == "," else ","
    table.put(spot, f"1{sign}234{sign}567")
    return _found("type-error", table, spot)


@fault("a number of thirty digits")
def huge(_: Layout, table: Table, chance: Random) -> Answer:
    spot = _plain_count(table, chance)
    table.put(spot, "9" * 30)
    return _found("number-too-large", table, spot)


def _in_share(told: str, code: str, text: str, as_number: float | None) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        if not table.shares:
            return None
        spot = chance.choice(table.shares)
        if table.kind.excel and as_number is not None:
            table.put(spot, as_number)
            if code == "percent-missing":
                table.shares.remove(spot)
        else:
            table.put(spot, text.replace(".", table.kind.decimal))
        return _found(code, table, spot)


_in_share("a share above a hundred percent", "percent-out-of-range", "735%", 7.35)
_in_share("a share below zero", "percent-out-of-range", "-5%", -0.05)
_in_share("a share without its percent sign", "percent-missing", "61.5", 0.615)
_in_share("a share with too many decimals", "too-many-decimals", "61.12345678%", 0.6112345678)


@fault("a value beside a status that says there is none")
def value_and_status(layout: Layout, table: Table, chance: Random) -> Answer:
    if table.status is None:
        return None
    row = _row(table, chance)
    table.put((row, table.status), "Not applicable" if layout.kind.language == "en" else "不适用")
    return _found("status-and-value", table, next(s for s in table.counts if s[0] == row))


# What says what a figure is about


def _in_label(told: str, code: str, text: str, *columns: str) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        found = [getattr(table, name) for name in columns]
        places = [column for column in found if column is not None]
        if not places:
            return None
        spot = (_row(table, chance), chance.choice(places))
        table.put(spot, text)
        return _found(code, table, spot)


_in_label("a species that nobody knows", "unknown-code", "Unicorn", "species")
_in_label("a measure that nobody knows", "unknown-code", "Wishes granted", "measure")
_in_label("a company that nobody knows", "unknown-code", "Somebody Ltd", "company")
_in_label("a blank measure", "blank-dimension", "", "measure")
_in_label("a blank company", "blank-dimension", "", "company")
_in_label("a blank period", "blank-dimension", "", "period")
_in_label("a placeholder for the period", "placeholder", "YYYY-MM-DD", "period")
_in_label("a period in words that mean no days", "bad-period", "last spring", "period")
_in_label("a period that can be two days", "ambiguous-date", "03/04/2021", "period")
_in_label("a fiscal year", "fiscal-undeclared", "FY2021", "period")


@fault("a period of another length")
def other_length(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None or table.status is not None:
        return None
    spot = (_row(table, chance), table.period)
    table.put(spot, "2021")
    return _found("period-span", table, spot)


@fault("a quarter of the year before among the others")
def year_before(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None or table.species is None:
        return None
    row = _row(table, chance)
    table.put((row, table.period), "2020-Q1")
    return _found("period-apart|period-unlike-before", table, *_figures_of(table, row))


def _figures_of(table: Table, row: int) -> list[Spot]:
    return [spot for spot in (*table.counts, *table.shares) if spot[0] == row]


@fault("a blank species")
def blank_species(_: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or table.status is not None:
        return None
    spot = (_row(table, chance), table.species)
    table.put(spot, "")
    return _found("blank-dimension", table, spot)


@fault("figures about another member")
def other_member(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Other", "not-your-subject")


@fault("figures about a company before it joined")
def before_joining(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Newcomer", "not-a-member")


@fault("figures about a company that is not in the register")
def not_registered(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Nobody", "unknown-subject")


def _about(table: Table, chance: Random, company: str, code: str) -> Answer:
    if table.company is None or (not table.own_texts and table.status is None):
        return None
    row = _row(table, chance)
    table.put((row, table.company), company)
    return _found(code, table, next(s for s in table.counts if s[0] == row))


@fault("a period after the round")
def after_the_round(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None:
        return None
    row = _row(table, chance)
    cell = str(table.at((row, table.period)))
    table.put((row, table.period), {"2021-Q1": "2021-Q2", "2021Q1": "2021Q2"}.get(cell, "2021-04"))
    return _found("period-after-round", table, *_figures_of(table, row))


@fault("last quarter's periods throughout")
def last_quarter(layout: Layout, table: Table, chance: Random) -> Answer:
    spots = sorted({*table.counts, *table.shares})
    if table.period is not None and table.rows[1] - table.rows[0] > 2:
        old = layout.table(LAST)
        for row in range(table.rows[0], (table.total or table.rows[1]) + 1):
            table.put((row, table.period), old.at((row, table.period)))
        return _found("round-not-covered", table, *spots)
    return None


# Rows against each other


@fault("one thing told twice, with two values")
def told_twice(_: Layout, table: Table, chance: Random) -> Answer:
    return _again(table, chance, same=False)


@fault("a row pasted twice")
def pasted_twice(_: Layout, table: Table, chance: Random) -> Answer:
    return _again(table, chance, same=True)


def _again(table: Table, chance: Random, *, same: bool) -> Answer:
    if table.total is not None:
        return None
    row = _row(table, chance)
    spots = [s for s in (*table.counts, *table.shares) if s[0] == row]
    copied = list(table.grid[row - 1])
    if not same:
        if any(s in table.shares for s in spots):
            return None
        for _, column in spots:
            copied[column - 1] = 7 if table.kind.excel else "7"
    table.insert_row(row + 1, copied)
    both = [*spots, *((r + 1, c) for r, c in spots)]
    return _found("duplicate-value" if same else "conflicting-values", table, *both)


@fault("a printed total that is not the sum")
def wrong_total(_: Layout, table: Table, chance: Random) -> Answer:
    if table.total is None:
        return None
    column = chance.choice([3, 4])
    text = "3.7" if table.scaled else "12345"
    table.put((table.total, column), float(text) if table.kind.excel else text)
    parts = [s for s in table.counts if s[1] == column]
    return _found("total-differs", table, (table.total, column), *parts)


@fault("parts that exceed their whole")
def parts_exceed(layout: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or table.company is None or table.total is not None:
        return None
    if table.status is None and not table.own_texts:
        return None
    row = table.rows[1]
    whole = list(table.grid[row - 1])
    whole[table.species - 1] = "" if table.status is not None else layout.word("all")
    spot = next(s for s in table.counts if s[0] == row)
    whole[spot[1] - 1] = 9 if table.kind.excel else "9"
    table.insert_row(row + 1, whole)
    return _found("parts-exceed-whole", table, (row + 1, spot[1]))


@fault("a row of one species left out")
def row_left_out(_: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or not table.own_texts or table.company is not None:
        return None
    row = _row(table, chance)
    for column in range(len(table.grid[row - 1])):
        table.grid[row - 1][column] = ""
    if table.total is not None:
        for column in (3, 4):
            _sum_up(table, column)
    return "missing-code", []


def _sum_up(table: Table, column: int) -> None:
    """Make the total of a column right again."""
    numbers = [_number(table, s) for s in table.counts if s[1] == column and table.at(s) != ""]
    table.put((table.total or 0, column), _printed(table, sum(numbers, Decimal(0))))


def _number(table: Table, spot: Spot) -> Decimal:
    cell = table.at(spot)
    return Decimal(str(cell).replace(table.kind.thousands or "\0", "").replace(table.kind.decimal, "."))


def _printed(table: Table, number: Decimal) -> Cell:
    if table.scaled:
        return float(number) if table.kind.excel else str(number)
    return table.kind.printed(round(number))


# Headings, columns and rows that nobody agreed


@fault("a heading left blank")
def heading_blank(layout: Layout, table: Table, chance: Random) -> Answer:
    spot = table.heads[0]
    table.put(spot, "")
    below = [s for s in table.counts if s[1] == spot[1]]
    if layout.make.__name__ == "by_month":
        return _found("blank-header", table, *below)
    return _found("missing-label|unclaimed-column|column-added", table, spot)


@fault("a heading renamed")
def heading_renamed(_: Layout, table: Table, chance: Random) -> Answer:
    spot = chance.choice(table.heads)
    table.put(spot, "Something else")
    return _found("unclaimed-column|missing-label|column-added", table, spot)


@fault("a heading twice")
def heading_twice(_: Layout, table: Table, chance: Random) -> Answer:
    if len(table.heads) < 2:
        return None
    one, other = table.heads[:2]
    table.put(other, table.at(one))
    return _found("duplicate-label|missing-label", table, one, other)


@fault("a heading that states another scale")
def heading_scaled(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.scaled:
        return None
    spot = chance.choice(table.heads)
    table.put(spot, str(table.at(spot)).replace("万条", "千条"))
    return _found("scale-disagrees|missing-label", table, spot)


@fault("a new column, filled")
def new_column(_: Layout, table: Table, chance: Random) -> Answer:
    column = max(len(row) for row in table.grid) + 1
    head = 2 if table.own_texts else 1
    table.put((head, column), "Appeals")
    for row in range(table.rows[0], table.rows[1] + 1):
        table.put((row, column), 4 if table.kind.excel else "4")
    return _found("unclaimed-column|column-added", table, (head, column))


@fault("figures in a column without a heading")
def headless_column(_: Layout, table: Table, chance: Random) -> Answer:
    column = max(len(row) for row in table.grid) + 1
    spot = (_row(table, chance), column)
    table.put(spot, 77 if table.kind.excel else "77")
    return _found("blank-header", table, spot)


@fault("something in a column that is kept empty")
def reserved_filled(_: Layout, table: Table, chance: Random) -> Answer:
    if table.reserved is None:
        return None
    spot = (_row(table, chance), table.reserved)
    table.put(spot, "new")
    return _found("filled-empty-column", table, spot)


@fault("a number in a row agreed to be a note")
def number_beside_note(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is None:
        return None
    spot = (table.signed, table.counts[0][1])
    table.put(spot, 500 if table.kind.excel else "500")
    return _found("number-in-note", table, spot)


@fault("a remark with a number below the table")
def loose_note(_: Layout, table: Table, chance: Random) -> Answer:
    spot = (len(table.grid) + 2, 1)
    table.grid += [[], []]
    table.put(spot, "Another 300 came in May")
    return _found("unclaimed-cell|bad-period", table, spot)


@fault("a loose number above the table")
def number_above(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is None:
        return None
    table.put((1, 4), 12 if table.kind.excel else "12")
    return _found("unclaimed-cell", table, (1, 4))


@fault("last quarter's table again below this one")
def table_again(layout: Layout, table: Table, chance: Random) -> Answer:
    top = 2 if table.own_texts else 1
    copied = [list(row) for row in layout.table(LAST).grid[top - 1 : table.rows[1]]]
    table.grid += [[], *copied]
    return _found("block-twice", table, (top, 1), (len(table.grid) - len(copied) + 1, 1))


@fault("a filled row that is hidden")
def hidden_row(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    row = _row(table, chance)
    table.hidden.append(row)
    filled = [(row, n) for n, cell in enumerate(table.grid[row - 1], start=1) if cell != ""]
    return _found("cells-hidden", table, *filled)


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
    spot = _plain_count(table, chance)
    table.formats[spot] = '0.0,"k"'
    return _found("scaled-format", table, spot)


# The file as a whole


@fault("bytes of another encoding")
def other_encoding(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel or table.kind.encoding == "cp1252":
        return None
    row = (table.signed or table.rows[1]) if table.own_texts else table.rows[1]
    broken = "é\n".encode("latin-1") if table.kind.encoding == "utf-8" else b"\xff\xff\n"

    def rewrite(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[row - 1] += broken.rstrip(b"\n")
        return b"\r\n".join(lines)

    table.rewrite = rewrite
    return "encoding-error", [f"A{row}"]


@fault("a quotation mark that is not closed")
def open_quote(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = _row(table, chance)

    def rewrite(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[row - 1] = b'"' + lines[row - 1]
        return b"\r\n".join(lines)

    table.rewrite = rewrite
    return "quote-error", [f"A{row}"]


@fault("a zero byte")
def zero_byte(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = _row(table, chance)

    def rewrite(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[row - 1] += b"\x00"
        return b"\r\n".join(lines)

    table.rewrite = rewrite
    return "nul-byte", [f"A{row}"]


@fault("a row with a field too many")
def ragged_row(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = _row(table, chance)
    column = max(len(line) for line in table.grid) + 1
    table.put((row, column), "x")
    return _found("blank-header", table, (row, column))


@fault("a workbook cut short")
def cut_short(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    table.rewrite = lambda content: content[: len(content) // 2]
    return "file-damaged", []


@fault("a PDF under the agreed name")
def pdf(_: Layout, table: Table, chance: Random) -> Answer:
    table.rewrite = lambda _: b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    return "format-error", []


@fault("a file without content")
def empty(_: Layout, table: Table, chance: Random) -> Answer:
    table.rewrite = lambda _: b""
    return "file-empty", []


@fault("a file under another name")
def other_name(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts:
        return None
    table.sent["file_name"] = f"copy of numbers (2).{table.kind.suffix}"
    return "layout-missing", []


@fault("a sheet renamed")
def sheet_renamed(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel or table.own_texts:
        return None
    table.sheet = "Sheet1"
    return "sheet-missing", []


@fault("only the heading row")
def heading_only(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is not None or not table.kind.excel:
        return None
    del table.grid[table.rows[0] - 1 :]
    table.shares.clear()
    return "nothing-reported", []


@fault("a file sent before the period was over")
def too_early(_: Layout, table: Table, chance: Random) -> Answer:
    table.sent["received_at"] = timedelta(days=-40)
    spots = sorted({*table.counts, *table.shares})
    if any("-" in str(table.at(h)) and str(table.at(h))[:2] == "20" for h in table.heads):
        spots = [s for s in spots if s[1] == table.heads[-1][1]]
    elif str(table.at((table.rows[0], table.period or 1))) == "2021-01":
        spots = [s for s in spots if s[0] == table.rows[1]]
    return _found("period-not-over", table, *spots)


@fault("a file sent after the day it was due")
def too_late(_: Layout, table: Table, chance: Random) -> Answer:
    table.sent["received_at"] = timedelta(days=25)
    return "received-after-due", []


# Against the past


@fault("a past value that has changed")
def restated(layout: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None or table.total is not None:
        return None
    old = layout.table(LAST)
    spot = _plain_count(old, chance)
    cell = old.at(spot)
    old.put(spot, cell + 31 if isinstance(cell, int) else table.kind.printed(_whole(old, spot) + 31))
    rows = [list(old.grid[n - 1]) for n in range(old.rows[0], old.rows[1] + 1)]
    top = table.rows[0]
    for row in reversed(rows):
        table.insert_row(top, row)
    if old.shares:
        table.shares += old.shares
    return _found("value-restated", table, spot)


def _whole(table: Table, spot: Spot) -> int:
    return int(_number(table, spot))


@fault("last quarter's figures again")
def repeated(layout: Layout, table: Table, chance: Random) -> Answer:
    old = layout.table(LAST)
    for spot in (*table.counts, *table.shares):
        table.put(spot, old.at(spot))
    if table.total:
        for column in (3, 4):
            table.put((table.total, column), old.at((table.total, column)))
    return _found("figures-repeated", table, *sorted({*table.counts, *table.shares}))


def _by_factor(told: str, factor: Decimal) -> None:
    @fault(f"every count {told}", statistical=True)
    def every(_: Layout, table: Table, chance: Random) -> Answer:
        return _multiplied(table, table.counts, factor)

    @fault(f"one count {told}", statistical=True)
    def one(_: Layout, table: Table, chance: Random) -> Answer:
        return _multiplied(table, [_plain_count(table, chance)], factor)


def _multiplied(table: Table, spots: list[Spot], factor: Decimal) -> Answer:
    for spot in spots:
        number = _number(table, spot) * factor
        table.put(spot, _printed(table, round(number, 4) if table.scaled else number))
    if table.total:
        for column in (3, 4):
            _sum_up(table, column)
    return _found("level-unlike-before", table, *spots)


_by_factor("ten times as large", Decimal(10))
_by_factor("a thousand times as large", Decimal(1000))
_by_factor("ten thousand times as large", Decimal(10000))
_by_factor("a thousandth", Decimal("0.001"))


@fault("two headings exchanged", statistical=True)
def headings_exchanged(_: Layout, table: Table, chance: Random) -> Answer:
    if len(table.heads) != len(MEASURES):
        return None
    one, other = table.heads
    first, second = table.at(one), table.at(other)
    table.put(one, second)
    table.put(other, first)
    return _found(
        "labels-exchanged|labels-moved", table, *(s for s in table.counts if s[1] in (one[1], other[1]))
    )
