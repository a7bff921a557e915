"""What columns say of a row: of whom it is, of which month, and in which state its value is."""

from __future__ import annotations

import pytest
from mapping_words import MappingDesk

from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

REGISTER = Register(
    as_model(
        parse_text(
            """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
  - {id: beta, kind: company, name: {en: Beta, zh: 乙}}
relations:
  - {party: shop, relation: platform_of, of: alpha, start: 2010-01-01}
""",
            name="register",
        ),
        RegisterFile,
        name="register",
    )
)

SUBJECTS = """
name: subjects
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: platforms
    header: [[Platform, Month, Removed]]
    values: [Removed]
    fields:
      subject: {column: Platform, codes: {Alpha: alpha, Shop: shop, Beta: beta, Gamma: gamma}}
      period: {column: Month, span: month}
      indicator: {constant: listings_removed}
"""


@pytest.fixture
def desk():
    """A desk whose register knows a stranger to the reporter."""
    made = MappingDesk()
    made.register = REGISTER
    return made


def test_a_reporter_speaks_for_itself_and_what_it_owns(desk) -> None:
    rows = [f"{who};2021-0{month};1" for month in (1, 2, 3) for who in ("Alpha", "Shop")]
    lines = ["Platform;Month;Removed", *rows, "Beta;2021-01;1", "Gamma;2021-01;1"]
    assert desk.found("\n".join(lines), SUBJECTS) == {"not-your-subject": ("C8",), "unknown-subject": ("C9",)}


def test_a_month_that_is_missing_between_others_is_asked_about(mapping_desk) -> None:
    mapped = mapping_desk.map("Platform;Month;Removed\nAlpha;2021-01;1\nAlpha;2021-03;1", SUBJECTS)
    assert [finding.params["missing"] for finding in mapped.findings] == ["2021-02"]


STATES = """
name: states
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: states
    header: [[Quarter, Removed, Status]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      obs_status: {column: Status, codes: {final: normal, prov: provisional, withheld: withheld}}
"""


@pytest.mark.parametrize(
    ("row", "status", "value", "code"),
    [
        ("2021-Q1;5;prov", "provisional", 5, None),
        ("2021-Q1;;withheld", "withheld", None, None),
        ("2021-Q1;5;withheld", None, None, "status-and-value"),
        ("2021-Q1;;final", None, None, "blank-value"),
    ],
)
def test_a_status_column(
    mapping_desk, row: str, status: str | None, value: int | None, code: str | None
) -> None:
    mapped = mapping_desk.map(f"Quarter;Removed;Status\n{row}", STATES)
    assert {finding.code for finding in mapped.findings} == ({code} if code else set())
    assert [(o.obs_status, o.value) for o in mapped.observations] == ([(status, value)] if status else [])
