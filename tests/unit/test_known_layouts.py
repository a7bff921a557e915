"""Built-in layouts: how a profile uses them, the faults of filed reports, real files where there are."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from pipeline.intake import read_submission
from pipeline.layouts.known import built_in, expanded, names
from pipeline.model import Submission
from pipeline.profiles import Layout, Profile
from pipeline.register import Register, RegisterFile
from pipeline.settings import Settings
from pipeline.strict_yaml import EditedFileError, as_model, parse_text

REGISTER = """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
relations: [{party: shop, relation: platform_of, of: alpha, start: 2000-01-01}]
"""
SERVICE, PERIOD = "Market Place", "2026-01-01/2026-06-30"
SECTIONS = ("Service", "Reporting period", "Section", "Indicator", "Scope", "Value")
FILLED = {"subjects": {SERVICE: "alpha"}}
COUNTED = "Number of measures taken at the provider's own initiative"


class SmallDeployment:
    """As much of a deployment as reading one file needs."""

    def __init__(self, layout):
        self.register = Register(as_model(parse_text(REGISTER, name="r"), RegisterFile, name="r"))
        given = {
            "profile": "alpha", "reporter": "alpha", "version": "1", "layouts": [layout],
            "confirmed": {"by": "Secretariat", "on": "2018-04-02"},
        }  # fmt: skip
        self.profiles = {"alpha": as_model(given, Profile, name="p")}


def read(folder, content, known, *, file_name="table.csv", round_="2026-Q2", file=None, **filled):
    path = folder / "stored"
    path.write_bytes(content)
    layout = {
        "name": "x",
        "from": "2018-Q1",
        "known": known,
        "with": filled,
        "file": file or {"name": "/.*/"},
    }
    submission = Submission(
        id="s", reporter="alpha", round=round_, file_name=file_name, sha256="", size=1,
        received_at=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    return read_submission(path, submission, SmallDeployment(layout))


def codes(intake):
    told = {"ignored-by-pattern", "row-ignored-by-pattern", "sheet-ignored-by-pattern"}
    return {finding.code for finding in intake.findings} - told


def written(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def values(intake):
    return {(o.indicator, o.category): o.value for o in intake.observations}


def part(number):
    """Header of a part and the label of its column of categories."""
    block = expanded({"known": f"eu-template-{number}", "with": FILLED})["blocks"][0]
    return block["header"][0]


def category_rows(number, *rows):
    header = part(number)
    return [
        header,
        *([SERVICE, PERIOD, category, *([str(count)] * (len(header) - 3))] for category, count in rows),
    ]


GOOD = (
    ("TOTAL", 12),
    ("STATEMENT_CATEGORY_ANIMAL_WELFARE", 9),
    ("KEYWORD_ANIMAL_HARM", 5),
    ("KEYWORD_UNLAWFUL_SALE_ANIMALS", 3),
    ("KEYWORD_OTHER", 1),
    ("STATEMENT_CATEGORY_VIOLENCE", 3),
    ("KEYWORD_COORDINATED_HARM", 1),
    ("KEYWORD_OTHER", 2),
)


def sections(*rows):
    return [SECTIONS, *([SERVICE, PERIOD, "Section", *row] for row in rows)]


def test_every_built_in_layout_is_a_layout():
    fillings = {"subject": "alpha", "subjects": {SERVICE: "alpha"}}
    assert len(names()) > 10
    for name in names():
        asked = {blank: fillings[blank] for blank in built_in(name).asks if blank in fillings}
        layout = as_model({"name": "x", "from": "2018-Q1", "known": name, "with": asked}, Layout, name=name)
        assert layout.known == name
        assert layout.blocks


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"known": "eu-template-99"}, "no built-in layout"),
        ({"known": "eu-template-5"}, "asks for subjects"),
        ({"known": "eu-template-5", "with": {"subjects": {}, "subject": "a"}}, "does not ask for subject"),
        ({"known": "eu-template-5", "with": {"subjects": {"A": "a"}, "number": "roman"}}, "roman"),
    ],
)
def test_a_profile_that_uses_one_wrongly_says_what_is_asked(given, complaint):
    with pytest.raises(EditedFileError, match=complaint):
        as_model({"name": "x", "from": "2018-Q1", **given}, Layout, name="p")


@pytest.mark.parametrize("number", [3, 4, 5, 6])
def test_parts_by_category(tmp_path, number):
    rows = category_rows(number, *GOOD)
    if number == 3:
        rows = [rows[0], *([*row[:3], "TOTAL", *row[4:]] for row in rows[1:])]
    intake = read(tmp_path, written(rows), f"eu-template-{number}", **FILLED)
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    found = Counter(o.category for o in intake.observations)
    assert set(found) == {
        "eu_all",
        "animal_welfare",
        "animal_harm",
        "unlawful_sale_animals",
        "animal_welfare_other",
        "violence",
    }


def test_parts_are_never_mixed_up(tmp_path):
    """The same category and indicator in parts 5 and 6 are different figures."""
    five, six = (
        read(tmp_path, written(category_rows(number, *GOOD)), f"eu-template-{number}", **FILLED)
        for number in (5, 6)
    )
    keys = [{(o.indicator, o.category, o.definition_version) for o in i.observations} for i in (five, six)]
    assert keys[0].isdisjoint(keys[1])


def changed(change):
    rows = category_rows(5, *GOOD)
    change(rows)
    return rows


def set_cell(row, column, text):
    return lambda rows: rows[row].__setitem__(column, text)


def move(source, target):
    return lambda rows: rows.insert(target, rows.pop(source))


def add_column(rows):
    rows[0].append("original_index")
    for number, row in enumerate(rows[1:]):
        row.append(str(number))


def shorten(rows):
    del rows[3][-2:]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_cell(1, 1, "YYYY-MM-DD/YYYY-MM-DD"), "placeholder"),
        (set_cell(1, 1, "2024-01-01/2024-06-30"), "missing-period"),
        (set_cell(1, 0, "Other Place"), "unknown-code"),
        (set_cell(1, 0, ""), "blank-dimension"),
        (set_cell(1, 3, "129.7M"), "type-error"),
        (set_cell(1, 3, "129,700,000"), "type-error"),
        (set_cell(1, 3, "129.700.000"), "type-error"),
        (set_cell(4, 2, "KEYWORD_OTHER_TRAFFICKING"), "unknown-code"),
        (set_cell(2, 2, "STATEMENT_CATEGORY_ANIMALS"), "unknown-code"),
        (set_cell(3, 3, "6"), "total-differs"),
        (set_cell(2, 3, "10"), "total-differs"),
        (move(3, 7), "child-elsewhere"),
        (add_column, "unclaimed-column"),
        (lambda rows: rows[3].append("stray"), "blank-header"),
    ],
)
def test_faults_of_filed_reports_are_findings(tmp_path, change, code):
    intake = read(tmp_path, written(changed(change)), "eu-template-5", **FILLED)
    assert code in codes(intake)


def test_every_period_of_another_filing_is_a_finding(tmp_path):
    rows = category_rows(5, *GOOD)
    for row in rows[1:]:
        row[1] = "2025-01-01/2025-06-30"
    assert "round-not-covered" in codes(read(tmp_path, written(rows), "eu-template-5", **FILLED))


def test_a_blank_is_not_a_zero(tmp_path):
    intake = read(tmp_path, written(changed(set_cell(4, 3, ""))), "eu-template-5", **FILLED)
    (blank,) = [o for o in intake.observations if o.place == "D5"]
    assert (blank.value, blank.obs_status) == (None, "not_applicable")


def test_a_category_is_never_rebuilt_from_its_keywords(tmp_path):
    rows = changed(set_cell(3, 3, "7"))
    intake = read(tmp_path, written(rows), "eu-template-5", **FILLED)
    assert values(intake)["measures_taken", "animal_welfare"] == 9
    assert "total-differs" in codes(intake)


@pytest.mark.parametrize("service", ["", SERVICE])
@pytest.mark.parametrize("number", [4, 5, 6])
def test_the_empty_template_gives_no_zero(tmp_path, number, service):
    rows = category_rows(number, *GOOD)
    empty = [
        rows[0],
        *([service, "YYYY-MM-DD/YYYY-MM-DD", row[2], *[""] * (len(row) - 3)] for row in rows[1:]),
    ]
    intake = read(tmp_path, written(empty), f"eu-template-{number}", **FILLED)
    assert intake.observations == ()
    assert codes(intake) & {"placeholder", "unclaimed-cell"}


def test_thousands_are_read_when_the_profile_says_how_they_are_written(tmp_path):
    rows = category_rows(5, ("TOTAL", "129,700,000"), ("STATEMENT_CATEGORY_VIOLENCE", 129700000))
    intake = read(tmp_path, written(rows), "eu-template-5", number={"thousands": ","}, **FILLED)
    assert codes(intake) == {"missing-total"} or codes(intake) == set()
    assert values(intake)["measures_taken", "eu_all"] == 129_700_000


def test_columns_of_ones_own_are_named(tmp_path):
    intake = read(
        tmp_path, written(changed(add_column)), "eu-template-5", ignore=["original_index"], **FILLED
    )
    assert codes(intake) == set()


COMPLAINTS = "Number of complaints submitted to the internal-complaints mechanism"
ACCURACY = "Accuracy of the automated means - Accuracy"
RECIPIENTS = "Number of average monthly active recipients during the reporting period "


@pytest.mark.parametrize(
    ("number", "row", "expected"),
    [
        (7, (COMPLAINTS, "Total number", "15411338"), ("appeals_received", "eu_all", 15411338)),
        (7, (COMPLAINTS, "Median time", "1.91"), ("hours_to_decide_appeal", "eu_all", "1.91")),
        (8, (ACCURACY, "Total number", "0.86"), ("automation_accuracy", "eu_all", 86)),
        (9, ("Number of internal moderators employed by the provider", "Total number", "7"),
         ("moderators_internal", "eu_all", 7)),
        (10, (RECIPIENTS, "TOTAL", "1000"), ("monthly_users", "eu_all", 1000)),
        (10, (RECIPIENTS, "EL", "10"), ("monthly_users", "eu_all", 10)),
    ],
)  # fmt: skip
def test_parts_by_section(tmp_path, number, row, expected):
    intake = read(tmp_path, written(sections(row)), f"eu-template-{number}", **FILLED)
    assert codes(intake) == set()
    indicator, category, value = expected
    assert {key: str(float(v)) for key, v in values(intake).items()} == {
        (indicator, category): str(float(value))
    }


@pytest.mark.parametrize(
    ("number", "row", "code"),
    [
        (7, (COMPLAINTS, "Median time", "162.4 HRS"), "type-error"),
        (8, (ACCURACY, "Total number", "0,86"), "type-error"),
        (8, (ACCURACY, "Total number", "86%"), "percent-unexpected"),
        (8, (ACCURACY, "Total number", "86"), "percent-out-of-range"),
        (10, (RECIPIENTS, "AT, […], SE", "1000"), "unknown-code"),
        (10, (RECIPIENTS, "[...]", "1000"), "placeholder"),
    ],
)
def test_faults_of_sections_are_findings(tmp_path, number, row, code):
    intake = read(tmp_path, written(sections(row)), f"eu-template-{number}", **FILLED)
    assert code in codes(intake)
    assert intake.observations == ()


def test_a_median_that_became_a_date_is_a_finding(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "7_appeals"
    for row in sections((COMPLAINTS, "Median time", datetime(1900, 1, 6, tzinfo=UTC).replace(tzinfo=None))):
        sheet.append(list(row))
    book.save(tmp_path / "made.xlsx")
    content = (tmp_path / "made.xlsx").read_bytes()
    file = {"format": "excel", "name": "/.*/"}
    intake = read(tmp_path, content, "eu-template-7", file_name="made.xlsx", file=file, **FILLED)
    assert intake.observations == ()
    assert codes(intake)


def test_all_parts_on_the_sheets_of_one_workbook(tmp_path):
    book = Workbook()
    book.worksheets[0].title = "1_report_identification"
    book.worksheets[0].append(["Name", "Market Place"])
    for number in (3, 4, 5, 6):
        rows = category_rows(number, *GOOD)
        for row in rows[1:]:
            if number == 3:
                row[3] = "TOTAL"
        fill(book.create_sheet(f"{number}_sheet"), rows)
    fill(book.create_sheet("7_x"), sections((COMPLAINTS, "Total number", "5")))
    fill(book.create_sheet("8_x"), sections((ACCURACY, "Total number", "0.5")))
    fill(
        book.create_sheet("9_x"),
        sections(("Number of internal moderators employed by the provider", "Total number", "7")),
    )
    fill(book.create_sheet("10_x"), sections((RECIPIENTS, "TOTAL", "1000")))
    book.save(tmp_path / "made.xlsx")
    content = (tmp_path / "made.xlsx").read_bytes()
    file = {"format": "excel", "name": "/.*/"}
    intake = read(tmp_path, content, "eu-template-workbook", file_name="made.xlsx", file=file, **FILLED)
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    assert values(intake)["monthly_users", "eu_all"] == 1000


def fill(sheet, rows):
    for row in rows:
        sheet.append([float(text) if text.replace(".", "").isdigit() else text for text in row])


def sample(*parts):
    samples = Settings.from_environment().samples
    if samples is None:
        pytest.skip("COALITION_SAMPLES is not set")
    return samples.joinpath(*parts)


def test_a_filed_part_5_adds_up(tmp_path):
    path = sample("dsa-filed", "aliexpress-2026H1-5_own_initiative_illegal.csv")
    intake = read(tmp_path, path.read_bytes(), "eu-template-5", subjects={"Aliexpress": "alpha"})
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    found = {
        category: value for (code, category), value in values(intake).items() if code == "measures_taken"
    }
    assert (found["animal_harm"], found["unlawful_sale_animals"], found["animal_welfare_other"]) == (
        4036,
        154,
        0,
    )
    assert found["animal_welfare"] == 4036 + 154 == 4190
    assert (found["prohibited_products"], found["risk_environmental_damage"]) == (124473, 103760)
    assert found["eu_all"] == 1181766


def test_a_filed_part_7_is_read(tmp_path):
    path = sample("dsa-filed", "tiktok-2025H2-7_appeals_and_recidivism.csv")
    intake = read(
        tmp_path, path.read_bytes(), "eu-template-7", round_="2025-Q4", subjects={"TikTok": "alpha"}
    )
    assert codes(intake) == set()
    assert values(intake)["appeals_received", "eu_all"] == 15_411_338
    assert values(intake)["decisions_partly_reversed", "eu_all"] is None


@pytest.mark.parametrize("number", range(3, 11))
def test_the_official_empty_template_gives_nothing(tmp_path, number):
    (path,) = sample("dsa-template-blank").glob(f"*Part_{number}_*.csv")
    intake = read(tmp_path, path.read_bytes(), f"eu-template-{number}", subjects={"Any": "alpha"})
    assert intake.observations == ()
    assert codes(intake) & {"unclaimed-cell", "placeholder"}


@pytest.mark.parametrize(
    ("release", "count"),
    [("2021-q2", 290), ("2021-q3", 310), ("2021-q4", 330), ("2022-q1", 350), ("2022-q2", 370)],
)
def test_every_release_of_one_report(tmp_path, release, count):
    path = sample("meta", f"meta-{release}.csv")
    apps = {"Facebook": "alpha", "Instagram": "shop"}
    intake = read(tmp_path, path.read_bytes(), "meta-enforcement", round_=release.upper(), subjects=apps)
    assert codes(intake) == set()
    assert (len(intake.observations), intake.cells.unexplained) == (count, 0)


@pytest.mark.parametrize(
    ("name", "known", "videos"),
    [
        ("2021-q3.xlsx", "tiktok-enforcement-workbook", 91_445_802),
        ("2022-q1.xlsx", "tiktok-enforcement-workbook", 102_305_516),
        ("2022-q4.csv", "tiktok-enforcement", 85_680_819),
        ("2023-q2.csv", "tiktok-enforcement", None),
    ],
)
def test_every_edition_of_another_report(tmp_path, name, known, videos):
    path, ending = sample("tiktok", f"tiktok-{name}"), name.rpartition(".")[2]
    file = {"name": "/.*/"} | ({"format": "excel"} if ending == "xlsx" else {})
    intake = read(
        tmp_path,
        path.read_bytes(),
        known,
        round_=name[:7].upper(),
        file_name=name,
        file=file,
        subject="alpha",
    )
    # A share of nine decimals cannot be stored exactly: such cells are findings, and so are their gaps.
    assert codes(intake) <= {"too-many-decimals", "missing-period", "periods-disagree", "duplicate-value"}
    assert intake.cells.unexplained == 0
    removed = [
        o.value for o in intake.observations if o.indicator == "videos_removed" and o.decision_mode == "all"
    ]
    assert removed
    assert videos is None or videos in removed
