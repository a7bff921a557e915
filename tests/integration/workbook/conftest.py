"""A desk for the reporting workbook: made for a member, filled in, sent and reviewed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.intake import read_submission
from pipeline.model import Submission
from quality import suite
from quality.review import Case, review
from reports.questionnaire.observations import HEADER_ROW
from reports.questionnaire.plan import plan, profile_texts
from reports.questionnaire.wording import wording
from reports.questionnaire.workbook import template

sys.path.insert(0, str(Path(__file__).parent))

from workbook_words import BEFORE, FILLED

ROUND = "2021-Q2"
PROFILE = """
profile: {member}
reporter: {member}
version: 1
confirmed: {{by: Secretariat, on: 2021-07-02}}
layouts:
  - {{name: workbook, from: 2021-Q1, known: coalition-workbook, with: {{subjects: {texts}}}}}
"""


class Filled:
    """A workbook as its member sees it, by rows of the sheet to fill in, from 0."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[0]
        self.at = {}
        for cell in self.sheet[HEADER_ROW]:
            for name, text in wording().headings.items():
                if cell.value in {t.format(round="2021-Q1") for t in (text.en, text.zh)}:
                    self.at[name] = cell.column

    @property
    def rows(self):
        return [r for r in range(HEADER_ROW + 1, self.sheet.max_row + 1) if self.sheet.cell(r, 1).value]

    def fill(self, *values):
        for number, value in enumerate(values):
            self.put(number, "value", value)
        return self

    def put(self, number, column, value):
        self.sheet.cell(HEADER_ROW + 1 + number, self.at[column]).value = value
        return self

    def delete(self, *numbers):
        for number in sorted(numbers, reverse=True):
            self.sheet.delete_rows(HEADER_ROW + 1 + number)
        return self

    def free(self, number=0):
        """The value cell of a free row below the last."""
        last = max(self.rows, default=HEADER_ROW)
        return f"{self.sheet.title}!{self.sheet.cell(last + 1 + number, self.at['value']).coordinate}"

    @property
    def content(self):
        saved = BytesIO()
        self.book.save(saved)
        return saved.getvalue()


class WorkbookDesk:
    """A home in which Delta, with its platform, gave five figures for the first quarter."""

    def __init__(self, small_home, folder):
        self.small_home, self.folder = small_home, folder
        self.received = datetime(2021, 7, 20, tzinfo=UTC)
        self.sent = 0
        small_home.accept("delta", "2021-Q1", "2021-04-20", *BEFORE)
        texts = profile_texts(small_home.deployment, "delta", ROUND)
        written = "{" + ", ".join(f'"{text}": {party}' for text, party in texts.items()) + "}"
        path = small_home.home.profiles / "delta.yaml"
        path.write_text(PROFILE.format(member="delta", texts=written), encoding="utf-8")

    def made(self, language="en", round_=ROUND):
        return Filled(template(plan(self.small_home.deployment, "delta", round_, language)))

    def filled(self, language="en"):
        return self.made(language).fill(*FILLED)

    def case(self, filled, answers=(), round_=ROUND, **given):
        self.sent += 1
        path = self.folder / f"sent-{self.sent}.xlsx"
        path.write_bytes(filled.content)
        moment = self.received.replace(minute=self.sent)
        submission = Submission(
            id=f"s{self.sent}", reporter="delta", round=round_, file_name=path.name, sha256="0" * 64, size=1,
            received_at=moment, **given,
        )  # fmt: skip
        return Case(submission, path, answers=tuple(answers))

    def review(self, *cases):
        return review(cases, self.small_home.deployment)

    def read(self, filled):
        case = self.case(filled)
        return read_submission(case.path, case.submission, self.small_home.deployment)

    def one(self, filled, **given):
        return self.review(self.case(filled, **given))[0]

    def answered(self, case, *answers):
        return replace(case, answers=answers)


@pytest.fixture
def workbook_desk(small_home, tmp_path, monkeypatch):
    """A desk without Great Expectations, on which nothing here depends: much faster."""
    monkeypatch.setattr(suite, "failures", lambda rows, rules, register, kept: [])
    return WorkbookDesk(small_home, tmp_path)


@pytest.fixture
def home(small_home):
    """A member with a platform of its own, whose figures of the first quarter were accepted."""
    small_home.accept("delta", "2021-Q1", "2021-04-20", *BEFORE)
    return small_home
