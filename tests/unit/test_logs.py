"""Logs of statements of reasons: counted in place, every row accounted for, nothing wrong in silence."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.intake import read_submission
from pipeline.logs.reading import read_log
from pipeline.logs.rule import LogRule
from pipeline.logs.schema import log_schema
from pipeline.mapping import Situation
from pipeline.model import RefusalError, Submission
from pipeline.profiles import Profile
from pipeline.register import Register, RegisterFile
from pipeline.settings import Settings
from pipeline.strict_yaml import as_model, parse_text
from pipeline.warehouse import connection, view_log
from pipeline.warehouse import rows as rows_of

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


def log(*rows, columns=SCHEMA.columns, end="\n"):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


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


GOOD = (
    statement(1, category_specification=SALE),
    statement(2, category_specification=HARM, decision_visibility=LABELLED),
    statement(3, application_date="2026-04-02 00:00:00", decision_account="DECISION_ACCOUNT_SUSPENDED"),
    statement(4, category_specification='["KEYWORD_OTHER"]'),
    statement(5, category=PRODUCTS, category_addition=f'["{ANIMALS}"]'),
    statement(6, category=PRODUCTS),
)


def test_rows_become_counts_by_category_keyword_action_and_day(tmp_path):
    mapped = read(tmp_path, log(*GOOD))
    assert codes(mapped) == []
    assert values(mapped) == {
        ("statements_of_reasons", "animal_welfare", "2026-04-01"): 3,
        ("statements_of_reasons", "unlawful_sale_animals", "2026-04-01"): 1,
        ("statements_of_reasons", "animal_harm", "2026-04-01"): 1,
        ("statements_of_reasons", "animal_welfare_other", "2026-04-01"): 1,
        ("statements_of_reasons", "animal_welfare_additional", "2026-04-01"): 1,
        ("statements_of_reasons", "animal_welfare", "2026-04-02"): 1,
        ("statements_of_reasons", "animal_welfare_no_keyword", "2026-04-02"): 1,
        ("items_removed", "animal_welfare", "2026-04-01"): 2,
        ("items_removed", "unlawful_sale_animals", "2026-04-01"): 1,
        ("items_removed", "animal_welfare_other", "2026-04-01"): 1,
        ("items_removed", "animal_welfare_additional", "2026-04-01"): 1,
        ("items_removed", "animal_welfare", "2026-04-02"): 1,
        ("items_removed", "animal_welfare_no_keyword", "2026-04-02"): 1,
        ("items_labelled", "animal_welfare", "2026-04-01"): 1,
        ("items_labelled", "animal_harm", "2026-04-01"): 1,
        ("accounts_sanctioned", "animal_welfare", "2026-04-02"): 1,
        ("accounts_sanctioned", "animal_welfare_no_keyword", "2026-04-02"): 1,
    }
    assert (mapped.cells.in_file, mapped.cells.as_observations, mapped.cells.explained) == (6, 5, 1)


def test_the_place_of_an_observation_finds_its_rows(tmp_path):
    rows = [
        *GOOD,
        statement(7, category_specification='["KEYWORD_ANIMAL_HARM","KEYWORD_UNLAWFUL_SALE_ANIMALS"]'),
    ]
    mapped = read(tmp_path, log(*rows))
    assert mapped.observations
    for o in mapped.observations:
        predicate, _, count = o.place.removeprefix("rows where ").rpartition(": ")
        with connection() as engine:
            view_log(engine, [tmp_path / "stored"], SCHEMA.columns, 0)
            (found,) = rows_of(engine, f"SELECT count(*) AS found FROM log WHERE {predicate}")
        assert found["found"] == int(count) == o.value, o.place


def test_keywords_add_up_to_their_category(tmp_path):
    both = statement(9, category_specification='["KEYWORD_ANIMAL_HARM","KEYWORD_UNLAWFUL_SALE_ANIMALS"]')
    found = values(read(tmp_path, log(*GOOD, both)))
    parts = ("unlawful_sale_animals", "animal_harm", "animal_welfare_other", "animal_welfare_no_keyword")
    for day in ("2026-04-01", "2026-04-02"):
        whole = found["statements_of_reasons", "animal_welfare", day]
        assert whole == sum(found.get(("statements_of_reasons", part, day), 0) for part in parts)


@pytest.mark.parametrize("name", ["sor.csv", "sor.zip"])
def test_a_layout_of_the_format_log_is_read_by_intake(tmp_path, name):
    profile = {
        "profile": "market", "reporter": "market", "version": "1",
        "confirmed": {"by": "Secretariat", "on": "2018-04-02"},
        "layouts": [{
            "name": "statements", "from": "2018-Q1", "file": {"format": "log"},
            "log": {"kind": "dsa-statements", "platforms": {"Market Place": "market"}},
        }],
    }  # fmt: skip
    stored = tmp_path / "stored"
    stored.write_bytes(log(*GOOD) if name.endswith(".csv") else zipped(a__csv=log(*GOOD)))
    deployment = SimpleNamespace(
        register=Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r")),
        profiles={"market": as_model(profile, Profile, name="p")},
    )
    submission = Submission(
        id="s", reporter="market", round="2026-Q2", file_name=name, sha256="", size=1,
        received_at=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    intake = read_submission(stored, submission, deployment)
    assert codes(intake) == []
    assert values(intake) == values(read(tmp_path, log(*GOOD)))
    assert intake.profile == "market@1/statements"


@pytest.mark.parametrize(
    "lacking", [{"content_id_ean"}, SCHEMA.may_lack, SCHEMA.may_lack - {"content_id_ean"}, set()]
)
def test_every_edition_is_read(tmp_path, lacking):
    columns = [name for name in SCHEMA.columns if name not in lacking]
    assert values(read(tmp_path, log(*GOOD, columns=columns))) == values(read(tmp_path, log(*GOOD)))


def test_column_order_bom_and_line_ends_do_not_matter(tmp_path):
    content = log(*GOOD, columns=tuple(reversed(SCHEMA.columns)), end="\r\n")
    assert values(read(tmp_path, b"\xef\xbb\xbf" + content)) == values(read(tmp_path, log(*GOOD)))


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


def zipped(**members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return written.getvalue()


def test_a_zip_of_parts_is_one_log(tmp_path):
    inner = zipped(a__csv=log(*GOOD[:3]), b__csv=log(*GOOD[3:]))
    whole = values(read(tmp_path, log(*GOOD)))
    assert values(read(tmp_path, inner)) == whole
    assert values(read(tmp_path, zipped(day__csv__zip=inner))) == whole


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


CELL = st.sampled_from(
    [SALE, HARM, "", "[]", '["KEYWORD_OTHER"]', '["KEYWORD_ANIMAL_HARM","KEYWORD_UNLAWFUL_SALE_ANIMALS"]']
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from([ANIMALS, PRODUCTS, "STATEMENT_CATEGORY_VIOLENCE"]),
            "category_addition": st.sampled_from(["", f'["{ANIMALS}"]', f'["{PRODUCTS}"]']),
            "category_specification": CELL,
            "decision_visibility": st.sampled_from(["", REMOVED, LABELLED]),
            "platform_name": st.sampled_from(["Market Place", 'Market, "Place" 2', "Other"]),
            "application_date": st.dates(date(2026, 4, 1), date(2026, 4, 5)).map(lambda d: f"{d} 10:00:00"),
            "decision_facts": st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20
            ),
        }
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_any_log_is_counted_as_its_rows_say(tmp_path, given_rows, end):
    rows = [statement(number, **row) for number, row in enumerate(given_rows)]
    names = {"Market Place": "market", 'Market, "Place" 2': "market"}
    mapped = read(tmp_path, log(*rows, end=end), platforms=names, other_platforms="outside")
    own = [row for row in rows if row["platform_name"] in names]
    main = Counter(row["application_date"][:10] for row in own if row["category"] == ANIMALS)
    beside = Counter(
        row["application_date"][:10]
        for row in own
        if row["category"] != ANIMALS
        and (ANIMALS in row["category_addition"] or "ANIMAL" in row["category_specification"])
    )
    found = values(mapped)
    for category, expected in (("animal_welfare", main), ("animal_welfare_additional", beside)):
        counted = {k[2]: n for k, n in found.items() if k[:2] == ("statements_of_reasons", category)}
        assert counted == dict(expected)
    assert mapped.cells.in_file == len(rows)
    assert mapped.cells.as_observations == sum(main.values()) + sum(beside.values())
    assert mapped.cells.unexplained == 0
