"""A block in any dialect, encoding and form, read through its draft: the same values, or a word about it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.drafting.draft import draft_profile, refused_by_language
from pipeline.mapping import Situation, map_book
from pipeline.model import RefusalError, Submission
from pipeline.profiles import Profile
from pipeline.questions import open_questions
from pipeline.readers.opening import open_book
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

REGISTER = Register(
    as_model(
        parse_text("parties: [{id: alpha, kind: company, name: {en: Alpha, zh: 甲}}]", name="r"),
        RegisterFile,
        name="r",
    )
)
MEASURES = {
    "en": {"Listings removed": "listings_removed", "Ads blocked": "ads_blocked",
           "Accounts sanctioned": "accounts_sanctioned"},
    "zh": {"下架商品": "listings_removed", "屏蔽广告": "ads_blocked", "处置账号": "accounts_sanctioned"},
}  # fmt: skip
TAXA = {
    "en": {
        "Elephant ivory": "elephant_ivory",
        "Rhino horn": "rhino",
        "Pangolin": "pangolin",
        "Corals": "corals",
    },
    "zh": {"象牙": "elephant_ivory", "犀角": "rhino", "穿山甲": "pangolin", "珊瑚": "corals"},
}
UNSURE = {"en": ["Ivory", "Widgets", "Other", "Cats"], "zh": ["其他", "杂项", "牙雕", "龟"]}
UNSURE_MEANS = "orchids"
MONTHS = {
    "en": [("Jan 2021", 1), ("Feb 2021", 2), ("Mar 2021", 3)],
    "zh": [("2021年1月", 1), ("2021年2月", 2), ("2021年3月", 3)],
}
WORDS = {
    "en": {"month": "Month", "measure": "Measure", "species": "Species group", "value": "Count",
           "total": "Total",
           "note": "Note: the figures are those of the month of the action", "title": "Return of Alpha"},
    "zh": {"month": "月份", "measure": "指标", "species": "物种", "value": "数量", "total": "合计",
           "note": "注：按处置月份统计", "title": "甲公司处置情况"},
}  # fmt: skip
ENCODINGS = {
    "en": ["utf-8", "utf-8-sig", "utf-16", "cp1252"],
    "zh": ["utf-8", "gb18030", "utf-8-sig", "big5", "utf-16"],
}
DAYS = {1: 31, 2: 28, 3: 31}


@st.composite
def blocks(draw):
    """What is reported, and a grid of texts that says it."""
    language = draw(st.sampled_from(["en", "zh"]))
    words = WORDS[language]
    measures = draw(st.lists(st.sampled_from(list(MEASURES[language])), min_size=1, max_size=3, unique=True))
    taxa = draw(st.lists(st.sampled_from(list(TAXA[language])), min_size=2, max_size=4, unique=True))
    if draw(st.integers(0, 4)) == 0:
        taxa.append(draw(st.sampled_from(UNSURE[language])))
    months = MONTHS[language]
    number = st.one_of(st.integers(0, 99), st.integers(1000, 99_999), st.integers(100_000, 3_000_000))
    truth = {(m, t, p): draw(number) for m in measures for t in taxa for p, _ in months}
    mark = draw(st.sampled_from(["", "", "n/c", "—"]))
    if mark and draw(st.booleans()):
        truth[draw(st.sampled_from(sorted(truth)))] = mark
    style = draw(st.sampled_from(["plain", "plain", ",", ".", " "]))
    form = draw(st.sampled_from(["long", "wide by period", "wide by indicator", "cross-tab"]))
    extras = {key: draw(st.booleans()) for key in ("total", "note", "title")}
    header, rows = FORMS[form](truth, measures, taxa, [p for p, _ in months], words, style, extras["total"])
    grid = [[words["title"]], *header, *rows] if extras["title"] else [*header, *rows]
    if extras["note"]:
        grid.append([words["note"]])
    width = max(map(len, grid))
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    return (
        language,
        truth,
        grid,
        draw(st.sampled_from(ENCODINGS[language])),
        draw(st.sampled_from(",;\t|")),
        style,
    )


def shown(value, style):
    if isinstance(value, str):
        return value
    return str(value) if style == "plain" else f"{value:,}".replace(",", style)


def summed(values):
    return sum(value for value in values if not isinstance(value, str))


def long(truth, measures, taxa, months, words, style, total):
    header = [words["month"], words["measure"], words["species"], words["value"]]
    rows = [[p, m, t, shown(truth[m, t, p], style)] for p in months for m in measures for t in taxa]
    return [header], rows


def wide_by_period(truth, measures, taxa, months, words, style, total):
    header = [words["measure"], words["species"], *months]
    rows = []
    for m in measures:
        rows += [[m, t, *(shown(truth[m, t, p], style) for p in months)] for t in taxa]
        if total:
            rows.append(
                [m, words["total"], *(shown(summed(truth[m, t, p] for t in taxa), style) for p in months)]
            )
    return [header], rows


def wide_by_indicator(truth, measures, taxa, months, words, style, total):
    header = [words["month"], words["species"], *measures]
    rows = []
    for p in months:
        rows += [[p, t, *(shown(truth[m, t, p], style) for m in measures)] for t in taxa]
        if total:
            rows.append(
                [p, words["total"], *(shown(summed(truth[m, t, p] for t in taxa), style) for m in measures)]
            )
    return [header], rows


def cross_tab(truth, measures, taxa, months, words, style, total):
    upper = [words["month"], *(text for m in measures for text in (m, *[""] * (len(taxa) - 1)))]
    lower = ["", *(t for _ in measures for t in taxa)]
    rows = [[p, *(shown(truth[m, t, p], style) for m in measures for t in taxa)] for p in months]
    return [upper, lower], rows


FORMS = {
    "long": long, "wide by period": wide_by_period, "wide by indicator": wide_by_indicator,
    "cross-tab": cross_tab,
}  # fmt: skip


def written(grid, encoding, delimiter, path):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(grid)
    path.write_bytes(text.getvalue().encode(encoding))


def as_workbook(grid, path):
    workbook = Workbook()
    for row in grid:
        workbook.active.append([int(text) if text.isdigit() else text or None for text in row])
    workbook.save(path)


def meant(truth, language):
    """(indicator, taxon, month) -> value."""
    months = dict(MONTHS[language])
    return {
        (MEASURES[language][m], TAXA[language].get(t, UNSURE_MEANS), months[p]): value
        for (m, t, p), value in truth.items()
    }


def read_back(path, content):
    """Observations and findings through a draft whose questions are answered."""
    layout = as_model(content, Profile, name="drafted").layouts[0]
    submission = Submission(
        id="s", reporter="alpha", round="2021-Q1", file_name=path.name, sha256="", size=1,
        received_at=datetime(2021, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    book = open_book(path, file_name=path.name, dialect=layout.file.dialect, records=layout.file.records)
    return map_book(book, layout, Situation(submission, REGISTER))


def answer(draft, style):
    """The drafted content with what a member would say of unknown words, marks and numbers."""
    content = draft.content
    if content["layouts"][0]["blocks"] == "?":
        return content
    block = content["layouts"][0]["blocks"][0]
    if "? header 2" in block["fields"]:
        block["fields"]["taxon_group"] = block["fields"].pop("? header 2")
    for rule in block["fields"].values():
        for text, code in rule.get("codes", {}).items():
            rule["codes"][text] = UNSURE_MEANS if code == "?" else code
    for text, status in block.get("markers", {}).items():
        block["markers"][text] = "not_collected" if status == "?" else status
    if block["number"] == "?":
        block["number"] = (
            "plain" if style == "plain" else {"decimal": "," if style == "." else ".", "thousands": style}
        )
    return content


def check(path, truth, language, style="plain"):
    """True when everything was decided and read right; False when a person is asked or told."""
    try:
        draft = draft_profile(
            path, file_name=path.name, reporter="alpha", round_="2021-Q1", register=REGISTER
        )
    except RefusalError:
        return False
    content = answer(draft, style)
    if list(open_questions(content)):
        return False
    assert draft.questions or not refused_by_language(draft), draft.text
    try:
        mapped = read_back(path, content)
    except RefusalError:
        return False
    expected = meant(truth, language)
    found = {}
    for o in mapped.observations:
        assert o.period_start == date(2021, o.period_start.month, 1)
        assert o.period_end.day == DAYS[o.period_end.month], draft.text
        assert o.period_end.month == o.period_start.month
        found[o.indicator, o.taxon_group, o.period_start.month] = o.value
    for key, value in found.items():
        stated = expected.get(key)
        right = Decimal(stated) if isinstance(stated, int) else None
        assert value == right, (key, value, stated, draft.text)
    assert set(found) == set(expected) or mapped.findings, draft.text
    return not mapped.findings and not draft.questions


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=blocks())
def test_delimited_text_reads_the_same_or_says_why_not(made, tmp_path):
    language, truth, grid, encoding, delimiter, style = made
    path = tmp_path / "alpha.csv"
    try:
        written(grid, encoding, delimiter, path)
    except UnicodeEncodeError:
        return
    check(path, truth, language, style)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=blocks())
def test_a_workbook_reads_the_same_or_says_why_not(made, tmp_path):
    language, truth, grid, _, _, style = made
    path = tmp_path / "alpha.xlsx"
    as_workbook(grid, path)
    check(path, truth, language, style)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("style", ["plain", ","])
def test_a_clean_block_needs_no_person(form, language, style, tmp_path):
    """Certain words and certain numbers: nothing is asked, nothing is complained of, every value is right."""
    measures, taxa = list(MEASURES[language]), list(TAXA[language])[:3]
    months = [p for p, _ in MONTHS[language]]
    truth = {
        (m, t, p): 1000 * i + 37
        for i, (m, t, p) in enumerate((m, t, p) for m in measures for t in taxa for p in months)
    }
    header, rows = FORMS[form](truth, measures, taxa, months, WORDS[language], style, form != "long")
    grid = [*header, *rows]
    written(grid, "utf-8" if language == "en" else "gb18030", ",", tmp_path / "alpha.csv")
    assert check(tmp_path / "alpha.csv", truth, language)


TRAPS = {
    "a scale below the table": "Month,Species,Listings removed\n2021-01,Pangolin,5\n2021-02,Pangolin,7\n"
    "\nAll figures in thousands,,\n",
    "running totals by month": "Cumulative since 2018,,\nMonth,Species group,Listings removed\n"
    "2021-01,Pangolin,5\n2021-02,Pangolin,7\n",
    "a day of publication": "Published 2021-01,,\nSpecies group,Listings removed,Ads blocked\nPangolin,5,6\n"
    "Corals,7,2\n",
    "one number with two readings": "Month,Species group,Time spent\n2021-01,Pangolin,1.234\n",
    "a total that is none": "Month,Species group,Listings removed\n2021-01,Pangolin,5\n2021-01,Corals,7\n"
    "2021-01,Total,40\n",
    "a blank": "Month,Species group,Listings removed\n2021-01,Pangolin,5\n2021-02,Pangolin,\n",
    "days of unknown order": "Date,Species group,Listings removed\n03/04/2021,Pangolin,5\n",
    "two columns of periods": "Month,Reporting period,Species,Listings removed\n2021-01,2020-12,Corals,5\n",
    "a percentage of a count": "Month,Species group,Listings removed (%)\n2021-01,Pangolin,58\n",
    "shares of unknown form": "Month,Proactive rate\n2021-01,0.97\n2021-02,0.95\n",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_what_may_mislead_is_asked(trap, tmp_path):
    path = tmp_path / "alpha.csv"
    path.write_text(TRAPS[trap], encoding="utf-8")
    draft = draft_profile(path, file_name="alpha.csv", reporter="alpha", round_="2021-Q1", register=REGISTER)
    assert draft.questions, draft.text


def test_a_column_without_a_label_is_not_known_by_the_name_it_is_given(tmp_path):
    """The name "Row" is the draft's own: what stands below it may be anything, unless it counts the rows."""
    path = tmp_path / "alpha.csv"
    path.write_text(",Pangolin,Corals\nShop one,12,3\nShop two,7,1\nShop three,4,9\n", encoding="utf-8")
    draft = draft_profile(path, file_name="alpha.csv", reporter="alpha", round_="2021-Q1", register=REGISTER)
    assert any("column without a label" in question.text for question in draft.questions), draft.text
    path.write_text(",Pangolin,Corals\n1,12,3\n2,7,1\n3,4,9\n", encoding="utf-8")
    draft = draft_profile(path, file_name="alpha.csv", reporter="alpha", round_="2021-Q1", register=REGISTER)
    assert not any("column without a label" in question.text for question in draft.questions), draft.text
