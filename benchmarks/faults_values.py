"""Faults in one cell of figures: blanks, words, scales, signs, formats."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from findings_planting import Answer, answer, any_row, fault, plain_count
from findings_tables import Layout, Table


def _in_count(told: str, code: str, text: str, *, only: Callable[[Table], bool] = lambda _: True) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        if not only(table):
            return None
        spot = plain_count(table, chance)
        table.put(spot, text.replace("{}", str(table.at(spot))))
        return answer(code, table, spot)


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
    spot = plain_count(table, chance)
    table.put(spot, "=SUM(Z1:Z9)")
    return answer("formula-unstored", table, spot)


@fault("a count below zero")
def negative(_: Layout, table: Table, chance: Random) -> Answer:
    spot = plain_count(table, chance)
    cell = table.at(spot)
    table.put(spot, f"-{cell}" if isinstance(cell, str) else -cell)
    return answer("negative-value", table, spot)


@fault("a count with decimals")
def decimals(_: Layout, table: Table, chance: Random) -> Answer:
    spot = plain_count(table, chance)
    text = "0.12345678" if table.scaled else f"12{table.kind.decimal}5"
    table.put(spot, float(text) if table.kind.excel else text)
    return answer("not-whole", table, spot)


@fault("thousands separated by another sign than agreed")
def other_thousands(_: Layout, table: Table, chance: Random) -> Answer:
    if table.scaled:
        return None
    spot = plain_count(table, chance)
    sign = " " if table.kind.thousands == "," else ","
    table.put(spot, f"1{sign}234{sign}567")
    return answer("type-error", table, spot)


@fault("a number of thirty digits")
def huge(_: Layout, table: Table, chance: Random) -> Answer:
    spot = plain_count(table, chance)
    table.put(spot, "9" * 30)
    return answer("number-too-large", table, spot)


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
        return answer(code, table, spot)


_in_share("a share above a hundred percent", "percent-out-of-range", "735%", 7.35)
_in_share("a share below zero", "percent-out-of-range", "-5%", -0.05)
_in_share("a share without its percent sign", "percent-missing", "61.5", 0.615)
_in_share("a share with too many decimals", "too-many-decimals", "61.12345678%", 0.6112345678)


@fault("a value beside a status that says there is none")
def value_and_status(layout: Layout, table: Table, chance: Random) -> Answer:
    if table.status is None:
        return None
    row = any_row(table, chance)
    table.put((row, table.status), "Not applicable" if layout.kind.language == "en" else "不适用")
    return answer("status-and-value", table, next(s for s in table.counts if s[0] == row))


@fault("a number whose format adds digits")
def digits_added(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel or table.scaled:
        return None
    spot = plain_count(table, chance)
    table.formats[spot] = '0"000"'
    return answer("shown-otherwise|scale-disagrees", table, spot)


@fault("a remark that states a scale")
def scale_in_remark(_: Layout, table: Table, chance: Random) -> Answer:
    if table.remarks is None or table.scaled or not table.own_texts:
        return None
    row = any_row(table, chance)
    table.put((row, table.remarks), "in thousands" if table.kind.language == "en" else "单位：万条")
    return answer("scale-disagrees", table, *(s for s in table.counts if s[0] == row))


@fault("a number among the remarks")
def number_in_remark(_: Layout, table: Table, chance: Random) -> Answer:
    if table.remarks is None or not table.own_texts:
        return None
    spot = (any_row(table, chance), table.remarks)
    table.put(spot, 7 if table.kind.excel else "7")
    return answer("number-unread", table, spot)
