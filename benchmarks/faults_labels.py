"""Faults in what says what a figure is about: species, measure, company, period."""

from __future__ import annotations

from random import Random

from findings_planting import Answer, answer, any_row, fault, figures_of
from findings_tables import LAST, Layout, Table


def _in_label(told: str, code: str, text: str, *columns: str) -> None:
    @fault(told)
    def plant(_: Layout, table: Table, chance: Random) -> Answer:
        found = [getattr(table, name) for name in columns]
        places = [column for column in found if column is not None]
        if not places:
            return None
        spot = (any_row(table, chance), chance.choice(places))
        table.put(spot, text)
        return answer(code, table, spot)


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
    spot = (any_row(table, chance), table.period)
    table.put(spot, "2021")
    return answer("period-span", table, spot)


@fault("a quarter of the year before among the others")
def year_before(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None or table.species is None:
        return None
    row = any_row(table, chance)
    table.put((row, table.period), "2020-Q1")
    return answer("period-apart|period-unlike-before", table, *figures_of(table, row))


@fault("a blank species")
def blank_species(_: Layout, table: Table, chance: Random) -> Answer:
    if table.species is None or table.status is not None:
        return None
    spot = (any_row(table, chance), table.species)
    table.put(spot, "")
    return answer("blank-dimension", table, spot)


@fault("figures about another member")
def other_member(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Other", "not-your-subject")


@fault("figures about a company before it joined")
def before_joining(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Newcomer", "not-a-member|series-exchanged")


@fault("figures about a company that is not in the register")
def not_registered(_: Layout, table: Table, chance: Random) -> Answer:
    return _about(table, chance, "Nobody", "unknown-subject")


def _about(table: Table, chance: Random, company: str, code: str) -> Answer:
    if table.company is None or (not table.own_texts and table.status is None):
        return None
    row = any_row(table, chance)
    table.put((row, table.company), company)
    return answer(code, table, next(s for s in table.counts if s[0] == row))


@fault("a period after the round")
def after_the_round(_: Layout, table: Table, chance: Random) -> Answer:
    if table.period is None:
        return None
    row = any_row(table, chance)
    cell = str(table.at((row, table.period)))
    table.put((row, table.period), {"2021-Q1": "2021-Q2", "2021Q1": "2021Q2"}.get(cell, "2021-04"))
    return answer("period-after-round", table, *figures_of(table, row))


@fault("last quarter's periods throughout")
def last_quarter(layout: Layout, table: Table, chance: Random) -> Answer:
    spots = sorted({*table.counts, *table.shares})
    if table.period is not None and table.rows[1] - table.rows[0] > 2:
        old = layout.table(LAST)
        for row in range(table.rows[0], (table.total or table.rows[1]) + 1):
            table.put((row, table.period), old.at((row, table.period)))
        return answer("round-not-covered", table, *spots)
    return None
