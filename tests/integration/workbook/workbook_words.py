"""Words to speak of a reporting workbook: bound to a profile, made, filled in, sent and read back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from pipeline.intake import read_submission
from pipeline.layouts.known import built_in
from pipeline.model import Submission
from quality.review import Case, review
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

FILLED = (130, 1100, 9, 16, 71.25)

ACCEPTED = {
    ("delta", "listings_removed", "elephant_ivory"): 130,
    ("shop", "listings_removed", "elephant_ivory"): 1100,
    ("shop", "listings_removed", "pangolin"): 9,
    ("shop", "accounts_sanctioned", "all"): 16,
    ("shop", "share_removed_before_view", "all"): Decimal("71.25"),
}


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


def saved(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
