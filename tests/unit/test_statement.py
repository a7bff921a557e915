"""Public statements must say what their words say: number, hedge, direction and bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.mapping import Situation
from pipeline.model import Intake, Submission
from pipeline.readers.statement import read_statements
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

PARTIES = """
parties:
  - {id: secretariat, kind: secretariat, name: {en: Secretariat, zh: 秘书处}}
  - {id: baidu, kind: company, name: {en: Baidu, zh: 百度}}
  - {id: panel, kind: panel, name: {en: Panel, zh: 样本}}
"""
SOURCE = "source: {title: A title, publisher: A paper, url: https://example.org/a, date: 2020-10-21}\n"
BASE = {
    "quote": '"the company removed approximately 263,000 pieces of information"',
    "attributed_to": "Baidu",
    "subject": "baidu",
    "indicator": "items_removed",
    "printed": '"approximately 263,000"',
    "value": "263000",
    "qualifier": "approximately",
    "period": "{start: 2019-01-01, start_precision: year, end: 2019-12-31, end_precision: year}",
}


def entry(**changes: str | None) -> str:
    """One statement; None leaves a field out."""
    fields = {**BASE, **changes}
    return "- {" + ", ".join(f"{k}: {v}" for k, v in fields.items() if v is not None) + "}\n"


def figure(quote: str, printed: str, value: str | None, qualifier: str, **more: str) -> str:
    return entry(quote=f'"{quote}"', printed=f'"{printed}"', value=value, qualifier=qualifier, **more)


def read(folder: Path, *entries: str, text: str | None = None, round_: str = "2020-Q4") -> Intake:
    path = folder / "statement.yaml"
    body = SOURCE + "statements:\n" + "".join(entries) if text is None else text
    path.write_text(body, encoding="utf-8")
    received = datetime(2021, 1, 20, tzinfo=UTC)
    submission = Submission(
        id="s",
        reporter="secretariat",
        round=round_,
        file_name=path.name,
        sha256="",
        size=1,
        received_at=received,
    )
    register = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))
    return read_statements(path, Situation(submission, register))


def codes(intake: Intake) -> list[str]:
    return [finding.code for finding in intake.findings]


def test_a_statement_becomes_an_observation_with_its_words_and_source(tmp_path: Path) -> None:
    intake = read(tmp_path, entry())
    assert intake.findings == ()
    (o,) = intake.observations
    assert (o.value, o.value_low, o.value_high, o.qualifier) == (263000, 262500, 263500, "approximately")
    assert (o.period_start, o.period_start_precision, o.period_end_precision) == (
        date(2019, 1, 1),
        "year",
        "year",
    )
    assert (o.place, o.attributed_to, o.source_publisher, o.source_date) == (
        "/statements/0",
        "Baidu",
        "A paper",
        date(2020, 10, 21),
    )
    assert o.quote == "the company removed approximately 263,000 pieces of information"
    assert (intake.cells.in_file, intake.cells.as_observations, intake.cells.unexplained) == (1, 1, 0)


@pytest.mark.parametrize(
    "case",
    [
        ("blocked over 1.4 million ads", "over 1.4 million", "1400000", "over", "1400000", None),
        ("blocked over 1.4 million ads", "1.4 million", "1400000", "over", "1400000", None),
        ("from 43,000 users", "43,000", "43000", "rounded", "42500", "43500"),
        ("39 members", "39", "39", "exact", "39", "39"),
        ("an additional eight companies joined", "eight", "8", "exact", "8", "8"),
        ("清理1607万条信息", "1607万条", "16070000", "rounded", "16065000", "16075000"),
        ("清理近10万条信息", "近10万条", "100000", "nearly", "50000", "100000"),
        ("more than one million viewers", "more than one million", "1000000", "over", "1000000", None),
        ("at least one million pieces", "at least one million", "1000000", "at_least", "1000000", None),
        ("540 or more", "540", "540", "at_least", "540", None),
        ("fewer than 1,000 ads", "fewer than 1,000", "1000", "under", "0", "1000"),
        ("millions of users", "millions", None, "vague", "1000000", None),
    ],
)
def test_words_and_bounds(tmp_path: Path, case: tuple[str, str, str | None, str, str, str | None]) -> None:
    quote, printed, value, qualifier, *bounds = case
    intake = read(tmp_path, figure(quote, printed, value, qualifier))
    assert codes(intake) == []
    (o,) = intake.observations
    expected = [None if b is None else Decimal(b) for b in (value, *bounds)]
    assert [o.value, o.value_low, o.value_high] == expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": "236000"}, "value-disagrees"),
        ({"value": None}, "value-disagrees"),
        ({"qualifier": "exact"}, "qualifier-disagrees"),
        ({"qualifier": "over"}, "qualifier-disagrees"),
        ({"printed": '"263,000"', "qualifier": "exact"}, "qualifier-disagrees"),
        ({"printed": '"263"', "value": "263", "qualifier": "approximately"}, "printed-cut-short"),
        ({"printed": '"about 263,000"'}, "printed-not-in-quote"),
        ({"printed": '"pieces of"'}, "printed-unreadable"),
        ({"qualifier": "vague"}, "qualifier-disagrees"),
        ({"low": "263100", "high": "263500"}, "bounds-disagree"),
        ({"indicator": "items_removd"}, "unknown-code"),
        ({"dimensions": "{channel: webs}"}, "unknown-code"),
        ({"dimensions": "{chanel: website}"}, "statement-invalid"),
        ({"subject": "nobody"}, "unknown-subject"),
        ({"subject": None}, "statement-invalid"),
        ({"qualifer": "over"}, "statement-invalid"),
        ({"period": "{start: 2019-12-31, end: 2019-01-01}"}, "period-order"),
        ({"period": "{end: 2021-03-31}"}, "period-after-round"),
        ({"period": "{end: 2019-13-31}"}, "statement-invalid"),
        ({"indicator": "share_removed_before_view"}, "value-disagrees"),
        ({"quote": '"x"', "printed": None, "value": "5", "status": "not_collected"}, "status-and-value"),
    ],
)
def test_a_statement_that_does_not_say_what_its_words_say(
    tmp_path: Path, changes: dict[str, str | None], code: str
) -> None:
    intake = read(tmp_path, entry(**changes))
    assert code in codes(intake)
    assert all(finding.places == ("/statements/0",) for finding in intake.findings)


def test_a_cut_figure_is_seen_by_what_stands_beside_it(tmp_path: Path) -> None:
    cut = figure("over 30 million supporters", "over 30", "30", "over")
    assert codes(read(tmp_path, cut)) == ["printed-cut-short"]


def test_a_vague_figure_carries_no_value(tmp_path: Path) -> None:
    assert codes(read(tmp_path, figure("millions of users", "millions", "1000000", "vague"))) == [
        "vague-with-value"
    ]


CHANGE = {"subject": "panel", "indicator": "ads_found_change", "reference_period": "2012/2016"}


def test_a_decline_has_the_sign_that_its_words_give(tmp_path: Path) -> None:
    good = figure("has declined by 73% compared", "73%", "-73", "rounded", direction="decline", **CHANGE)
    (o,) = read(tmp_path, good).observations
    assert (o.value, o.value_low, o.value_high) == (-73, Decimal("-73.5"), Decimal("-72.5"))
    bad = figure("has declined by 73% compared", "73%", "73", "rounded", direction="decline", **CHANGE)
    assert codes(read(tmp_path, bad)) == ["value-disagrees"]


def test_a_figure_known_by_year_only_may_end_within_the_round(tmp_path: Path) -> None:
    within = entry(period="{end: 2020-12-31, end_precision: year}")
    assert codes(read(tmp_path, within, round_="2020-Q2")) == []


def test_one_key_twice(tmp_path: Path) -> None:
    over = figure("over 260,000 pieces", "over 260,000", "260000", "over")
    assert codes(read(tmp_path, entry(), over)) == ["duplicate-value"]
    other = figure("only 5 pieces", "5", "5", "exact")
    assert codes(read(tmp_path, entry(), other)) == ["conflicting-values"]


def test_one_bad_entry_does_not_hide_the_others(tmp_path: Path) -> None:
    intake = read(tmp_path, entry(value="1"), entry(quote=None), entry())
    assert codes(intake) == ["statement-invalid", "value-disagrees"]
    assert [o.place for o in intake.observations] == ["/statements/2"]
    assert intake.cells.unexplained == 0


def test_capabilities_and_explained_figures_are_entries_too(tmp_path: Path) -> None:
    text = SOURCE + (
        "capabilities:\n"
        "- {party: baidu, kind: alert, title: A tool, status: planned, status_date: 2020-10-20, quote: q}\n"
        "- {party: nobody, kind: alert, title: T, status: live, status_date: 2020-10-20, quote: q}\n"
        "- {party: baidu, kind: magic, title: T, status: live, status_date: 2020-10-20, quote: q}\n"
        "- {party: baidu, kind: training, title: T, status: soon, status_date: 2020-10-20, quote: q}\n"
        "explained:\n"
        "- {quote: six of the seven, reason: about turtles}\n"
    )
    intake = read(tmp_path, text=text)
    assert [(c.party, c.status, c.place) for c in intake.capabilities] == [
        ("baidu", "planned", "/capabilities/0")
    ]
    assert sorted(codes(intake)) == ["statement-invalid", "unknown-code", "unknown-subject"]
    assert intake.cells.in_file == 5


@pytest.mark.parametrize(
    "text",
    [
        "- just a list",
        "source: {title: t",
        SOURCE,
        SOURCE + "statement: []",
        SOURCE + "statements: 5",
        "statements:\n" + entry(),
        "source: {title: t, publisher: p, date: yesterday}\nstatements:\n" + entry(),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    intake = read(tmp_path, text=text)
    assert codes(intake) == ["statements-unreadable"]
    assert intake.observations == ()


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "statement.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    good = read(tmp_path, entry())
    path.write_bytes(b"\xff\xfe\x00")
    register = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))
    submission = Submission(
        id="s",
        reporter="secretariat",
        round="2020-Q4",
        file_name="statement.yaml",
        sha256="",
        size=1,
        received_at=datetime(2021, 1, 1, tzinfo=UTC),
    )
    assert codes(read_statements(path, Situation(submission, register))) == ["statements-unreadable"]
    assert good.profile == "statements"
