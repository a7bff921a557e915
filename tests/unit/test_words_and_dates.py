"""Rounds, periods and numbers in words, the register's look-ups, and YAML that guesses nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline import wording
from pipeline.indicators.goal import current_window
from pipeline.model import OBSERVATION_COLUMNS, Observation, Text
from pipeline.register import Register, RegisterFile
from pipeline.rounds import first_day, last_day
from pipeline.sentences import names, sentence
from pipeline.strict_yaml import EditedFileError, as_model, parse_text
from pipeline.target import Target

QUARTER = Text("quarter 1 of 2021", "2021年第一季度")
DAY = Text("5 June 2021", "2021年6月5日")
AS_OF = Text("as of 5 June 2021", "截至2021年6月5日")
AT_LEAST = Text("an unstated number of items, at least 1,000,000", "至少1,000,000条（数量未详）")


@pytest.mark.parametrize(
    ("round_", "first", "last"),
    [
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-Q2", date(2020, 4, 1), date(2020, 6, 30)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020-Q4", date(2020, 10, 1), date(2020, 12, 31)),
    ],
)
def test_a_round_is_its_quarter(round_: str, first: date, last: date) -> None:
    assert (first_day(round_), last_day(round_)) == (first, last)


@pytest.mark.parametrize("wrong", ["2020-Q5", "2020Q1", "Q1 2020", "", "2020-Q11"])
def test_what_is_no_round_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="2021-Q2"):
        first_day(wrong)


@pytest.mark.parametrize(
    ("start", "end", "precisions", "iso", "words"),
    [
        (
            date(2021, 1, 1),
            date(2021, 3, 31),
            ("day", "day"),
            "2021-Q1",
            QUARTER,
        ),
        (date(2019, 1, 1), date(2019, 12, 31), ("day", "day"), "2019", Text("2019", "2019年")),
        (date(2021, 2, 1), date(2021, 2, 28), ("day", "day"), "2021-02", Text("February 2021", "2021年2月")),
        (
            date(2021, 6, 5),
            date(2021, 6, 5),
            ("day", "day"),
            "2021-06-05",
            Text("5 June 2021", "2021年6月5日"),
        ),
        (
            None,
            date(2021, 6, 5),
            (None, "day"),
            "../2021-06-05",
            AS_OF,
        ),
        (
            date(2021, 3, 1),
            date(2021, 6, 16),
            ("month", "day"),
            "2021-03-01/2021-06-16",
            Text("March 2021 to 16 June 2021", "2021年3月至2021年6月16日"),
        ),
        (
            date(2017, 1, 1),
            date(2018, 12, 31),
            ("year", "year"),
            "2017-01-01/2018-12-31",
            Text("2017 to 2018", "2017年至2018年"),
        ),
    ],
)
def test_a_period_is_said_no_more_precisely_than_it_is_known(start, end, precisions, iso, words) -> None:
    assert wording.iso_period(start, end) == iso
    assert wording.period(start, end, *precisions) == words


@pytest.mark.parametrize(
    ("value", "low", "high", "qualifier", "words"),
    [
        ("263000", "262500", "263500", "approximately", Text("approximately 263,000 items", "约263,000条")),
        ("1400000", "1400000", None, "over", Text("over 1,400,000 items", "超过1,400,000条")),
        (None, "0.16", "0.18", "range", Text("between 0.16 and 0.18 items", "0.16至0.18条")),
        (
            None,
            "1000000",
            None,
            "vague",
            Text("an unstated number of items, at least 1,000,000", "至少1,000,000条（数量未详）"),
        ),
        (None, None, None, "vague", Text("an unstated number of items", "数量未详的条")),
    ],
)
def test_an_amount_keeps_its_hedge(value, low, high, qualifier, words) -> None:
    numbers = [Decimal(text) if text else None for text in (value, low, high)]
    assert wording.amount(*numbers, qualifier, Text("items", "条")) == words


def test_a_percent_sign_stands_against_its_number() -> None:
    said = wording.amount(Decimal("73.500000"), None, None, "exact", Text("%", "%"))
    assert said == Text("73.5%", "73.5%")


def test_every_sentence_has_the_same_blanks_in_both_languages() -> None:
    from string import Formatter

    for name in names():
        text = sentence(name, **{key: "{" + key + "}" for key in _blanks(name)})
        blanks = [{key for _, key, _, _ in Formatter().parse(said) if key} for said in (text.en, text.zh)]
        assert blanks[0] == blanks[1], name


def _blanks(name: str) -> set[str]:
    from string import Formatter

    from pipeline.sentences import _sentences

    text = _sentences()[name]
    return {key for said in (text.en, text.zh) for _, key, _, _ in Formatter().parse(said) if key}


def test_the_observation_has_the_fields_that_are_declared() -> None:
    import dataclasses

    assert [field.name for field in dataclasses.fields(Observation)] == list(OBSERVATION_COLUMNS)


def test_the_current_window_ends_with_the_round() -> None:
    target = Target(id="t", value=Decimal(80), date=date(2020, 12, 31), window_months=12)
    window = current_window(target, date(2021, 6, 30))
    assert (window.start, window.end) == (date(2020, 7, 1), date(2021, 6, 30))
    assert current_window(target, date(2020, 12, 31)).start == date(2020, 1, 1)


REGISTER = """
parties:
  - {id: coalition, kind: group, name: {en: C, zh: 联}}
  - {id: owner, kind: holding, name: {en: O, zh: 主}}
  - {id: shop, kind: company, name: {en: S, zh: 店}}
  - {id: mall, kind: platform, name: {en: M, zh: 城}}
  - {id: other, kind: company, name: {en: T, zh: 他}}
  - {id: office, kind: secretariat, name: {en: F, zh: 处}}
relations:
  - {party: shop, relation: member, of: coalition, start: 2018-03-07, end: 2020-06-30}
  - {party: mall, relation: platform_of, of: shop}
  - {party: shop, relation: owned_by, of: owner, start: 2019-01-01}
  - {party: other, relation: reports_for, of: shop, start: 2020-01-01}
"""


def register(text: str = REGISTER) -> Register:
    return Register(as_model(parse_text(text, name="register.yaml"), RegisterFile, name="register.yaml"))


def test_relations_are_dated_and_their_last_day_counts() -> None:
    found = register()
    assert found.members(date(2018, 3, 6)) == ()
    assert found.members(date(2020, 6, 30)) == ("shop",)
    assert found.members(date(2020, 7, 1)) == ()
    assert found.owners("mall", date(2018, 6, 1)) == ("shop",)
    assert found.holding("mall", date(2019, 6, 1)) == "owner"
    assert found.holding("other", date(2019, 6, 1)) == "other"


def test_who_may_report_about_whom() -> None:
    found = register()
    assert found.may_report("owner", "mall", date(2020, 1, 1))
    assert not found.may_report("owner", "mall", date(2018, 1, 1))
    assert found.may_report("other", "shop", date(2020, 1, 1))
    assert not found.may_report("other", "shop", date(2019, 12, 31))
    assert found.may_report("office", "shop", date(2018, 1, 1))
    assert [found.source_rank(p) for p in ("shop", "office")] == [0, 2]
    assert "coalition" not in found.reporters


def test_a_party_that_stands_twice_or_is_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="'shop' stands twice"):
        register(REGISTER.replace("id: other", "id: shop"))
    with pytest.raises(ValueError, match="'nobody' is not among the parties"):
        register(REGISTER.replace("of: owner", "of: nobody"))
    with pytest.raises(EditedFileError, match="before it starts"):
        register(REGISTER.replace("end: 2020-06-30", "end: 2017-06-30"))


def test_yaml_guesses_no_types_and_refuses_a_key_that_stands_twice() -> None:
    assert parse_text("a: no\nb: 12:30\nc: 010\nd:", name="x") == {
        "a": "no",
        "b": "12:30",
        "c": "010",
        "d": "",
    }
    with pytest.raises(EditedFileError, match="x, line 2: 'a' stands twice"):
        parse_text("a: 1\na: 2", name="x")


def test_a_limit_just_short_of_the_target_does_not_read_as_the_target():
    assert wording.tenths(Decimal("79.96"), Decimal(80)) == "79.96"
    assert wording.tenths(Decimal("80.000400"), Decimal(80)) == "80.0004"
    assert wording.tenths(Decimal(80), Decimal(80)) == "80.0"
    assert wording.tenths(Decimal("79.96")) == "80.0"
    assert wording.tenths(Decimal("-1234.56"), Decimal(80)) == "−1,234.6"
