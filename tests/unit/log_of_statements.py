"""A log of statements of reasons, a row a decision, written small, and what is counted in it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from pipeline.logs.reading import read_log
from pipeline.logs.rule import LogRule
from pipeline.logs.schema import log_schema
from pipeline.mapping import Situation
from pipeline.model import Submission
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

SCHEMA = log_schema("dsa-statements")
PARTIES = "parties: [{id: market, kind: company, name: {en: Market, zh: 市场}}]"
ANIMALS = "STATEMENT_CATEGORY_ANIMAL_WELFARE"
PRODUCTS = "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS"
SALE, HARM = '["KEYWORD_UNLAWFUL_SALE_ANIMALS"]', '["KEYWORD_ANIMAL_HARM"]'
REMOVED = '["DECISION_VISIBILITY_CONTENT_REMOVED"]'
LABELLED = '["DECISION_VISIBILITY_CONTENT_LABELLED","DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED"]'


def statement(number, **given):
    row = dict.fromkeys(SCHEMA.columns, "")
    row |= {
        "uuid": f"0000-{number}",
        "decision_visibility": REMOVED,
        "category": ANIMALS,
        "application_date": "2026-04-01 00:00:00",
        "platform_name": "Market Place",
        "decision_facts": 'A "fact",\nin two lines',
    }
    return row | given


GOOD = (
    statement(1, category_specification=SALE),
    statement(2, category_specification=HARM, decision_visibility=LABELLED),
    statement(3, application_date="2026-04-02 00:00:00", decision_account="DECISION_ACCOUNT_SUSPENDED"),
    statement(4, category_specification='["KEYWORD_OTHER"]'),
    statement(5, category=PRODUCTS, category_addition=f'["{ANIMALS}"]'),
    statement(6, category=PRODUCTS),
)


def log(*rows, columns=SCHEMA.columns, end="\n"):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def zipped(**members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return written.getvalue()


def read(folder: Path, content: bytes, *, round_="2026-Q2", **rule):
    path = folder / "stored"
    path.write_bytes(content)
    register = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))
    submission = Submission(
        id="s", reporter="market", round=round_, file_name="sor.csv", sha256="", size=1,
        received_at=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    given = {"kind": "dsa-statements", "platforms": {"Market Place": "market"}} | rule
    return read_log(path, LogRule.model_validate(given), Situation(submission, register))


def codes(mapped):
    return [finding.code for finding in mapped.findings if finding.code != "log-rows"]


def values(mapped):
    return {(o.indicator, o.category, o.period_end.isoformat()): int(o.value) for o in mapped.observations}
