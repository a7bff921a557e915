"""A report in the public template of the EU, written small, and what is read of it by a built-in layout."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from pipeline.intake import read_submission
from pipeline.layouts.known import expanded
from pipeline.model import Submission
from pipeline.profiles import Profile
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

REGISTER = """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
relations: [{party: shop, relation: platform_of, of: alpha, start: 2000-01-01}]
"""
SERVICE, PERIOD = "Market Place", "2026-01-01/2026-06-30"
SECTIONS = ("Service", "Reporting period", "Section", "Indicator", "Scope", "Value")
FILLED = {"subjects": {SERVICE: "alpha"}}
COMPLAINTS = "Number of complaints submitted to the internal-complaints mechanism"
ACCURACY = "Accuracy of the automated means - Accuracy"
RECIPIENTS = "Number of average monthly active recipients during the reporting period "
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


def values(intake):
    return {(o.indicator, o.category): o.value for o in intake.observations}


def written(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


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


def sections(*rows):
    return [SECTIONS, *([SERVICE, PERIOD, "Section", *row] for row in rows)]
