"""Logs of statements of reasons are counted in place, whatever their edition, packing or order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_of_statements import (
    ANIMALS,
    GOOD,
    HARM,
    LABELLED,
    PARTIES,
    PRODUCTS,
    REMOVED,
    SALE,
    SCHEMA,
    codes,
    log,
    read,
    statement,
    values,
    zipped,
)

from pipeline.intake import read_submission
from pipeline.model import Submission
from pipeline.profiles import Profile
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text
from pipeline.warehouse import connection, view_log
from pipeline.warehouse import rows as rows_of


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


def test_a_zip_of_parts_is_one_log(tmp_path):
    inner = zipped(a__csv=log(*GOOD[:3]), b__csv=log(*GOOD[3:]))
    whole = values(read(tmp_path, log(*GOOD)))
    assert values(read(tmp_path, inner)) == whole
    assert values(read(tmp_path, zipped(day__csv__zip=inner))) == whole


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
