"""The reporting workbook as it is handed out."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from openpyxl.utils import get_column_letter
from workbook_words import (
    BEFORE,
    PROFILE,
    ROUND,
    asked_rows,
    columns,
    made,
    opened,
)

from pipeline.codes import codelist
from pipeline.last_accepted import last_accepted
from pipeline.layouts.known import expanded
from pipeline.ledger import Ledger
from pipeline.strict_yaml import parse_text
from reports.language import LANGUAGES
from reports.questionnaire.lists import offered
from reports.questionnaire.plan import LAYOUT, profile_texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_accepted_stands_beside_the_cell_to_fill(home, language):
    sheet = opened(made(home, language))[1]
    at = columns(sheet)
    beside = [sheet.cell(row, at["before"]).value for row in asked_rows(sheet)]
    assert beside == [120, 1034, 7, 15, 73.5]
    assert all(sheet.cell(row, at["value"]).value is None for row in asked_rows(sheet))
    units = [sheet.cell(row, at["unit"]).value for row in asked_rows(sheet)]
    label = codelist("units").label
    wanted = ("listing", "listing", "listing", "account", "percent")
    assert units == [getattr(label(unit), language) for unit in wanted]


def test_what_was_given_in_thousands_stands_there_in_single_things(small_home):
    rounded = {"qualifier": "rounded", "printed_scale": "万", "quarter": "2021-Q1", "subject": "alpha"}
    hedged = {**rounded, "qualifier": "over", "value_high": None, "taxon_group": "rhino"}
    small_home.accept("alpha", "2021-Q1", "2021-04-20", {**rounded, "value": 18200}, {**hedged, "value": 3})
    sheet = opened(made(small_home, member="alpha"))[1]
    at = columns(sheet)
    assert [sheet.cell(row, at["before"]).value for row in asked_rows(sheet)] == [18200, "3 万"]


def test_what_was_taken_back_stands_there_no_more(home):
    taken = home.accept("delta", "2021-Q1", "2021-05-02", {**BEFORE[0], "value": 999})
    assert 999 in [value.value for value in last_accepted(home.deployment, "delta", ROUND).values]
    Ledger(home.home).withdraw(taken.id, by="Ann", reason="wrong", at=datetime(2021, 5, 3, tzinfo=UTC))
    assert 120 in [value.value for value in last_accepted(home.deployment, "delta", ROUND).values]


def test_months_that_make_up_the_quarter_are_added(small_home):
    months = [(date(2021, 1, 1), date(2021, 1, 31)), (date(2021, 2, 1), date(2021, 2, 28))]
    march = (date(2021, 3, 1), date(2021, 3, 31))
    whole = [{"subject": "alpha", "period": month, "value": 5} for month in (*months, march)]
    broken = [{"subject": "alpha", "taxon_group": "pangolin", "period": m, "value": 5} for m in months]
    small_home.accept("alpha", "2021-Q1", "2021-04-20", *whole, *broken)
    found = last_accepted(small_home.deployment, "alpha", ROUND).values
    assert {value.taxon_group: value.value for value in found} == {"all": 15, "pangolin": None}


def test_only_rounds_before_count(home):
    home.accept("delta", ROUND, "2021-07-10", {"subject": "delta", "quarter": ROUND, "value": 5})
    assert last_accepted(home.deployment, "delta", ROUND).round == "2021-Q1"
    assert last_accepted(home.deployment, "delta", "2021-Q1").round == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_hold_every_word_that_the_layout_reads(home, language):
    book, sheet = opened(made(home, language))
    block = expanded({"name": "x", "from": ROUND, "known": LAYOUT, "with": {"subjects": {"x": "x"}}})[
        "blocks"
    ][0]
    read = {name: set(field["codes"]) for name, field in block["fields"].items() if "codes" in field}
    lists = {
        name: words(book, sheet, name) for name in ("indicator", "taxon_group", "form", "unit", "status")
    }
    listed = {
        "taxon_group": "taxon_groups",
        "form": "forms",
        "status": "obs_status",
        "indicator": "indicators",
    }
    for name, codes_of in listed.items():
        assert lists[name] == [getattr(code.label, language) for code in offered(codes_of)]
    assert lists["unit"] == [getattr(code.label, language) for code in codelist("units")]
    assert set(lists["taxon_group"]) <= read["taxon_group"]
    assert set(lists["form"]) <= read["form"]
    assert set(lists["status"]) <= read["obs_status"]
    for code in codelist("indicators"):
        unit = codelist("units")[code.extra["unit"]]
        assert getattr(code.label, language) + getattr(unit.label, language) in read["indicator"]


def words(book, sheet, name):
    """What the drop-down of a column offers."""
    letter = get_column_letter(columns(sheet)[name])
    (rule,) = [
        rule
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list" and str(rule.sqref).startswith(letter)
    ]
    title, _, cells = rule.formula1.rpartition("!")
    return [row[0].value for row in book[title.strip("'")][cells.replace("$", "")]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_home_gives_the_same_bytes(home, language):
    assert made(home, language) == made(home, language)


def test_bytes_do_not_hang_on_the_process(home, tmp_path):
    """Sets have another order in every process; nothing of that may show."""
    target = tmp_path / "other.xlsx"
    command = [
        "template",
        "--home",
        str(home.home.root),
        "--for",
        "delta",
        "--round",
        ROUND,
        "-o",
        str(target),
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-m", "portal.cli", *command], check=True, env=environment)
    assert target.read_bytes() == made(home)


def test_cells_take_what_their_unit_allows(home):
    sheet = opened(made(home))[1]
    letter = get_column_letter(columns(sheet)["value"])
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if rule.type != "list"}
    count, share = rules[f"{letter}6"], rules[f"{letter}10"]
    assert (count.type, count.operator, count.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "100")
    assert codelist("indicators")["listings_removed"].definition in count.prompt


def test_instructions_tell_the_dates_in_both_languages(home):
    book = opened(made(home))[0]
    texts = {name: {str(cell.value) for row in book[name] for cell in row} for name in book.sheetnames}
    assert {"31 July 2021", "Delta"} <= texts["Instructions"]
    assert {"2021年7月31日", "丁"} <= texts["填报说明"]
    assert any(text.startswith("31 August 2021.") for text in texts["Instructions"])
    assert book.active.title == "Observations"
    assert not any(sheet.protection.sheet for sheet in book.worksheets)


def test_names_are_those_that_the_profile_reads(home):
    path = home.home.profiles / "delta.yaml"
    path.write_text(PROFILE.format(member="delta", texts="{The Shop: shop, Delta: delta}", more=""), "utf-8")
    sheet = opened(made(home))[1]
    assert {sheet.cell(row, 1).value for row in asked_rows(sheet)} == {"Delta", "The Shop"}


def test_two_parties_of_one_name_are_told_apart(small_home):
    register = small_home.home.edited("register.yaml")
    register.write_text(
        register.read_text("utf-8").replace("{en: Shop, zh: 店}", "{en: Delta, zh: 店}"), "utf-8"
    )
    texts = profile_texts(small_home.deployment, "delta", ROUND)
    assert texts == {"Delta (delta)": "delta", "丁": "delta", "Delta (shop)": "shop", "店": "shop"}


def test_every_indicator_asked_for_at_first_exists():
    text = (files("reports") / "questionnaire" / "first_indicators.yaml").read_text(encoding="utf-8")
    written = parse_text(text, name="first")
    assert set(written) <= set(codelist("channels").codes)
    assert not {code for listed in written.values() for code in listed} - set(codelist("indicators").codes)
