"""The reporting workbook from the command to the accepted value: made, filled in as told, read back."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pipeline.codes import codelist
from pipeline.intake import read_submission
from pipeline.labels import fold
from pipeline.last_accepted import last_accepted
from pipeline.layouts.known import built_in, expanded
from pipeline.ledger import Ledger
from pipeline.mapping.mending_list import TITLE
from pipeline.model import Severity, Submission, Verdict
from pipeline.strict_yaml import parse_text
from portal.cli import main
from quality.catalogue import catalogue
from quality.report import as_json
from quality.review import Case, review
from reports.feedback.workbook import annotated
from reports.language import LANGUAGES
from reports.questionnaire.lists import offered
from reports.questionnaire.observations import HEADER_ROW
from reports.questionnaire.plan import LAYOUT, newest_edition, plan, profile_texts
from reports.questionnaire.wording import wording
from reports.questionnaire.workbook import template

ROUND = "2021-Q2"
EDITION_TEXT = built_in(LAYOUT).layout["template"]["edition"]
PROFILE = """
profile: {member}
reporter: {member}
version: 1
confirmed: {{by: Secretariat, on: 2021-07-02}}
layouts:
  - {{name: workbook, from: 2021-Q2, known: coalition-workbook, with: {{subjects: {texts}}}{more}}}
"""
BEFORE = (
    {"subject": "delta", "quarter": "2021-Q1", "value": 120, "taxon_group": "elephant_ivory"},
    {"subject": "shop", "quarter": "2021-Q1", "value": 1034, "taxon_group": "elephant_ivory"},
    {"subject": "shop", "quarter": "2021-Q1", "value": 7, "taxon_group": "pangolin"},
    {
        "subject": "shop",
        "quarter": "2021-Q1",
        "value": Decimal("73.5"),
        "indicator": "share_removed_before_view",
    },
    {"subject": "shop", "quarter": "2021-Q1", "value": 15, "indicator": "accounts_sanctioned"},
)


@pytest.fixture
def home(small_home):
    """A member with a platform of its own, whose figures of the first quarter were accepted."""
    small_home.accept("delta", "2021-Q1", "2021-04-20", *BEFORE)
    return small_home


def bind(home, member="delta", more=""):
    """Give the member the profile that reads its workbook."""
    texts = profile_texts(home.deployment, member, ROUND)
    written = "{" + ", ".join(f'"{text}": {party}' for text, party in texts.items()) + "}"
    path = home.home.profiles / f"{member}.yaml"
    path.write_text(PROFILE.format(member=member, texts=written, more=more), encoding="utf-8")


def made(home, language="en", member="delta"):
    return template(plan(home.deployment, member, ROUND, language))


def opened(content):
    book = load_workbook(BytesIO(content))
    return book, book.worksheets[0]


def columns(sheet):
    """Heading -> column, by the wording's own names."""
    found = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    names = {}
    for name, text in wording().headings.items():
        for written in (text.en, text.zh):
            pattern = written.format(round="2021-Q1")
            if pattern in found:
                names[name] = found[pattern]
    return names


def asked_rows(sheet):
    return [row for row in range(HEADER_ROW + 1, sheet.max_row + 1) if sheet.cell(row, 1).value]


def fill(content, *values, edition=None):
    """Type values into the cells asked for, from the top: a text is a status, `None` leaves all blank."""
    book, sheet = opened(content)
    at = columns(sheet)
    for row, value in zip(asked_rows(sheet), values, strict=True):
        sheet.cell(row, at["status" if isinstance(value, str) else "value"]).value = value
    if edition:
        sheet["A1"].value = sheet["A1"].value.replace(newest_edition(), edition)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def sent(content, folder, member="delta"):
    """The filled-in workbook as a submission on disk."""
    path = folder / "filled.xlsx"
    path.write_bytes(content)
    submission = Submission(
        id="s", reporter=member, round=ROUND, file_name="filled.xlsx", sha256="0" * 64, size=len(content),
        received_at=datetime(2021, 7, 20, tzinfo=UTC),
    )  # fmt: skip
    return Case(submission, path)


def looked_at(home, content, folder, member="delta"):
    return review([sent(content, folder, member)], home.deployment)[0]


def read_back(home, content, folder, member="delta"):
    case = sent(content, folder, member)
    return read_submission(case.path, case.submission, home.deployment)


def accepted(reviewed):
    return {(o.subject, o.indicator, o.taxon_group): o.value for o in reviewed.accepted}


def codes(reviewed):
    return {rated.finding.code for rated in reviewed.findings}


FILLED = (130, 1100, 9, 16, 71.25)
ACCEPTED = {
    ("delta", "listings_removed", "elephant_ivory"): 130,
    ("shop", "listings_removed", "elephant_ivory"): 1100,
    ("shop", "listings_removed", "pangolin"): 9,
    ("shop", "accounts_sanctioned", "all"): 16,
    ("shop", "share_removed_before_view", "all"): Decimal("71.25"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_as_told_it_passes_with_the_same_values(home, tmp_path, language):
    bind(home)
    reviewed = looked_at(home, fill(made(home, language), *FILLED), tmp_path)
    assert codes(reviewed) == set()
    assert reviewed.verdict is Verdict.ACCEPTED
    assert accepted(reviewed) == ACCEPTED
    assert {(o.period_start, o.period_end) for o in reviewed.accepted} == {
        (date(2021, 4, 1), date(2021, 6, 30))
    }
    assert reviewed.cells.unexplained == 0


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
def test_a_blank_without_a_status_is_a_finding(home, tmp_path, language):
    bind(home)
    intake = read_back(home, fill(made(home, language), 130, None, 9, 16, 71.25), tmp_path)
    sheet = opened(made(home, language))[1]
    value = sheet.cell(HEADER_ROW + 2, columns(sheet)["value"]).coordinate
    (found,) = intake.findings
    assert (found.code, found.places) == ("blank-value", (f"{sheet.title}!{value}",))
    assert sorted(o.value for o in intake.observations) == [9, 16, Decimal("71.25"), 130]


@pytest.mark.parametrize("column", ["taxon_group", "form", "unit"])
def test_an_emptied_label_is_said_and_its_figure_is_about_nothing_else(home, tmp_path, column):
    bind(home)
    book, sheet = opened(fill(made(home), *FILLED))
    sheet.cell(HEADER_ROW + 2, columns(sheet)[column]).value = None
    saved = BytesIO()
    book.save(saved)
    reviewed = looked_at(home, saved.getvalue(), tmp_path)
    place = f"{sheet.title}!{get_column_letter(columns(sheet)[column])}{HEADER_ROW + 2}"
    told = [(r.finding.code, r.finding.places, r.severity) for r in reviewed.findings]
    assert ("blank-dimension", (place,), Severity.ERROR) in told
    left = {key: value for key, value in ACCEPTED.items() if value != 1100}
    assert accepted(reviewed) == left


def saved(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def handed_back(home, content, folder):
    """The copy that the member gets for a filled-in workbook."""
    return annotated(content, as_json(looked_at(home, content, folder)))


@pytest.fixture
def copy(home, tmp_path):
    """A copy handed back for a workbook with a blank in its second row."""
    bind(home)
    return handed_back(home, fill(made(home), 130, None, 9, 16, 71.25), tmp_path)


def test_the_copy_handed_back_is_mended_and_sent(home, copy, tmp_path):
    book = load_workbook(BytesIO(copy))
    sheet = book[wording().names["observations"].en]
    sheet.cell(HEADER_ROW + 2, columns(sheet)["value"]).value = 1100
    listed = next(row for row in book[TITLE].iter_rows() if row[0].value == "1")
    book[TITLE].cell(listed[0].row, 12).value = "done"
    reviewed = looked_at(home, saved(book), tmp_path)
    assert codes(reviewed) == set()
    assert accepted(reviewed) == ACCEPTED
    assert reviewed.cells.unexplained == 0


def test_a_copy_sent_back_has_one_list_only(home, copy, tmp_path):
    content = saved(load_workbook(BytesIO(copy)))
    reviewed = looked_at(home, content, tmp_path)
    assert [rated.finding.code for rated in reviewed.findings] == ["blank-value"]
    for sent_back in (copy, content):
        again = load_workbook(BytesIO(handed_back(home, sent_back, tmp_path)))
        assert again.sheetnames == load_workbook(BytesIO(copy)).sheetnames
        texts = [row[0].value for row in again[TITLE].iter_rows() if row[0].value]
        assert texts.count("1") == 1
        assert sum("this list" in text for text in texts) == 1


def test_nothing_hides_behind_the_list(home, copy, tmp_path):
    def changed(change):
        book = load_workbook(BytesIO(copy))
        change(book[TITLE])
        return {
            (rated.finding.code, place)
            for rated in looked_at(home, saved(book), tmp_path).findings
            for place in rated.finding.places
        }

    def below(sheet):
        sheet.cell(40, 3).value = 77

    def another_title(sheet):
        sheet["A1"].value = "My own figures"

    def another_name(sheet):
        sheet.title = "To mend"

    assert ("unclaimed-cell", f"{TITLE}!C40") in changed(below)
    assert "unclaimed-sheet" in {code for code, _ in changed(another_title)}
    assert "unclaimed-sheet" in {code for code, _ in changed(another_name)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_a_blank_is_read(home, tmp_path, language):
    bind(home)
    reasons = list(wording().meanings)
    labels = [getattr(codelist("obs_status").label(status), language) for status in reasons]
    reviewed = looked_at(home, fill(made(home, language), *labels), tmp_path)
    assert [(o.value, o.obs_status) for o in reviewed.accepted] == [(None, status) for status in reasons]
    assert not [rated for rated in reviewed.findings if rated.severity is not Severity.WARNING]


def test_an_earlier_edition_stays_readable_and_both_editions_are_named(home, tmp_path):
    bind(home, more=", template: {edition: '" + EDITION_TEXT + "', newest: 2027-3}")
    reviewed = looked_at(home, fill(made(home), *FILLED), tmp_path)
    (told,) = reviewed.findings
    assert (told.finding.code, told.severity) == ("template-earlier", Severity.WARNING)
    for language in LANGUAGES:
        message = catalogue().message(told.finding, language)
        assert newest_edition() in message
        assert "2027-3" in message
    assert accepted(reviewed) == ACCEPTED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("edition", "code"), [("2019-4", "template-earlier"), ("2999-1", "template-unknown")]
)
def test_an_edition_is_held_against_the_newest(home, tmp_path, language, edition, code):
    bind(home)
    intake = read_back(home, fill(made(home, language), *FILLED, edition=edition), tmp_path)
    (found,) = intake.findings
    assert (found.code, found.places) == (code, (f"{getattr(wording().names['observations'], language)}!A1",))
    assert found.params == {"edition": edition, "newest": newest_edition()}
    assert catalogue().rule(code).severity is (Severity.WARNING if "earlier" in code else Severity.BLOCKER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("alteration", ["emptied", "deleted", "typed over", "moved elsewhere"])
def test_a_missing_edition_is_told_where_it_should_stand(home, tmp_path, language, alteration):
    bind(home)
    book, sheet = opened(fill(made(home, language), *FILLED))
    line = sheet["A1"].value
    if alteration == "deleted":
        sheet.delete_rows(1, 4)
    else:
        sheet["A1"].value = {"typed over": line.replace("-", ".")}.get(alteration)
    if alteration == "moved elsewhere":
        sheet["C1"].value = line
    saved = BytesIO()
    book.save(saved)
    reviewed = looked_at(home, saved.getvalue(), tmp_path)
    told = [(r.finding.code, r.finding.places, r.finding.value) for r in reviewed.findings]
    seen = line.replace("-", ".") if alteration == "typed over" else ""
    expected = [("template-unnamed", (f"{sheet.title}!A1",), fold(seen))]
    assert told == ([] if alteration == "moved elsewhere" else expected)
    assert accepted(reviewed) == ACCEPTED
    assert reviewed.verdict.value.startswith("accepted")


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


def test_who_never_reported_is_asked_for_what_fits_and_is_read_back(small_home, tmp_path):
    bind(small_home, "beta")
    content = made(small_home, member="beta")
    count = len(asked_rows(opened(content)[1]))
    assert count > 2
    intake = read_back(small_home, fill(content, *range(1, count + 1)), tmp_path, "beta")
    assert not intake.findings
    assert sorted(o.value for o in intake.observations) == list(range(1, count + 1))


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


def test_the_command_prints_the_profile_that_reads_it(home, tmp_path, capsys):
    target = tmp_path / "delta.xlsx"
    command = ["template", "--home", str(home.home.root), "--for", "delta", "--round", ROUND]
    assert main([*command, "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(target)
    text = said.err[said.err.index("profile: delta") :]
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    path = tmp_path / "filled.xlsx"
    path.write_bytes(fill(target.read_bytes(), *FILLED))
    file = [str(path), "--from", "delta", "--round", ROUND, "--home", str(home.home.root)]
    confirm = ["profile", "confirm", str(draft), "--by", "Ann", "--home", str(home.home.root)]
    assert main(confirm) == 0
    assert main(["check", *file]) == 0
    assert main([*command, "-o", str(target)]) == 2, "a workbook that may be filled in is never overwritten"
    assert main([*command, "-o", str(tmp_path / "again.xlsx")]) == 0
    assert "profile: delta" not in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words_", "why"),
    [
        (["--for", "nobody", "--round", ROUND, "-o", "x.xlsx"], "not in the register"),
        (["--for", "watch", "--round", ROUND, "-o", "x.xlsx"], "convener"),
        (["--for", "delta", "--round", "1999-Q1", "-o", "x.xlsx"], "calendar"),
        (["--for", "delta", "--round", ROUND, "-o", "x.csv"], ".xlsx"),
    ],
)
def test_what_cannot_be_made_is_said(home, capsys, words_, why):
    assert main(["template", "--home", str(home.home.root), *words_]) == 2
    assert why in capsys.readouterr().err


def test_every_indicator_asked_for_at_first_exists():
    text = (files("reports") / "questionnaire" / "first_indicators.yaml").read_text(encoding="utf-8")
    written = parse_text(text, name="first")
    assert set(written) <= set(codelist("channels").codes)
    assert not {code for listed in written.values() for code in listed} - set(codelist("indicators").codes)


def test_the_newest_edition_has_its_golden_case():
    """What an edition wrote is kept as a golden case, so that it stays readable when the next one comes."""
    folder = Path(__file__).resolve().parents[1] / "golden" / f"known-coalition-workbook-{newest_edition()}"
    assert newest_edition() in (folder / "case.yaml").read_text(encoding="utf-8")
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert "! " not in expected, "raise the edition with a new case, and let this one tell it"
