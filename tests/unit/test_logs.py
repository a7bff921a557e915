"""Faults of logs of statements of reasons: every row accounted for, nothing wrong in silence."""

from __future__ import annotations

import pytest
from log_of_statements import ANIMALS, GOOD, PRODUCTS, SCHEMA, codes, log, read, statement, zipped

from pipeline.model import RefusalError
from pipeline.settings import Settings


@pytest.mark.parametrize(
    "damage",
    [
        b"a,b\n",
        b",".join([b"x"] * 40) + b"\n",
        b'"opened' + b"," * 37 + b"\n",
        log(statement(8)).split(b"\n", 1)[1].replace(b"Market Place", b"Market\xff Place"),
    ],
    ids=["short", "long", "quote", "encoding"],
)
def test_damaged_rows_hold_everything_back(tmp_path, damage):
    mapped = read(tmp_path, log(*GOOD) + damage)
    (finding,) = [f for f in mapped.findings if f.code == "log-rows-damaged"]
    assert finding.params["rows"] == "1"
    assert {o.place for o in mapped.observations} < set(finding.places)
    assert mapped.cells.unexplained == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"category": "STATEMENT_CATEGORY_ANIMALS"}, "log-unknown-code"),
        ({"category": ""}, "log-unknown-code"),
        ({"category_specification": '["KEYWORD_IVORY"]'}, "log-unknown-code"),
        ({"category_specification": '["KEYWORD_OTHER"'}, "log-unknown-code"),
        ({"category": PRODUCTS, "category_addition": "STATEMENT_CATEGORY_IVORY"}, "log-unknown-code"),
        ({"decision_visibility": '["DECISION_VISIBILITY_HIDDEN"]'}, "log-unknown-code"),
        ({"decision_account": "DECISION_ACCOUNT_MUTED"}, "log-unknown-code"),
        ({"platform_name": "Other Place"}, "log-platform-unknown"),
        ({"application_date": "03/04/2026"}, "log-bad-day"),
        ({"application_date": "2026-04-31 00:00:00"}, "log-bad-day"),
        ({"application_date": "2026-07-01 00:00:00"}, "period-after-round"),
        ({"uuid": "0000-1"}, "log-rows-repeated"),
    ],
)
def test_what_the_lists_do_not_know_is_a_finding(tmp_path, given, code):
    assert code in codes(read(tmp_path, log(*GOOD, statement(9) | given)))


def test_rows_without_a_day_hold_back_what_may_lack_them(tmp_path):
    for category, holds in ((ANIMALS, True), ("STATEMENT_CATEGORY_VIOLENCE", False)):
        row = statement(9, application_date="", category=category)
        mapped = read(tmp_path, log(*GOOD, row))
        (finding,) = [f for f in mapped.findings if f.code == "log-bad-day"]
        assert ({o.place for o in mapped.observations} <= set(finding.places)) is holds


def test_codes_of_other_platforms_are_their_own_affair_but_for_the_category(tmp_path):
    other = statement(9, platform_name="Other", category_specification='["KEYWORD_NEW"]')
    assert codes(read(tmp_path, log(*GOOD, other), other_platforms="outside")) == []
    shifted = statement(9, platform_name="Yes", category="")
    assert codes(read(tmp_path, log(*GOOD, shifted), other_platforms="outside")) == ["log-unknown-code"]


def test_other_platforms_are_outside_when_the_profile_says_so(tmp_path):
    other = statement(9, platform_name="Other Place")
    mapped = read(tmp_path, log(*GOOD, other), other_platforms="outside")
    assert codes(mapped) == []
    assert (mapped.cells.in_file, mapped.cells.explained, mapped.cells.unexplained) == (7, 2, 0)
    assert codes(read(tmp_path, log(other), other_platforms="outside")) == ["log-platform-absent"]


def test_published_corrections_are_told(tmp_path):
    row = statement(1, platform_name="Google Play", application_date="2024-05-01 00:00:00")
    mapped = read(tmp_path, log(row), round_="2024-Q2", platforms={"Google Play": "market"})
    reasons = {f.params["reason"] for f in mapped.findings if f.code == "log-correction-known"}
    assert reasons == {"automated_flag_inverted", "repeated_statements_contained"}


@pytest.mark.parametrize(
    "columns",
    [
        [name for name in SCHEMA.columns if name != "category"],
        [*SCHEMA.columns, "invented"],
        [*SCHEMA.columns, "category"],
    ],
)
def test_another_header_is_refused(tmp_path, columns):
    with pytest.raises(RefusalError, match="log-header"):
        read(tmp_path, log(*GOOD, columns=columns))


def test_mixed_line_ends_are_refused(tmp_path):
    first, second = (statement(n, created_at="2026-04-01 00:00:07") for n in (1, 2))
    with pytest.raises(RefusalError, match="log-unreadable"):
        read(tmp_path, log(first) + log(second, end="\r\n").split(b"\r\n", 1)[1] + b"\n")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (zipped(), "file-empty"),
        (zipped(a__csv=log(*GOOD))[:-30], "file-damaged"),
        (zipped(a__csv=b"," * 50_000_000), "file-hostile"),
        (zipped(a__exe=b"x"), "file-hostile"),
        (zipped(a__zip=zipped(b__zip=zipped(c__csv=b"x"))), "file-hostile"),
    ],
)
def test_hostile_logs_are_refused(tmp_path, content, code):
    with pytest.raises(RefusalError, match=code):
        read(tmp_path, content)


def test_real_rows_repeat_an_identifier(tmp_path):
    samples = Settings.from_environment().samples
    if samples is None:
        pytest.skip("COALITION_SAMPLES is not set")
    (path,) = (samples / "dsa-statements").glob("*.csv")
    mapped = read(
        tmp_path,
        path.read_bytes(),
        round_="2024-Q1",
        platforms={"TikTok": "market"},
        other_platforms="outside",
    )
    assert mapped.cells.in_file == 7
    assert mapped.cells.unexplained == 0
    assert mapped.observations == ()
